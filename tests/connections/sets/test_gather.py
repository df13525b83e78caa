"""Many entries at once: how they share time, and that none can hurt another."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from pulumi_private_endpoint.connections.errors import ConnectionNotFound
from pulumi_private_endpoint.connections.properties.fields import ApprovalInputs
from pulumi_private_endpoint.connections.properties.inputs import from_props
from pulumi_private_endpoint.connections.runtime.session import Session
from pulumi_private_endpoint.connections.sets.gather import Job, SetIncomplete, gather, mistake
from pulumi_private_endpoint.connections.sets.reconcile import apply
from pulumi_private_endpoint.simulator import Fault
from tests.connections.sets.simulated import COSMOS, GROUP, TWINS, Azure, Told, entry, inputs, pending


@pytest.mark.parametrize(
    ("target", "seconds"),
    [
        pytest.param(
            lambda _: f"{COSMOS}/orders", 80, id="T7 one after another where the target asks for it"
        ),
        pytest.param(lambda i: f"{COSMOS}/orders-{i}", 10, id="at once on targets of their own"),
        pytest.param(lambda _: f"{TWINS}/plant", 10, id="at once on a target that allows it"),
    ],
)
def test_waits_overlap_where_they_may(target: Callable[[int], str], seconds: float) -> None:
    names = [f"c{i}" for i in range(8)]
    azure = Azure([pending(name, target(i), retry_after=10) for i, name in enumerate(names)])

    azure.run(apply, {}, inputs({name: entry(name, target(i)) for i, name in enumerate(names)}))

    assert seconds <= azure.seconds < seconds * 1.2


def test_max_concurrency_bounds_what_is_under_way() -> None:
    names = [f"c{i}" for i in range(8)]
    azure = Azure([pending(name, f"{TWINS}/plant", retry_after=10) for name in names])

    azure.run(apply, {}, inputs({name: entry(name, f"{TWINS}/plant") for name in names}, maxConcurrency=2.0))

    assert 40 <= azure.seconds < 48


def test_it_bounds_a_destroy_too() -> None:
    names = [f"c{i}" for i in range(8)]
    azure = Azure([pending(name, f"{TWINS}/plant", retry_after=10) for name in names])
    entries = {name: entry(name, f"{TWINS}/plant", onDestroy="delete") for name in names}
    outs = azure.run(apply, {}, inputs(entries, maxConcurrency=2.0))
    azure.seconds = 0.0

    azure.run(apply, outs, {})

    assert azure.statuses() == {}
    assert 40 <= azure.seconds < 48


def test_a_busy_target_does_not_hold_up_others() -> None:
    busy = [pending(f"b{i}", retry_after=10) for i in range(4)]
    free = [pending(f"f{i}", f"{COSMOS}/free-{i}", retry_after=10) for i in range(4)]
    azure = Azure([*busy, *free])
    entries = {each.name: entry(each.name, each.target) for each in (*busy, *free)}

    azure.run(apply, {}, inputs(entries, maxConcurrency=2.0))

    assert azure.seconds < 58  # eight times ten seconds, two at once, but for the last turn at the busy one


@pytest.mark.parametrize(
    ("limit", "lists"),
    [pytest.param(64.0, 2, id="one for each target"), pytest.param(4.0, 4, id="one for each round")],
)
def test_entries_of_one_target_share_its_list(limit: float, lists: int) -> None:
    names = [f"c{i}" for i in range(8)]
    azure = Azure([pending(name, f"{COSMOS}/orders-{i % 2}") for i, name in enumerate(names)])
    entries = {name: entry(name, f"{COSMOS}/orders-{i % 2}") for i, name in enumerate(names)}

    azure.run(apply, {}, inputs(entries, maxConcurrency=limit))

    asked = [each for each in azure.ask("GET", "log") if each["path"].endswith("privateEndpointConnections")]
    assert len(asked) == lists


def test_an_entry_that_hangs_takes_no_longer_than_its_own_timeout() -> None:
    names = [f"c{i}" for i in range(6)]
    azure = Azure([pending(name, operation_seconds=9999 if name == "c5" else 2) for name in names])

    with pytest.raises(SetIncomplete, match=r"1 of 6 approvals failed.*\n.*within 60 s"):
        azure.run(apply, {}, inputs({name: entry(name, timeout="60s") for name in names}))

    assert azure.seconds < 6 * 10 + 60


def test_those_that_wait_for_their_connections_share_the_looks() -> None:
    names = [f"c{i}" for i in range(40)]
    azure = Azure([pending("other")])
    azure.jitter = random.Random(1).random  # noqa: S311 - so that they do not ask in step
    entries = {name: entry(name, waitForConnection="100s") for name in names}

    with pytest.raises(SetIncomplete, match="40 of 40 approvals failed"):
        azure.run(apply, {}, inputs(entries))

    assert len(azure.ask("GET", "log")) < 30  # some 500 if each looked for itself


def test_a_timeout_counts_from_the_entrys_own_turn() -> None:
    names = [f"c{i}" for i in range(6)]
    azure = Azure([pending(name, retry_after=10) for name in names])

    azure.run(apply, {}, inputs({name: entry(name, timeout="15s") for name in names}))

    assert set(azure.statuses().values()) == {"Approved"}


def test_progress_is_one_refreshed_line_for_all() -> None:
    azure = Azure([pending("a"), pending("b")], [Fault(method="PUT", connection="b", effect="policy")])

    with pytest.raises(SetIncomplete):
        azure.run(apply, {}, inputs({"one": entry("a"), "two": entry("b")}))

    assert azure.told.passing[0] == "0/2 approved, 1 waiting"
    assert azure.told.passing[1] == "0/2 approved, 2 waiting"  # a second later
    assert azure.told.passing[-1] == "1/2 approved, 1 failed"
    assert all("/2 approved" in line for line in azure.told.passing)


def test_whatever_ends_one_entry_is_that_entrys_failure_and_named() -> None:
    azure = Azure([pending(name) for name in "abc"])
    news = inputs({"one": entry("a"), "two": entry("b"), "three": entry("c")})

    class Broken:
        def contradicts(self, wanted: Any, _: Any) -> bool:
            if wanted.private_endpoint_id.name == "a":
                raise KeyError("PLANTED")
            return False

    async def act(session: Session) -> Any:
        return await apply(replace(session, preview_memory=Broken()), {}, news)  # type: ignore[arg-type]

    with pytest.raises(SetIncomplete) as failure:
        azure.run(act)

    head, line, _ = str(failure.value).splitlines()
    assert head.startswith("1 of 3 approvals failed, the others are done")
    assert line.startswith(
        '  approvals["one"]: a fault in this provider ended it (KeyError in approve.py, line '
    )
    assert "What was sent may stand: run again to find out" in line
    assert "PLANTED" not in str(failure.value)
    assert isinstance(failure.value.__cause__, KeyError)
    assert azure.statuses() == {"a": "Pending", "b": "Approved", "c": "Approved"}


async def _cancelled(_session: Session, _wanted: ApprovalInputs) -> None:
    raise asyncio.CancelledError


def test_to_be_cancelled_is_no_failure_of_an_entry() -> None:
    azure = Azure([pending("a")])

    async def act(session: Session) -> Any:
        return await gather(session, {"one": Job(from_props(entry("a")), _cancelled)}, 1, "done")

    with pytest.raises(asyncio.CancelledError):
        azure.run(act)


def test_what_is_cancelled_is_raised_once_nothing_is_left_half_done() -> None:
    azure = Azure([])
    done: list[str] = []

    async def work(session: Session, wanted: ApprovalInputs) -> None:
        await session.deadline(60).sleep(10)
        done.append(str(wanted.connection_name))

    async def act(session: Session) -> Any:
        jobs = {"one": Job(from_props(entry("a")), _cancelled), "two": Job(from_props(named("b")), work)}
        return await gather(session, jobs, 2, "done")

    with pytest.raises(asyncio.CancelledError):
        azure.run(act)
    assert done == ["b"]


def named(name: str, target: str = f"{COSMOS}/orders") -> dict[str, Any]:
    return {"targetResourceId": target, "connectionName": name}


@pytest.mark.parametrize(
    ("targets", "order"),
    [
        pytest.param(
            {"t1": f"{TWINS}/x", "t2": f"{TWINS}/x", "f": f"{TWINS}/y"},
            ["t1", "t2", "f"],
            id="all of a target side by side",
        ),
        pytest.param(
            {"c1": f"{COSMOS}/x", "c2": f"{COSMOS}/x", "f": f"{TWINS}/y"},
            ["c1", "f", "c2"],
            id="those that must queue leave room",
        ),
        pytest.param(
            {"u1": f"{GROUP}/Contoso.X/boxes/x", "u2": f"{GROUP}/Contoso.X/boxes/x", "f": f"{TWINS}/y"},
            ["u1", "u2", "f"],
            id="of a service that is not known",
        ),
    ],
)
def test_in_which_order_they_begin(targets: dict[str, str], order: Sequence[str]) -> None:
    azure = Azure([])
    begun: list[str] = []

    async def work(session: Session, wanted: ApprovalInputs) -> None:
        begun.append(str(wanted.connection_name))
        await session.deadline(60).sleep(1)

    async def act(session: Session) -> Any:
        jobs = {key: Job(from_props(named(key, target)), work) for key, target in targets.items()}
        return await gather(session, jobs, 2, "done")

    azure.run(act)
    assert begun == order


@pytest.mark.parametrize("held", [True, False], ids=["held back", "to the user"])
def test_an_entry_speaks_and_claims_for_itself(held: bool) -> None:
    azure, own = Azure([]), Told()
    seen: list[tuple[str, str]] = []

    async def work(session: Session, _: ApprovalInputs) -> None:
        session.report.note("seen")
        seen.append((session.claimant, session.replace_with))

    async def act(session: Session) -> Any:
        jobs = {"one": Job(from_props(entry("a")), work)}
        return await gather(session, jobs, 1, "done", (lambda _: own) if held else None)

    azure.run(act, name="plants")
    assert seen == [('approvals["one"] of plants', "another key")]
    assert own.lines == (["seen"] if held else [])
    assert azure.told.lines == ([] if held else ['plants: approvals["one"]: seen'])


@pytest.mark.parametrize(
    ("lenient", "failed", "absent"),
    [({}, ["one"], []), ({"may_be_absent": False}, ["one"], []), ({"may_be_absent": True}, [], ["one"])],
    ids=["not said", "no", "yes"],
)
def test_a_connection_that_is_not_there_is_a_failure_unless_it_may_be_absent(
    lenient: dict[str, bool], failed: list[str], absent: list[str]
) -> None:
    async def work(_session: Session, _wanted: ApprovalInputs) -> None:
        raise ConnectionNotFound("nobody is there")

    async def act(session: Session) -> Any:
        return await gather(session, {"one": Job(from_props(entry("a")), work, **lenient)}, 1, "done")

    outcome = Azure([]).run(act)
    assert (list(outcome.failed), list(outcome.absent)) == (failed, absent)


def test_a_fault_of_a_library_is_placed_where_it_was() -> None:
    with pytest.raises(ValueError, match="invalid literal") as failure:
        int("PLANTED")

    said = mistake(failure.value)
    assert said.startswith("a fault in this provider ended it (ValueError in test_gather.py, line ")
    assert "PLANTED" not in said


def test_an_error_has_a_line_for_each_entry_by_key_and_the_rest_is_said_beside_it() -> None:
    azure = Azure([pending("other")])
    entries = {key: entry(key, waitForConnection="0s") for key in ("c", "a", "b")}

    with pytest.raises(SetIncomplete) as failure:
        azure.run(apply, {}, inputs(entries), name="plants")

    head, *lines = str(failure.value).splitlines()
    assert head.startswith("3 of 3 approvals failed")
    assert [line.partition(": ")[0] for line in lines] == [f'  approvals["{key}"]' for key in "abc"]
    details = [text for kind, text in azure.told.messages if kind == "warning"]
    assert [text.partition("\n")[0] for text in details] == [
        f'plants: approvals["{key}"], what was seen:' for key in "abc"
    ]
    assert not any(line.strip() in text for line in lines for text in details)


@pytest.mark.parametrize(
    ("entries", "more"),
    [
        pytest.param(12, ["what was seen for 2 more is not shown"], id="two more"),
        pytest.param(10, [], id="as many as are shown"),
    ],
)
def test_of_many_entries_not_all_that_was_seen_is_said(entries: int, more: list[str]) -> None:
    azure = Azure([pending("other")])
    declared = {f"k{i:02}": entry(f"c{i}", waitForConnection="0s") for i in range(entries)}

    with pytest.raises(SetIncomplete):
        azure.run(apply, {}, inputs(declared))

    assert azure.told.messages[10:] == [("warning", line) for line in more]
