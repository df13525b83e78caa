"""A thousand approvals in one set: against the order a target asks for, and against ARM's buckets.

In real time and over real HTTP, all four at once: they wait most of the time.
"""

from __future__ import annotations

import json
import multiprocessing
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.connections.sets.reconcile import apply
from pulumi_private_endpoint.simulator import Scenario, Throttle
from tools.benchmarks.figure import Figure
from tools.benchmarks.scene import COSMOS, TWINS, inputs, pending, really

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.benchmarks.scene import Spent

COUNT, TARGETS, OPERATION = 1000, 100, 10.0
SIZES = (10, 100, 1000, 10_000)
_LARGEST_SECONDS = 300.0
_SET_SECONDS = 600.0
# Cosmos DB takes one change of an account at a time, Digital Twins any number.
_ORDER = {COSMOS: "one writer a target", TWINS: "no order"}
_IN_TURN = COUNT / TARGETS * OPERATION


def figures() -> Iterator[Figure]:
    """The set's own time, with and without ARM's limits."""
    cases = [(arm_type, limited) for limited in (False, True) for arm_type in _ORDER]
    with ProcessPoolExecutor(len(cases), multiprocessing.get_context("spawn")) as pool:
        spent = dict(zip(cases, pool.map(_spend, cases, timeout=_SET_SECONDS), strict=True))
    on = {
        kind: f"{COUNT:,} approvals, {TARGETS} targets, 10 s each, {order}" for kind, order in _ORDER.items()
    }
    free, at_once = spent[COSMOS, False].seconds, spent[TWINS, False].seconds
    turns = f"{_IN_TURN:.0f} s: {_IN_TURN / OPERATION:.0f} turns"
    yield Figure("time of a set", on[COSMOS], free / _IN_TURN, "times", 1.2, turns)
    yield Figure("time of a set", on[TWINS], at_once, "s", None, f"{OPERATION:.0f} s: all at once")
    for kind in _ORDER:
        yield from _within_buckets(kind, on[kind], spent[kind, True])


def _within_buckets(arm_type: str, on: str, spent: Spent) -> Iterator[Figure]:
    bound = max(_bucket_seconds(spent), _IN_TURN if arm_type == COSMOS else 0)
    against = f"{bound:.0f} s: bucket"
    yield Figure("time within ARM's buckets", on, spent.seconds / bound, "times", 1.1, against)
    share = 100 * spent.refused / spent.requests
    yield Figure("answered 429", on, share, "%", 1, f"of {spent.requests:,} requests")


def growth() -> list[dict[str, float]]:
    """CPU seconds and memory for each size of set, each in a process of its own."""
    return [_grown(size) for size in SIZES]


def growth_figures(grown: list[dict[str, float]]) -> Iterator[Figure]:
    """Whether ten times the entries cost ten times as much, and no more."""
    small, large = grown[-2], grown[-1]
    for name, unit in (("seconds", "CPU s"), ("megabytes", "MB more")):
        times = large[name] / small[name]
        against = f"{small[name]:.1f} → {large[name]:.1f} {unit}"
        yield Figure("cost as a set grows tenfold", "1,000 → 10,000 entries", times, "times", 12, against)


def _spend(case: tuple[str, bool]) -> Spent:
    arm_type, limited = case
    connections = pending(COUNT, TARGETS, arm_type, operation_seconds=OPERATION, retry_after=OPERATION)
    news = inputs(COUNT, TARGETS, arm_type, maxConcurrency=COUNT)
    scenario = Scenario(connections=connections, throttle=Throttle() if limited else None)
    return really(scenario, lambda session: apply(session, {}, news))[1]


def _bucket_seconds(spent: Spent) -> float:
    """The shortest time in which ARM hands out tokens for what was sent and not refused."""
    limits = Throttle()
    return max(
        (spent.served("GET") - limits.reads) / limits.reads_per_second,
        (spent.served("PUT") - limits.writes) / limits.writes_per_second,
    )


def _grown(size: int) -> dict[str, float]:
    answer = subprocess.run(
        [sys.executable, "-m", "tools.benchmarks.processes.growth", str(size)],
        capture_output=True,
        text=True,
        timeout=_LARGEST_SECONDS,
        check=True,
    )
    found: dict[str, Any] = json.loads(answer.stdout)
    return found
