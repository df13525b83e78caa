"""How much later than an operation's own end an approval is done. In real time, over real HTTP."""

from __future__ import annotations

import asyncio
import time
from itertools import product
from statistics import median
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.connections.properties.inputs import from_props
from pulumi_private_endpoint.connections.reconcile.approve import approve
from pulumi_private_endpoint.simulator import Connection, Scenario, running
from tools.benchmarks.figure import Figure
from tools.benchmarks.peers import environments as peers
from tools.benchmarks.scene import GROUP, endpoint, session, target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pulumi_private_endpoint.connections.runtime.session import Session
    from tools.benchmarks.peers.environments import Peers

OPERATIONS = (2.5, 30.0)
_RUNS = 6  # of each
_APART = 0.15  # seconds between the starts, so that runs do not meet each other's work
_RETRY_AFTER: dict[str, float | str] = {"Retry-After 1 s": 1, "no Retry-After": "absent"}


def figures() -> Iterator[Figure]:
    """Ours, and the peers' where they can be installed, all at the same time against the same Azure."""
    cases = [(words, seconds) for words in _RETRY_AFTER for seconds in OPERATIONS]
    others = peers.available()
    names = [name for each in others for name in each.names]
    connections = tuple(_connection(index, *case) for index, case in enumerate(cases * (_RUNS + len(names))))
    with running(Scenario(connections=connections)) as azure:
        at_work = [peers.start(each, _task(azure.url, each, names, cases)) for each in others]
        late = asyncio.run(_all(azure.url, cases))
        theirs = dict(pair for process in at_work for pair in peers.finish(process).items())
    for case in cases:
        words, seconds = case
        grid = 1 - seconds % 1 if seconds % 1 else 1.0
        bound = (grid if words == "Retry-After 1 s" else max(1.0, 0.1 * seconds)) + 0.1
        on = f"{seconds:g} s, {words}"
        against = f"median of {_RUNS}; the worst {max(late[case]):.2f} s"
        yield Figure("time beyond the operation's own", on, median(late[case]), "s", bound, against)
        for name, values in theirs.items():
            yield Figure("time beyond the operation's own", on, values[cases.index(case)], "s", None, name)


def _connection(index: int, words: str, seconds: float) -> Connection:
    return Connection(
        target=target(index),
        name="c",
        private_endpoint=endpoint(index),
        answer="202-aao",
        operation_seconds=seconds,
        retry_after=_RETRY_AFTER[words],
    )


async def _all(url: str, cases: list[tuple[str, float]]) -> dict[tuple[str, float], list[float]]:
    arm = session(url)
    runs = cases * _RUNS
    try:
        # The process has begun its first call before: what that costs is start-up, measured elsewhere.
        await arm.client.get(target(0), "2024-08-15", arm.deadline(10))
        late = await asyncio.gather(*(_late(arm, index, case[1]) for index, case in enumerate(runs)))
    finally:
        await arm.client.close()
    return {case: [late[index] for index, run in enumerate(runs) if run == case] for case in cases}


async def _late(arm: Session, index: int, operation: float) -> float:
    await asyncio.sleep(index * _APART)
    started = time.monotonic()
    await approve(arm, from_props({"targetResourceId": target(index), "privateEndpointId": endpoint(index)}))
    return time.monotonic() - started - operation


def _task(url: str, group: Peers, names: list[str], cases: list[tuple[str, float]]) -> dict[str, Any]:
    work = [
        {"peer": name, "target": target(index), "seconds": seconds}
        for index, (name, (_, seconds)) in enumerate(product(names, cases), len(cases) * _RUNS)
        if name in group.names
    ]
    return {"url": url, "group": GROUP, "work": work}
