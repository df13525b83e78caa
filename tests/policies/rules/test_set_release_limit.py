"""Sets whose guard is as wide as agreed, or wider."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE as UNKNOWN

from pulumi_private_endpoint.connections.sets.inputs import max_releases
from pulumi_private_endpoint.policies import Answer, Verdict
from pulumi_private_endpoint.policies.resource_types import APPROVAL, APPROVAL_SET
from pulumi_private_endpoint.policies.rules.set_release_limit import RULE

CASES = [
    pytest.param(APPROVAL_SET, {}, {}, Answer.COMPLIANT, id="the default"),
    pytest.param(APPROVAL_SET, {"maxReleases": 10.0}, {}, Answer.COMPLIANT, id="as many"),
    pytest.param(APPROVAL_SET, {"maxReleases": 0.0}, {}, Answer.COMPLIANT, id="none"),
    pytest.param(APPROVAL_SET, {"maxReleases": 11.0}, {}, Answer.NON_COMPLIANT, id="one more"),
    pytest.param(APPROVAL_SET, {"maxReleases": 50.0}, {"limit": 50.0}, Answer.COMPLIANT, id="own limit"),
    pytest.param(APPROVAL_SET, {"maxReleases": 1.0}, {"limit": 0.0}, Answer.NON_COMPLIANT, id="none allowed"),
    pytest.param(
        "private-endpoint:index:PrivateEndpointApprovalSet",
        {"maxReleases": 500.0},
        {},
        Answer.NON_COMPLIANT,
        id="the plugin's",
    ),
    pytest.param(APPROVAL_SET, {"maxReleases": UNKNOWN}, {}, Answer.NOT_YET_KNOWN, id="unknown"),
    pytest.param(APPROVAL_SET, {"approvals": UNKNOWN}, {}, Answer.COMPLIANT, id="whatever the entries"),
    pytest.param(APPROVAL, {"maxReleases": 11.0}, {}, Answer.NOT_APPLICABLE, id="no set"),
]


@pytest.mark.parametrize(("type_", "props", "config", "answer"), CASES)
def test_answer(
    ask: Callable[..., Verdict], type_: str, props: dict[str, Any], config: dict[str, Any], answer: Answer
) -> None:
    assert ask(RULE, type_, props, **config).answer is answer


def test_the_numbers_and_the_setting_are_named(ask: Callable[..., Verdict]) -> None:
    (violation,) = ask(RULE, APPROVAL_SET, {"maxReleases": 500.0}).violations
    assert violation.reason == "`max_releases` is 500, and 10 is the most (`limit`)."


def test_the_default_is_that_of_the_set_itself() -> None:
    assert RULE.config["limit"]["default"] == max_releases({})
