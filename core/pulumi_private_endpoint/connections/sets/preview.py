"""What an `up` of a set would do, said in the preview: what would be shut out first, then a line an entry.

A preview is read before the change is let through. So it begins with what would be rejected or deleted, goes
on with one line whose counts agree with what follows, and has its lines in the order of their keys.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pulumi_private_endpoint.connections.properties import state
from pulumi_private_endpoint.connections.properties.inputs import from_props
from pulumi_private_endpoint.connections.properties.unknown import is_unknown
from pulumi_private_endpoint.connections.reconcile.preview import preview_create, preview_update
from pulumi_private_endpoint.connections.reconcile.read import target_label
from pulumi_private_endpoint.connections.text import printable

from . import state as set_state
from .claims import claimed_by_others, is_claimed
from .diff import compare
from .gather import Job, gather, lines, say_details
from .inputs import APPROVALS, entry_label, max_concurrency, may_be_absent
from .progress import HeldReport, say_lines
from .releases import describe_releases, releases_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pulumi_private_endpoint.connections.properties.fields import ApprovalInputs
    from pulumi_private_endpoint.connections.reconcile.preview import Previewed
    from pulumi_private_endpoint.connections.runtime.session import Session

    from .diff import Changes
    from .gather import Outcome
    from .releases import Releases
    from .state import Props

# In the order of the summary.
_COUNTED = {
    "decide": ("to approve", "to reject"),
    "change": ("to change",) * 2,
    "have": ("already approved", "already rejected"),
    "move": ("in motion",) * 2,
    "await": ("to wait for",) * 2,
    "absent": ("to do without",) * 2,
    "unread": ("not looked at",) * 2,
    "unknown": ("not known yet",) * 2,
    "fail": ("to fail",) * 2,
    "release": ("to release",) * 2,
    "leave": ("to leave as they are",) * 2,
    "unsure": ("to release or to keep",) * 2,
}
_ORDER = [word for words in _COUNTED.values() for word in dict.fromkeys(words)]


@dataclass(frozen=True, slots=True)
class _Line:
    """What would be done for an entry: the word it is counted under, and what is said of it, if anything."""

    key: str
    counted: str
    said: str


async def preview_set(session: Session, olds: Props, news: Props) -> list[str]:
    """Say in preview what `apply` would do, entry by entry; reads only. Returns what would fail."""
    differing = compare(olds, news)
    going = releases_of(differing, olds, news)
    refused = claimed_by_others(session, differing, olds, news)
    told: defaultdict[str, HeldReport] = defaultdict(HeldReport)
    jobs = dict(_jobs(differing, olds, news))
    looked = await gather(session, jobs, max_concurrency(news), "looked at", told.__getitem__)
    failed = refused | looked.failed
    found = [
        *_unknown(differing, news),
        *_preview_problems(looked, jobs, told),
        *(_Line(key, _count("fail"), "") for key in failed),
        *_released(session, going),
    ]
    _say_certain(session, going)
    unchanged = len(set(set_state.keys(olds)) - differing.touched - refused.keys())
    say_lines(session.report.note, session.label, [_summary(found, unchanged), *_in_order(found)])
    for key, kept in sorted(told.items()):
        for text in kept.warnings:
            session.report.warn(f"{entry_label(key)}: {text}")
    say_details(session, looked.details | _below(told))
    return lines(failed)


def _jobs(differing: Changes, olds: Props, news: Props) -> Iterator[tuple[str, Job[Previewed]]]:
    for key in (*differing.added, *differing.replaced, *differing.updated):
        entry = news[APPROVALS][key]
        if is_unknown(entry):
            continue
        wanted, lenient = from_props(entry), may_be_absent(news, key)
        if key in differing.updated:
            yield key, _previewing_update(wanted, set_state.unpacked(olds, key), may_be_absent=lenient)
        else:
            yield key, Job(wanted, preview_create, lenient)


def _previewing_update(wanted: ApprovalInputs, bag: Props, *, may_be_absent: bool) -> Job[Previewed]:
    async def work(session: Session, wanted: ApprovalInputs) -> Previewed:
        return await preview_update(session, wanted, bag)

    return Job(wanted, work, may_be_absent)


def _unknown(differing: Changes, news: Props) -> Iterator[_Line]:
    for key in (*differing.added, *differing.replaced, *differing.updated):
        if is_unknown(news[APPROVALS][key]):
            said = "up will look for the connection once its inputs are known"
            yield _Line(key, _count("unknown"), said)


def _preview_problems(
    looked: Outcome[Previewed], jobs: Mapping[str, Job[Previewed]], told: Mapping[str, HeldReport]
) -> Iterator[_Line]:
    for key, previewed in looked.done.items():
        job = jobs[key]
        kind = "absent" if previewed == "await" and job.may_be_absent else previewed
        yield _Line(key, _count(kind, job.wanted.status), "; ".join(_heads(told[key])))
    for key, why in looked.absent.items():
        yield _Line(key, _count("absent"), f"{why}; up would do without it")


def _heads(kept: HeldReport) -> list[str]:
    return [text.partition("\n")[0] for text in kept.notes]


def _below(told: Mapping[str, HeldReport]) -> dict[str, str]:
    """By key, what stands below the first lines, such as the connections that are there instead."""
    below = {key: [text.partition("\n")[2] for text in kept.notes] for key, kept in told.items()}
    return {key: "\n".join(filter(None, rest)) for key, rest in below.items() if any(rest)}


def _released(session: Session, going: Releases) -> Iterator[_Line]:
    """What would become of the connections of entries that go; said once it is seen who has which."""
    effects = going.effects()
    for key, bag in going.bags.items():
        target = from_props(state.declared_inputs(bag)).target
        named = f"connection {printable(bag['connectionName'])} of {target_label(target)} would be"
        if is_claimed(session, bag):
            yield _Line(key, _count("leave"), f"{named} left as it is: another entry or resource has it")
        elif key not in effects:
            yield _Line(key, _count("leave"), f"{named} left as it is")
        elif key in going.unsure:
            unless = "unless the inputs, once known, single it out again"
            yield _Line(key, _count("unsure"), f"{named} {effects[key]}, {unless}")
        elif key in going.moved:
            yield _Line(key, _count("unsure"), f"{named} {effects[key]}, unless another entry has it")
        else:
            yield _Line(key, _count("release"), f"{named} {effects[key]}")


def _say_certain(session: Session, going: Releases) -> None:
    bags = going.bags
    certain = {key: done for key, done in going.certain().items() if not is_claimed(session, bags[key])}
    if certain:
        session.report.warn(describe_releases(certain, going.total))


def _count(kind: str, status: str = "Approved") -> str:
    return _COUNTED[kind][status != "Approved"]


def _summary(found: list[_Line], unchanged: int) -> str:
    """So many to approve, so many to release: each entry under one word, or two where it has two sides."""
    counts = Counter(line.counted for line in found)
    parts = [f"{counts[word]} {word}" for word in _ORDER if counts[word]]
    parts += [f"{unchanged} unchanged"] if unchanged else []
    return ", ".join(parts) or "nothing to do for any entry"


def _in_order(found: list[_Line]) -> list[str]:
    return [
        f"{entry_label(line.key)}: {line.said}"
        for line in sorted(found, key=lambda each: each.key)
        if line.said
    ]
