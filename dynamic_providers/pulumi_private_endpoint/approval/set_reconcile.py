"""A set from its state to what the program wants, each entry on the single resource's own path.

What can be done is done although others fail; the error names each that did.
Neither a failed create nor a failed update changes the state: the next run
finds the same differences and takes up what is done already, because every
entry's walk starts from what Azure shows (rule 6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm import ResourceId

from . import reconcile, set_state, state
from .connection import Connection
from .errors import ApprovalError
from .foresee import foresee_create, foresee_update
from .inputs import ApprovalInputs, from_props, is_unknown
from .look import place
from .set_at_once import Job, Outcome, lines, run_all
from .set_changes import Changes, compare
from .set_inputs import APPROVALS, concurrency, label, same_connection
from .set_progress import EntryReport
from .text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .reconcile import Approved
    from .service_spec import ServiceSpec
    from .session import Session

Observed = tuple[Connection, "ServiceSpec"]
Props = dict[str, Any]
Address = tuple[ResourceId, str]  # a connection's target and its name, without case
_RELEASED = {
    "keep": "kept as it is",
    "reject": "rejected unless another entry has it",
    "delete": "deleted unless another entry has it",
}


class SetIncomplete(ApprovalError):
    """Some entries failed; every other was done."""


async def bring_about(session: Session, olds: Props, news: Props) -> Props:
    """Approve, approve again and release whatever differs; returns the new state.

    Approvals come first: a connection that moved to another key must not be released on the way.

    Args:
        session: The shared parts of the process.
        olds: The set's state; empty for a new set.
        news: Its inputs as checked; empty to destroy it.

    Raises:
        SetIncomplete: Some entries failed.
    """
    differing = compare(olds, news)
    limit = concurrency(news or olds)
    approved = await run_all(session, dict(_approvals(differing, olds, news)), limit, "approved")
    bags = dict(_bags(differing, olds, news, approved.done))
    approved.failed.update(_doubles({key: _connection(bag) for key, bag in bags.items()}))
    releases = dict(_releases(session, differing, olds, bags, _targets(news, approved.failed)))
    released = await run_all(session, releases, limit, "released")
    outcome: Outcome[Any] = Outcome({**approved.done, **released.done}, approved.failed | released.failed)
    if outcome.failed:
        raise incomplete(outcome, "failed, the others are done: mend the cause, then run again for the rest")
    return set_state.packed(news, bags.items())


async def observe(session: Session, olds: Props) -> Props:
    """The state as Azure has it now; connections that are gone are gone from it.

    Raises:
        SetIncomplete: Some entries could not be read.
    """
    bags = {key: set_state.unpacked(olds, key) for key in set_state.keys(olds)}
    observed = await run_all(
        session, {key: _observing(bag) for key, bag in bags.items()}, concurrency(olds), "read"
    )
    if observed.failed:
        raise incomplete(observed, "could not be read, so the state is left as it was")
    return set_state.packed(
        olds,
        (
            (key, state.outputs(state.declared_inputs(bag), *found, state.history(bag)))
            for key, bag in bags.items()
            if (found := observed.done[key]) is not None
        ),
    )


async def foresee(session: Session, olds: Props, news: Props) -> list[str]:
    """Say in preview what `bring_about` would do, entry by entry; reads only. Returns what would fail."""
    differing = compare(olds, news)
    for key in differing.removed:
        _say_released(EntryReport(session.report, key), set_state.unpacked(olds, key))
    jobs = {}
    for key in (*differing.added, *differing.replaced, *differing.updated):
        entry = news[APPROVALS][key]
        if is_unknown(entry):
            session.report.note(f"{label(key)}: up will look for the connection once its inputs are known")
        elif key in differing.updated:
            jobs[key] = _foreseeing(entry, set_state.unpacked(olds, key))
        else:
            jobs[key] = Job(from_props(entry), foresee_create)
    seen = await run_all(session, jobs, concurrency(news), "looked at")
    connections = {key: _connection(set_state.unpacked(olds, key)) for key in _untouched(differing, olds)}
    connections |= {
        key: (job.wanted.target, found.name.casefold())
        for key, job in jobs.items()
        if (found := seen.done.get(key)) is not None
    }
    in_order = {key: connections[key] for key in news[APPROVALS] if key in connections}
    return lines(seen.failed | dict(_doubles(in_order)))


def _say_released(report: EntryReport, bag: Props) -> None:
    wanted = from_props(state.declared_inputs(bag))
    name = printable(bag["connectionName"])
    report.note(f"connection {name} of {place(wanted.target)} would be {_RELEASED[wanted.on_destroy]}")


def incomplete(outcome: Outcome[Any], what: str) -> SetIncomplete:
    """The error for some entries: one line, and one for each."""
    total = len(outcome.done.keys() | outcome.failed.keys())
    listed = "".join(f"\n  {line}" for line in lines(outcome.failed))
    return SetIncomplete(f"{len(outcome.failed)} of {total} approvals {what}{listed}")


def longest(*sets: Mapping[str, Any]) -> float:
    """Seconds after which even entries that all had to wait for each other would have given up."""
    entries = (entry for props in sets for entry in (props.get(APPROVALS) or {}).values())
    return sum(from_props(entry).timeout for entry in entries if not is_unknown(entry))


def _approvals(differing: Changes, olds: Props, news: Props) -> Iterator[tuple[str, Job[Approved]]]:
    for key in (*differing.added, *differing.replaced):
        yield key, Job(from_props(news[APPROVALS][key]), reconcile.approve)
    for key in differing.updated:
        yield key, _reapproving(news[APPROVALS][key], set_state.unpacked(olds, key))


def _bags(
    differing: Changes, olds: Props, news: Props, done: Mapping[str, Approved]
) -> Iterator[tuple[str, Props]]:
    """Each entry as the single resource would keep it, as far as it is done."""
    untouched = set(_untouched(differing, olds))
    for key, entry in (news.get(APPROVALS) or {}).items():
        if key in untouched:
            yield key, set_state.unpacked(olds, key)
        elif key in done:
            approved = done[key]
            kept = key in differing.updated
            history = (
                state.history(set_state.unpacked(olds, key))
                if kept
                else state.first_seen(approved.connection, approved.request_message, approved.previous_status)
            )
            yield key, state.outputs(entry, approved.connection, approved.spec, history)


def _untouched(differing: Changes, olds: Props) -> Iterator[str]:
    return (key for key in set_state.keys(olds) if key not in differing.touched)


def _doubles(connections: Mapping[str, Address]) -> Iterator[tuple[str, str]]:
    """Entries that share their connection: whichever came last would decide it."""
    first: dict[Address, str] = {}
    for key, connection in connections.items():
        owner = first.setdefault(connection, key)
        if owner != key:
            yield key, same_connection(owner)


def _releases(
    session: Session, differing: Changes, olds: Props, bags: Mapping[str, Props], failed: set[ResourceId]
) -> Iterator[tuple[str, Job[None]]]:
    """What is no longer wanted, but for connections another entry has now, or may get by the next run."""
    taken = {_connection(bag) for bag in bags.values()}
    # An entry whose replacement failed keeps what it has, as a single resource would.
    for key in (*differing.removed, *(key for key in differing.replaced if key in bags)):
        bag = set_state.unpacked(olds, key)
        target = ResourceId.parse(bag["targetResourceId"])
        if target in failed:
            session.report.warn(
                f"{label(key)}: not released before the other approvals of its target succeed"
            )
        elif _connection(bag) not in taken:
            yield key, _releasing(bag)


def _targets(news: Props, failed: Mapping[str, str]) -> set[ResourceId]:
    return {ResourceId.parse(news[APPROVALS][key]["targetResourceId"]) for key in failed}


def _reapproving(entry: Props, bag: Props) -> Job[Approved]:
    async def work(session: Session, wanted: ApprovalInputs) -> Approved:
        return await reconcile.reapprove(session, wanted, *state.identity(bag))

    return Job(from_props(entry), work)


def _releasing(bag: Props) -> Job[None]:
    async def work(session: Session, wanted: ApprovalInputs) -> None:
        await reconcile.release(session, wanted, *state.identity(bag))

    return Job(from_props(state.declared_inputs(bag)), work)


def _observing(bag: Props) -> Job[Observed | None]:
    async def work(session: Session, wanted: ApprovalInputs) -> Observed | None:
        return await reconcile.observe(session, wanted.target, bag["connectionName"], wanted.api_version)

    return Job(from_props(state.declared_inputs(bag)), work)


def _foreseeing(entry: Props, bag: Props) -> Job[Connection | None]:
    async def work(session: Session, wanted: ApprovalInputs) -> Connection | None:
        return await foresee_update(session, wanted, *state.identity(bag))

    return Job(from_props(entry), work)


def _connection(bag: Props) -> Address:
    return ResourceId.parse(bag["targetResourceId"]), bag["connectionName"].casefold()
