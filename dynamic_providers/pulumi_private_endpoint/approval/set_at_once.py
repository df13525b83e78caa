"""Many entries at once: started, counted, gathered. Nothing about any one of them is decided here.

Entries wait inside one call on the shared event loop, so it is not the dynamic
host's four threads that bound them but `max_concurrency`, ARM's rates and the
order that a target asks for.
"""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pulumi_private_endpoint.arm import ArmError

from .errors import ApprovalError, UnknownService
from .services import lookup
from .set_inputs import holder, label
from .set_progress import EntryReport, Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from pulumi_private_endpoint.arm import ResourceId

    from .inputs import ApprovalInputs
    from .session import Session

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Job(Generic[T]):
    """What is to be done for one entry; `queue_seconds` is for the turns of others before its own."""

    wanted: ApprovalInputs
    work: Callable[[Session, ApprovalInputs], Coroutine[Any, Any, T]]
    queue_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What came of each entry: a result, or why there is none in one line."""

    done: dict[str, T]
    failed: dict[str, str]


def lines(failed: Mapping[str, str]) -> list[str]:
    """Failures as users see them, one line for each."""
    return [f"{label(key)}: {reason}" for key, reason in failed.items()]


async def run_all(session: Session, jobs: Mapping[str, Job[T]], limit: int, done: str) -> Outcome[T]:
    """Do all jobs, at most `limit` at once; one that fails stops no other.

    Args:
        session: The shared parts of the process.
        jobs: By key.
        limit: How many may be under way.
        done: The progress line's word for a finished entry.
    """
    outcome: Outcome[T] = Outcome({}, {})
    tally = Tally(session.report, len(jobs), done)
    slots = asyncio.Semaphore(limit)

    async def run(key: str, job: Job[T]) -> None:
        async with slots:
            tally.started()
            try:
                entry = replace(
                    session,
                    report=EntryReport(session.report, label(key)),
                    holder=holder(key, session.holder),
                    queue_seconds=job.queue_seconds,
                )
                outcome.done[key] = await job.work(entry, job.wanted)
            except (ApprovalError, ArmError) as failure:
                first_line, _, rest = str(failure).partition("\n")
                outcome.failed[key] = first_line
                if rest:  # What was there instead, what ARM said: of that the error has no room.
                    entry.report.warn(str(failure))
            tally.finished(failed=key in outcome.failed)

    ends = await asyncio.gather(
        *(run(key, job) for key, job in _in_turn(jobs, limit)), return_exceptions=True
    )
    for end in ends:
        if end is not None:  # a mistake in the program: raised only once nothing is left half done
            raise end
    return outcome


def _in_turn(jobs: Mapping[str, Job[T]], limit: int) -> list[tuple[str, Job[T]]]:
    """The jobs in an order that keeps every target busy, with those of one target side by side (T6, T7).

    Neighbours share a list. Where a target takes one change at a time, the others only queue there: no more
    of them go in a round than leave room for all targets, and each may wait for all the others' turns.
    """
    queued: Counter[ResourceId] = Counter()
    seconds: Counter[ResourceId] = Counter()
    for job in jobs.values():
        seconds[job.wanted.target] += math.ceil(job.wanted.timeout)
    turns = []
    for key, job in jobs.items():
        target = job.wanted.target
        turn = queued[target] if _one_writer(job.wanted) else 0
        queued[target] += 1
        turns.append((turn, key, replace(job, queue_seconds=seconds[target])))
    places = {target: place for place, target in enumerate(queued)}
    share = max(1, limit // max(1, len(places)))
    turns.sort(key=lambda each: (each[0] // share, places[each[2].wanted.target]))
    return [(key, job) for _, key, job in turns]


def _one_writer(wanted: ApprovalInputs) -> bool:
    try:
        return lookup(wanted.target.type, wanted.api_version).one_writer
    except UnknownService:  # the job itself will say so
        return False
