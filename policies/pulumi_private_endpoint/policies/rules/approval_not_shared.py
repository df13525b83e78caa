"""One connection is decided in one place."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from pulumi_policy import EnforcementLevel, Severity
from pulumi_policy.proxy import UnknownValueError

from pulumi_private_endpoint.policies import controls
from pulumi_private_endpoint.policies.resource_types import PRIVATE_ENDPOINT, is_approval, native
from pulumi_private_endpoint.policies.rule import Member, StackCase, StackRule, Violation, is_unknown
from pulumi_private_endpoint.policies.settings.exemptions import called
from pulumi_private_endpoint.policies.stack_approvals import Approval, approvals

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_TARGET, _NAME, _ENDPOINT = "targetResourceId", "connectionName", "privateEndpointId"
_SELECTORS = (_NAME, _ENDPOINT, "privateEndpointName", "requestMessage")
_GUARD = "groupId"


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

    def is_of(self, other: _Claim) -> bool:
        """Whether both are about one connection: nothing differs, and something singles out the same."""
        both = self.said.keys() & other.said.keys()
        if _NAME in both:  # A connection has one name, whatever else was said of it.
            return self.said[_NAME] == other.said[_NAME]
        return all(self.said[key] == other.said[key] for key in both) and bool(both - {_GUARD})


def _judge(case: StackCase) -> Iterator[Violation]:
    """A violation for each approval of a connection that another one is about, too."""
    endpoints = frozenset(member.urn for member in case.members if native(member.type) == PRIVATE_ENDPOINT)
    claims, unknown = _claims(case.members, endpoints)
    others: defaultdict[int, list[str]] = defaultdict(list)
    for first, second in _meeting(claims):
        if claims[first].is_of(claims[second]):
            others[first].append(claims[second].name)
            others[second].append(claims[first].name)
    for at in sorted(others):
        found = claims[at].approval
        names = ", ".join(sorted(others[at]))
        yield Violation(f"The same connection is decided by {names}.", found.urn, found.entry)
    if unknown is not None:
        raise unknown


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
    return text.lower() if text and name in (_TARGET, _NAME, _ENDPOINT, _GUARD) else text


def _meeting(claims: list[_Claim]) -> set[tuple[int, int]]:
    """The pairs that have a target and something that singles out in common: not every pair of thousands."""
    alike: defaultdict[tuple[str, str, str], list[int]] = defaultdict(list)
    for at, claim in enumerate(claims):
        for name in _SELECTORS:
            if name in claim.said:
                alike[claim.target, name, claim.said[name]].append(at)
    return {pair for group in alike.values() for pair in combinations(group, 2)}


RULE = StackRule(
    id="approval-not-shared",
    display_name="One approval for one connection",
    description="No two approvals of a stack are about the same connection.",
    level=EnforcementLevel.MANDATORY,
    severity=Severity.MEDIUM,
    controls=controls.BYPASSES,
    applies_to=(
        "stacks with a PrivateEndpointApproval or PrivateEndpointApprovalSet; two approvals are compared by "
        "their target and by whatever both of them say of the connection"
    ),
    why=(
        "Two approvals overwrite each other's description, and when one of them goes it takes away what the "
        "other declares. A reviewer who sees one of them does not see who decides."
    ),
    fix="Leave one of them. If one was to replace the other, give it the `aliases` of what it replaces.",
    applies=lambda case: any(is_approval(member.type) for member in case.members),
    judge=_judge,
)
