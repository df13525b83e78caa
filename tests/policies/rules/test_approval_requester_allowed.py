"""Requesters in and out of the configured subscriptions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE as UNKNOWN

from pulumi_private_endpoint.policies import Answer, Verdict
from pulumi_private_endpoint.policies.reading.resource_types import APPROVAL, APPROVAL_SET
from pulumi_private_endpoint.policies.rules.approval_requester_allowed import RULE

OURS = {"subscriptions": ["AAAA", "bbbb"]}
INSIDE = "/subscriptions/aaaa/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/e"
OUTSIDE = INSIDE.replace("aaaa", "cccc")

CASES = [
    pytest.param(APPROVAL, {"privateEndpointId": INSIDE}, OURS, Answer.COMPLIANT, id="inside"),
    pytest.param(APPROVAL, {"privateEndpointId": INSIDE.upper()}, OURS, Answer.COMPLIANT, id="case"),
    pytest.param(APPROVAL, {"privateEndpointId": OUTSIDE}, OURS, Answer.NON_COMPLIANT, id="outside"),
    pytest.param(APPROVAL, {"privateEndpointId": "aaaa"}, OURS, Answer.NON_COMPLIANT, id="no id at all"),
    pytest.param(
        APPROVAL,
        {"privateEndpointId": OUTSIDE, "allowedSubscriptionIds": ["aaaa"]},
        OURS,
        Answer.NON_COMPLIANT,
        id="the id counts before the guard",
    ),
    pytest.param(APPROVAL, {"allowedSubscriptionIds": ["BBBB"]}, OURS, Answer.COMPLIANT, id="guarded"),
    pytest.param(
        APPROVAL, {"allowedSubscriptionIds": ["bbbb", "cccc"]}, OURS, Answer.NON_COMPLIANT, id="too wide"
    ),
    pytest.param(
        APPROVAL, {"allowedSubscriptionIds": ["aaaa", "bbbb"]}, OURS, Answer.COMPLIANT, id="all of ours"
    ),
    pytest.param(APPROVAL, {"allowedSubscriptionIds": []}, OURS, Answer.NON_COMPLIANT, id="empty guard"),
    pytest.param(APPROVAL, {"requestMessage": "3f9c"}, OURS, Answer.NON_COMPLIANT, id="held to nothing"),
    pytest.param(
        APPROVAL, {"privateEndpointId": OUTSIDE, "status": "Rejected"}, OURS, Answer.COMPLIANT, id="rejected"
    ),
    pytest.param(APPROVAL, {"privateEndpointId": UNKNOWN}, OURS, Answer.NOT_YET_KNOWN, id="id unknown"),
    pytest.param(
        APPROVAL,
        {"privateEndpointId": UNKNOWN, "allowedSubscriptionIds": ["aaaa"]},
        OURS,
        Answer.COMPLIANT,
        id="id unknown but guarded",
    ),
    pytest.param(
        APPROVAL,
        {"allowedSubscriptionIds": ["aaaa", UNKNOWN]},
        OURS,
        Answer.NOT_YET_KNOWN,
        id="guard unknown",
    ),
    pytest.param(
        APPROVAL,
        {"privateEndpointId": INSIDE, "allowedSubscriptionIds": UNKNOWN},
        OURS,
        Answer.COMPLIANT,
        id="inside whatever the guard",
    ),
    pytest.param(
        APPROVAL, {"privateEndpointId": OUTSIDE}, {}, Answer.NOT_APPLICABLE, id="nothing configured"
    ),
    pytest.param("my:index:Thing", {}, OURS, Answer.NOT_APPLICABLE, id="another type"),
    pytest.param(
        APPROVAL_SET,
        {"approvals": {"a": {"privateEndpointId": OUTSIDE}}},
        OURS,
        Answer.NON_COMPLIANT,
        id="set",
    ),
]


@pytest.mark.parametrize(("type_", "props", "config", "answer"), CASES)
def test_answer(
    ask: Callable[..., Verdict], type_: str, props: dict[str, Any], config: dict[str, Any], answer: Answer
) -> None:
    assert ask(RULE, type_, props, **config).answer is answer
