"""A set's walk, against the simulator, in time that passes only while somebody waits."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import httpx
import pytest

from benchmarks.virtual_time import VirtualClock, run
from pulumi_private_endpoint.approval.session import Session
from pulumi_private_endpoint.approval.set_inputs import complete, problems
from pulumi_private_endpoint.approval.set_reconcile import SetIncomplete, bring_about, foresee, observe
from pulumi_private_endpoint.arm import ArmClient, PlaceholderTokens, resolve_cloud
from pulumi_private_endpoint.simulator import Connection, Fault, Scenario, create_app

GROUP = "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop/providers"
COSMOS = f"{GROUP}/Microsoft.DocumentDB/databaseAccounts"
TWINS = f"{GROUP}/Microsoft.DigitalTwins/digitalTwinsInstances"
ENDPOINTS = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/net/providers/Microsoft.Network"
)


def endpoint(name: str) -> str:
    return f"{ENDPOINTS}/privateEndpoints/{name}"


def pending(name: str, target: str = f"{COSMOS}/orders", **more: Any) -> Connection:
    return Connection(target=target, name=name, private_endpoint=endpoint(name), description="please", **more)


def entry(name: str, target: str = f"{COSMOS}/orders", **more: Any) -> dict[str, Any]:
    return {"targetResourceId": target, "privateEndpointId": endpoint(name), "description": "CHG-1"} | more


def inputs(entries: dict[str, Any], **more: Any) -> dict[str, Any]:
    props = complete({"approvals": entries} | more)
    assert problems(props) == []
    return props


class Told:
    def __init__(self) -> None:
        self.passing: list[str] = []
        self.lines: list[str] = []

    def progress(self, text: str) -> None:
        self.passing.append(text)

    def note(self, text: str) -> None:
        self.lines.append(text)

    warn = note


class Azure:
    """A simulated ARM in virtual time."""

    def __init__(self, connections: Sequence[Connection], faults: Sequence[Fault] = ()) -> None:
        self.clock, self.told = VirtualClock(), Told()
        self.jitter: Callable[[], float] = lambda: 0.5
        self.app = create_app(
            Scenario(connections=tuple(connections), faults=tuple(faults)), clock=self.clock
        )
        self.seconds = 0.0

    def run(self, act: Callable[..., Any], *arguments: Any) -> Any:
        cloud = resolve_cloud({"PRIVATE_ENDPOINT_ARM_ENDPOINT": "http://127.0.0.1"}, lambda _: None)

        async def work() -> Any:
            client = ArmClient(
                cloud,
                PlaceholderTokens(),
                clock=self.clock,
                transport=httpx.ASGITransport(self.app),
                jitter=self.jitter,
            )
            try:
                return await act(Session(client, self.told), *arguments)
            finally:
                self.seconds = self.clock.now()
                await client.close()

        return run(work())

    def ask(self, method: str, path: str, **arguments: Any) -> Any:
        async def work() -> Any:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
                answer = await http.request(method, f"/_simulator/{path}", **arguments)
                answer.raise_for_status()
                return answer.json() if answer.content else None

        return run(work())

    def statuses(self) -> dict[str, str]:
        found = self.ask("GET", "connections")
        return {each["id"].rpartition("/")[2]: each["status"] for each in found}

    def puts(self) -> Counter[str]:
        """PUTs that arrived, by connection."""
        log = self.ask("GET", "log")
        return Counter(each["path"].rpartition("/")[2] for each in log if each["method"] == "PUT")

    def change(self, name: str, **changes: Any) -> None:
        self.ask(
            "PATCH",
            "connections",
            params={"id": f"{COSMOS}/orders/privateEndpointConnections/{name}"},
            json=changes,
        )

    def remove(self, name: str) -> None:
        self.ask("DELETE", "connections", params={"id": f"{COSMOS}/orders/privateEndpointConnections/{name}"})


def test_approves_every_entry_and_keeps_what_inputs_do_not_say() -> None:
    azure = Azure([pending("a"), pending("b")])
    news = inputs({"one": entry("a"), "two": entry("b")})

    outs = azure.run(bring_about, {}, news)

    assert azure.statuses() == {"a": "Approved", "b": "Approved"}
    assert outs == {
        "approvals": news["approvals"],
        "results": {
            "one": {"connectionName": "a", "groupIds": [], "requestMessage": "please"},
            "two": {"connectionName": "b", "groupIds": [], "requestMessage": "please"},
        },
    }


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

    azure.run(bring_about, {}, inputs({name: entry(name, target(i)) for i, name in enumerate(names)}))

    assert seconds <= azure.seconds < seconds * 1.2


def test_max_concurrency_bounds_what_is_under_way() -> None:
    names = [f"c{i}" for i in range(8)]
    azure = Azure([pending(name, f"{TWINS}/plant", retry_after=10) for name in names])

    azure.run(
        bring_about, {}, inputs({name: entry(name, f"{TWINS}/plant") for name in names}, maxConcurrency=2.0)
    )

    assert 40 <= azure.seconds < 48


def test_a_busy_target_does_not_hold_up_others() -> None:
    busy = [pending(f"b{i}", retry_after=10) for i in range(4)]
    free = [pending(f"f{i}", f"{COSMOS}/free-{i}", retry_after=10) for i in range(4)]
    azure = Azure([*busy, *free])
    entries = {each.name: entry(each.name, each.target) for each in (*busy, *free)}

    azure.run(bring_about, {}, inputs(entries, maxConcurrency=2.0))

    assert azure.seconds < 58  # eight times ten seconds, two at once, but for the last turn at the busy one


@pytest.mark.parametrize(
    ("limit", "lists"),
    [pytest.param(64.0, 2, id="one for each target"), pytest.param(4.0, 4, id="one for each round")],
)
def test_entries_of_one_target_share_its_list(limit: float, lists: int) -> None:
    names = [f"c{i}" for i in range(8)]
    azure = Azure([pending(name, f"{COSMOS}/orders-{i % 2}") for i, name in enumerate(names)])
    entries = {name: entry(name, f"{COSMOS}/orders-{i % 2}") for i, name in enumerate(names)}

    azure.run(bring_about, {}, inputs(entries, maxConcurrency=limit))

    asked = [each for each in azure.ask("GET", "log") if each["path"].endswith("privateEndpointConnections")]
    assert len(asked) == lists


def test_an_entry_that_hangs_takes_no_longer_than_its_own_timeout() -> None:
    names = [f"c{i}" for i in range(6)]
    azure = Azure([pending(name, operation_seconds=9999 if name == "c5" else 2) for name in names])

    with pytest.raises(SetIncomplete, match=r"1 of 6 approvals failed.*\n.*within 60 s"):
        azure.run(bring_about, {}, inputs({name: entry(name, timeout="60s") for name in names}))

    assert azure.seconds < 6 * 10 + 60


def test_those_that_wait_for_their_connections_share_the_looks() -> None:
    names = [f"c{i}" for i in range(40)]
    azure = Azure([pending("other")])
    azure.jitter = random.Random(1).random  # noqa: S311 - so that they do not ask in step
    entries = {name: entry(name, waitForConnection="100s") for name in names}

    with pytest.raises(SetIncomplete, match="40 of 40 approvals failed"):
        azure.run(bring_about, {}, inputs(entries))

    assert len(azure.ask("GET", "log")) < 30  # some 500 if each looked for itself


def test_a_timeout_counts_from_the_entrys_own_turn() -> None:
    names = [f"c{i}" for i in range(6)]
    azure = Azure([pending(name, retry_after=10) for name in names])

    azure.run(bring_about, {}, inputs({name: entry(name, timeout="15s") for name in names}))

    assert set(azure.statuses().values()) == {"Approved"}


def test_a_failure_stops_nobody_and_the_next_run_takes_up_the_rest() -> None:
    azure = Azure(
        [pending("a"), pending("b"), pending("c")],
        [Fault(method="PUT", connection="b", effect="missing-role", times=1)],
    )
    news = inputs({"one": entry("a"), "two": entry("b"), "three": entry("c")})

    with pytest.raises(SetIncomplete) as failure:
        azure.run(bring_about, {}, news)

    head, *lines, last = str(failure.value).splitlines()
    assert head.startswith("1 of 3 approvals failed")
    assert len(lines) == 1
    assert last.endswith("so leave them in the program until then: one, three")
    assert 'approvals["two"]: ' in lines[0]
    assert azure.statuses() == {"a": "Approved", "b": "Pending", "c": "Approved"}

    azure.run(bring_about, {}, news)

    assert azure.statuses()["b"] == "Approved"
    assert azure.puts() == {"a": 1, "b": 2, "c": 1}


def test_faults_in_one_of_twenty_are_reported_and_no_other() -> None:
    names = [f"c{i:04}" for i in range(1000)]
    bad = names[::20]
    azure = Azure(
        [pending(name, f"{COSMOS}/orders-{i % 100}") for i, name in enumerate(names)],
        [Fault(method="PUT", connection=name, effect="policy", times=0) for name in bad],
    )

    with pytest.raises(SetIncomplete) as failure:
        azure.run(
            bring_about,
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
    outs = azure.run(bring_about, {}, inputs(first))
    azure.ask("DELETE", "log")

    after = azure.run(bring_about, outs, inputs(first | changed))

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
    outs = azure.run(bring_about, {}, inputs({"one": entry("a"), "two": entry("b", onDestroy=on_destroy)}))

    after = azure.run(bring_about, outs, inputs({"one": entry("a")}))

    assert azure.statuses() == left
    assert list(after["results"]) == ["one"]


def test_an_entry_that_cannot_move_keeps_what_it_has() -> None:
    elsewhere = f"{COSMOS}/elsewhere"
    azure = Azure(
        [pending("a"), pending("b", elsewhere)], [Fault(method="PUT", connection="b", effect="missing-role")]
    )
    outs = azure.run(bring_about, {}, inputs({"one": entry("a", onDestroy="delete")}))

    with pytest.raises(SetIncomplete, match="1 of 1 approvals failed"):
        azure.run(bring_about, outs, inputs({"one": entry("b", elsewhere, onDestroy="delete")}))

    assert azure.statuses() == {"a": "Approved", "b": "Pending"}


def test_destroy_releases_every_entry() -> None:
    azure = Azure([pending("a"), pending("b")])
    outs = azure.run(
        bring_about,
        {},
        inputs({"one": entry("a", onDestroy="delete"), "two": entry("b", onDestroy="delete")}),
    )

    azure.run(bring_about, outs, {})

    assert azure.statuses() == {}


def test_a_new_key_for_the_same_connection_does_not_release_it() -> None:
    azure = Azure([pending("a")])
    outs = azure.run(bring_about, {}, inputs({"old": entry("a", onDestroy="delete")}))

    after = azure.run(bring_about, outs, inputs({"new": entry("a", onDestroy="delete")}))

    assert azure.statuses() == {"a": "Approved"}
    assert list(after["results"]) == ["new"]


def test_nothing_of_a_target_is_released_while_an_approval_of_it_fails() -> None:
    azure = Azure([pending("a")], [Fault(method="GET", route="list", nth=2, times=20, effect="missing-role")])
    outs = azure.run(bring_about, {}, inputs({"old": entry("a", onDestroy="delete")}))

    with pytest.raises(SetIncomplete, match="2 of 2 approvals failed") as failure:
        azure.run(bring_about, outs, inputs({"new": entry("a", onDestroy="delete")}))

    assert '\n  approvals["old"]: not released before approvals["new"] succeeds' in str(failure.value)
    assert azure.statuses() == {"a": "Approved"}


def test_an_entry_that_cannot_be_about_it_does_not_keep_a_connection_alive() -> None:
    azure = Azure([pending("a"), pending("b")])
    both = {"one": entry("a", onDestroy="delete"), "two": entry("b")}
    outs = azure.run(bring_about, {}, inputs(both))
    late = entry("never-asked", waitForConnection="0s")

    with pytest.raises(SetIncomplete, match="1 of 2 approvals failed"):
        azure.run(bring_about, outs, inputs({"two": entry("b"), "late": late}))

    assert azure.statuses() == {"b": "Approved"}


@pytest.mark.parametrize("other", [{"connectionName": "a"}, {"privateEndpointName": "a"}], ids=str)
def test_two_entries_never_send_one_connection_two_decisions(other: dict[str, Any]) -> None:
    azure = Azure([pending("a")])
    opposite = entry("a", status="Rejected", **other)

    with pytest.raises(SetIncomplete, match="1 of 2 approvals failed"):
        azure.run(bring_about, {}, inputs({"one": entry("a"), "two": opposite}))

    assert azure.puts() == {"a": 1}


def test_two_entries_for_one_connection_are_refused() -> None:
    azure = Azure([pending("a")])

    with pytest.raises(
        SetIncomplete,
        match=r'1 of 2 approvals failed.*\n.*: connection a is wanted by approvals\["',
    ):
        azure.run(bring_about, {}, inputs({"one": entry("a"), "two": entry("a", connectionName="a")}))


def test_refresh_shows_drift_by_key_and_drops_what_is_gone() -> None:
    azure = Azure([pending("a"), pending("b"), pending("c")])
    outs = azure.run(bring_about, {}, inputs({"one": entry("a"), "two": entry("b"), "three": entry("c")}))
    azure.change("a", status="Rejected", description="No longer")
    azure.remove("b")

    now = azure.run(observe, outs)

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
    outs = azure.run(bring_about, {}, inputs({"one": entry("a"), "two": entry("b")}))
    azure.ask("POST", "faults", json={"method": "GET", "connection": "b", "effect": "missing-role"})

    with pytest.raises(SetIncomplete, match=r"1 of 2 approvals could not be read.*\n  approvals\[\"two\"\]"):
        azure.run(observe, outs)


def test_another_requester_under_the_same_name_is_not_approved_again() -> None:
    azure = Azure([pending("a")])
    byname = {"one": entry("a") | {"connectionName": "a"}}
    del byname["one"]["privateEndpointId"]
    outs = azure.run(bring_about, {}, inputs(byname))
    azure.change("a", private_endpoint=endpoint("somebody-else"), status="Pending")
    now = azure.run(observe, outs)

    with pytest.raises(SetIncomplete, match="belongs to another requester now"):
        azure.run(bring_about, now, inputs(byname))

    assert azure.statuses() == {"a": "Pending"}


def test_preview_says_of_each_entry_what_would_be_done_and_writes_nothing() -> None:
    azure = Azure([pending("a"), pending("b"), pending("c")])
    outs = azure.run(bring_about, {}, inputs({"one": entry("a"), "two": entry("b", onDestroy="reject")}))
    azure.ask("DELETE", "log")
    azure.told.lines.clear()

    failures = azure.run(foresee, outs, inputs({"one": entry("a", description="CHG-2"), "three": entry("c")}))

    assert failures == []
    assert azure.puts() == {}
    said = {line.partition(": ")[0]: line.partition(": ")[2] for line in azure.told.lines}
    assert said['approvals["two"]'].endswith("orders would be rejected unless another entry has it")
    assert said['approvals["one"]'].startswith('already Approved: would replace its description "CHG-1" by ')
    assert said['approvals["three"]'].startswith("would send Approved to connection c")


def test_preview_says_what_becomes_of_a_connection_that_is_replaced() -> None:
    azure = Azure([pending("a"), pending("b")])
    outs = azure.run(bring_about, {}, inputs({"one": entry("a", onDestroy="delete")}))
    azure.told.lines.clear()

    assert azure.run(foresee, outs, inputs({"one": entry("b", onDestroy="delete")})) == []

    assert any("connection a of " in line and "would be deleted" in line for line in azure.told.lines)


def test_preview_fails_with_the_words_up_would_fail_with() -> None:
    azure = Azure([pending("a", status="Rejected"), pending("b")])

    failures = azure.run(foresee, {}, inputs({"one": entry("a"), "two": entry("b")}))

    assert len(failures) == 1
    assert failures[0].startswith('approvals["one"]: connection a of ')


@pytest.mark.parametrize(
    ("before", "description"),
    [
        pytest.param({}, "CHG-1", id="both new"),
        pytest.param({"one": entry("a")}, "CHG-1", id="one of them approved before"),
        pytest.param({"one": entry("a")}, "CHG-2", id="and changed now"),
    ],
)
def test_preview_sees_two_entries_for_one_connection(before: dict[str, Any], description: str) -> None:
    azure = Azure([pending("a")])
    outs = azure.run(bring_about, {}, inputs(before)) if before else {}
    news = inputs({"one": entry("a", description=description), "two": entry("a", connectionName="a")})

    failures = azure.run(foresee, outs, news)

    (failure,) = failures
    assert ": connection a is wanted by approvals[" in failure


def test_progress_is_one_refreshed_line_for_all() -> None:
    azure = Azure([pending("a"), pending("b")], [Fault(method="PUT", connection="b", effect="policy")])

    with pytest.raises(SetIncomplete):
        azure.run(bring_about, {}, inputs({"one": entry("a"), "two": entry("b")}))

    assert azure.told.passing[0] == "0/2 approved, 1 waiting"
    assert azure.told.passing[1] == "0/2 approved, 2 waiting"  # a second later
    assert azure.told.passing[-1] == "1/2 approved, 1 failed"
    assert all("/2 approved" in line for line in azure.told.passing)


def test_a_mistake_in_the_program_is_raised_after_the_others_are_done() -> None:
    azure = Azure([pending("a"), pending("b")])
    news = inputs({"one": entry("a"), "two": entry("b")})

    class Broken:
        def contradicts(self, wanted: Any, _: Any) -> bool:
            if wanted.private_endpoint_id.name == "a":
                raise ZeroDivisionError
            return False

    async def act(session: Session) -> Any:
        return await bring_about(Session(session.client, session.report, Broken()), {}, news)  # type: ignore[arg-type]

    with pytest.raises(ZeroDivisionError):
        azure.run(act)

    assert azure.statuses() == {"a": "Pending", "b": "Approved"}
