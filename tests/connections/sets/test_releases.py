"""A set releases what was meant, and no more: many at once only where the program says so."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_private_endpoint.connections.properties.unknown import Unknown
from pulumi_private_endpoint.connections.sets.diff import compare
from pulumi_private_endpoint.connections.sets.reconcile import apply
from pulumi_private_endpoint.connections.sets.releases import (
    TooManyReleases,
    describe_releases,
    refuse_too_many,
    releases_of,
)
from tests.connections.sets.simulated import COSMOS, Azure, endpoint, entry, inputs, pending

NAMES = [f"c{i:02}" for i in range(12)]


def not_known() -> Any:
    return Unknown()


def state(entries: dict[str, Any], **found: Any) -> dict[str, Any]:
    """What an `up` of these leaves, where each connection is named as its endpoint."""
    results = {
        key: {"connectionName": each["privateEndpointId"].rpartition("/")[2], "groupIds": []} | found
        for key, each in entries.items()
    }
    return {"approvals": inputs(entries)["approvals"], "results": results}


def certain(olds: dict[str, Any], entries: dict[str, Any]) -> dict[str, str]:
    news = inputs(entries)
    return releases_of(compare(olds, news), olds, news).certain()


@pytest.mark.parametrize(
    ("on_destroy", "status", "done"),
    [
        pytest.param("keep", "Approved", None, id="kept as it is"),
        pytest.param("reject", "Approved", "rejected", id="rejected"),
        pytest.param("delete", "Approved", "deleted", id="deleted"),
        pytest.param("reject", "Rejected", None, id="rejected already"),
        pytest.param("delete", "Rejected", "deleted", id="rejected already, to be deleted"),
    ],
)
def test_only_what_changes_something_counts(on_destroy: str, status: str, done: str | None) -> None:
    olds = state({"one": entry("a", onDestroy=on_destroy, status=status)})

    assert certain(olds, {}) == ({"one": done} if done else {})


BY_NAME = {"targetResourceId": f"{COSMOS}/orders", "connectionName": "a", "description": "CHG-1"}
BY_ENDPOINT_NAME = {"targetResourceId": f"{COSMOS}/orders", "privateEndpointName": "a"}
BY_MESSAGE = {"targetResourceId": f"{COSMOS}/orders", "requestMessage": "please"}


@pytest.mark.parametrize(
    ("news", "released"),
    [
        pytest.param({"new": entry("a")}, False, id="another key"),
        pytest.param({"new": entry("a", f"{COSMOS.upper()}/ORDERS")}, False, id="ids in another case"),
        pytest.param(
            {"new": entry("a") | {"privateEndpointId": endpoint("a").upper()}},
            False,
            id="its endpoint in another case",
        ),
        pytest.param({"new": BY_NAME}, False, id="by its name"),
        pytest.param({"new": BY_ENDPOINT_NAME}, False, id="by its endpoint's name"),
        pytest.param({"new": BY_MESSAGE}, False, id="by the message it had"),
        pytest.param({"new": entry("a", connectionName="a")}, False, id="by two selectors"),
        pytest.param({"new": entry("a", connectionName="b")}, True, id="by two, of which one does not hold"),
        pytest.param({"new": entry("b")}, True, id="another endpoint"),
        pytest.param({"new": entry("a", f"{COSMOS}/stock")}, True, id="another target"),
        pytest.param({"old": entry("b"), "new": entry("a")}, False, id="keys that changed places"),
        pytest.param({"old": entry("b")}, True, id="the same key for another"),
        pytest.param({"old": entry("a") | {"privateEndpointId": not_known()}}, False, id="not known whether"),
        pytest.param({"old": not_known()}, False, id="nothing known"),
        pytest.param({"new": not_known()}, True, id="gone, while another is not known"),
    ],
)
def test_a_connection_that_another_entry_is_about_does_not_count(
    news: dict[str, Any], released: bool
) -> None:
    olds = state({"old": entry("a", onDestroy="delete")}, requestMessage="please")

    assert certain(olds, news) == ({"old": "deleted"} if released else {})


def test_a_connection_whose_requester_is_hidden_may_have_another_key() -> None:
    declared = BY_NAME | {"status": "Approved", "onDestroy": "delete", "allowUnknownRequester": True}
    olds = {"approvals": {"old": declared}, "results": {"old": {"groupIds": []}}}

    assert certain(olds, {"new": declared}) == {}
    assert certain(olds, {"new": declared | {"connectionName": "b"}}) == {"old": "deleted"}


@pytest.mark.parametrize(
    ("going", "words"),
    [
        pytest.param(
            {"b": "rejected", "a": "rejected"}, "2 of 97 connections would be rejected: a, b", id="two"
        ),
        pytest.param(
            {f"k{i:02}": "deleted" for i in range(12)},
            "12 of 97 connections would be deleted: "
            + ", ".join(f"k{i:02}" for i in range(10))
            + " and 2 more",
            id="more than a line holds",
        ),
        pytest.param(
            {f"k{i}": "deleted" for i in range(10)},
            "10 of 97 connections would be deleted: k0, k1, k2, k3, k4, k5, k6, k7, k8, k9",
            id="as many as a line holds",
        ),
        pytest.param(
            {"a": "deleted", "b": "rejected"},
            "1 of 97 connections would be rejected: b; 1 of 97 connections would be deleted: a",
            id="both",
        ),
        pytest.param({"a\nb": "deleted"}, r"1 of 97 connections would be deleted: a\nb", id="one line"),
    ],
)
def test_one_line_counts_and_names(going: dict[str, str], words: str) -> None:
    assert describe_releases(going, 97) == words


@pytest.mark.parametrize(("count", "allowed"), [(10, 10), (0, 0), (11, None)], ids=str)
def test_as_many_as_allowed_may_go(count: int, allowed: int | None) -> None:
    refuse_too_many({f"k{i}": "rejected" for i in range(count)}, 97, allowed)


def test_more_than_allowed_is_refused_in_one_line_that_says_what_to_do() -> None:
    with pytest.raises(TooManyReleases) as refused:
        refuse_too_many({"a": "rejected"}, 97, 0)

    assert str(refused.value) == (
        "1 of 97 connections would be rejected: a. That is more than max_releases allows (0), so none is: "
        "put the entries back, or raise max_releases if they are meant to go"
    )


@pytest.fixture
def plants() -> tuple[Azure, dict[str, Any]]:
    """Twelve approved entries that are rejected on their way out, and their state."""
    azure = Azure([pending(name) for name in NAMES])
    outs = azure.run(apply, {}, inputs({name: entry(name, onDestroy="reject") for name in NAMES}))
    azure.ask("DELETE", "log")
    return azure, outs


def test_an_update_that_would_release_too_many_sends_nothing(plants: tuple[Azure, dict[str, Any]]) -> None:
    azure, outs = plants
    news = inputs({NAMES[0]: entry(NAMES[0], onDestroy="reject", description="CHG-2")})

    with pytest.raises(TooManyReleases, match=r"^11 of 12 connections would be rejected: c01, c02"):
        azure.run(apply, outs, news, 10)

    assert azure.ask("GET", "log") == []


def test_an_update_may_release_what_is_allowed(plants: tuple[Azure, dict[str, Any]]) -> None:
    azure, outs = plants

    azure.run(apply, outs, inputs({}), 12)

    assert set(azure.statuses().values()) == {"Rejected"}


def test_a_destroy_is_not_bound(plants: tuple[Azure, dict[str, Any]]) -> None:
    azure, outs = plants

    azure.run(apply, outs, {}, None)

    assert set(azure.statuses().values()) == {"Rejected"}


def test_new_keys_for_all_release_none(plants: tuple[Azure, dict[str, Any]]) -> None:
    azure, outs = plants
    news = inputs({f"{name}-new": entry(name, onDestroy="reject") for name in NAMES})

    azure.run(apply, outs, news, 0)

    assert set(azure.statuses().values()) == {"Approved"}
    assert azure.puts() == {}


def test_what_turns_out_to_be_another_connection_is_counted_before_it_is_released() -> None:
    """An endpoint that asks anew has two connections: under its new key an entry is about the pending one."""
    azure = Azure([pending("a")])
    outs = azure.run(apply, {}, inputs({"old": entry("a", onDestroy="delete")}))
    azure.ask("POST", "connections", json=again())

    with pytest.raises(TooManyReleases) as refused:
        azure.run(apply, outs, inputs({"new": entry("a", onDestroy="delete")}), 0)

    assert str(refused.value).splitlines()[1:] == [
        "  approved, but not in the state before a run succeeds, so leave them in the program until then: new"
    ]
    assert azure.statuses() == {"a": "Approved", "a-again": "Approved"}


def again() -> dict[str, Any]:
    return {
        "target": f"{COSMOS}/orders",
        "name": "a-again",
        "private_endpoint": endpoint("a"),
        "description": "please",
    }
