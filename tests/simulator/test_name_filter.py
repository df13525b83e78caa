"""Event Grid's `$filter`: what it shows, and what it is refused for."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_private_endpoint.simulator import Connection

TOPIC = "/subscriptions/s1/resourceGroups/rg1/providers/Microsoft.EventGrid/topics/t"
NAMES = ("billing", "billing.eu", "o'neil", "orders")


def topic(azure: Any) -> Any:
    return azure(*(Connection(TOPIC, name) for name in NAMES))


def listed(simulated: Any, text: str, **more: str) -> Any:
    params = {"api-version": "2025-02-15", "$filter": text, **more}
    return simulated.get(f"{TOPIC}/privateEndpointConnections", params=params)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("name eq 'orders'", ["orders"]),
        ("name ne 'orders'", ["billing", "billing.eu", "o'neil"]),
        ("NAME eq 'Orders'", ["orders"]),
        ("name eq 'o''neil'", ["o'neil"]),
        ("contains(namE, 'ill')", ["billing", "billing.eu"]),
        ("contains(name, 'ill') and name ne 'billing'", ["billing.eu"]),
        ("not contains(name,'ill')", ["o'neil", "orders"]),
        ("name eq 'orders' or contains(name,'ill') and name ne 'billing'", ["billing.eu", "orders"]),
        ("(name eq 'orders' or contains(name,'ill')) and name ne 'billing'", ["billing.eu", "orders"]),
        ("not (name eq 'orders' or name eq 'billing')", ["billing.eu", "o'neil"]),
        ("not name eq 'orders' and name ne 'billing'", ["billing.eu", "o'neil"]),
        ("(name eq 'a' or name eq 'orders') and name eq 'a'", []),
        ("name eq 'billing' or name eq 'billing' and name eq 'a'", ["billing"]),
    ],
)
def test_a_filter_shows(text: str, names: list[str], azure: Any) -> None:
    assert [item["name"] for item in listed(topic(azure), text).json()["value"]] == names


def test_a_filter_holds_on_every_page(azure: Any) -> None:
    simulated = topic(azure)

    first = listed(simulated, "contains(name, 'i') and name ne 'a & b'", **{"$top": "2"}).json()
    second = simulated.get(first["nextLink"]).json()

    assert [item["name"] for item in second["value"]] == ["o'neil"]


@pytest.mark.parametrize(
    "text",
    [
        "location eq 'westus'",
        "name",
        "name eq",
        "name eq orders",
        "name lt 'a'",
        "name eq 'a' name",
        "name eq 'a' or",
        "contains(name)",
        "(name eq 'a'",
        "name eq 'a",
        "'a' eq name",
        "and",
        "name eq 1",
        "not " * 500 + "name eq 'a'",
    ],
)
def test_a_filter_is_refused(text: str, azure: Any) -> None:
    assert listed(topic(azure), text).status_code == 400


def test_an_empty_filter_is_none(azure: Any) -> None:
    assert len(listed(topic(azure), "").json()["value"]) == len(NAMES)
