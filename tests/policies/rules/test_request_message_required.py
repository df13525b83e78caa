"""Messages of manual connections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE as UNKNOWN

from pulumi_private_endpoint.policies import Answer, Verdict
from pulumi_private_endpoint.policies.rules.request_message_required import RULE

PE = "azure-native:network/v20240501:PrivateEndpoint"
GOOD = {"requestMessage": "orders for analytics"}


def manual(*connections: Any) -> dict[str, Any]:
    return {"manualPrivateLinkServiceConnections": list(connections)}


CASES = [
    pytest.param(PE, manual(GOOD), {}, Answer.COMPLIANT, id="a message"),
    pytest.param(PE, manual({"requestMessage": "x" * 140}), {}, Answer.COMPLIANT, id="the longest"),
    pytest.param(PE, manual({"requestMessage": "x" * 141}), {}, Answer.NON_COMPLIANT, id="too long"),
    pytest.param(PE, manual({"requestMessage": "please"}), {}, Answer.NON_COMPLIANT, id="too short"),
    pytest.param(PE, manual({"requestMessage": "x" * 9}), {}, Answer.NON_COMPLIANT, id="just too short"),
    pytest.param(PE, manual({"requestMessage": "x" * 10}), {}, Answer.COMPLIANT, id="the shortest"),
    pytest.param(
        PE, manual({"requestMessage": "please"}), {"minLength": 6}, Answer.COMPLIANT, id="own length"
    ),
    pytest.param(PE, manual({"requestMessage": " please    "}), {}, Answer.NON_COMPLIANT, id="padded"),
    pytest.param(PE, manual({}), {}, Answer.NON_COMPLIANT, id="none"),
    pytest.param(PE, manual(GOOD, {"requestMessage": " "}), {}, Answer.NON_COMPLIANT, id="one of two blank"),
    pytest.param(PE, manual({"requestMessage": UNKNOWN}), {}, Answer.NOT_YET_KNOWN, id="unknown"),
    pytest.param(PE, manual(UNKNOWN, {}), {}, Answer.NON_COMPLIANT, id="an unknown one hides no other"),
    pytest.param(
        PE, {"manualPrivateLinkServiceConnections": UNKNOWN}, {}, Answer.NOT_YET_KNOWN, id="all unknown"
    ),
    pytest.param(PE, {"privateLinkServiceConnections": [{}]}, {}, Answer.NOT_APPLICABLE, id="no manual ones"),
    pytest.param("azure-native:network:PrivateLinkService", {}, {}, Answer.NOT_APPLICABLE, id="another type"),
]


@pytest.mark.parametrize(("type_", "props", "config", "answer"), CASES)
def test_answer(
    ask: Callable[..., Verdict], type_: str, props: dict[str, Any], config: dict[str, Any], answer: Answer
) -> None:
    assert ask(RULE, type_, props, **config).answer is answer
