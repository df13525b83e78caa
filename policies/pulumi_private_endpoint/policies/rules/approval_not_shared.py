"""One connection is decided in one place."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

from pulumi_policy import EnforcementLevel, Severity
from pulumi_policy.proxy import UnknownValueError

from pulumi_private_endpoint.policies import controls
from pulumi_private_endpoint.policies.reading.raw_names import path, raw_connection
from pulumi_private_endpoint.policies.reading.resource_types import PRIVATE_ENDPOINT, is_approval, native
from pulumi_private_endpoint.policies.reading.stack_approvals import Approval, approvals
from pulumi_private_endpoint.policies.rule import Member, StackCase, StackRule, Violation, is_unknown
from pulumi_private_endpoint.policies.settings.exemptions import called

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_TARGET, _NAME, _ENDPOINT = "targetResourceId", "connectionName", "privateEndpointId"
_SELECTORS = (_NAME, _ENDPOINT, "privateEndpointName", "requestMessage")
_GUARD = "groupId"
_NAMED = 3


@dataclass(frozen=True, slots=True)
class _Claim:
    """What an approval says of the connection it is about: its target, and what singles it out there."""

    approval: Approval
    target: str
    said: Mapping[str, str]

    @property
    def name(self) -> str:
        """The approval's own, for whoever reads of it."""
        return called(self.approval.urn, self.approval.entry)

    def of(self, properties: tuple[str, ...]) -> tuple[str, ...]:
        """What it says of these properties."""
        return (self.target, *(self.said[name] for name in properties))


@dataclass(slots=True)
class _Others:
    """What else decides a connection: the names that are told, and how many there are."""

    names: list[str] = field(default_factory=list)
    count: int = 0

    def add(self, names: Iterable[str], count: int) -> None:
        self.names = sorted([*self.names, *names])[:_NAMED]
        self.count += count

    def told(self) -> str:
        more = self.count - len(self.names)
        return f"{', '.join(self.names)} and {more} more" if more else ", ".join(self.names)


def _judge(case: StackCase) -> Iterator[Violation]:
    """A violation for each approval of a connection that another resource is about, too."""
    endpoints = frozenset(member.urn for member in case.members if native(member.type) == PRIVATE_ENDPOINT)
    claims, unknown = _claims(case.members, endpoints)
    others: defaultdict[int, _Others] = defaultdict(_Others)
    _compare(claims, others)
    later = _compare_raws(claims, case.members, others)
    for at in sorted(others):
        found, told = claims[at].approval, others[at].told()
        yield Violation(f"The same connection is decided by {told}.", found.urn, found.entry)
    if (first := unknown or later) is not None:
        raise first


def _claims(
    members: Iterable[Member], endpoints: frozenset[str]
) -> tuple[list[_Claim], UnknownValueError | None]:
    """The claims that are known, and the first value that is not, if there is another to compare it with."""
    claims: list[_Claim] = []
    unknown: list[UnknownValueError] = []
    for member in members:
        try:
            claims.extend(_claim(approval, endpoints) for approval in approvals([member]))
        except UnknownValueError as error:  # noqa: PERF203 - another one may be known.
            unknown.append(error)
    return claims, unknown[0] if unknown and len(claims) + len(unknown) > 1 else None


def _claim(approval: Approval, endpoints: frozenset[str]) -> _Claim:
    target = _value(approval, _TARGET, approval.target_urns)
    said = {}
    for name in (*_SELECTORS, _GUARD):
        sources = approval.depends_on.get(name, frozenset())
        if name == _ENDPOINT:  # An endpoint has one id; of another resource an output may be one of many.
            sources &= endpoints
        if value := _value(approval, name, sources):
            said[name] = value
    return _Claim(approval, target or "", said)


def _value(approval: Approval, name: str, sources: frozenset[str]) -> str | None:
    """A value, or the one resource that it will come from; what was found goes before what was said."""
    if len(sources) == 1 and approval.is_said_later(name):
        return f"of {next(iter(sources))}"
    known = None if is_unknown(approval.found, name) else approval.found.get(name)
    value = known or approval.said(name)
    text = str(value) if value else None
    if text and name in (_TARGET, _ENDPOINT):
        return path(text)
    return text.lower() if text and name in (_NAME, _GUARD) else text


def _compare(claims: list[_Claim], others: defaultdict[int, _Others]) -> None:
    """Note for each claim which others are of its connection.

    Those that say the same properties are looked up by what they say: no pair of thousands is compared.
    """
    shapes: defaultdict[frozenset[str], list[int]] = defaultdict(list)
    for at in sorted(range(len(claims)), key=lambda at: claims[at].name):
        shapes[frozenset(claims[at].said)].append(at)
    for mine, theirs in product(shapes, repeat=2):
        by = _compared_by(mine & theirs)
        alike: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        for at in shapes[theirs] if by else ():
            alike[claims[at].of(by)].append(at)
        for at in shapes[mine] if by else ():
            found = alike.get(claims[at].of(by), [])
            named = [claims[one].name for one in found[: _NAMED + 1] if one != at]
            if count := len(found) - (mine == theirs):
                others[at].add(named, count)


def _compared_by(both: frozenset[str]) -> tuple[str, ...]:
    """The properties that are the same where two are of one connection; none if they single out nothing."""
    if _NAME in both:  # A connection has one name, whatever else was said of it.
        return (_NAME,)
    return tuple(sorted(both)) if both - {_GUARD} else ()


def _compare_raws(
    claims: list[_Claim], members: Iterable[Member], others: defaultdict[int, _Others]
) -> UnknownValueError | None:
    """Note which claims a raw resource is about, too; what is not known yet of one is returned."""
    named: defaultdict[str, list[int]] = defaultdict(list)
    for at, claim in enumerate(claims):
        if _NAME in claim.said:
            named[claim.said[_NAME]].append(at)
    unknown = None
    for member in members if named else ():
        try:
            raw = raw_connection(member)
        except UnknownValueError as error:
            unknown = unknown or error
            continue
        for at in {at for word in raw.words for at in named.get(word, ())} if raw else ():
            if raw and raw.is_below(claims[at].target):
                others[at].add([called(raw.urn)], 1)
    return unknown


RULE = StackRule(
    id="approval-not-shared",
    display_name="One approval for one connection",
    description="No two approvals of a stack are about the same connection.",
    level=EnforcementLevel.MANDATORY,
    severity=Severity.MEDIUM,
    controls=controls.BYPASSES,
    applies_to=(
        "stacks with a PrivateEndpointApproval or PrivateEndpointApprovalSet; two approvals are compared by "
        "their target and by whatever both of them say of the connection; and with azure-native's and "
        "azapi's resources of one connection, where an approval says or found its name"
    ),
    why=(
        "Two approvals overwrite each other's description, and when one of them goes it takes away what the "
        "other declares. A reviewer who sees one of them does not see who decides."
    ),
    fix="Leave one of them. If one was to replace the other, give it the `aliases` of what it replaces.",
    applies=lambda case: any(is_approval(member.type) for member in case.members),
    judge=_judge,
)
