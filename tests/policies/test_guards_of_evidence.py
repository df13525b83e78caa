"""What evidence says of a decision's guards is what the rules say of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pulumi_private_endpoint.evidence.decisions import decisions
from pulumi_private_endpoint.evidence.stacks import approvals_of
from pulumi_private_endpoint.policies import RULES, Answer, Rule, Verdict
from pulumi_private_endpoint.policies.resource_types import APPROVAL
from tests.policies.conftest import TODAY

TARGET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Search/searchServices/shop"
ASKS = "/subscriptions/x/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/a"
TEXT = "CHG-1042: analytics reads orders"
ALLOWED = {"approval-requester-allowed": {"subscriptions": ["x"]}}
# Ones own requester needs no word on destroy by the rule; evidence says whether there is one.
KEPT = [
    rule
    for rule in RULES
    if isinstance(rule, Rule) and rule.id.startswith("approval-") and "destroy" not in rule.id
]


@pytest.mark.parametrize("rule", KEPT, ids=lambda rule: rule.id)
@pytest.mark.parametrize(
    "inputs",
    [
        {"privateEndpointId": ASKS, "description": f"{TEXT}, review by 2027-06-30", "onDestroy": "keep"},
        {"privateEndpointName": "a", "description": "Approved"},
        {"requestMessage": "m", "description": TEXT, "allowUnknownRequester": True},
        {"privateEndpointName": "a", "allowedSubscriptionIds": ["x"]},
    ],
    ids=str,
)
def test_a_rule_is_named_where_it_is_kept(
    ask: Callable[..., Verdict], rule: Rule, inputs: dict[str, Any]
) -> None:
    props = {"targetResourceId": TARGET, "status": "Approved", **inputs}
    held = {"type": APPROVAL, "urn": "u", "id": f"{TARGET}/privateEndpointConnections/c"}
    state = {"deployment": {"resources": [held | {"inputs": props, "outputs": props}]}}

    (found,) = decisions(approvals_of(state), TODAY)

    kept = ask(rule, APPROVAL, props, **ALLOWED.get(rule.id, {})).answer is Answer.COMPLIANT
    assert (rule.id in found.guarded_by) is kept


def test_every_rule_that_is_named_is_one() -> None:
    state = {"deployment": {"resources": []}}
    assert decisions(approvals_of(state), TODAY) == []
    named = {"approval-on-destroy-explicit", "raw-connection-description-required"}
    assert named <= {rule.id for rule in RULES}
