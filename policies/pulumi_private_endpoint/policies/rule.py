"""What a rule is, and what it can answer.

A rule is a pure function from what Pulumi shows of a resource, or of a whole stack, to violations. In
preview some values are not known yet. Touching one raises `UnknownValueError`, so a rule that forgets about
them cannot pass by accident: the answer is then "not yet known", and `pulumi up` asks again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from pulumi_policy.proxy import UnknownValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from pulumi_policy import EnforcementLevel, Severity

    from .controls import Control

Key = TypeVar("Key")


class Answer(Enum):
    """What a rule says about one case."""

    COMPLIANT = "compliant"
    NON_COMPLIANT = "non-compliant"
    NOT_APPLICABLE = "not applicable"
    NOT_YET_KNOWN = "not yet known"


@dataclass(frozen=True, slots=True)
class Violation:
    """What is wrong, and with which resource of a stack, or which entry of a set.

    Any value may be a secret. Those alone are named that are none: subscriptions' and tenants' ids, numbers,
    other resources' names, and what the pack's own configuration says.
    """

    reason: str
    urn: str | None = None
    entry: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The violations seen, and the first value that could not be read. Both can be: known ones come first."""

    violations: tuple[Violation, ...] = ()
    unknown: UnknownValueError | None = None
    applicable: bool = True

    @property
    def answer(self) -> Answer:
        """The verdict in one word. A violation weighs more than a value that is not known yet."""
        if not self.applicable:
            return Answer.NOT_APPLICABLE
        if self.violations:
            return Answer.NON_COMPLIANT
        return Answer.NOT_YET_KNOWN if self.unknown else Answer.COMPLIANT


@dataclass(frozen=True, slots=True)
class Case:
    """One resource: its type token and its inputs as Pulumi's proxy (an unknown one raises on touch).

    `config` is complete (defaults filled in), `today` is the day in UTC.
    """

    type: str
    props: Mapping[str, Any]
    config: Mapping[str, Any]
    today: date


@dataclass(frozen=True, slots=True)
class Member:
    """One resource of a stack. `depends_on` has, per property, the URNs its value comes from."""

    urn: str
    type: str
    props: Mapping[str, Any]
    depends_on: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StackCase:
    """All resources of a stack, with the rule's complete configuration."""

    members: tuple[Member, ...]
    config: Mapping[str, Any]
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """What the catalogue says of a rule.

    Attributes:
        display_name: What it is called, in a few words.
        controls: What it serves of published frameworks. The SDK has room for the first; others are tags.
        fix: What to do, whatever is configured.
        config: The JSON schema of each setting, by its name.
        remedy: The same as `fix` for a configuration, on a day: what it suggests passes the rule.
    """

    id: str
    display_name: str
    description: str
    level: EnforcementLevel
    severity: Severity
    controls: tuple[Control, ...]
    applies_to: str
    why: str
    fix: str
    config: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    remedy: Callable[[Mapping[str, Any], date], str] | None = None

    def advice(self, config: Mapping[str, Any], today: date) -> str:
        """What to do about a violation."""
        return self.fix if self.remedy is None else self.remedy(config, today)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(_Text):
    """A rule on single resources; the engine asks it before it touches the resource."""

    applies: Callable[[Case], bool]
    judge: Callable[[Case], Iterator[Violation]]


@dataclass(frozen=True, slots=True, kw_only=True)
class StackRule(_Text):
    """A rule on a stack. In `pulumi up` the engine asks it when all is done: preview is where it stops."""

    applies: Callable[[StackCase], bool]
    judge: Callable[[StackCase], Iterator[Violation]]


AnyRule = Rule | StackRule


def verdict(rule: AnyRule, case: Any) -> Verdict:
    """Ask a rule about a `Case`, or a stack rule about a `StackCase`."""
    try:
        if not rule.applies(case):
            return Verdict(applicable=False)
    except UnknownValueError as unknown:
        return Verdict(unknown=unknown)
    return _collect(rule.judge, case)


def each(keys: Iterable[Key], judge: Callable[[Key], Iterator[Violation]]) -> Iterator[Violation]:
    """Judge every one, so that one that is not known yet hides no other's violation.

    Raises:
        UnknownValueError: the first that came up, when all are judged.
    """
    verdicts = [_collect(judge, key) for key in keys]
    for found in verdicts:
        yield from found.violations
    for found in verdicts:
        if found.unknown is not None:
            raise found.unknown


def _collect(judge: Callable[[Key], Iterator[Violation]], key: Key) -> Verdict:
    seen: list[Violation] = []
    try:
        for violation in judge(key):
            seen.append(violation)  # noqa: PERF402 - what was seen before the exception counts.
    except UnknownValueError as unknown:
        return Verdict(tuple(seen), unknown)
    return Verdict(tuple(seen))


def is_unknown(props: Mapping[str, Any], name: str) -> bool:
    """Whether a property has a value that is not known yet: for a rule that can decide by another one."""
    try:
        props.get(name)
    except UnknownValueError:
        return True
    return False
