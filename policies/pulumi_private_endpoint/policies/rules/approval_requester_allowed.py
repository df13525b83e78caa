"""Approvals are for subscriptions the organisation knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_policy import EnforcementLevel, Severity

from pulumi_private_endpoint.evidence.guards import grants
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
    """A violation for each approval whose requester may be anywhere else."""
    allowed = {subscription.lower() for subscription in case.config["subscriptions"]}

    def one(props: Mapping[str, Any]) -> Iterator[Violation]:
        if not grants(props):
            return
        requesters = requester_subscriptions(props)
        if not requesters:
            yield Violation("Nothing holds the requester to a subscription.")
        elif strange := requesters - allowed:
            which = f" {ids}" if (ids := named(strange)) else ""
            yield Violation(
                f"The requester's subscription{which} is not among those allowed (`subscriptions`)."
            )

    return each_approval(case, one)


RULE = Rule(
    id="approval-requester-allowed",
    display_name="Requesters are in allowed subscriptions",
    description="Only requesters in subscriptions of the configured list are approved.",
    level=EnforcementLevel.MANDATORY,
    severity=Severity.HIGH,
    controls=controls.REQUESTERS,
    applies_to=(
        "PrivateEndpointApproval and every entry of a PrivateEndpointApprovalSet, unless it rejects; "
        "once `subscriptions` is configured"
    ),
    why=(
        "A private endpoint is a way in past every firewall. Which subscriptions may have one is a decision "
        "for the organisation, not for the program that approves. Azure shows no tenant on a connection, so "
        "a tenant is allowed by listing its subscriptions."
    ),
    fix=(
        "Approve an endpoint of an allowed subscription. Where its id is not known beforehand, set "
        "`allowed_subscription_ids`, so that the approval itself holds it to them."
    ),
    config={
        "subscriptions": {
            "type": "array",
            "items": {"type": "string", "minLength": 1},
            "default": [],
            "description": "The ids of the subscriptions a requester may be in. Empty: the rule is off.",
        },
    },
    applies=lambda case: applies(case) and bool(case.config["subscriptions"]),
    judge=_judge,
)
