"""A set's walk, against the simulator, in time that passes only while somebody waits."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.properties.unknown import Unknown
from pulumi_private_endpoint.connections.runtime.call_record import CallRecord
from pulumi_private_endpoint.connections.runtime.session import Session
from pulumi_private_endpoint.connections.sets import state as set_state
from pulumi_private_endpoint.connections.sets.diff import compare
from pulumi_private_endpoint.connections.sets.gather import SetIncomplete
from pulumi_private_endpoint.connections.sets.reconcile import apply, longest
from pulumi_private_endpoint.connections.sets.refresh import refresh_set
from pulumi_private_endpoint.simulator import Fault
from tests.connections.sets.simulated import COSMOS, Azure, endpoint, entry, inputs, pending


def test_approves_every_entry_and_keeps_what_inputs_do_not_say() -> None:
    azure = Azure([pending("a"), pending("b")])
    news = inputs({"one": entry("a"), "two": entry("b")})

    outs = azure.run(apply, {}, news)

    assert azure.statuses() == {"a": "Approved", "b": "Approved"}
    assert outs == {
        "approvals": news["approvals"],
        "results": {
            "one": {"connectionName": "a", "groupIds": [], "requestMessage": "please"},
            "two": {"connectionName": "b", "groupIds": [], "requestMessage": "please"},
        },
    }


def test_a_failure_stops_nobody_and_the_next_run_takes_up_the_rest() -> None:
    azure = Azure(
        [pending("a"), pending("b"), pending("c")],
        [Fault(method="PUT", connection="b", effect="missing-role", times=1)],
    )
    news = inputs({"one": entry("a"), "two": entry("b"), "three": entry("c")})

    with pytest.raises(SetIncomplete) as failure:
        azure.run(apply, {}, news)

    head, *lines, last = str(failure.value).splitlines()
    assert head.startswith("1 of 3 approvals failed")
    assert len(lines) == 1
    assert last.endswith("so leave them in the program until then: one, three")

    assert 'approvals["two"]: ' in lines[0]
    assert azure.statuses() == {"a": "Approved", "b": "Pending", "c": "Approved"}

    azure.run(apply, {}, news)

    assert azure.statuses()["b"] == "Approved"
    assert azure.puts() == {"a": 1, "b": 2, "c": 1}


def test_a_failure_says_nothing_of_the_state_to_whom_keeps_what_was_done() -> None:
    azure = Azure(
        [pending("a"), pending("b")], [Fault(method="PUT", connection="b", effect="missing-role", times=1)]
    )

    async def keeping(*given: Any) -> Any:
        return await apply(*given, recorded=True)

    with pytest.raises(SetIncomplete) as failure:
        azure.run(keeping, {}, inputs({"one": entry("a"), "two": entry("b")}))

    assert "the state" not in str(failure.value)


@pytest.mark.parametrize("refused", [True, False], ids=["its old one is not let go", "it is"])
def test_an_entry_that_moved_is_not_kept_before_its_old_connection_is_let_go(*, refused: bool) -> None:
    faults = [Fault(method="DELETE", effect="missing-role", times=1)] if refused else []
    azure = Azure([pending("a"), pending("b"), pending("c")], faults)
    outs = azure.run(apply, {}, inputs({"one": entry("a", onDestroy="delete")}))
    news = inputs({"one": entry("b", onDestroy="delete"), "two": entry("c"), "late": entry("late", **NOBODY)})
    record: list[CallRecord] = []

    async def keeping(session: Session) -> Any:
        record.append(session.call_record)
        return await apply(session, outs, news, recorded=True)

    with pytest.raises(SetIncomplete) as failure:
        azure.run(keeping)

    unkept = "leave them in the program until then: one"
    assert str(failure.value).endswith(unkept) == refused
    assert ("the state" in str(failure.value)) == refused
    assert record[0].has_released("one") != refused
    assert azure.statuses().get("a") == ("Approved" if refused else None)


def test_what_may_stand_of_a_release_is_known_too() -> None:
    azure = Azure(
        [pending("a", operation_seconds=3600)], [Fault(method="DELETE", effect="reset-after", times=0)]
    )
    azure.change("a", status="Approved")
    outs = azure.run(
        apply, {}, inputs({"one": entry("a", onDestroy="delete", timeout="10s", description=None)})
    )
    record: list[CallRecord] = []

    async def letting_go(session: Session) -> Any:
        record.append(session.call_record)
        return await apply(session, outs, {})

    with pytest.raises(SetIncomplete):
        azure.run(letting_go)

    assert record[0].sent
    assert not record[0].has_released("one")


def test_faults_in_one_of_twenty_are_reported_and_no_other(*, exhaustive: bool) -> None:
    names = [f"c{i:04}" for i in range(1000 if exhaustive else 200)]
    bad = names[::20]
    azure = Azure(
        [pending(name, f"{COSMOS}/orders-{i % 100}") for i, name in enumerate(names)],
        [Fault(method="PUT", connection=name, effect="policy", times=0) for name in bad],
    )

    with pytest.raises(SetIncomplete) as failure:
        azure.run(
            apply,
            {},
            inputs({name: entry(name, f"{COSMOS}/orders-{i % 100}") for i, name in enumerate(names)}),
        )

    assert re.findall(r'approvals\["(.+?)"\]: ', str(failure.value)) == bad
    assert sorted(name for name, status in azure.statuses().items() if status == "Pending") == bad


@pytest.mark.parametrize(
    ("changed", "put"),
    [
        pytest.param({}, [], id="nothing"),
        pytest.param({"two": entry("b", description="CHG-2")}, ["b"], id="a new text"),
        pytest.param({"three": entry("c")}, ["c"], id="a new entry"),
        pytest.param({"two": entry("c")}, ["c"], id="another connection"),
        pytest.param({"two": entry("b", timeout="5m")}, [], id="a new time-out"),
    ],
)
def test_only_entries_that_differ_are_touched(changed: dict[str, Any], put: list[str]) -> None:
    azure = Azure([pending("a"), pending("b"), pending("c")])
    first = {"one": entry("a"), "two": entry("b")}
    outs = azure.run(apply, {}, inputs(first))
    azure.ask("DELETE", "log")

    after = azure.run(apply, outs, inputs(first | changed))

    assert sorted(azure.puts()) == put
    assert after["approvals"] == inputs(first | changed)["approvals"]
    assert {each["requestMessage"] for each in after["results"].values()} == {"please"}


@pytest.mark.parametrize(
    ("on_destroy", "left"),
    [
        pytest.param("keep", {"a": "Approved", "b": "Approved"}, id="keep"),
        pytest.param("reject", {"a": "Approved", "b": "Rejected"}, id="reject"),
        pytest.param("delete", {"a": "Approved"}, id="delete"),
    ],
)
def test_a_removed_entry_gets_its_on_destroy(on_destroy: str, left: dict[str, str]) -> None:
    azure = Azure([pending("a"), pending("b")])
    outs = azure.run(apply, {}, inputs({"one": entry("a"), "two": entry("b", onDestroy=on_destroy)}))

    after = azure.run(apply, outs, inputs({"one": entry("a")}))

    assert azure.statuses() == left
    assert list(after["results"]) == ["one"]


def test_an_entry_that_moved_releases_what_it_had() -> None:
    azure = Azure([pending("a"), pending("b")])
    outs = azure.run(apply, {}, inputs({"one": entry("a", onDestroy="delete")}))

    azure.run(apply, outs, inputs({"one": entry("b", onDestroy="delete")}))

    assert azure.statuses() == {"b": "Approved"}
    assert azure.told.passing[-1] == "1/1 released"


def test_a_destroy_releases_nothing_that_others_have_however_little_is_allowed() -> None:
    azure = Azure([pending("a")])
    outs = azure.run(apply, {}, inputs({"one": entry("a", onDestroy="delete")}))

    async def act(session: Session) -> None:
        session.claims.add(ResourceId.parse(f"{COSMOS}/orders"), "a", "somebody", "Approved")
        await apply(session, outs, {}, 0)

    azure.run(act)

    assert azure.statuses() == {"a": "Approved"}


@pytest.mark.parametrize(
    ("approved", "more"), [(20, ""), (21, " and 1 more")], ids=["as many as are named", "one more"]
)
def test_what_is_approved_and_not_in_the_state_is_named_in_order(approved: int, more: str) -> None:
    names = [f"c{number:02}" for number in range(approved)]
    azure = Azure([pending(name) for name in names])
    entries = {name: entry(name) for name in reversed(names)} | {"late": entry("late", **NOBODY)}

    with pytest.raises(SetIncomplete) as failure:
        azure.run(apply, {}, inputs(entries))

    assert str(failure.value).endswith(f"until then: {', '.join(names[:20])}{more}")


def test_an_entry_that_cannot_move_keeps_what_it_has() -> None:
    elsewhere = f"{COSMOS}/elsewhere"
    azure = Azure(
        [pending("a"), pending("b", elsewhere)], [Fault(method="PUT", connection="b", effect="missing-role")]
    )
    outs = azure.run(apply, {}, inputs({"one": entry("a", onDestroy="delete")}))

    with pytest.raises(SetIncomplete, match="1 of 1 approvals failed"):
        azure.run(apply, outs, inputs({"one": entry("b", elsewhere, onDestroy="delete")}))

    assert azure.statuses() == {"a": "Approved", "b": "Pending"}


def test_destroy_releases_every_entry() -> None:
    azure = Azure([pending("a"), pending("b")])
    outs = azure.run(
        apply,
        {},
        inputs({"one": entry("a", onDestroy="delete"), "two": entry("b", onDestroy="delete")}),
    )

    azure.run(apply, outs, {})

    assert azure.statuses() == {}


def test_a_new_key_for_the_same_connection_does_not_release_it() -> None:
    azure = Azure([pending("a")])
    outs = azure.run(apply, {}, inputs({"old": entry("a", onDestroy="delete")}))

    after = azure.run(apply, outs, inputs({"new": entry("a", onDestroy="delete")}))

    assert azure.statuses() == {"a": "Approved"}
    assert list(after["results"]) == ["new"]


def test_nothing_of_a_target_is_released_while_an_approval_of_it_fails() -> None:
    azure = Azure([pending("a")], [Fault(method="GET", route="list", nth=2, times=20, effect="missing-role")])
    outs = azure.run(apply, {}, inputs({"old": entry("a", onDestroy="delete")}))

    with pytest.raises(SetIncomplete, match="2 of 2 approvals failed") as failure:
        azure.run(apply, outs, inputs({"new": entry("a", onDestroy="delete")}))

    assert '\n  approvals["old"]: not released before approvals["new"] succeeds' in str(failure.value)
    assert azure.statuses() == {"a": "Approved"}


def test_an_entry_that_cannot_be_about_it_does_not_keep_a_connection_alive() -> None:
    azure = Azure([pending("a"), pending("b")])
    both = {"one": entry("a", onDestroy="delete"), "two": entry("b")}
    outs = azure.run(apply, {}, inputs(both))
    late = entry("never-asked", waitForConnection="0s")

    with pytest.raises(SetIncomplete, match="1 of 2 approvals failed"):
        azure.run(apply, outs, inputs({"two": entry("b"), "late": late}))

    assert azure.statuses() == {"b": "Approved"}


@pytest.mark.parametrize("other", [{"connectionName": "a"}, {"privateEndpointName": "a"}], ids=str)
def test_two_entries_never_send_one_connection_two_decisions(other: dict[str, Any]) -> None:
    azure = Azure([pending("a")])
    opposite = entry("a", status="Rejected", **other)

    with pytest.raises(SetIncomplete, match="1 of 2 approvals failed"):
        azure.run(apply, {}, inputs({"one": entry("a"), "two": opposite}))

    assert azure.puts() == {"a": 1}


def test_two_entries_for_one_connection_are_refused() -> None:
    azure = Azure([pending("a")])

    with pytest.raises(
        SetIncomplete,
        match=r'1 of 2 approvals failed.*\n.*: connection a is wanted by approvals\["',
    ):
        azure.run(apply, {}, inputs({"one": entry("a"), "two": entry("a", connectionName="a")}))


def test_another_requester_under_the_same_name_is_not_approved_again() -> None:
    azure = Azure([pending("a")])
    byname = {"one": entry("a") | {"connectionName": "a"}}
    del byname["one"]["privateEndpointId"]
    outs = azure.run(apply, {}, inputs(byname))
    azure.change("a", private_endpoint=endpoint("somebody-else"), status="Pending")
    now = azure.run(refresh_set, outs)

    with pytest.raises(SetIncomplete, match="belongs to another requester now"):
        azure.run(apply, now, inputs(byname))

    assert azure.statuses() == {"a": "Pending"}


@pytest.mark.parametrize(
    ("sets", "seconds"),
    [
        pytest.param(
            [{"approvals": {"a": entry("a", timeout="5m"), "b": entry("b")}}], 2100, id="all in turn"
        ),
        pytest.param(
            [{"approvals": {"a": entry("a", timeout="5m")}}, {"approvals": {"b": entry("b", timeout="1m")}}],
            360,
            id="those that go, and those that come",
        ),
        pytest.param([{}, {"approvals": {"a": Unknown()}}], 0, id="not known yet"),
    ],
)
def test_a_call_may_take_as_long_as_all_its_entries(sets: list[dict[str, Any]], seconds: float) -> None:
    assert longest(*sets) == seconds


def test_and_where_each_has_a_time_from_outside_as_long_as_that_for_each() -> None:
    ten = {"approvals": {str(number): entry("a", timeout="5m") for number in range(10)}}

    assert longest(ten, {"approvals": {"b": entry("b")}}, each=3600.0) == 11 * 3600


NOBODY = {"waitForConnection": "0s"}


class TestWhenAbsent:
    """A requester who has not asked yet need not keep the others waiting, or out of the state."""

    def test_it_is_left_out_with_a_warning_and_the_others_are_in_the_state(self) -> None:
        azure = Azure([pending("a")])
        news = inputs({"one": entry("a"), "late": entry("b", **NOBODY)}, whenAbsent="warn")

        outs = azure.run(apply, {}, news, name="plants")

        assert azure.statuses() == {"a": "Approved"}
        assert set_state.keys(outs) == ["one"]
        assert (outs["approvals"]["late"]["status"], outs["absent"]) == ("Absent", {"late": "Approved"})
        assert set_state.inputs(outs) == news
        (_, told), (_, details) = azure.told.messages
        assert told.startswith(
            'plants: approvals["late"]: left out, the next run looks again: no connection matches private'
        )
        assert details.startswith('plants: approvals["late"], what was seen:\n  a (')
        assert azure.told.passing[-1] == "plants: 1/2 approved, 1 absent"

    def test_those_left_out_are_told_by_key(self) -> None:
        azure = Azure([pending("other")])
        azure.run(apply, {}, inputs({key: entry(key, **NOBODY) for key in "cab"}, whenAbsent="warn"))
        told = [line for line in azure.told.lines if "left out" in line]
        assert [line.partition(":")[0] for line in told] == [f'approvals["{key}"]' for key in "abc"]

    def test_the_next_run_takes_it_up(self) -> None:
        azure = Azure([pending("a")])
        news = inputs({"one": entry("a"), "late": entry("b", **NOBODY)}, whenAbsent="warn")
        outs = azure.run(apply, {}, news)
        assert compare(outs, news).added == ("late",)
        azure.ask("POST", "connections", json=asked("b"))

        after = azure.run(apply, outs, news)

        assert azure.statuses() == {"a": "Approved", "b": "Approved"}
        assert azure.puts() == {"a": 1, "b": 1}
        assert set(set_state.keys(after)) == {"one", "late"}
        assert "absent" not in after
        assert not compare(after, news)

    def test_a_refresh_leaves_it_as_it_is(self) -> None:
        azure = Azure([pending("a")])
        news = inputs({"one": entry("a"), "late": entry("b", whenAbsent="warn", **NOBODY)})
        outs = azure.run(apply, {}, news)

        now = azure.run(refresh_set, outs)

        assert now == outs
        assert set_state.inputs(now) == news

    def test_an_entry_may_say_otherwise(self) -> None:
        azure = Azure([pending("a")])
        news = inputs({"one": entry("a"), "late": entry("b", whenAbsent="fail", **NOBODY)}, whenAbsent="warn")

        with pytest.raises(SetIncomplete, match=r'1 of 2 approvals failed.*\n  approvals\["late"\]: no conn'):
            azure.run(apply, {}, news)

    @pytest.mark.parametrize(
        "effect", [pytest.param("missing-role", id="refused"), pytest.param("policy", id="forbidden")]
    )
    def test_any_other_failure_is_one(self, effect: str) -> None:
        azure = Azure([pending("a")], [Fault(method="PUT", connection="a", effect=effect, times=0)])

        with pytest.raises(SetIncomplete, match="1 of 1 approvals failed"):
            azure.run(apply, {}, inputs({"one": entry("a")}, whenAbsent="warn"))

    def test_one_that_is_gone_is_absent_and_looked_for_anew_by_the_next_run(self) -> None:
        azure = Azure([pending("a")])
        outs = azure.run(apply, {}, inputs({"one": entry("a", **NOBODY)}, whenAbsent="warn"))
        azure.remove("a")
        azure.ask("POST", "connections", json=asked("a") | {"name": "a-again"})
        news = inputs({"one": entry("a", description="CHG-2", **NOBODY)}, whenAbsent="warn")

        gone = azure.run(apply, outs, news)
        after = azure.run(apply, gone, news)

        assert (set_state.keys(gone), gone["absent"]) == ([], {"one": "Approved"})
        assert after["results"]["one"]["connectionName"] == "a-again"

    def test_an_entry_that_would_move_keeps_what_it_has(self) -> None:
        azure = Azure([pending("a")])
        outs = azure.run(apply, {}, inputs({"one": entry("a", onDestroy="delete")}))
        azure.told.clear()
        news = inputs({"one": entry("b", onDestroy="delete", **NOBODY)}, whenAbsent="warn")

        after = azure.run(apply, outs, news)

        assert azure.statuses() == {"a": "Approved"}
        assert after["results"] == outs["results"]
        assert compare(after, news).replaced == ("one",)
        assert 'approvals["one"]: left as it was, the next run looks again' in azure.told.lines[0]

    def test_a_destroy_has_nothing_to_release(self) -> None:
        azure = Azure([pending("a")])
        news = inputs({"late": entry("b", onDestroy="delete", **NOBODY)}, whenAbsent="warn")

        azure.run(apply, azure.run(apply, {}, news), {})

        assert azure.statuses() == {"a": "Pending"}


def asked(name: str) -> dict[str, Any]:
    return {
        "target": f"{COSMOS}/orders",
        "name": name,
        "private_endpoint": endpoint(name),
        "description": "please",
    }


class TestWhatAnEntryThatIsRejectedCanDo:
    """The error names two ways out; neither takes the key away from the others."""

    def rejected(self) -> tuple[Azure, dict[str, Any]]:
        azure = Azure([pending("a"), pending("b")])
        outs = azure.run(apply, {}, inputs({"one": entry("a"), "two": entry("b")}))
        azure.change("a", status="Rejected")
        azure.ask("DELETE", "log")
        return azure, azure.run(refresh_set, outs)

    def test_it_agrees(self) -> None:
        azure, outs = self.rejected()
        news = inputs({"one": entry("a", status="Rejected"), "two": entry("b")})

        after = azure.run(apply, outs, news)

        assert azure.puts() == {}
        assert not compare(after, news)

    def test_it_takes_another_key_once_the_requester_has_asked_anew(self) -> None:
        azure, outs = self.rejected()
        azure.ask("POST", "connections", json=asked("a") | {"name": "a-again"})
        news = inputs({"one-again": entry("a"), "two": entry("b")})

        after = azure.run(apply, outs, news)

        assert azure.statuses() == {"a": "Rejected", "a-again": "Approved", "b": "Approved"}
        assert after["results"]["one-again"]["connectionName"] == "a-again"
