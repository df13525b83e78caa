"""For an outsider's connection, the program says what happens when the approval goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_policy import EnforcementLevel, Severity

from pulumi_private_endpoint.policies import controls
from pulumi_private_endpoint.policies.approvals import (
    applies,
    each_approval,
    grants,
    named,
    requester_subscriptions,
    subscription,
)
from pulumi_private_endpoint.policies.rule import Case, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def _judge(case: Case) -> Iterator[Violation]:
    """A violation for each approval of an outsider that leaves `on_destroy` to its default."""

    def one(props: Mapping[str, Any]) -> Iterator[Violation]:
        if props.get("onDestroy") or not grants(props):
            return
        requesters = requester_subscriptions(props)
        strange = requesters - _own(props, case.config["ownSubscriptions"])
        if strange or not requesters:
            where = f", in {ids}" if (ids := named(strange)) else ""
            yield Violation(
                f"The requester can be outside the own subscriptions (`ownSubscriptions`){where}, and "
                "`on_destroy` is not set."
            )

    return each_approval(case, one)


def _own(props: Mapping[str, Any], configured: list[str]) -> set[str]:
    return {one.lower() for one in configured} or {subscription(props["targetResourceId"])}


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
