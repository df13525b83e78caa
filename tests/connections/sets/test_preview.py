"""What a preview of a set says, and in which order."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.properties.unknown import Unknown
from pulumi_private_endpoint.connections.runtime.session import Session
from pulumi_private_endpoint.connections.sets.preview import preview_set
from pulumi_private_endpoint.connections.sets.reconcile import apply
from pulumi_private_endpoint.simulator import Connection
from tests.connections.sets.simulated import COSMOS, Azure, endpoint, entry, inputs, pending

PLACE = "Microsoft.DocumentDB/databaseAccounts orders"


def not_known() -> Any:
    return Unknown()


def approved(azure: Azure, entries: dict[str, Any]) -> dict[str, Any]:
    """The state after an `up`, with nothing told so far."""
    outs: dict[str, Any] = azure.run(apply, {}, inputs(entries))
    azure.ask("DELETE", "log")
    azure.told.clear()
    return outs


def test_what_would_be_shut_out_comes_first_then_the_counts_then_each_entry_once_by_key() -> None:
    names = ["a", "b", "c", "d", "e"]
    azure = Azure([pending(name) for name in names])
    azure.change("e", status="Approved", description="CHG-1")
    gone = {"x": entry("b", onDestroy="reject"), "z": entry("c", onDestroy="delete")}
    outs = approved(azure, {"keep": entry("a"), "y": entry("d"), **gone})
    news = inputs({"w": entry("e"), "keep": entry("a"), "y": entry("d", description="CHG-2")})

    assert azure.run(preview_set, outs, news, name="plants") == []

    (first, rejected), (second, told) = azure.told.messages
    assert (first, second) == ("warning", "note")
    assert rejected == (
        "plants: 1 of 4 connections would be rejected: x; 1 of 4 connections would be deleted: z"
    )
    head, *lines = told.splitlines()
    assert head == "plants: 1 to change, 1 already approved, 2 to release, 1 unchanged"
    assert [line.partition('"]: ')[0] for line in lines] == [f'plants: approvals["{key}' for key in "wxyz"]
    assert lines[1] == f'plants: approvals["x"]: connection b of {PLACE} would be rejected'
    assert lines[3] == f'plants: approvals["z"]: connection c of {PLACE} would be deleted'
    assert azure.puts() == {}


@pytest.mark.parametrize(
    ("found", "given", "head"),
    [
        pytest.param({}, {}, "1 to approve", id="pending"),
        pytest.param({}, {"status": "Rejected"}, "1 to reject", id="pending, to be rejected"),
        pytest.param({"status": "Approved"}, {}, "1 to change", id="another text"),
        pytest.param({"status": "Approved", "description": "CHG-1"}, {}, "1 already approved", id="approved"),
        pytest.param(
            {"status": "Rejected", "description": "CHG-1"},
            {"status": "Rejected"},
            "1 already rejected",
            id="rejected",
        ),
        pytest.param({"provisioning_state": "Updating"}, {}, "1 in motion", id="in motion"),
        pytest.param({"private_endpoint": endpoint("b")}, {}, "1 to wait for", id="not there"),
        pytest.param(
            {"private_endpoint": endpoint("b")}, {"whenAbsent": "warn"}, "1 to do without", id="may be absent"
        ),
        pytest.param({}, {"description": not_known()}, "1 not known yet", id="not known yet"),
        pytest.param({"status": "Disconnected"}, {}, "1 to fail", id="impossible"),
    ],
)
def test_an_entry_is_counted_as_what_is_said_of_it(
    found: dict[str, str], given: dict[str, Any], head: str
) -> None:
    connection = {"private_endpoint": endpoint("a"), "description": "please"} | found
    azure = Azure([Connection(target=f"{COSMOS}/orders", name="a", **connection)])

    failures = azure.run(preview_set, {}, inputs({"one": entry("a", **given)}))

    ((kind, told), *beside) = azure.told.messages
    warnings = [text for _, text in beside if "what was seen" not in text]
    assert (kind, told.splitlines()[0]) == ("note", head)
    assert len(told.splitlines()) - 1 + len(warnings) + len(failures) == 1


def test_a_connection_that_may_be_absent_is_no_failure_of_a_preview() -> None:
    azure = Azure([pending("a")])
    news = inputs({"one": entry("a"), "two": entry("b", waitForConnection="0s")}, whenAbsent="warn")

    assert azure.run(preview_set, {}, news) == []

    (_, told), (_, details) = azure.told.messages
    head, first, second = told.splitlines()
    assert head == "1 to approve, 1 to do without"
    assert first.startswith('approvals["one"]: would send Approved')
    assert second.startswith('approvals["two"]: no connection matches private endpoint')
    assert second.endswith("; up would do without it")
    assert details.startswith('approvals["two"], what was seen:\n  a (Pending')


def test_a_rejected_entry_fails_and_the_others_are_previewed_all_the_same() -> None:
    azure = Azure([pending("a", status="Rejected"), pending("b")])

    (failure,) = azure.run(preview_set, {}, inputs({"one": entry("a"), "two": entry("b")}))

    assert failure == (
        f'approvals["one"]: connection a of {PLACE} cannot become Approved: it was Rejected, which is '
        "somebody's decision and is not overturned here: have the consumer re-create the private endpoint, "
        "then run `pulumi up` again, with another key for an approval that was made before; or set status to "
        "Rejected, to agree"
    )
    head, line = azure.told.lines
    assert head == "1 to approve, 1 to fail"
    assert line.startswith('approvals["two"]: would send Approved to connection b')


def test_failures_are_by_key_and_said_once() -> None:
    names = ["c", "a", "b"]
    azure = Azure([pending(name, status="Disconnected") for name in names])

    failures = azure.run(preview_set, {}, inputs({name: entry(name) for name in names}))

    assert [failure.partition(":")[0] for failure in failures] == [f'approvals["{key}"]' for key in "abc"]
    assert azure.told.lines == ["3 to fail"]


def test_an_entry_that_was_approved_is_not_looked_for_anew() -> None:
    azure = Azure([pending("a")])
    byname = entry("a", connectionName="a")
    del byname["privateEndpointId"]
    outs = approved(azure, {"one": byname})
    azure.change("a", private_endpoint=endpoint("somebody-else"), status="Pending")

    (failure,) = azure.run(preview_set, outs, inputs({"one": byname | {"description": "CHG-2"}}))

    assert "belongs to another requester now" in failure
    assert failure.endswith("if it is meant, run `pulumi up` with another key")


@pytest.mark.parametrize(
    ("news", "warnings", "head"),
    [
        pytest.param({"new": entry("a")}, [], "1 already approved, 1 to leave as they are", id="another key"),
        pytest.param(
            {"old": entry("b")},
            ["1 of 1 connections would be deleted: old"],
            "1 to approve, 1 to release",
            id="another connection",
        ),
        pytest.param(
            {"old": entry("b"), "new": entry("a")},
            [],
            "1 to approve, 1 already approved, 1 to leave as they are",
            id="another connection, and its own to another key",
        ),
        pytest.param(
            {"old": entry("a") | {"privateEndpointId": not_known()}},
            [],
            "1 not known yet, 1 to release or to keep",
            id="not known yet whether another one",
        ),
        pytest.param(
            {"old": not_known()}, [], "1 not known yet, 1 to release or to keep", id="nothing known"
        ),
    ],
)
def test_what_has_only_got_another_key_is_not_said_to_be_released(
    news: dict[str, Any], warnings: list[str], head: str
) -> None:
    azure = Azure([pending("a"), pending("b")])
    outs = approved(azure, {"old": entry("a", onDestroy="delete")})

    assert azure.run(preview_set, outs, inputs(news)) == []

    assert [text for kind, text in azure.told.messages if kind == "warning"] == warnings
    assert [text.splitlines()[0] for kind, text in azure.told.messages if kind == "note"] == [head]


def test_what_is_kept_on_its_way_out_is_no_release() -> None:
    azure = Azure([pending("a"), pending("b")])
    outs = approved(azure, {"one": entry("a"), "two": entry("b")})

    assert azure.run(preview_set, outs, inputs({"two": entry("b")})) == []

    ((kind, _),) = azure.told.messages
    assert kind == "note"
    assert azure.told.lines == [
        "1 to leave as they are, 1 unchanged",
        f'approvals["one"]: connection a of {PLACE} would be left as it is',
    ]


def test_where_nobody_can_look_a_move_is_not_said_to_be_a_release() -> None:
    azure = Azure([pending("a")])
    outs = approved(azure, {"old": entry("a", onDestroy="delete")})
    azure.ask("POST", "faults", json={"method": "GET", "times": 0, "effect": "missing-role"})

    azure.run(preview_set, outs, inputs({"new": entry("a", onDestroy="delete")}))

    assert azure.told.lines[0] == "1 not looked at, 1 to release or to keep"
    assert [kind for kind, text in azure.told.messages if "would be deleted:" in text] == []


@pytest.mark.parametrize(
    ("before", "description"),
    [
        pytest.param({}, "CHG-1", id="both new"),
        pytest.param({"one": entry("a")}, "CHG-1", id="one of them approved before"),
        pytest.param({"one": entry("a")}, "CHG-2", id="and changed now"),
    ],
)
def test_two_entries_for_one_connection_are_seen(before: dict[str, Any], description: str) -> None:
    azure = Azure([pending("a")])
    outs = azure.run(apply, {}, inputs(before)) if before else {}
    news = inputs({"one": entry("a", description=description), "two": entry("a", connectionName="a")})

    (failure,) = azure.run(preview_set, outs, news)

    assert ": connection a is wanted by approvals[" in failure


def test_no_message_is_too_long_for_the_engine() -> None:
    azure = Azure([pending(f"c{i:04}", f"{COSMOS}/orders-{i % 50}") for i in range(1200)])
    entries = {f"k{i:04}": entry(f"c{i:04}", f"{COSMOS}/orders-{i % 50}") for i in range(1200)}

    assert azure.run(preview_set, {}, inputs(entries), name="plants") == []

    assert [len(text.splitlines()) for _, text in azure.told.messages] == [500, 500, 201]
    assert [line for line in azure.told.lines if not line.startswith("plants: ")] == []


def test_an_empty_set_has_its_line_too() -> None:
    azure = Azure([])
    assert azure.run(preview_set, {}, inputs({})) == []
    assert azure.told.messages == [("note", "nothing to do for any entry")]


def test_what_is_there_instead_is_said_below() -> None:
    azure = Azure([pending("b")])

    assert azure.run(preview_set, {}, inputs({"one": entry("a")})) == []

    (_, told), (kind, details) = azure.told.messages
    assert told.splitlines()[0] == "1 to wait for"
    assert kind == "warning"
    assert details.startswith('approvals["one"], what was seen:\n  b (Pending')


def test_warnings_are_said_by_key() -> None:
    azure = Azure([pending("a")])
    azure.ask("POST", "faults", json={"method": "GET", "times": 0, "effect": "missing-role"})

    azure.run(preview_set, {}, inputs({"two": entry("b"), "one": entry("a"), "three": entry("c")}))

    warnings = [text.partition(":")[0] for kind, text in azure.told.messages if kind == "warning"]
    assert warnings == [f'approvals["{key}"]' for key in ("one", "three", "two")]


def test_what_another_resource_has_is_not_said_to_be_shut_out() -> None:
    azure = Azure([pending("a"), pending("b")])
    outs = approved(azure, {key: entry(key, onDestroy="delete") for key in ("a", "b")})

    async def act(session: Session) -> list[str]:
        session.claims.add(ResourceId.parse(f"{COSMOS}/orders"), "a", "somebody", "Approved")
        return await preview_set(session, outs, inputs({}))

    assert azure.run(act) == []
    assert azure.told.lines == [
        "1 of 2 connections would be deleted: b",
        "1 to release, 1 to leave as they are",
        f'approvals["a"]: connection a of {PLACE} would be left as it is: another entry or resource has it',
        f'approvals["b"]: connection b of {PLACE} would be deleted',
    ]
