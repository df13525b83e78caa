"""Days of review: there, in time, near enough."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE as UNKNOWN

from pulumi_private_endpoint.policies import Answer, Verdict
from pulumi_private_endpoint.policies.reading.resource_types import APPROVAL, APPROVAL_SET
from pulumi_private_endpoint.policies.rules.approval_review_date import RULE
from tests.policies.conftest import TODAY

LINK = "private-endpoint:index:ApprovedSharedPrivateLink"


def says(text: str, **more: Any) -> dict[str, Any]:
    return {"description": f"analytics reads orders, {text}", **more}


CASES = [
    pytest.param(APPROVAL, says("review by 2027-06-30"), {}, Answer.COMPLIANT, id="next year"),
    pytest.param(APPROVAL, says("review by 2026-11-20"), {}, Answer.COMPLIANT, id="today"),
    pytest.param(APPROVAL, says("Review-by: 2026-11-21"), {}, Answer.COMPLIANT, id="in other letters"),
    pytest.param(APPROVAL, says("review by 2027-11-21"), {}, Answer.COMPLIANT, id="in 366 days"),
    pytest.param(APPROVAL, says("review by 2027-11-22"), {}, Answer.NON_COMPLIANT, id="in 367 days"),
    pytest.param(
        APPROVAL, says("review by 2028-02-29"), {"maxDays": 466.0}, Answer.COMPLIANT, id="a leap day"
    ),
    pytest.param(APPROVAL, says("review by 2027-02-29"), {}, Answer.NON_COMPLIANT, id="in no calendar"),
    pytest.param(APPROVAL, says("review by 2026-11-19"), {}, Answer.NON_COMPLIANT, id="past"),
    pytest.param(APPROVAL, says("review it"), {}, Answer.NON_COMPLIANT, id="no day"),
    pytest.param(APPROVAL, {}, {}, Answer.NON_COMPLIANT, id="no description"),
    pytest.param(APPROVAL, says("no", status="Rejected"), {}, Answer.COMPLIANT, id="a rejection"),
    pytest.param(
        APPROVAL,
        {"description": "orders (review by 2027-01-01)", "requestMessage": "review by 2027-01-01"},
        {},
        Answer.NON_COMPLIANT,
        id="the requester's own message",
    ),
    pytest.param(APPROVAL, {"description": UNKNOWN}, {}, Answer.NOT_YET_KNOWN, id="unknown"),
    pytest.param(APPROVAL_SET, {"approvals": {"a": says("ok")}}, {}, Answer.NON_COMPLIANT, id="set"),
    pytest.param(LINK, says("review by 2027-06-30"), {}, Answer.COMPLIANT, id="component"),
    pytest.param(LINK, says("ok"), {}, Answer.NON_COMPLIANT, id="component without"),
    pytest.param(LINK, {}, {}, Answer.NOT_APPLICABLE, id="component that is given nothing"),
    pytest.param("my:index:Thing", {}, {}, Answer.NOT_APPLICABLE, id="another type"),
]


@pytest.mark.parametrize(("type_", "props", "config", "answer"), CASES)
def test_answer(
    ask: Callable[..., Verdict], type_: str, props: dict[str, Any], config: dict[str, Any], answer: Answer
) -> None:
    assert ask(RULE, type_, props, **config).answer is answer


@pytest.mark.parametrize("days", [1, 30, 180, 366, 10_000])
def test_the_day_it_suggests_passes(ask: Callable[..., Verdict], days: int) -> None:
    suggested = RULE.advice({"maxDays": days}, TODAY).split('"')[1]
    assert ask(RULE, APPROVAL, says(suggested), maxDays=days).answer is Answer.COMPLIANT
