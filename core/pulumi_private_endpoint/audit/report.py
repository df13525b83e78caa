"""The outcome of an audit: every finding, what is accepted, and what is new."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
        new: Whether no earlier audit found it, or what accepted it then does not any more.
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
    """Judge an estate. What was accepted and is not any more counts as new, whatever was known before."""
    found = findings(estate)
    judged = tuple(_judged(each, estate, exemptions) for each in found)
    return Audit(judged, tuple(unused(exemptions, found)))


def _judged(finding: Finding, estate: Estate, exemptions: Sequence[Exemption]) -> Judged:
    covering = (one for one in exemptions if one.covers(finding))
    exemption = max(
        covering, key=lambda one: one.until, default=None
    )  # a renewal stands beside what it renews
    seen = estate.first_seen.get(finding.fingerprint)
    one = Judged(finding, exemption, seen or estate.today, seen is None, estate.today)
    withdrawn = finding.fingerprint in estate.once_exempted and not one.exempted
    return replace(one, new=one.new or one.expired or withdrawn)


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


def exempted_in(document: Any) -> frozenset[str]:
    """The fingerprints of what was accepted in an earlier audit, of which `first_seen_in` could be read."""
    return frozenset(found["fingerprint"] for found in document["findings"] if found.get("exempted"))
