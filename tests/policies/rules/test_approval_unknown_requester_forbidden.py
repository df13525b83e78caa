"""The guard against requesters that Azure hides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE as UNKNOWN

from pulumi_private_endpoint.policies import Answer, Verdict
from pulumi_private_endpoint.policies.reading.resource_types import APPROVAL, APPROVAL_SET
from pulumi_private_endpoint.policies.rules.approval_unknown_requester_forbidden import RULE

CASES = [
    pytest.param(APPROVAL, {}, {}, Answer.COMPLIANT, id="guarded by default"),
    pytest.param(APPROVAL, {"allowUnknownRequester": False}, {}, Answer.COMPLIANT, id="guarded"),
    pytest.param(APPROVAL, {"allowUnknownRequester": True}, {}, Answer.NON_COMPLIANT, id="given up"),
    pytest.param(
        APPROVAL, {"allowUnknownRequester": True, "status": "Rejected"}, {}, Answer.COMPLIANT, id="rejected"
    ),
    pytest.param(APPROVAL, {"allowUnknownRequester": UNKNOWN}, {}, Answer.NOT_YET_KNOWN, id="unknown"),
    pytest.param(
        "my:index:Thing", {"allowUnknownRequester": True}, {}, Answer.NOT_APPLICABLE, id="another type"
    ),
    pytest.param(
        APPROVAL_SET,
        {"approvals": {"a": {"allowUnknownRequester": True}}},
        {},
        Answer.NON_COMPLIANT,
        id="set",
    ),
]


@pytest.mark.parametrize(("type_", "props", "config", "answer"), CASES)
def test_answer(
    ask: Callable[..., Verdict], type_: str, props: dict[str, Any], config: dict[str, Any], answer: Answer
) -> None:
    assert ask(RULE, type_, props, **config).answer is answer
