"""For an outsider's connection, the program says what happens when the approval goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_policy import EnforcementLevel, Severity

from pulumi_private_endpoint.evidence.guards import own_subscriptions, says_its_end
from pulumi_private_endpoint.policies import controls
from pulumi_private_endpoint.policies.reading.approvals import (
    applies,
    each_approval,
    named,
    requester_subscriptions,
)
from pulumi_private_endpoint.policies.rule import Case, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def _judge(case: Case) -> Iterator[Violation]:
    """A violation for each approval of an outsider that leaves `on_destroy` to its default."""
    own = frozenset(one.lower() for one in case.config["ownSubscriptions"])

    def one(props: Mapping[str, Any]) -> Iterator[Violation]:
        if says_its_end(props, own, requester_subscriptions):
            return
        strange = requester_subscriptions(props) - own_subscriptions(props, own)
        where = f", in {ids}" if (ids := named(strange)) else ""
        yield Violation(
            f"The requester can be outside the own subscriptions (`ownSubscriptions`){where}, and "
            "`on_destroy` is not set."
        )

    return each_approval(case, one)


RULE = Rule(
    id="approval-on-destroy-explicit",
    display_name="A destroy is decided beforehand",
    description="An approval for an outsider says what a destroy does to the connection.",
    level=EnforcementLevel.MANDATORY,
    severity=Severity.MEDIUM,
    controls=controls.ENDS,
    applies_to="PrivateEndpointApproval and every entry of a PrivateEndpointApprovalSet, unless it rejects",
    why=(
        "The default keeps the connection when the approval is destroyed, which is kind to colleagues. An "
        "outsider would keep access that no program declares any more."
    ),
    fix='Set `on_destroy` to "keep", "reject" or "delete".',
    config={
        "ownSubscriptions": {
            "type": "array",
            "items": {"type": "string", "minLength": 1},
            "default": [],
            "description": "The ids of the own subscriptions. Empty: the subscription of the target.",
        },
    },
    applies=applies,
    judge=_judge,
)
