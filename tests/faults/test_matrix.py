"""Every request of every flow meets everything that can go wrong with a request, once and for ever.

A run may end in what was wanted or in one clear line, within its deadline. Either way no service carries out
two writes, and none that might mind is sent a second one while it carries out the first (L33, E1, E2), what
the run claims is true, and the next undisturbed run converges (rule 6).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from pulumi_private_endpoint.arm import ArmError, ResourceId
from pulumi_private_endpoint.connections.errors import ApprovalError
from pulumi_private_endpoint.connections.reconcile.approve import approve, read_current, reapprove
from pulumi_private_endpoint.connections.reconcile.release import release
from pulumi_private_endpoint.plugin import servicer
from pulumi_private_endpoint.simulator import Connection
from tests.plugin.served import Refused, Served

Bag = dict[str, Any]
GROUP = "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop/providers"
ENDPOINT = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints/warehouse-orders"
)
SECONDS = 60
LOOK_SECONDS = 300
LONGEST_LINE = 900
AS_WANTED, IN_ONE_LINE = GOOD = ("as wanted", "refused in one line")

SERVICES = {
    "Azure-AsyncOperation": "Microsoft.DigitalTwins/digitalTwinsInstances/twins",
    "Location": "Microsoft.ApiManagement/service/api",
    "Location, once only": "Microsoft.Sql/servers/sql",
    "body polling": "Microsoft.EventHub/namespaces/events",
    "synchronous, once only": "Microsoft.Storage/storageAccounts/files",
    "PATCH": "Microsoft.Batch/batchAccounts/renders",
}


@dataclass(frozen=True)
class Flow:
    """A walk, the plugin's call for it, where it starts, and where it should end."""

    status: str
    walk: Callable[[Any, Any], Coroutine[Any, Any, Any]]
    call: Callable[[Served, Bag, Bag], object]
    ends: str | None
    inputs: dict[str, str]
    description: str = "before"
    refused_by: tuple[str, ...] = ()
    seconds: float = SECONDS

    def is_reached(self, azure: Any) -> bool:
        found = azure.control("GET", "connections")
        if self.ends is None:
            return found == []
        (only,) = found
        return (only["status"], only["description"]) == (self.ends, self.description)


class Untrue(Exception):
    """What was read is not what is there."""


async def _approve(session: Any, wanted: Any) -> None:
    await approve(session, wanted)


async def _update(session: Any, wanted: Any) -> None:
    await reapprove(session, wanted, "c1", ResourceId.parse(ENDPOINT))


async def _read(session: Any, wanted: Any) -> None:
    found = await read_current(session, wanted.target, "c1", None)
    if found is None or found[0].status != "Approved":
        raise Untrue


async def _release(session: Any, wanted: Any) -> None:
    await release(session, wanted, "c1", ResourceId.parse(ENDPOINT))


def _created(plugin: Served, props: Bag, found: Bag) -> None:
    """What failed after its decision was sent is gone on with, as the engine would."""
    if found:
        plugin.update(found["connectionId"], found, props)
    else:
        plugin.create(props)


def _updated(plugin: Served, props: Bag, found: Bag) -> None:
    plugin.update(found["connectionId"], found, props)


def _refreshed(plugin: Served, _props: Bag, found: Bag) -> None:
    if plugin.read(found["connectionId"], found, {})[1].get("status") != "Approved":
        raise Untrue


def _deleted(plugin: Served, props: Bag, found: Bag) -> None:
    plugin.delete(found["connectionId"], found | props)


ONCE = ("Location, once only", "synchronous, once only")
FLOWS = {
    "approve": Flow("Pending", _approve, _created, "Approved", {}, "CHG-1 orders"),
    "approve by name": Flow(
        "Pending", _approve, _created, "Approved", {"connectionName": "c1"}, "CHG-1 orders"
    ),
    "update": Flow("Approved", _update, _updated, "Approved", {}, "CHG-1 orders", ONCE),
    "read": Flow("Approved", _read, _refreshed, "Approved", {}, seconds=LOOK_SECONDS),
    "reject": Flow("Approved", _release, _deleted, "Rejected", {"onDestroy": "reject"}, refused_by=ONCE[:1]),
    "delete": Flow("Approved", _release, _deleted, None, {"onDestroy": "delete"}),
}
COMBINATIONS = [
    pytest.param(flow, service, id=f"{name}, {style}")
    for name, flow in FLOWS.items()
    for style, service in SERVICES.items()
    if style not in flow.refused_by
]


@dataclass
class Run:
    """One flow against one service, with or without something in its way."""

    azure: Any
    wanted: Any
    flow: Flow
    wire: Any
    style: str
    props: Bag
    plugin: Served | None = None
    found: Bag = field(default_factory=dict)

    @property
    def takes_repeats(self) -> bool:
        """Whether the service does not mind a second write after an answer that says it has ended."""
        deletes = self.flow.ends is None
        return self.wire.struck.wrong.status == 500 and (deletes or self.style not in ONCE)

    def go(self) -> Exception | None:
        """Run, and give back the failure if it is one that a user may see."""
        try:
            if self.plugin is None:
                self.azure.run(self.flow.walk(self.azure.session, self.wanted))
            else:
                self.plugin.begin(self.azure.session)
                self.flow.call(self.plugin, self.props, self.found)
        except (ApprovalError, ArmError) as failure:
            return failure
        except Refused as failure:
            self.found = failure.left[1] if failure.left else self.found
            return failure
        return None

    def behind(self, plugin: Served) -> Run:
        """The same by the plugin, which knows from before of what is decided already."""
        self.plugin = plugin
        if self.flow.status == "Approved":
            struck, self.wire.struck = self.wire.struck, None
            plugin.begin(self.azure.session)
            id_ = f"{self.props['targetResourceId']}/privateEndpointConnections/c1"
            self.found = plugin.read(id_, {}, {})[1]
            self.wire.struck = struck
            self.wire.seen.clear()
            self.wire.kinds.clear()
        return self


@pytest.fixture
def plugin(monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    served = Served(lambda sessions: monkeypatch.setattr(servicer, "Sessions", sessions))
    yield served
    served.close()


@pytest.fixture
def begin(azure: Any, wanted: Any, wire: Any) -> Callable[..., Run]:
    def make(flow: Flow, service: str, struck: Any = None) -> Run:
        target = f"{GROUP}/{service}"
        wires: list[Any] = []
        there = Connection(
            target=target,
            name="c1",
            private_endpoint=ENDPOINT,
            status=flow.status,
            description="before",
            operation_seconds=5,
        )
        simulated = azure([there], wire=lambda arm: wires.append(wire(arm, struck)) or wires[0])
        given = {
            "targetResourceId": target,
            "timeout": f"{SECONDS}s",
            "waitForConnection": "30s",
        } | flow.inputs
        chosen = {} if "connectionName" in given else {"privateEndpointId": ENDPOINT}
        props = {"description": "CHG-1 orders", "status": "Approved"} | chosen | given
        style = next(style for style, type_ in SERVICES.items() if type_ == service)
        return Run(simulated, wanted(**given), flow, wires[0], style, props)

    return make


@pytest.mark.thinned(6)  # One style of service for each flow and fault; with --exhaustive, every one.
@pytest.mark.parametrize(("flow", "service"), COMBINATIONS)
def test_whatever_happens_to_a_request(
    begin: Any, struck: Any, count: Any, wrong: Any, flow: Flow, service: str
) -> None:
    meets_everything(lambda cell: begin(flow, service, cell), struck, count, wrong)


@pytest.mark.thinned(11)  # With --exhaustive, every one.
@pytest.mark.parametrize(("flow", "service"), COMBINATIONS)
def test_whatever_happens_to_a_request_of_the_plugins(
    begin: Any, plugin: Served, struck: Any, count: Any, wrong: Any, flow: Flow, service: str
) -> None:
    meets_everything(lambda cell: begin(flow, service, cell).behind(plugin), struck, count, wrong)


def meets_everything(make: Callable[[Any], Run], struck: Any, count: Any, wrong: Any) -> None:
    undisturbed = make(None)
    assert undisturbed.go() is None
    seen: Counter[str] = Counter()
    ends = {}
    for kind in undisturbed.wire.kinds:
        seen[kind] += 1
        for for_ever in (False, True):
            cell = struck(kind, seen[kind], wrong, for_ever)
            ends[str(cell)] = end_of(make(cell), must_pass=wrong.passing and not for_ever)
    for end in ends.values():
        count(end if end in GOOD else "wrong")
    assert {cell: end for cell, end in ends.items() if end not in GOOD} == {}


def end_of(run: Run, *, must_pass: bool) -> str:
    """How one cell ended, in words."""
    try:
        failure = run.go()
    except Untrue:
        return "read wrongly"
    bad = flaw(run, failure, must_pass=must_pass)
    if bad:
        return bad
    run.wire.struck = None
    again = run.go()
    if again is not None or not run.flow.is_reached(run.azure):
        return f"the next run does not converge: {again}"
    if run.wire.repeated:
        return "sent to a connection that has it"
    return AS_WANTED if failure is None else IN_ONE_LINE


def flaw(run: Run, failure: Exception | None, *, must_pass: bool) -> str:
    """What is wrong with the first run, if anything."""
    if run.azure.clock.seconds > run.flow.seconds:
        return f"{run.azure.clock.seconds:.0f} s, past the deadline"
    if run.wire.taken > 1 or (run.wire.written > 1 and not run.takes_repeats):
        return f"{run.wire.written} writes, {run.wire.taken} taken in"
    if failure is None:
        return "" if run.flow.is_reached(run.azure) else "claimed and not true"
    line = str(failure).partition("\n")[0]
    if must_pass:
        return f"not got over: {line}"
    return f"not one clear line: {line}" if not line or len(line) > LONGEST_LINE or "?" in line else ""
