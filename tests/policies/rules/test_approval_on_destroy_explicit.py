"""Outsiders, and what a destroy does to their connections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE as UNKNOWN

from pulumi_private_endpoint.policies import Answer, Verdict
from pulumi_private_endpoint.policies.reading.resource_types import APPROVAL, APPROVAL_SET
from pulumi_private_endpoint.policies.rules.approval_on_destroy_explicit import RULE

TARGET = "/subscriptions/AAAA/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/s"
COLLEAGUE = "/subscriptions/aaaa/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/e"
OUTSIDER = COLLEAGUE.replace("aaaa", "cccc")
OWN = {"ownSubscriptions": ["CCCC"]}


def to(**props: Any) -> dict[str, Any]:
    return {"targetResourceId": TARGET, **props}


CASES = [
    pytest.param(APPROVAL, to(privateEndpointId=COLLEAGUE), {}, Answer.COMPLIANT, id="colleague"),
    pytest.param(APPROVAL, to(privateEndpointId=OUTSIDER), {}, Answer.NON_COMPLIANT, id="outsider"),
    pytest.param(
        APPROVAL, to(privateEndpointId=OUTSIDER, onDestroy="keep"), {}, Answer.COMPLIANT, id="explicit"
    ),
    pytest.param(APPROVAL, to(privateEndpointId=OUTSIDER), OWN, Answer.COMPLIANT, id="also ours"),
    pytest.param(APPROVAL, to(privateEndpointId=COLLEAGUE), OWN, Answer.NON_COMPLIANT, id="not on our list"),
    pytest.param(APPROVAL, to(allowedSubscriptionIds=["aaaa"]), {}, Answer.COMPLIANT, id="guarded"),
    pytest.param(APPROVAL, to(requestMessage="3f9c"), {}, Answer.NON_COMPLIANT, id="could be anybody"),
    pytest.param(
        APPROVAL, to(privateEndpointId=OUTSIDER, status="Rejected"), {}, Answer.COMPLIANT, id="rejected"
    ),
    pytest.param(APPROVAL, to(privateEndpointId=UNKNOWN), {}, Answer.NOT_YET_KNOWN, id="requester unknown"),
    pytest.param(
        APPROVAL, to(privateEndpointId=UNKNOWN, onDestroy="delete"), {}, Answer.COMPLIANT, id="whoever"
    ),
    pytest.param(APPROVAL, to(onDestroy=UNKNOWN), {}, Answer.NOT_YET_KNOWN, id="on_destroy unknown"),
    pytest.param(
        APPROVAL,
        {"targetResourceId": UNKNOWN, "privateEndpointId": OUTSIDER},
        {},
        Answer.NOT_YET_KNOWN,
        id="target unknown",
    ),
    pytest.param("my:index:Thing", {}, {}, Answer.NOT_APPLICABLE, id="another type"),
    pytest.param(
        APPROVAL_SET, {"approvals": {"a": to(privateEndpointId=OUTSIDER)}}, {}, Answer.NON_COMPLIANT, id="set"
    ),
]


@pytest.mark.parametrize(("type_", "props", "config", "answer"), CASES)
def test_answer(
    ask: Callable[..., Verdict], type_: str, props: dict[str, Any], config: dict[str, Any], answer: Answer
) -> None:
    assert ask(RULE, type_, props, **config).answer is answer
