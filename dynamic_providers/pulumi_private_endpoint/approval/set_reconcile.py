"""A set from its state to what the program wants, each entry on the single resource's own path.

What can be done is done although others fail; the error names each that did.
Neither a failed create nor a failed update changes the state: the next run
finds the same differences and takes up what is done already, because every
entry's walk starts from what Azure shows (rule 6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm import ResourceId

from . import changes, reconcile, set_state, state
from .connection import Connection
from .errors import ApprovalError
from .foresee import Foreseen, foresee_create, foresee_update
from .inputs import ApprovalInputs, from_props, is_unknown
from .look import place
from .release import release
from .set_at_once import Job, Outcome, lines, run_all
from .set_changes import Changes, compare
from .set_inputs import APPROVALS, concurrency, holder, label
from .set_progress import EntryReport
from .text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .holders import Wish
    from .reconcile import Approved
    from .service_spec import ServiceSpec
    from .session import Session

Observed = tuple[Connection, "ServiceSpec"]
Props = dict[str, Any]
_MOST_NAMES = 20  # of a few hundred
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
    refused = _held_by_others(session, differing, olds, news)
    approved = await run_all(session, dict(_approvals(differing, olds, news)), limit, "approved")
    leaving = (*differing.removed, *(key for key in differing.replaced if key in approved.done))
    doubtful = dict(_doubtful(leaving, olds, news, approved.failed))
    releases = {key: _releasing(set_state.unpacked(olds, key)) for key in leaving if key not in doubtful}
    released = await run_all(session, releases, limit, "released")
    outcome: Outcome[Any] = Outcome(
        {**approved.done, **released.done}, refused | approved.failed | doubtful | released.failed
    )
    if outcome.failed:
        what = "failed, the others are done: mend the cause, then run again for the rest"
        raise incomplete(outcome, what, _unrecorded(differing, approved.done))
    return set_state.packed(news, _bags(differing, olds, news, approved.done))


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
    seen = {
        key: state.outputs(state.declared_inputs(bag), *found, state.seen_again(bag, found[0]))
        for key, bag in bags.items()
        if (found := observed.done[key]) is not None
    }
    for key, outs in seen.items():
        if state.PINNED in outs:
            session.report.warn(f"{label(key)}: {reconcile.another_requester(outs)}")
    return set_state.packed(olds, seen.items())


async def foresee(session: Session, olds: Props, news: Props) -> list[str]:
    """Say in preview what `bring_about` would do, entry by entry; reads only. Returns what would fail."""
    differing = compare(olds, news)
    refused = _held_by_others(session, differing, olds, news)
    for key in (*differing.removed, *differing.replaced):
        _say_released(EntryReport(session.report, label(key)), set_state.unpacked(olds, key))
    jobs = {}
    for key in (*differing.added, *differing.replaced, *differing.updated):
        entry = news[APPROVALS][key]
        if is_unknown(entry):
            session.report.note(f"{label(key)}: up will look for the connection once its inputs are known")
        elif key in differing.updated:
            jobs[key] = _foreseeing(entry, set_state.unpacked(olds, key))
        else:
            jobs[key] = Job(from_props(entry), foresee_create)
    return lines(refused | (await run_all(session, jobs, concurrency(news), "looked at")).failed)


def _say_released(report: EntryReport, bag: Props) -> None:
    wanted = from_props(state.declared_inputs(bag))
    name = printable(bag["connectionName"])
    report.note(f"connection {name} of {place(wanted.target)} would be {_RELEASED[wanted.on_destroy]}")


def incomplete(outcome: Outcome[Any], what: str, remark: str = "") -> SetIncomplete:
    """The error for some entries: one line, and one for each."""
    total = len(outcome.done.keys() | outcome.failed.keys())
    listed = "".join(f"\n  {line}" for line in lines(outcome.failed))
    return SetIncomplete(f"{len(outcome.failed)} of {total} approvals {what}{listed}{remark}")


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
    """Each entry as the single resource would keep it, once all are done."""
    untouched = set(_untouched(differing, olds))
    for key, entry in (news.get(APPROVALS) or {}).items():
        if key in untouched:
            yield key, set_state.unpacked(olds, key)
            continue
        approved = done[key]
        history = (
            state.history(set_state.unpacked(olds, key), approved.request_message)
            if key in differing.updated
            else state.first_seen(approved.connection, approved.request_message, approved.previous_status)
        )
        yield key, state.outputs(entry, approved.connection, approved.spec, history)


def _untouched(differing: Changes, olds: Props) -> Iterator[str]:
    return (key for key in set_state.keys(olds) if key not in differing.touched)


def wishes(differing: Changes, olds: Props, news: Props, name: str) -> Iterator[Wish]:
    """What the entries want that keep their connection; `name` is the set's."""
    for key in set_state.keys(olds):
        if (
            key in differing.removed
            or key in differing.replaced
            or is_unknown(news[APPROVALS][key]["status"])
        ):
            continue
        bag = set_state.unpacked(olds, key)
        target = ResourceId.parse(bag["targetResourceId"])
        yield target, bag["connectionName"], holder(key, name), news[APPROVALS][key]["status"]


def _held_by_others(session: Session, differing: Changes, olds: Props, news: Props) -> dict[str, str]:
    """Say whose the connections are that stay; returns by key those that others have."""
    keys = {holder(key, session.holder): key for key in set_state.keys(olds)}
    refused = session.holders.keep(wishes(differing, olds, news, session.holder))
    return {keys[each]: why for each, why in refused.items()}


def _doubtful(
    leaving: Iterable[str], olds: Props, news: Props, failed: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """What must not be released yet: an entry that failed may be about the same connection."""
    for key in leaving:
        bag = set_state.unpacked(olds, key)
        other = next((new for new in failed if not changes.replacing(bag, news[APPROVALS][new])), None)
        if other is not None:
            yield key, f"not released before {label(other)} succeeds: it may be the same connection"


def _unrecorded(differing: Changes, done: Mapping[str, Approved]) -> str:
    """What the user must know of entries that are approved, while the state cannot say so yet."""
    names = [printable(key) for key in sorted((*differing.added, *differing.replaced)) if key in done]
    if not names:
        return ""
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return (
        "\n  approved, but not in the state before a run succeeds, so leave them in the program until then: "
        f"{', '.join(names[:_MOST_NAMES])}{more}"
    )


def _reapproving(entry: Props, bag: Props) -> Job[Approved]:
    async def work(session: Session, wanted: ApprovalInputs) -> Approved:
        return await reconcile.reapprove(session, wanted, *state.identity(bag))

    return Job(from_props(entry), work)


def _releasing(bag: Props) -> Job[None]:
    async def work(session: Session, wanted: ApprovalInputs) -> None:
        await release(session, wanted, *state.identity(bag))

    return Job(from_props(state.declared_inputs(bag)), work)


def _observing(bag: Props) -> Job[Observed | None]:
    async def work(session: Session, wanted: ApprovalInputs) -> Observed | None:
        return await reconcile.observe(session, wanted.target, bag["connectionName"], wanted.api_version)

    return Job(from_props(state.declared_inputs(bag)), work)


def _foreseeing(entry: Props, bag: Props) -> Job[Foreseen]:
    async def work(session: Session, wanted: ApprovalInputs) -> Foreseen:
        return await foresee_update(session, wanted, bag)

    return Job(from_props(entry), work)
