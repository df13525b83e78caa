"""The outcome of an audit: every finding, what is accepted, and what is new."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .rules import findings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pulumi_private_endpoint.arm import ResourceId

    from .estate import Estate
    from .exemptions import Exemption
    from .finding import Finding, Level


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding with what is known of it beside itself.

    Attributes:
        exemption: What accepts it, over or not.
        exempted: Whether it is accepted today.
        first_seen: The day on which an audit found it first.
        new: Whether no earlier audit found it, or what accepted it then does not any more.
    """

    finding: Finding
    exemption: Exemption | None
    exempted: bool
    first_seen: date
    new: bool

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
    accepting = _last_to_end(exemptions)
    judged = tuple(_judged(each, estate, accepting.get((each.rule.id, each.about.id))) for each in found)
    there = {(each.rule.id, each.about.id) for each in found}
    return Audit(judged, tuple(each for each in exemptions if each.accepts not in there))


def _last_to_end(exemptions: Sequence[Exemption]) -> dict[tuple[str, ResourceId], Exemption]:
    """By what they accept: a renewal stands beside what it renews."""
    found: dict[tuple[str, ResourceId], Exemption] = {}
    for one in sorted(exemptions, key=lambda each: each.until, reverse=True):
        found.setdefault(one.accepts, one)
    return found


def _judged(finding: Finding, estate: Estate, exemption: Exemption | None) -> Judged:
    accepted = exemption is not None and estate.today <= exemption.until
    seen = estate.first_seen.get(finding.fingerprint)
    once = exemption is not None or finding.fingerprint in estate.once_exempted
    new = seen is None or (once and not accepted)
    return Judged(finding, exemption, accepted, seen or estate.today, new)
