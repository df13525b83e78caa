"""Descriptions of approvals, of each entry of a set, and of components."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE as UNKNOWN

from pulumi_private_endpoint.components.parts.decision import quoting
from pulumi_private_endpoint.policies import Answer, Verdict
from pulumi_private_endpoint.policies.reading.resource_types import APPROVAL, APPROVAL_SET
from pulumi_private_endpoint.policies.rules.approval_description_required import RULE

GOOD = "CHG-1042: the analytics team reads orders"
TICKET = {"ticketPattern": r"CHG-\d+"}
NONCE = "7f0c9d2e-55b1-4a1e-9b0a-3f6f0f3c8e11"
LINK = "private-endpoint:index:ApprovedSharedPrivateLink"


def quoted(description: str, message: Any = NONCE, quoted: str = NONCE) -> dict[str, Any]:
    return {"description": f"{description} ({quoted})", "requestMessage": message}


CASES = [
    pytest.param(APPROVAL, {"description": GOOD}, {}, Answer.COMPLIANT, id="a reason"),
    pytest.param(APPROVAL, {"description": f"  {'x' * 10} "}, {}, Answer.COMPLIANT, id="just long enough"),
    pytest.param(
        APPROVAL, {"description": f"  {'x' * 9}  "}, {}, Answer.NON_COMPLIANT, id="spaces do not count"
    ),
    pytest.param(APPROVAL, {}, {}, Answer.NON_COMPLIANT, id="none"),
    pytest.param(APPROVAL, {"description": None}, {}, Answer.NON_COMPLIANT, id="null"),
    pytest.param(APPROVAL, {"description": " \t"}, {}, Answer.NON_COMPLIANT, id="blank"),
    pytest.param(APPROVAL, {"description": "Auto-Approved"}, {}, Answer.NON_COMPLIANT, id="auto-approved"),
    pytest.param(
        APPROVAL, {"description": "APPROVED via Pulumi!"}, {}, Answer.NON_COMPLIANT, id="via pulumi"
    ),
    pytest.param(APPROVAL, {"description": "-- -- -- -- --"}, {}, Answer.NON_COMPLIANT, id="no word at all"),
    pytest.param(
        APPROVAL, {"description": "Approved for Jane"}, {}, Answer.COMPLIANT, id="a filler and a name"
    ),
    pytest.param(
        APPROVAL,
        {"description": "Genehmigt."},
        {"fillerWords": ["Genehmigt"]},
        Answer.NON_COMPLIANT,
        id="own fillers",
    ),
    pytest.param(APPROVAL, {"description": "short"}, {"minLength": 5.0}, Answer.COMPLIANT, id="own length"),
    pytest.param(APPROVAL, {"description": GOOD}, TICKET, Answer.COMPLIANT, id="ticket"),
    pytest.param(
        APPROVAL, {"description": "for the analytics team"}, TICKET, Answer.NON_COMPLIANT, id="no ticket"
    ),
    pytest.param(
        APPROVAL, {"description": f"{GOOD}, review by 2026-11-20"}, {}, Answer.COMPLIANT, id="review today"
    ),
    pytest.param(
        APPROVAL,
        {"description": f"{GOOD}, Review-By: 2026-11-19"},
        {},
        Answer.NON_COMPLIANT,
        id="review past",
    ),
    pytest.param(
        APPROVAL, {"description": f"{GOOD}, review by 2026-02-30"}, {}, Answer.NON_COMPLIANT, id="no such day"
    ),
    pytest.param(
        APPROVAL, {"description": GOOD}, {"reviewBy": "required"}, Answer.NON_COMPLIANT, id="review not said"
    ),
    pytest.param(
        APPROVAL, {"status": "Rejected"}, {}, Answer.NON_COMPLIANT, id="a rejection needs a reason too"
    ),
    pytest.param(APPROVAL, {"description": UNKNOWN}, {}, Answer.NOT_YET_KNOWN, id="unknown"),
    pytest.param(APPROVAL, quoted(GOOD), TICKET, Answer.COMPLIANT, id="a reason, and the message"),
    pytest.param(APPROVAL, quoted("Approved"), {}, Answer.NON_COMPLIANT, id="boilerplate and the message"),
    pytest.param(APPROVAL, quoted(""), {}, Answer.NON_COMPLIANT, id="nothing but the message"),
    pytest.param(APPROVAL, quoted("x" * 9), {}, Answer.NON_COMPLIANT, id="the message adds no length"),
    pytest.param(
        APPROVAL,
        quoted("for the analytics team"),
        {"ticketPattern": r"\d+"},
        Answer.NON_COMPLIANT,
        id="the message is no ticket",
    ),
    pytest.param(
        APPROVAL,
        quoted(GOOD, "review by 2027-01-01", "review by 2027-01-01"),
        {"reviewBy": "required"},
        Answer.NON_COMPLIANT,
        id="the message is no review",
    ),
    pytest.param(
        APPROVAL,
        quoted("for the analytics team", quoted="CHG-1042"),
        TICKET,
        Answer.COMPLIANT,
        id="brackets of its own",
    ),
    pytest.param(
        APPROVAL, {"description": GOOD, "requestMessage": UNKNOWN}, {}, Answer.COMPLIANT, id="message unknown"
    ),
    pytest.param("my:index:Thing", {}, {}, Answer.NOT_APPLICABLE, id="another type"),
    pytest.param(LINK, {"description": GOOD}, {}, Answer.COMPLIANT, id="component"),
    pytest.param(LINK, {"description": "Approved"}, {}, Answer.NON_COMPLIANT, id="component, boilerplate"),
    pytest.param(LINK, {"description": UNKNOWN}, {}, Answer.NOT_YET_KNOWN, id="component, unknown"),
    pytest.param(LINK, {}, {}, Answer.NOT_APPLICABLE, id="component without: its approvals have none"),
    pytest.param(APPROVAL_SET, {"approvals": {"a": {"description": GOOD}}}, {}, Answer.COMPLIANT, id="set"),
    pytest.param(APPROVAL_SET, {"approvals": {"a": {}}}, {}, Answer.NON_COMPLIANT, id="set without"),
    pytest.param(
        APPROVAL_SET, {"approvals": {"a": quoted("Approved")}}, {}, Answer.NON_COMPLIANT, id="set quoting"
    ),
    pytest.param(APPROVAL_SET, {"approvals": UNKNOWN}, {}, Answer.NOT_YET_KNOWN, id="set unknown"),
    pytest.param(APPROVAL_SET, {"approvals": {"a": UNKNOWN}}, {}, Answer.NOT_YET_KNOWN, id="entry unknown"),
]


@pytest.mark.parametrize(("type_", "props", "config", "answer"), CASES)
def test_answer(
    ask: Callable[..., Verdict], type_: str, props: dict[str, Any], config: dict[str, Any], answer: Answer
) -> None:
    assert ask(RULE, type_, props, **config).answer is answer


def test_an_unknown_entry_hides_no_other(ask: Callable[..., Verdict]) -> None:
    found = ask(RULE, APPROVAL_SET, {"approvals": {"a": {"description": UNKNOWN}, 'bö"]: fine': {}}})

    assert [(violation.entry, violation.reason) for violation in found.violations] == [
        ('bö"]: fine', "The description is missing (`minLength`).")
    ]
    assert found.unknown is not None


def test_all_that_is_wrong_is_one_violation_that_names_the_settings(ask: Callable[..., Verdict]) -> None:
    found = ask(RULE, APPROVAL, {"description": "ok"}, ticketPattern="CHG", reviewBy="required")

    (violation,) = found.violations
    assert violation.reason == (
        "The description is shorter than 10 characters (`minLength`); it is boilerplate: it does not say "
        "who connects, or why (`fillerWords`); it names no ticket (looked for CHG) (`ticketPattern`); it "
        "names no day of review (`reviewBy`)."
    )


def test_no_value_is_quoted(ask: Callable[..., Verdict]) -> None:
    found = ask(RULE, APPROVAL, {"description": "hunter2"}, ticketPattern="CHG")

    assert found.violations
    assert "hunter2" not in str(found)


def test_what_a_component_quotes_is_what_is_taken_off(ask: Callable[..., Verdict]) -> None:
    async def resolved() -> Any:
        return await pulumi.Output.from_input(
            quoting({"description": "Approved"}, NONCE)["description"]
        ).future()

    description = asyncio.run(resolved())

    assert NONCE in description
    props = {"description": description, "requestMessage": NONCE}
    assert ask(RULE, APPROVAL, props).answer is Answer.NON_COMPLIANT
