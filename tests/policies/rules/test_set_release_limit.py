"""Sets whose guard is as wide as agreed, or wider."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE as UNKNOWN

from pulumi_private_endpoint.connections.sets.inputs import max_releases
from pulumi_private_endpoint.policies import Answer, Verdict
from pulumi_private_endpoint.policies.reading.resource_types import APPROVAL, APPROVAL_SET
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
    pytest.param(APPROVAL_SET, {}, {"limit": 9.0}, Answer.NON_COMPLIANT, id="the default, above the limit"),
    pytest.param(APPROVAL_SET, {"maxReleases": 9.0}, {"limit": 9.0}, Answer.COMPLIANT, id="as low"),
    pytest.param(APPROVAL_SET, {"maxReleases": UNKNOWN}, {}, Answer.NOT_YET_KNOWN, id="unknown"),
    pytest.param(APPROVAL_SET, {"approvals": UNKNOWN}, {}, Answer.COMPLIANT, id="whatever the entries"),
    pytest.param(APPROVAL, {"maxReleases": 11.0}, {}, Answer.NOT_APPLICABLE, id="no set"),
]


@pytest.mark.parametrize(("type_", "props", "config", "answer"), CASES)
def test_answer(
    ask: Callable[..., Verdict], type_: str, props: dict[str, Any], config: dict[str, Any], answer: Answer
) -> None:
    assert ask(RULE, type_, props, **config).answer is answer


@pytest.mark.parametrize(
    ("given", "limit", "said"),
    [
        (500.0, 10.0, "`max_releases` is 500, and 10 is the most (`limit`)."),
        (1_234_567.0, 10.0, "`max_releases` is 1234567, and 10 is the most (`limit`)."),
        (None, 3.0, "`max_releases` is not set, which is 10, and 3 is the most (`limit`)."),
    ],
)
def test_the_numbers_and_the_setting_are_named(
    ask: Callable[..., Verdict], given: float | None, limit: float, said: str
) -> None:
    props = {} if given is None else {"maxReleases": given}
    (violation,) = ask(RULE, APPROVAL_SET, props, limit=limit).violations
    assert violation.reason == said


def test_the_default_is_that_of_the_set_itself() -> None:
    assert RULE.config["limit"]["default"] == max_releases({})
