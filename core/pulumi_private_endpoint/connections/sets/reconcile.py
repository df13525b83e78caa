"""A set from its state to what the program wants, each entry on the single resource's own path.

What can be done is done although others fail; the error names each that did.
A run that fails returns no state: the next one finds the same differences and
takes up what is done already, because every entry's walk starts from what Azure
shows (rule 6). A door that can keep more finds how far each came in the call's record.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.connections.properties import diff, state
from pulumi_private_endpoint.connections.properties.inputs import from_props
from pulumi_private_endpoint.connections.properties.unknown import is_unknown
from pulumi_private_endpoint.connections.reconcile import approve as reconcile
from pulumi_private_endpoint.connections.reconcile.release import release
from pulumi_private_endpoint.connections.text import printable

from . import state as set_state
from .claims import claimed_by_others, is_claimed
from .diff import Changes, compare
from .gather import Job, Outcome, gather, incomplete, say_details
from .inputs import APPROVALS, entry_label, max_concurrency, may_be_absent
from .releases import refuse_too_many, releases_of

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping

    from pulumi_private_endpoint.connections.properties.fields import ApprovalInputs
    from pulumi_private_endpoint.connections.reconcile.approve import Approved
    from pulumi_private_endpoint.connections.runtime.session import Session

    from .state import Props

_MOST_NAMES = 20  # of a few hundred


async def apply(
    session: Session, olds: Props, news: Props, allowed: int | None = None, *, recorded: bool = False
) -> Props:
    """Approve, approve again and release whatever differs; returns the new state.

    Approvals come first: a connection that moved to another key must not be released on the way.

    Args:
        session: The shared parts of the process.
        olds: The set's state; empty for a new set.
        news: Its inputs as checked; empty to destroy it.
        allowed: How many connections may be rejected or deleted; None: all.
        recorded: Whether the caller keeps what is done although others fail; an entry that moved to another
            connection has to stay its old one's until that is released.

    Raises:
        SetIncomplete: Some entries failed.
        TooManyReleases: It would reject or delete more.
    """
    differing = compare(olds, news)
    going = releases_of(differing, olds, news)
    if news:
        refuse_too_many(going.certain(), going.total, allowed)
    limit = max_concurrency(news or olds)
    refused = claimed_by_others(session, differing, olds, news)
    approved = await gather(session, dict(_approvals(differing, olds, news)), limit, "approved")
    _say_absent(session, approved, differing)
    leaving = [key for key in going.bags if key not in differing.replaced or key in approved.done]
    stay = dict(_doubtful(leaving, olds, news, approved.failed))
    releases = {key: _releasing(going.bags[key]) for key in leaving if key not in stay}
    # Now it is seen who has which connection.
    held = {key for key in releases if is_claimed(session, going.bags[key])}
    certain = {key: done for key, done in going.effects().items() if key in releases.keys() - held}
    moved = differing.replaced if recorded else (*differing.added, *differing.replaced)
    unkept = [key for key in moved if key in approved.done]
    refuse_too_many(certain, going.total, allowed, _unrecorded(unkept))
    letting_go = replace(session, call_record=session.call_record.of_releases())
    released = await gather(letting_go, releases, limit, "released")
    outcome: Outcome[Any] = Outcome(
        {**approved.done, **released.done},
        refused | approved.failed | stay | released.failed,
        approved.absent,
        approved.details | released.details,
        [*approved.mistakes, *released.mistakes],
    )
    say_details(session, outcome.details)
    if outcome.failed:
        what = "failed, the others are done: mend the cause, then run again for the rest"
        unkept = [key for key in unkept if not (recorded and key in released.done)]
        raise incomplete(outcome, what, _unrecorded(unkept))
    absent = (key for key in approved.absent if key not in differing.replaced)
    return set_state.packed(news, _bags(differing, olds, news, approved), absent)


def longest(*sets: Mapping[str, Any], each: float = 0.0) -> float:
    """Seconds after which even entries that all had to wait for each other would have given up.

    Args:
        sets: The bags that have them.
        each: In place of what an entry says of its own, where a time was given from outside; 0: none was.
    """
    entries = (entry for props in sets for entry in (props.get(APPROVALS) or {}).values())
    return sum(each or from_props(entry).timeout for entry in entries if not is_unknown(entry))


def _approvals(differing: Changes, olds: Props, news: Props) -> Iterator[tuple[str, Job[Approved]]]:
    for key in (*differing.added, *differing.replaced, *differing.updated):
        wanted, lenient = from_props(news[APPROVALS][key]), may_be_absent(news, key)
        again = _reapproving(set_state.unpacked(olds, key)) if key in differing.updated else reconcile.approve
        yield key, Job(wanted, again, lenient)


def _say_absent(session: Session, approved: Outcome[Approved], differing: Changes) -> None:
    """Warn of the entries that the set does without; one that had a connection before keeps it."""
    for key, why in sorted(approved.absent.items()):
        kept = "left as it was" if key in differing.replaced else "left out"
        session.report.warn(f"{entry_label(key)}: {kept}, the next run looks again: {why}")


def _bags(
    differing: Changes, olds: Props, news: Props, approved: Outcome[Approved]
) -> Iterator[tuple[str, Props]]:
    """Each entry with a connection as the single resource would keep it, once all are done."""
    untouched = set(_untouched(differing, olds))
    for key, entry in (news.get(APPROVALS) or {}).items():
        if key in untouched or (key in approved.absent and key in differing.replaced):
            yield key, set_state.unpacked(olds, key)
        elif key in approved.done:
            done = approved.done[key]
            history = (
                state.history(set_state.unpacked(olds, key), done.request_message)
                if key in differing.updated
                else state.first_seen(done.connection, done.request_message, done.previous_status)
            )
            yield key, state.outputs(entry, done.connection, done.spec, history)


def _untouched(differing: Changes, olds: Props) -> Iterator[str]:
    return (key for key in set_state.keys(olds) if key not in differing.touched)


def _doubtful(
    leaving: Iterable[str], olds: Props, news: Props, failed: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """What must not be released yet: an entry that failed may be about the same connection."""
    for key in leaving:
        bag = set_state.unpacked(olds, key)
        other = next((new for new in failed if not diff.replacing(bag, news[APPROVALS][new])), None)
        if other is not None:
            yield key, f"not released before {entry_label(other)} succeeds: it may be the same connection"


def _unrecorded(keys: Iterable[str]) -> str:
    """What the user must know of entries that are approved, while the state cannot say so yet."""
    names = [printable(key) for key in sorted(keys)]
    if not names:
        return ""
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return (
        "\n  approved, but not in the state before a run succeeds, so leave them in the program until then: "
        f"{', '.join(names[:_MOST_NAMES])}{more}"
    )


def _reapproving(bag: Props) -> Callable[[Session, ApprovalInputs], Coroutine[Any, Any, Approved]]:
    async def work(session: Session, wanted: ApprovalInputs) -> Approved:
        return await reconcile.reapprove(session, wanted, *state.identity(bag))

    return work


def _releasing(bag: Props) -> Job[bool]:
    async def work(session: Session, wanted: ApprovalInputs) -> bool:
        await release(session, wanted, *state.identity(bag))
        return True

    return Job(from_props(state.declared_inputs(bag)), work)
