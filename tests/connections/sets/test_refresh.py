"""What a refresh of a set finds, and says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pulumi_private_endpoint.connections.runtime.session import Session
from pulumi_private_endpoint.connections.sets.gather import SetIncomplete
from pulumi_private_endpoint.connections.sets.reconcile import apply
from pulumi_private_endpoint.connections.sets.refresh import refresh_set
from tests.connections.sets.simulated import Azure, endpoint, entry, inputs, pending

PLACE = "Microsoft.DocumentDB/databaseAccounts orders"


def test_shows_drift_by_key_and_drops_what_is_gone() -> None:
    azure = Azure([pending("a"), pending("b"), pending("c")])
    outs = azure.run(apply, {}, inputs({"one": entry("a"), "two": entry("b"), "three": entry("c")}))
    azure.change("a", status="Rejected", description="No longer")
    azure.remove("b")

    now = azure.run(refresh_set, outs)

    assert now["approvals"] == {
        "one": outs["approvals"]["one"] | {"status": "Rejected", "description": "No longer"},
        "three": outs["approvals"]["three"],
    }
    assert now["results"] == {
        "one": outs["results"]["one"] | {"descriptionRewritten": True},
        "three": outs["results"]["three"],
    }


def test_a_refresh_that_cannot_see_everything_changes_nothing() -> None:
    azure = Azure([pending("a"), pending("b")])
    outs = azure.run(apply, {}, inputs({"one": entry("a"), "two": entry("b")}))
    azure.ask("POST", "faults", json={"method": "GET", "connection": "b", "effect": "missing-role"})

    azure.told.clear()

    with pytest.raises(SetIncomplete, match=r"1 of 2 approvals could not be read.*\n  approvals\[\"two\"\]"):
        azure.run(refresh_set, outs)

    assert azure.told.passing[-1] == "1/2 read, 1 failed"
    assert azure.told.lines[0] == 'approvals["two"], what was seen:'


@pytest.mark.parametrize(("timeout", "within"), [(0.0, "300 s"), (3600.0, "3600 s"), (5.0, "5 s")])
def test_it_has_its_own_time_or_what_it_was_given(timeout: float, within: str) -> None:
    azure = Azure([pending("a")])
    outs = azure.run(apply, {}, inputs({"one": entry("a")}))
    azure.ask("POST", "faults", json={"method": "GET", "connection": "a", "effect": "throttled", "times": 0})

    async def refresh(session: Session, outs: dict[str, Any]) -> dict[str, Any]:
        return await refresh_set(replace(session, timeout=timeout), outs)

    with pytest.raises(SetIncomplete, match=f" s of {within} are left"):
        azure.run(refresh, outs)


def test_names_the_entries_that_are_no_longer_as_they_were() -> None:
    azure = Azure([pending(name) for name in "abcde"])
    outs = azure.run(apply, {}, inputs({f"k-{name}": entry(name) for name in "edcba"}))
    azure.change("d", status="Rejected", description="No longer")
    azure.change("b", description="portal")
    azure.remove("c")
    azure.change("e", private_endpoint=endpoint("somebody-else"))
    azure.told.clear()

    azure.run(refresh_set, outs, name="plants")

    ((kind, told),) = azure.told.messages
    gone = f"connection c of {PLACE} is gone: it leaves the state, and the next up looks for it again"
    assert kind == "warning"
    assert told.splitlines() == [
        "plants: 4 of 5 entries are not as they were",
        'plants: approvals["k-b"]: connection b has another description',
        f'plants: approvals["k-c"]: {gone}',
        'plants: approvals["k-d"]: connection d is Rejected, was Approved, has another description',
        'plants: approvals["k-e"]: connection e belongs to another requester now',
        f"  decided for: {endpoint('e')}",
        f"  there now: {endpoint('somebody-else')}",
    ]


def test_says_nothing_of_a_set_that_is_as_it_was() -> None:
    azure = Azure([pending("a")])
    outs = azure.run(apply, {}, inputs({"one": entry("a")}))
    azure.told.clear()

    assert azure.run(refresh_set, outs) == outs
    assert azure.told.messages == []
