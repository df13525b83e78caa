"""Many entries at once: started, counted, gathered. Nothing about any one of them is decided here.

Entries wait inside one call on the shared event loop, so it is not the dynamic
host's four threads that bound them but `max_concurrency`, ARM's rates and the
order that a target asks for.
"""

from __future__ import annotations

import asyncio
import math
import traceback
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pulumi_private_endpoint.arm import ArmError
from pulumi_private_endpoint.connections.errors import ApprovalError, ConnectionNotFound, UnknownService
from pulumi_private_endpoint.connections.runtime.session import NamedReport
from pulumi_private_endpoint.connections.services.lookup import spec_for

from .inputs import claimant, entry_label
from .progress import ProgressLine

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from pulumi_private_endpoint.arm import ResourceId
    from pulumi_private_endpoint.connections.properties.fields import ApprovalInputs
    from pulumi_private_endpoint.connections.runtime.session import Report, Session

T = TypeVar("T")

_MOST_DETAILS = 10  # of a few hundred
_OURS = "pulumi_private_endpoint"


class SetIncomplete(ApprovalError):
    """Some entries failed; every other was done."""


@dataclass(frozen=True, slots=True)
class Job(Generic[T]):
    """What is to be done for one entry.

    Attributes:
        may_be_absent: Whether it is no failure that there is no connection.
        queue_seconds: For the others that have the target's lock before it.
    """

    wanted: ApprovalInputs
    work: Callable[[Session, ApprovalInputs], Coroutine[Any, Any, T]]
    may_be_absent: bool = False
    queue_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What came of each entry: a result, or why there is none in one line.

    Attributes:
        absent: Why, where there was no connection and need not be one.
        details: What stands below that line: what was there instead, what ARM said.
        mistakes: What ended an entry and nobody foresaw.
    """

    done: dict[str, T] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)
    details: dict[str, str] = field(default_factory=dict)
    mistakes: list[Exception] = field(default_factory=list)

    def end(self, key: str, job: Job[T], failure: Exception) -> None:
        """Note that there is no result."""
        if not isinstance(failure, (ApprovalError, ArmError)):
            self.mistakes.append(failure)
            self.failed[key] = mistake(failure)
            return
        first_line, _, rest = str(failure).partition("\n")
        absent = job.may_be_absent and isinstance(failure, ConnectionNotFound)
        (self.absent if absent else self.failed)[key] = first_line
        if rest:
            self.details[key] = rest


def lines(reasons: Mapping[str, str]) -> list[str]:
    """What is to be said of some entries, one line for each, by key."""
    return [f"{entry_label(key)}: {reason}" for key, reason in sorted(reasons.items())]


def say_details(session: Session, details: Mapping[str, str]) -> None:
    """Warn with what a line has no room for, such as the connections that were there instead."""
    for key in sorted(details)[:_MOST_DETAILS]:
        session.report.warn(f"{entry_label(key)}, what was seen:\n{details[key]}")
    if len(details) > _MOST_DETAILS:
        session.report.warn(f"what was seen for {len(details) - _MOST_DETAILS} more is not shown")


def incomplete(outcome: Outcome[Any], what: str, remark: str = "") -> SetIncomplete:
    """The error for some entries: one line, and one for each."""
    total = len(outcome.done.keys() | outcome.failed.keys() | outcome.absent.keys())
    listed = "".join(f"\n  {line}" for line in lines(outcome.failed))
    failure = SetIncomplete(f"{len(outcome.failed)} of {total} approvals {what}{listed}{remark}")
    failure.__cause__ = next(iter(outcome.mistakes), None)
    return failure


async def gather(
    session: Session,
    jobs: Mapping[str, Job[T]],
    limit: int,
    done: str,
    reports: Callable[[str], Report] | None = None,
) -> Outcome[T]:
    """Do all jobs, at most `limit` at once; one that fails, however it does, stops no other.

    Args:
        session: The shared parts of the process.
        jobs: By key.
        limit: How many may be under way.
        done: The progress line's word for a finished entry.
        reports: Where an entry's own words go; None: to the user, behind its key.
    """
    outcome: Outcome[T] = Outcome()
    jobs = {key: replace(job, wanted=session.bounded(job.wanted)) for key, job in jobs.items()}
    progress = ProgressLine(session.report, len(jobs), done)
    slots = asyncio.Semaphore(limit)

    async def run(key: str, job: Job[T]) -> None:
        async with slots:
            progress.started()
            entry = replace(
                session,
                report=reports(key)
                if reports
                else NamedReport(session.report, entry_label(key), passing=False),
                claimant=claimant(key, session.claimant),
                replace_with="another key",
                queue_seconds=job.queue_seconds,
                call_record=session.call_record.of(key),
            )
            try:
                outcome.done[key] = entry.call_record.result = await job.work(entry, job.wanted)
            except Exception as failure:  # noqa: BLE001 - whatever it is, it is this entry's and nobody else's
                outcome.end(key, job, failure)
            progress.finished(failed=key in outcome.failed, absent=key in outcome.absent)

    ends = await asyncio.gather(
        *(run(key, job) for key, job in _ordered(jobs, limit)), return_exceptions=True
    )
    for end in ends:
        if end is not None:  # cancelled: raised only once nothing is left half done
            raise end
    return outcome


def mistake(failure: Exception) -> str:
    """What is said of a fault of this program's, without its words: they may hold anything."""
    frames = traceback.extract_tb(failure.__traceback__)
    frame = next((each for each in reversed(frames) if _OURS in each.filename), frames[-1])
    return (
        f"a fault in this provider ended it ({type(failure).__name__} in {Path(frame.filename).name}, line "
        f"{frame.lineno}). What was sent may stand: run again to find out, and please report it"
    )


def _ordered(jobs: Mapping[str, Job[T]], limit: int) -> list[tuple[str, Job[T]]]:
    """The jobs in an order that keeps every target busy, with those of one target side by side (T6, T7).

    Neighbours share a list. Where a target takes one change at a time, the others only queue there: no more
    of them go in a round than leave room for all targets, and each may wait for all the others.
    """
    queued: Counter[ResourceId] = Counter()
    seconds: Counter[ResourceId] = Counter()
    for job in jobs.values():
        seconds[job.wanted.target] += math.ceil(job.wanted.timeout)
    ordered = []
    for key, job in jobs.items():
        target = job.wanted.target
        turn = queued[target] if _one_writer(job.wanted) else 0
        queued[target] += 1
        ordered.append((turn, key, replace(job, queue_seconds=seconds[target])))
    places = {target: place for place, target in enumerate(queued)}
    share = max(1, limit // max(1, len(places)))
    ordered.sort(key=lambda each: (each[0] // share, places[each[2].wanted.target]))
    return [(key, job) for _, key, job in ordered]


def _one_writer(wanted: ApprovalInputs) -> bool:
    try:
        return spec_for(wanted.target.type, wanted.api_version).one_writer
    except UnknownService:  # the job itself will say so
        return False
