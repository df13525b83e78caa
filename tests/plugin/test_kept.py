"""What is kept of a call that was cut short: each decision as far as it came, and no more than is known."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_private_endpoint.connections.model import Connection
from pulumi_private_endpoint.connections.reconcile.approve import Approved
from pulumi_private_endpoint.connections.runtime.call_record import CallRecord
from pulumi_private_endpoint.connections.sets import state as set_state
from pulumi_private_endpoint.connections.sets.diff import compare
from pulumi_private_endpoint.plugin.calls.kept import of_approval, of_set

from .bags import SPEC, asked, bag, connection, entry, set_bag


def not_sent(found: Connection) -> CallRecord:
    """One that was singled out, or refused."""
    return CallRecord(found)


def sent(found: Connection) -> CallRecord:
    return CallRecord(found, may_stand=True)


def done(found: Connection, message: str | None = None) -> CallRecord:
    return CallRecord(found, may_stand=True, result=Approved(found, SPEC, "Pending", message))


class TestAnApproval:
    def test_that_was_not_sent_leaves_what_there_was(self) -> None:
        assert of_approval(CallRecord(), {}, entry("a")) is None
        assert of_approval(not_sent(asked("a")), {}, entry("a")) is None

    def test_that_was_sent_is_as_it_was_seen_before(self) -> None:
        outs = of_approval(sent(asked("a")), {}, entry("a"))
        assert outs is not None
        assert (outs["status"], outs["description"]) == ("Pending", "please")
        assert (outs["requestMessage"], outs["previousStatus"]) == ("please", "Pending")

    def test_of_one_that_stood_keeps_its_history(self) -> None:
        outs = of_approval(sent(connection("a", "CHG-1")), bag("a"), entry("a", "CHG-2"))
        assert outs is not None
        assert (outs["status"], outs["description"]) == ("Approved", "CHG-1")
        assert (outs["requestMessage"], outs["previousStatus"]) == ("please", "Pending")

    def test_of_one_that_was_asked_anew_has_the_new_message(self) -> None:
        again = connection("a", "please again", "Pending")
        outs = of_approval(sent(again), bag("a"), entry("a"))
        assert outs is not None
        assert outs["requestMessage"] == "please again"


OLDS = {"updated": "u", "moved": "m1", "removed": "r", "untouched": "t"}
NEWS = {
    "added": entry("a"),
    "updated": entry("u", "CHG-2"),
    "moved": entry("m2"),
    "untouched": entry("t"),
    "other": entry("o"),
}


def left_of(records: dict[str, CallRecord], released: dict[str, CallRecord]) -> dict[str, Any]:
    """Of each entry: its connection, and its description; `other` is always done."""
    olds = set_bag(**OLDS)
    record = CallRecord(entries=records | {"other": done(connection("o"))})
    record.of_releases().entries.update(released)
    outs = of_set(record, olds, {"approvals": NEWS})
    assert outs is not None
    assert outs["results"].keys() == outs["approvals"].keys() > {"untouched", "other"}
    assert compare(outs, {"approvals": NEWS}).added == tuple({"added"} - outs["results"].keys())
    found = {key: set_state.unpacked(outs, key) for key in outs["results"]}
    return {key: (each["connectionName"], each["status"], each["description"]) for key, each in found.items()}


RELEASED = CallRecord(result=True)


@pytest.mark.parametrize(
    ("key", "records", "released", "left"),
    [
        pytest.param("added", {}, {}, None, id="new, not begun"),
        pytest.param("added", {"added": not_sent(asked("a"))}, {}, None, id="new, refused"),
        pytest.param(
            "added", {"added": sent(asked("a"))}, {}, ("a", "Pending", "please"), id="new, may stand"
        ),
        pytest.param(
            "added", {"added": done(connection("a"))}, {}, ("a", "Approved", "CHG-1"), id="new, done"
        ),
        pytest.param("updated", {}, {}, ("u", "Approved", "CHG-1"), id="changed, not begun"),
        pytest.param(
            "updated",
            {"updated": not_sent(connection("u"))},
            {},
            ("u", "Approved", "CHG-1"),
            id="changed, refused",
        ),
        pytest.param(
            "updated",
            {"updated": sent(connection("u", "by hand"))},
            {},
            ("u", "Approved", "by hand"),
            id="changed, may stand",
        ),
        pytest.param(
            "updated",
            {"updated": done(connection("u", "CHG-2"))},
            {},
            ("u", "Approved", "CHG-2"),
            id="changed, done",
        ),
        pytest.param("moved", {}, {}, ("m1", "Approved", "CHG-1"), id="moved, not begun"),
        pytest.param(
            "moved", {"moved": sent(asked("m2"))}, {}, ("m1", "Approved", "CHG-1"), id="moved, may stand"
        ),
        pytest.param(
            "moved",
            {"moved": done(connection("m2"))},
            {},
            ("m1", "Approved", "CHG-1"),
            id="moved, and the old one not let go",
        ),
        pytest.param(
            "moved",
            {"moved": done(connection("m2"))},
            {"moved": sent(connection("m1"))},
            ("m1", "Approved", "CHG-1"),
            id="moved, and the old one perhaps let go",
        ),
        pytest.param(
            "moved",
            {"moved": done(connection("m2"))},
            {"moved": RELEASED},
            ("m2", "Approved", "CHG-1"),
            id="moved, and the old one let go",
        ),
        pytest.param("removed", {}, {}, ("r", "Approved", "CHG-1"), id="gone, not begun"),
        pytest.param(
            "removed",
            {},
            {"removed": sent(connection("r"))},
            ("r", "Approved", "CHG-1"),
            id="gone, may be let go",
        ),
        pytest.param("removed", {}, {"removed": RELEASED}, None, id="gone, let go"),
        pytest.param("untouched", {}, {}, ("t", "Approved", "CHG-1"), id="untouched"),
    ],
)
def test_an_entry_of_a_set_is_kept_as_far_as_it_came(
    key: str, records: dict[str, CallRecord], released: dict[str, CallRecord], left: Any
) -> None:
    assert left_of(records, released).get(key) == left


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(CallRecord(), id="not begun"),
        pytest.param(CallRecord(entries={"one": not_sent(asked("a"))}), id="refused"),
    ],
)
def test_a_set_of_which_nothing_came_stays_as_it_was(record: CallRecord) -> None:
    assert of_set(record, {}, {"approvals": {"one": entry("a")}}) is None


def test_an_entry_that_was_absent_stays_so() -> None:
    entries = {"one": entry("a"), "later": entry("l")}
    olds = set_state.packed({"approvals": entries}, [("one", bag("a"))], absent=["later"])
    news = {"approvals": {"one": entry("a", "CHG-2"), "later": entry("l")}}

    outs = of_set(CallRecord(entries={"one": done(connection("a", "CHG-2"))}), olds, news)

    assert outs is not None
    assert set_state.absent(outs) == ["later"]
    assert set_state.inputs(outs)["approvals"] == news["approvals"]
