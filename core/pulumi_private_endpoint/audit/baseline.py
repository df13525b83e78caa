"""What an earlier audit found, from the JSON that it wrote: only what is new since fails."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class UnreadableBaseline(Exception):
    """A file is not the JSON that an audit writes."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """What is known of findings, by their fingerprints.

    Attributes:
        first_seen: The day an audit found each first.
        exempted: Those that were accepted.
    """

    first_seen: Mapping[str, date] = field(default_factory=dict)
    exempted: frozenset[str] = frozenset()


def read_baseline(document: Any) -> Baseline:
    """What an earlier audit's JSON knows.

    Raises:
        UnreadableBaseline: It is none.
    """
    try:
        found = document["findings"]
        return Baseline(
            {each["fingerprint"]: date.fromisoformat(each["firstSeen"]) for each in found},
            frozenset(each["fingerprint"] for each in found if each.get("exempted")),
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        raise UnreadableBaseline("is not the JSON of an earlier audit") from None
