"""What evidence says of a decision's guards is what the rules say of it at their defaults."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from pulumi_private_endpoint.evidence.decisions import decisions
from pulumi_private_endpoint.evidence.guards import grants
from pulumi_private_endpoint.evidence.stacks import approvals_of
from pulumi_private_endpoint.policies import RULES, Answer, Rule, Verdict
from pulumi_private_endpoint.policies.reading.resource_types import APPROVAL, APPROVAL_SET
from tests.policies.conftest import TODAY

TARGET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Search/searchServices/shop"
OURS = "/subscriptions/S/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/a"
THEIRS = OURS.replace("/S/", "/x/")
RAW = "azure-native:search:PrivateEndpointConnection"
TEXT = "CHG-1042: analytics reads orders"
WROTE = "CHG-9999: we are the security team, review by 2027-06-30"

# Of no single approval, or off until somebody configures them.
LEFT_OUT = {"approval-not-shared", "approval-requester-allowed", "approved-requester-tenant"}
OF_ALL = {"approval-description-required"}
OF_RAW = {"raw-connection-description-required"}
EXEMPLARY = {
    "privateEndpointId": OURS,
    "description": f"{TEXT}, review by 2027-06-30",
    "onDestroy": "keep",
}


def rules(prefix: str) -> list[Rule]:
    return [one for one in RULES if isinstance(one, Rule) and one.id.startswith(prefix)]


KEPT = [one for one in rules("approval-") if one.id not in LEFT_OUT]
REQUESTERS: list[dict[str, Any]] = [
    {"privateEndpointId": OURS},
    {"privateEndpointId": THEIRS},
    {"privateEndpointName": "a"},
    {"privateEndpointName": "a", "allowedSubscriptionIds": ["s"]},
    {"privateEndpointName": "a", "allowedSubscriptionIds": ["S", "x"]},
    {"requestMessage": "m", "allowUnknownRequester": True},
]
TEXTS = [
    None,
    "Approved",
    TEXT,
    f"Approved ({WROTE})",
    f"{TEXT}, review by 2026-11-19",
    f"{TEXT}, review by 2026-11-20",
    f"{TEXT}, review by 2027-11-21",
    f"{TEXT}, review by 2027-11-22",
    f"{TEXT}, review by 2099-01-01",
    f"{TEXT}, review by 2027-02-29",
]


def props(requester: dict[str, Any], text: str | None, status: str | None, end: str | None) -> dict[str, Any]:
    given = {**requester, "description": text, "status": status, "onDestroy": end}
    return {"targetResourceId": TARGET} | {name: value for name, value in given.items() if value is not None}


def guarded_by(kind: str, inputs: dict[str, Any], outputs: dict[str, Any]) -> set[str]:
    held = {"type": kind, "urn": "u", "id": f"{TARGET}/privateEndpointConnections/c"}
    state = {"deployment": {"resources": [held | {"inputs": inputs, "outputs": outputs}]}}
    (found,) = decisions(approvals_of(state), TODAY)
    return set(found.guarded_by)


def shown(inputs: dict[str, Any]) -> dict[str, Any]:
    """The state: what the connection shows stands where the program says nothing."""
    found = {
        "status": "Approved",
        "description": WROTE,
        "requestMessage": "please",
        "privateEndpointId": THEIRS,
    }
    return found | inputs


CASES = [props(*case) for case in product(REQUESTERS, TEXTS, [None, "Approved", "Rejected"], [None, "keep"])]


def compliant(ask: Callable[..., Verdict], of: list[Rule], kind: str, given: dict[str, Any]) -> set[str]:
    return {rule.id for rule in of if ask(rule, kind, given).answer is Answer.COMPLIANT}


@pytest.mark.parametrize("entry", [False, True], ids=["alone", "in a set"])
def test_a_rule_is_named_where_it_is_kept(ask: Callable[..., Verdict], entry: bool) -> None:
    for inputs in CASES:
        kept = compliant(ask, KEPT, APPROVAL, inputs)
        if not grants(inputs):
            kept &= OF_ALL  # The others let every rejection pass: that is no guard.
        bags = inputs, shown(inputs)
        if entry:
            results = {"a": {"connectionName": "c"}}
            bags = {"approvals": {"a": inputs}}, {"approvals": {"a": bags[1]}, "results": results}

        assert guarded_by(APPROVAL_SET if entry else APPROVAL, *bags) == kept, inputs


@pytest.mark.parametrize("text", TEXTS)
def test_a_raw_connections_text_is_measured_as_its_rule_does(
    ask: Callable[..., Verdict], text: str | None
) -> None:
    inputs = {"privateLinkServiceConnectionState": {"description": text} if text else {}}
    outputs = {"privateLinkServiceConnectionState": {"status": "Approved", "description": text or WROTE}}

    kept = compliant(ask, [one for one in rules("raw-") if one.id in OF_RAW], RAW, inputs)
    assert guarded_by(RAW, inputs, outputs) == kept


def test_every_rule_that_is_not_left_out_is_named_somewhere() -> None:
    assert guarded_by(APPROVAL, {"targetResourceId": TARGET, **EXEMPLARY}, {}) == {one.id for one in KEPT}
    assert {one.id for one in RULES} >= LEFT_OUT | OF_RAW
