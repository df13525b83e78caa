"""Nobody is let in whom Azure does not show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_policy import EnforcementLevel, Severity

from pulumi_private_endpoint.evidence.guards import lets_the_hidden_in
from pulumi_private_endpoint.policies import controls
from pulumi_private_endpoint.policies.reading.approvals import applies, each_approval
from pulumi_private_endpoint.policies.rule import Case, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def _judge(case: Case) -> Iterator[Violation]:
    """A violation for each approval that gives up the guard."""
    return each_approval(case, _one)


def _one(props: Mapping[str, Any]) -> Iterator[Violation]:
    if lets_the_hidden_in(props):
        yield Violation(
            "The approval accepts a requester whose endpoint Azure hides (`allow_unknown_requester`)."
        )


RULE = Rule(
    id="approval-unknown-requester-forbidden",
    display_name="No hidden requesters",
    description="A requester whose endpoint id Azure hides is not approved.",
    level=EnforcementLevel.MANDATORY,
    severity=Severity.HIGH,
    controls=controls.REQUESTERS,
    applies_to="PrivateEndpointApproval and every entry of a PrivateEndpointApprovalSet, unless it rejects",
    why="Azure hides the endpoint id of some requesters from other tenants: such a request can be anybody's.",
    fix=(
        "Leave out `allow_unknown_requester`. If this one has to be, let whoever answers for it exempt it, "
        "with a reason and an end (`exemptions`)."
    ),
    applies=applies,
    judge=_judge,
)
