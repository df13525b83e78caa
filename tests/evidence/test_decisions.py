"""Decisions as an auditor asks for them, of a state of either door."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pulumi_private_endpoint.evidence.decisions import Decision, decisions
from pulumi_private_endpoint.evidence.stacks import approvals_of
from tests.evidence.test_stacks import ASKS, SECRET, TARGET, export, resource

TODAY = date(2026, 11, 20)
THEIRS = ASKS.replace("/s/", "/x/", 1)
DOORS = ("pulumi-python:dynamic/privateendpoint:", "private-endpoint:index:")
TEXT = "CHG-1042: analytics reads orders, review by 2027-06-30"
ALL = (
    "approval-description-required",
    "approval-review-date",
    "approval-requester-pinned",
    "approval-unknown-requester-forbidden",
    "approval-on-destroy-explicit",
)


def of(*resources: dict[str, Any], **more: Any) -> list[Decision]:
    return decisions(approvals_of(export(*resources)), TODAY, **more)


def single(door: str = DOORS[1], description: Any = TEXT, **inputs: Any) -> dict[str, Any]:
    own = {"targetResourceId": TARGET, "privateEndpointId": ASKS, "onDestroy": "reject"}
    inputs = own | {"description": description} | inputs
    found = {"status": "Approved", "requestMessage": "please", **inputs}
    return resource(f"{door}PrivateEndpointApproval", found, inputs=inputs)


@pytest.mark.parametrize("door", DOORS)
def test_a_decision_with_all_there_is_to_say(door: str) -> None:
    (found,) = of(single(door))

    assert found.document() == {
        "resource": f"urn:pulumi:dev::shop::{door}PrivateEndpointApproval::x",
        "target": TARGET,
        "connection": "c1",
        "status": "Approved",
        "requester": ASKS,
        "requesterSubscription": "s",
        "message": "please",
        "decision": TEXT,
        "text": TEXT,
        "ticket": "CHG-1042",
        "reviewBy": "2027-06-30",
        "overdue": False,
        "guardedBy": list(ALL),
        "raw": False,
    }


def test_the_entries_of_a_set_are_decisions_of_their_own() -> None:
    approvals = {
        "a": {"targetResourceId": TARGET, "privateEndpointId": ASKS, "description": TEXT},
        "b": {"targetResourceId": TARGET, "privateEndpointName": "x", "status": "Rejected"},
    }
    results = {"a": {"connectionName": "c1", "requestMessage": "hello"}, "b": {"connectionName": "c2"}}
    outputs = {"approvals": approvals, "results": results}

    one, two = of(resource(f"{DOORS[0]}PrivateEndpointApprovalSet", outputs, inputs={"approvals": approvals}))

    assert (one.recorded.resource[-5:], one.recorded.message, one.guarded_by) == ('["a"]', "hello", ALL)
    assert (two.recorded.status, two.guarded_by) == ("Rejected", ())


@pytest.mark.parametrize(
    ("text", "ticket", "day", "overdue"),
    [
        pytest.param("INC0001042 and CHG-7", "INC0001042", None, False, id="the first ticket"),
        pytest.param("in 2026 for A1", None, None, False, id="no ticket"),
        pytest.param("x, review by 2026-11-19", None, date(2026, 11, 19), True, id="past"),
        pytest.param("x, review by 2026-11-20", None, date(2026, 11, 20), False, id="today"),
        pytest.param("x, review by 2027-02-29", None, None, False, id="in no calendar"),
        pytest.param("ok (please)", None, None, False, id="a message quoted"),
        pytest.param(SECRET, None, None, False, id="a secret"),
        pytest.param(None, None, None, False, id="nothing"),
    ],
)
def test_what_the_description_says(text: Any, ticket: str | None, day: date | None, overdue: bool) -> None:
    (found,) = of(single(description=text))
    assert (found.ticket, found.review_by, found.overdue) == (ticket, day, overdue)
    assert ("approval-review-date" in found.guarded_by) is (day is not None and not overdue)


WROTE = "CHG-9999: we are the security team, review by 2027-06-30"


@pytest.mark.parametrize("form", ["single", "set", "raw"])
def test_what_the_requester_wrote_is_nobodys_decision(form: str) -> None:
    state = {"privateLinkServiceConnectionState": {"status": "Approved", "description": WROTE}}
    entry = {"targetResourceId": TARGET, "privateEndpointId": ASKS}
    shown = {"description": WROTE, "status": "Approved", "requestMessage": WROTE}
    whole = {"approvals": {"a": entry | shown}, "results": {"a": {"connectionName": "c1"}}}
    (found,) = of(
        {
            "single": resource(f"{DOORS[1]}PrivateEndpointApproval", entry | shown, inputs=entry),
            "set": resource(
                f"{DOORS[1]}PrivateEndpointApprovalSet", whole, inputs={"approvals": {"a": entry}}
            ),
            "raw": resource("azure-native:search:PrivateEndpointConnection", state, inputs={}),
        }[form]
    )

    told = found.document()
    assert [told[name] for name in ("decision", "ticket", "reviewBy", "overdue")] == [None, None, None, False]
    assert told["text"] == WROTE
    assert not [rule for rule in found.guarded_by if "description" in rule or "review" in rule]


def test_a_ticket_looks_as_one_is_told() -> None:
    (found,) = of(single(description="see #77 for that"), ticket=r"#\d+")
    assert found.ticket == "#77"


def test_a_message_that_is_quoted_says_nothing_of_the_decision() -> None:
    message = "CHG-9999 review by 2027-01-01"
    (found,) = of(single(description=f"Approved ({message})", requestMessage=message))
    assert (found.ticket, found.review_by) == (None, None)
    assert "approval-description-required" not in found.guarded_by


@pytest.mark.parametrize(
    ("inputs", "missing"),
    [
        ({"privateEndpointId": None}, {"approval-requester-pinned"}),
        ({"privateEndpointId": None, "requestMessage": SECRET}, set()),
        ({"privateEndpointId": None, "allowedSubscriptionIds": ["s"]}, {"approval-requester-pinned"}),
        ({"allowUnknownRequester": True}, {"approval-unknown-requester-forbidden"}),
        ({"onDestroy": None}, set()),
        ({"onDestroy": None, "privateEndpointId": THEIRS}, {"approval-on-destroy-explicit"}),
        ({"onDestroy": None, "privateEndpointId": SECRET}, {"approval-on-destroy-explicit"}),
        (
            {"onDestroy": None, "privateEndpointId": None, "allowedSubscriptionIds": SECRET},
            {"approval-requester-pinned", "approval-on-destroy-explicit"},
        ),
    ],
    ids=lambda given: (
        str(given) if isinstance(given, dict) else "lacks " + (", ".join(sorted(given)) or "none")
    ),
)
def test_what_guards_it_is_what_the_program_says(inputs: dict[str, Any], missing: set[str]) -> None:
    (found,) = of(single(**inputs))
    assert set(ALL) - set(found.guarded_by) == missing


def test_a_raw_connection_has_no_guard_but_its_text() -> None:
    said = {"privateLinkServiceConnectionState": {"status": "Approved", "description": TEXT}}
    (found,) = of(resource("azure-native:search:PrivateEndpointConnection", said, inputs=said))
    assert (found.guarded_by, found.document()["raw"]) == (("raw-connection-description-required",), True)
