"""Exemptions: what is accepted, why, until when, and who said so. One file, for the audit and the policies.

A file of YAML or JSON, a list of mappings; the policies' configuration may hold the same. One without a
reason or an end is none: what was accepted for a quarter must not be accepted for ever by being forgotten.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import yaml

from pulumi_private_endpoint.connections.text import printable

from .json_list import Pairs, read_json, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .json_list import Written

CONNECTION = "connection"
RESOURCE = "resource"
KEYS = ("rule", CONNECTION, RESOURCE, "reason", "until", "approvedBy")

LINE = 1000
"""Characters of an exemption that are told."""

_PLAIN = (str, int, float, date, type(None))
_OF_THE_AUDIT = re.compile(r"A\d+")
_WORD = re.compile(r"[^\W_]")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class UnreadableExemptions(Exception):
    """The file is not as described; the text says where in it."""


@dataclass(frozen=True, slots=True)
class Exemption:
    """One.

    Attributes:
        rule: A finding of the audit (A05), or a policy.
        about: The connection's id, or the resource's URN or name.
        until: Its last day, in UTC.
        place: Where it stands, for people.
        line: The line in its file; 0 where it is in none.
    """

    rule: str
    about: str
    reason: str
    until: date
    approved_by: str
    place: str
    line: int = 0

    @property
    def of_audit(self) -> bool:
        """Whether a finding of the audit is meant; else it is a policy."""
        return of_audit(self.rule)

    def is_over(self, today: date) -> bool:
        """Whether its last day is past."""
        return self.until < today

    def told(self) -> str:
        """Its end, why and by whom, in one line that drives no terminal."""
        who = f"approved by {self.approved_by}; {self.place}"
        return printable(f"{self.until}: {self.reason} ({who})", LINE)


def of_audit(rule: str) -> bool:
    """Whether a rule is called as the audit's are."""
    return _OF_THE_AUDIT.fullmatch(rule) is not None


def read_exemptions(text: str, file: str) -> list[Exemption]:
    """All exemptions in a file's text, in their order; `file` is its name, for errors.

    Raises:
        UnreadableExemptions: With the place in the file.
    """
    written = read_json(text)
    if written is not None:
        return [_of_json(one, f"{file}:{line}", line) for one, line in _listed(written, file)]
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{file}:{mark.line + 1}" if mark else file
        raise UnreadableExemptions(f"{place}: is not YAML") from None
    if root is None:
        return []
    if not isinstance(root, yaml.SequenceNode):
        raise UnreadableExemptions(f"{file}:{root.start_mark.line + 1}: must be a list of exemptions")
    return [_of_node(node, file) for node in root.value]


def _listed(written: Written, file: str) -> Sequence[tuple[Any, int]]:
    if written.items is None:
        raise UnreadableExemptions(f"{file}:{written.line}: must be a list of exemptions")
    return written.items


def _of_json(found: Any, place: str, line: int) -> Exemption:
    if not isinstance(found, Pairs):
        raise UnreadableExemptions(f"{place}: must be a mapping of {', '.join(KEYS)}")
    _refuse_twice([name for name, _ in found], place)
    return exemption(dict(found), place, line)


def _of_node(node: yaml.Node, file: str) -> Exemption:
    line = node.start_mark.line + 1
    place = f"{file}:{line}"
    if not isinstance(node, yaml.MappingNode):
        raise UnreadableExemptions(f"{place}: must be a mapping of {', '.join(KEYS)}")
    _refuse_twice([name.value for name, _ in node.value if isinstance(name, yaml.ScalarNode)], place)
    try:
        found = yaml.SafeLoader("").construct_mapping(node, deep=True)
    except Exception:  # noqa: BLE001 - its constructors raise whatever a wrong tag makes them raise
        raise UnreadableExemptions(f"{place}: holds a value that cannot be read") from None
    return exemption(found, place, line)


def _refuse_twice(given: Sequence[str], place: str) -> None:
    twice = next((name for name in KEYS if given.count(name) > 1), None)
    if twice is not None:
        raise UnreadableExemptions(f"{place}: {twice} is given more than once")


def exemption(found: Mapping[Any, Any], place: str, line: int = 0) -> Exemption:
    """One exemption, of what a file or a configuration says.

    Raises:
        UnreadableExemptions: With the place.
    """
    _refuse_unknown(found, place)
    rule = str(found.get("rule") or "").strip()
    about = CONNECTION if of_audit(rule) else RESOURCE
    other = RESOURCE if of_audit(rule) else CONNECTION
    for name in ("rule", about, "reason", "until", "approvedBy"):
        given = found.get(name)
        if given is None or given == "" or str(given).isspace():
            instead = f"; {rule} takes no {other}" if name == about and found.get(other) else ""
            raise UnreadableExemptions(f"{place}: {name} is missing{instead}")
        if name != "until":
            _refuse_mute(name, given, place)
    if found.get(other) is not None:
        raise UnreadableExemptions(f"{place}: {rule} takes {about}, and no {other}")
    until = _day(found["until"])
    if until is None:
        raise UnreadableExemptions(f"{place}: until must be a day such as 2027-06-30")
    about, reason, who = (whole(found[name]).strip() for name in (about, "reason", "approvedBy"))
    return Exemption(rule, about, reason, until, who, place, line)


def _refuse_mute(name: str, given: Any, place: str) -> None:
    """YAML reads `010` as 8 and `yes` as true; and a full stop is no reason."""
    if not isinstance(given, str):
        raise UnreadableExemptions(f"{place}: {name} must be a text: put it in quotes")
    if not _WORD.search(given):
        raise UnreadableExemptions(f"{place}: {name} says nothing")


def _refuse_unknown(found: Mapping[Any, Any], place: str) -> None:
    unknown = sorted(str(name) for name in found if name not in KEYS)
    if unknown:
        raise UnreadableExemptions(f"{place}: {unknown[0]} is not one of {', '.join(KEYS)}")
    odd = next((name for name in KEYS if not isinstance(found.get(name), _PLAIN)), None)
    if odd is not None:
        raise UnreadableExemptions(f"{place}: {odd} is no plain value")


def _day(value: Any) -> date | None:
    """A day as YAML reads it, or as JSON has to write it. An hour would leave open in which time zone."""
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else None
    except ValueError:
        return None


def latest(exemptions: Iterable[Exemption]) -> Exemption | None:
    """Of several about the same the one that ends last: a renewal stands beside what it renews."""
    return max(exemptions, key=lambda one: one.until, default=None)
