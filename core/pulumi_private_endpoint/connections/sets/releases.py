"""What an update of a set lets go: counted before anything is sent, and bounded.

A list that comes out shorter than meant (a filter, a file that was not read) looks like many decisions to
shut people out. So an update that would reject or delete more than `max_releases` is refused. What is kept
as it is does not count, nor does a connection that has only got another key.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.errors import ApprovalError
from pulumi_private_endpoint.connections.model import DISCONNECTED, REJECTED
from pulumi_private_endpoint.connections.properties import diff
from pulumi_private_endpoint.connections.properties.fields import IDS, SELECTORS
from pulumi_private_endpoint.connections.properties.unknown import is_unknown
from pulumi_private_endpoint.connections.text import printable

from . import state as set_state
from .inputs import APPROVALS

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping

    from .diff import Changes

_DONE = {"reject": "rejected", "delete": "deleted"}
_MOST_NAMES = 10


class TooManyReleases(ApprovalError):
    """An update would reject or delete more connections than the program allows."""


@dataclass(frozen=True, slots=True)
class Releases:
    """The entries of a state that go: their connections are done with what `on_destroy` says.

    Attributes:
        moved: Those whose connection may be what another entry singles out now.
        unsure: Those that may single out the same connection again, once their inputs are known (preview).
    """

    bags: Mapping[str, dict[str, Any]]
    moved: frozenset[str]
    unsure: frozenset[str]
    total: int

    def effects(self) -> dict[str, str]:
        """The entries whose connection is not kept as it is, and what becomes of it."""
        effects = ((key, _effect(bag)) for key, bag in self.bags.items())
        return {key: _DONE[how] for key, how in effects if how != "keep"}

    def certain(self) -> dict[str, str]:
        """Those of them that no entry can be about any more."""
        return {key: done for key, done in self.effects().items() if key not in self.moved | self.unsure}


def releases_of(differing: Changes, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Releases:
    """What goes on the way from a set's state to its inputs."""
    entries = news.get(APPROVALS, {})
    bags = {key: set_state.unpacked(olds, key) for key in (*differing.removed, *differing.replaced)}
    unsure = frozenset(key for key in differing.replaced if is_unknown(entries[key]))
    coming = (entries[key] for key in (*differing.added, *differing.replaced) if not is_unknown(entries[key]))
    return Releases(bags, frozenset(_moved(bags, coming)), unsure, len(set_state.keys(olds)))


def _effect(bag: Mapping[str, Any]) -> str:
    """What a release does to a connection; `keep` where nothing is left to be done."""
    how = str(bag.get("onDestroy") or "keep")
    shut = how == "reject" and bag.get("status") in (REJECTED, DISCONNECTED)
    return "keep" if shut else how


def refuse_too_many(certain: Mapping[str, str], total: int, allowed: int | None, remark: str = "") -> None:
    """Stop what lets too many go.

    Args:
        certain: The entries whose connections would be rejected or deleted, and which of the two.
        total: How many there were.
        allowed: How many may be; None: all.
        remark: What else there is to be said.

    Raises:
        TooManyReleases: They are more.
    """
    if allowed is not None and len(certain) > allowed:
        raise TooManyReleases(
            f"{describe_releases(certain, total)}. That is more than max_releases allows ({allowed}), so "
            f"none is: put the entries back, or raise max_releases if they are meant to go{remark}"
        )


def describe_releases(certain: Mapping[str, str], total: int) -> str:
    """So many of so many, and whose: "2 of 97 connections would be rejected: orders, billing"."""
    parts = []
    for done, count in sorted(Counter(certain.values()).items(), reverse=True):
        keys = sorted(key for key, how in certain.items() if how == done)
        names = ", ".join(printable(key) for key in keys[:_MOST_NAMES])
        more = f" and {count - _MOST_NAMES} more" if count > _MOST_NAMES else ""
        parts.append(f"{count} of {total} connections would be {done}: {names}{more}")
    return "; ".join(parts)


def _moved(bags: Mapping[str, Mapping[str, Any]], coming: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Which entries' connections are singled out by one of those that come."""
    by_selector: dict[Hashable, list[Mapping[str, Any]]] = {}
    for entry in coming:
        first = next(name for name in SELECTORS if entry.get(name) is not None)
        by_selector.setdefault(_selected(entry, first, entry[first]), []).append(entry)
    for key, bag in bags.items():
        found = (_selected(bag, name, diff.found(name, bag)) for name in SELECTORS)
        if any(not diff.replacing(bag, entry) for each in found for entry in by_selector.get(each, ())):
            yield key


def _selected(props: Mapping[str, Any], selector: str, value: Any) -> Hashable:
    target = ResourceId.parse(props["targetResourceId"])
    return target, selector, ResourceId.parse(value) if selector in IDS and value else value
