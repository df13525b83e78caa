"""Stars in a private link service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE as UNKNOWN

from pulumi_private_endpoint.policies import Answer, Verdict
from pulumi_private_endpoint.policies.rules.private_link_service_not_open import RULE

PLS = "azure-native:network:PrivateLinkService"


def lists(visibility: Any, auto_approval: Any) -> dict[str, Any]:
    return {"visibility": {"subscriptions": visibility}, "autoApproval": {"subscriptions": auto_approval}}


CASES = [
    pytest.param(PLS, lists(["aaaa"], ["aaaa"]), {}, Answer.COMPLIANT, id="listed"),
    pytest.param(PLS, {}, {}, Answer.COMPLIANT, id="own tenant only"),
    pytest.param(PLS, {"visibility": {}, "autoApproval": None}, {}, Answer.COMPLIANT, id="empty"),
    pytest.param(PLS, lists(["aaaa", "*"], []), {}, Answer.NON_COMPLIANT, id="visible to all"),
    pytest.param(PLS, lists(["aaaa"], [" * "]), {}, Answer.NON_COMPLIANT, id="approves all"),
    pytest.param(PLS, lists(UNKNOWN, ["*"]), {}, Answer.NON_COMPLIANT, id="an unknown list hides no other"),
    pytest.param(
        PLS, lists([UNKNOWN, "*"], []), {}, Answer.NON_COMPLIANT, id="an unknown entry hides no other"
    ),
    pytest.param(PLS, lists([UNKNOWN], []), {}, Answer.NOT_YET_KNOWN, id="unknown entry"),
    pytest.param(PLS, {"autoApproval": UNKNOWN}, {}, Answer.NOT_YET_KNOWN, id="unknown list"),
    pytest.param(
        "azure-native:network:PrivateEndpoint", lists(["*"], []), {}, Answer.NOT_APPLICABLE, id="another type"
    ),
]


@pytest.mark.parametrize(("type_", "props", "config", "answer"), CASES)
def test_answer(
    ask: Callable[..., Verdict], type_: str, props: dict[str, Any], config: dict[str, Any], answer: Answer
) -> None:
    assert ask(RULE, type_, props, **config).answer is answer
