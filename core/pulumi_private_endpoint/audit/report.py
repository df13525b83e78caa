"""The outcome of an audit: every finding, what is accepted, and what is new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from .exemptions import unused
from .rules import findings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .estate import Estate
    from .exemptions import Exemption
    from .finding import Finding, Level


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding with what is known of it beside itself.

    Attributes:
        exemption: What accepts it, over or not.
        first_seen: The day on which an audit found it first.
        new: Whether no earlier audit found it.
    """

    finding: Finding
    exemption: Exemption | None
    first_seen: date
    new: bool
    today: date

    @property
    def exempted(self) -> bool:
        """Whether it is accepted today."""
        return self.exemption is not None and self.today <= self.exemption.until

    @property
    def expired(self) -> bool:
        """Whether it was accepted, and is not any more."""
        return self.exemption is not None and not self.exempted

    @property
    def counts(self) -> bool:
        """Whether it makes an audit fail: new, and accepted by nobody."""
        return self.new and not self.exempted

    @property
    def message(self) -> str:
        """What is said of it."""
        over = f"; its exemption ended on {self.exemption.until}" if self.exemption and self.expired else ""
        return f"{self.finding.message}{over}"


@dataclass(frozen=True, slots=True)
class Audit:
    """All findings, and the exemptions that are about none of them."""

    judged: tuple[Judged, ...]
    unused: tuple[Exemption, ...]

    def fails(self, level: Level) -> bool:
        """Whether anything counts at that level or above."""
        return any(each.counts and each.finding.rule.level >= level for each in self.judged)


def audit(estate: Estate, exemptions: Sequence[Exemption]) -> Audit:
    """Judge an estate. An expired exemption counts as new, whatever was known before."""
    found = findings(estate)
    judged = []
    for each in found:
        exemption = next((one for one in exemptions if one.covers(each)), None)
        seen = estate.first_seen.get(each.fingerprint)
        one = Judged(each, exemption, seen or estate.today, seen is None, estate.today)
        judged.append(Judged(each, exemption, one.first_seen, one.new or one.expired, estate.today))
    return Audit(tuple(judged), tuple(unused(exemptions, found)))


class UnreadableBaseline(Exception):
    """A file is not the JSON that an audit writes."""


def first_seen_in(document: Any) -> Mapping[str, date]:
    """What an earlier audit's JSON knows, by fingerprint.

    Raises:
        UnreadableBaseline: It is none.
    """
    try:
        return {
            found["fingerprint"]: date.fromisoformat(found["firstSeen"]) for found in document["findings"]
        }
    except (KeyError, TypeError, ValueError):
        raise UnreadableBaseline("is not the JSON of an earlier audit") from None
