"""What goes into code, what is to do, and that the governance pack says no more than was said."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi_policy import EnforcementLevel

from pulumi_private_endpoint.adoption.entries import Wanted, adoptions
from pulumi_private_endpoint.connections.properties.inputs import problems
from pulumi_private_endpoint.policies import GOVERNANCE, Case, Rule, verdict
from pulumi_private_endpoint.policies.reading.resource_types import APPROVAL
from pulumi_private_endpoint.policies.settings.config import complete
from tests.adoption.conftest import OTHER, OWN, TODAY, adopted, connection, endpoint, target


def test_a_connection_is_declared_as_it_stands() -> None:
    (entry,) = adopted(connection()).entries

    assert entry.inputs == {
        "targetResourceId": str(target()),
        "connectionName": "c",
        "status": "Approved",
        "privateEndpointId": str(endpoint("billing")),
        "description": "CHG-1042: the analytics team reads orders",
        "onDestroy": "keep",
    }
    assert entry.missing == ()


def test_a_hidden_requester_is_chosen_by_name_with_the_guard_given_up() -> None:
    (entry,) = adopted(connection("orders.3f1c", None)).entries

    assert entry.inputs["connectionName"] == "orders.3f1c"
    assert entry.inputs["allowUnknownRequester"] is True
    assert "privateEndpointId" not in entry.inputs
    assert "Azure hides the requester" in entry.missing[0]


@pytest.mark.parametrize(
    ("status", "statuses", "why"),
    [
        ("Pending", {"Approved", "Rejected"}, "is Pending, so there is no decision to adopt (requester "),
        ("Disconnected", {"Approved", "Rejected"}, "is Disconnected, and can only be deleted"),
        ("Rejected", {"Approved"}, "is Rejected, which was not asked for"),
        ("Approved", {"Rejected"}, "is Approved, which was not asked for"),
        ("Suspended\x1b", {"Approved", "Suspended\x1b"}, r"is Suspended\x1b, neither Approved nor Rejected"),
        ("Pending", {"Pending"}, "is Pending, so there is no decision to adopt"),
    ],
)
def test_what_is_not_for_code_is_to_do(status: str, statuses: set[str], why: str) -> None:
    found = adopted(connection(status=status, description="\x1b[2Jplease"), statuses=frozenset(statuses))

    assert found.entries == ()
    (line,) = map(str, found.to_do)
    assert line.startswith(f"{target()}/privateEndpointConnections/c: {why}")
    assert line.isprintable()
    assert (r"\x1b[2Jplease" in line) == (status == "Pending")


def test_a_rejection_is_declared_where_it_is_asked_for() -> None:
    (entry,) = adopted(connection(status="Rejected"), statuses=frozenset({"Rejected"})).entries

    assert entry.inputs["status"] == "Rejected"


@pytest.mark.parametrize(
    ("kind", "asked", "declared"),
    [
        ("Search/searchServices", "delete", "delete"),
        ("Search/searchServices", "reject", "reject"),
        ("Sql/servers", "reject", "keep"),
    ],
)
def test_what_a_destroy_does_is_as_asked_where_the_service_does_it(
    kind: str, asked: str, declared: str
) -> None:
    (entry,) = adopted(connection(target=target(kind=kind)), on_destroy=asked).entries

    assert entry.inputs["onDestroy"] == declared
    assert problems(entry.inputs) == []
    assert (entry.missing == ()) == (asked == declared)


def test_how_they_were_read_is_declared_too() -> None:
    given = {"api_version": "2024-01-01", "tenant_id": "contoso.onmicrosoft.com"}
    (entry,) = adopted(connection(target=target(kind="Odd/things")), **given).entries

    assert entry.inputs["apiVersion"] == "2024-01-01"
    assert entry.inputs["tenantId"] == "contoso.onmicrosoft.com"


def test_what_no_program_can_declare_is_to_do() -> None:
    found = adopted(connection(target=target(kind="Odd/things")))

    assert found.entries == ()
    assert "cannot be declared: target_resource_id cannot be used: " in str(found.to_do[0])


def test_a_program_is_of_one_subscription_and_the_order_they_came_in_does_not_matter() -> None:
    there = [connection("b", target=target(subscription=OTHER.upper())), connection("a")]
    there.append(connection("c", target=target(subscription=OTHER)))

    found = adoptions(there, Wanted(TODAY))

    assert [(each.subscription, len(each.entries)) for each in found] == [(OWN, 1), (OTHER, 2)]
    assert adoptions(reversed(there), Wanted(TODAY)) == found


CASES = {
    "all is there": {},
    "no text": {"description": ""},
    "boilerplate": {"description": "Auto-Approved"},
    "too short": {"description": "CHG-7"},
    "a text that no program may declare": {"description": "reads the orders\x1b[2J"},
    "a day of review that is past": {"description": "analytics reads orders, review by 2026-01-31"},
    "a hidden requester": {"requester": None},
    "a hidden one without a text": {"requester": None, "description": " "},
    "a rejection of a hidden one": {"requester": None, "status": "Rejected"},
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_governance_pack_says_what_is_said_to_be_missing_and_no_more(case: Any) -> None:
    (entry,) = adopted(connection(**case), statuses=frozenset({"Approved", "Rejected"})).entries

    # What only advises stops nothing, so nothing is missing.
    mandatory = EnforcementLevel.MANDATORY
    rules = [rule for rule in GOVERNANCE.rules if isinstance(rule, Rule) and rule.level is mandatory]
    said = {rule.id for rule in rules if _violated(rule, entry.inputs)}

    assert said == {rule.id for rule in rules if rule.id in " ".join(entry.missing)}
    assert bool(said) == bool(entry.missing)


def _violated(rule: Rule, inputs: Any) -> bool:
    return bool(verdict(rule, Case(APPROVAL, inputs, complete(rule.id, rule.config, {}), TODAY)).violations)
