"""What differs between a set's state and the program, entry by entry.

Pure. Each entry is compared as a single resource would be; a set itself is
never replaced, only its entries are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.connections.properties import diff
from pulumi_private_endpoint.connections.properties.unknown import is_unknown

from . import state as set_state
from .inputs import APPROVALS, OWN, WHEN_ABSENT

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Changes:
    """The keys of the entries that differ; `itself`: something that is no entry's does.

    A `replaced` entry singles out another connection now: the new one is approved, the old released.
    """

    added: tuple[str, ...]
    replaced: tuple[str, ...]
    updated: tuple[str, ...]
    removed: tuple[str, ...]
    itself: bool

    @property
    def touched(self) -> frozenset[str]:
        """Every entry that something is done for."""
        return frozenset((*self.added, *self.replaced, *self.updated, *self.removed))

    def __bool__(self) -> bool:
        return self.itself or bool(self.touched)


def compare(olds: Mapping[str, Any], news: Mapping[str, Any]) -> Changes:
    """What differs between a set's state (empty: there is none) and its inputs as checked."""
    before, after = set_state.keys(olds), news.get(APPROVALS) or {}
    bags = {key: set_state.unpacked(olds, key) for key in before if key in after}
    replaced = {key: bag for key, bag in bags.items() if _replacing(bag, after[key])}
    return Changes(
        added=tuple(key for key in after if key not in bags),
        replaced=tuple(replaced),
        updated=tuple(key for key in bags if key not in replaced and entry_updates(bags[key], after[key])),
        removed=tuple(key for key in before if key not in after),
        itself=any(olds.get(name) != news.get(name) for name in OWN)
        or any(_when_absent(olds[APPROVALS][key]) != _when_absent(after[key]) for key in bags),
    )


def beyond_texts(differing: Changes, olds: Mapping[str, Any], news: Mapping[str, Any]) -> bool:
    """Whether more differs than texts, of which a service may keep something else than it was given."""
    others = (*differing.added, *differing.replaced, *differing.removed)
    updates = (
        entry_updates(set_state.unpacked(olds, key), news[APPROVALS][key]) for key in differing.updated
    )
    return differing.itself or bool(others) or any(map(diff.beyond_texts, updates))


def _replacing(bag: Mapping[str, Any], entry: Any) -> bool:
    return is_wholly_unknown(entry) or bool(diff.replacing(bag, entry))


def entry_updates(bag: Mapping[str, Any], entry: Mapping[str, Any]) -> list[str]:
    """What differs of an entry that keeps its connection."""
    return diff.updating(bag, entry, diff.spec_of(bag))


def _when_absent(entry: Any) -> Any:
    return entry.get(WHEN_ABSENT) if isinstance(entry, dict) else None


def is_wholly_unknown(entry: Any) -> bool:
    """Whether not even an entry's names are known yet (preview)."""
    return not isinstance(entry, dict) and is_unknown(entry)
