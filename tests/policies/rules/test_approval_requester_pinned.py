"""What singles out a requester, and what only looks as if it did."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE as UNKNOWN

from pulumi_private_endpoint.policies import Answer, Verdict
from pulumi_private_endpoint.policies.reading.resource_types import APPROVAL, APPROVAL_SET
from pulumi_private_endpoint.policies.rules.approval_requester_pinned import RULE

NAMED = {"privateEndpointName": "orders", "connectionName": "orders.1"}

CASES = [
    pytest.param(APPROVAL, {"privateEndpointId": "/x"}, {}, Answer.COMPLIANT, id="by id"),
    pytest.param(APPROVAL, {"requestMessage": "3f9c"}, {}, Answer.COMPLIANT, id="by message"),
    pytest.param(
        APPROVAL, {"requestMessage": "3f9c", "privateEndpointId": UNKNOWN}, {}, Answer.COMPLIANT, id="both"
    ),
    pytest.param(APPROVAL, NAMED, {}, Answer.NON_COMPLIANT, id="by name"),
    pytest.param(APPROVAL, NAMED | {"requestMessage": ""}, {}, Answer.NON_COMPLIANT, id="empty message"),
    pytest.param(APPROVAL, NAMED | {"status": "Rejected"}, {}, Answer.COMPLIANT, id="rejected by name"),
    pytest.param(APPROVAL, NAMED | {"status": UNKNOWN}, {}, Answer.NOT_YET_KNOWN, id="decision unknown"),
    pytest.param(APPROVAL, NAMED, {"acceptedNames": ["orders"]}, Answer.COMPLIANT, id="accepted name"),
    pytest.param(
        APPROVAL, NAMED, {"acceptedNames": ["order"]}, Answer.NON_COMPLIANT, id="another accepted name"
    ),
    pytest.param(
        APPROVAL,
        {"connectionName": "orders"},
        {"acceptedNames": ["orders"]},
        Answer.NON_COMPLIANT,
        id="connection",
    ),
    pytest.param(APPROVAL, NAMED | {"privateEndpointId": UNKNOWN}, {}, Answer.NOT_YET_KNOWN, id="id unknown"),
    pytest.param(
        APPROVAL, NAMED | {"requestMessage": UNKNOWN}, {}, Answer.NOT_YET_KNOWN, id="message unknown"
    ),
    pytest.param("my:index:Thing", NAMED, {}, Answer.NOT_APPLICABLE, id="another type"),
    pytest.param(APPROVAL_SET, {"approvals": {"a": NAMED}}, {}, Answer.NON_COMPLIANT, id="set"),
]


@pytest.mark.parametrize(("type_", "props", "config", "answer"), CASES)
def test_answer(
    ask: Callable[..., Verdict], type_: str, props: dict[str, Any], config: dict[str, Any], answer: Answer
) -> None:
    assert ask(RULE, type_, props, **config).answer is answer
