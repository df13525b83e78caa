"""What every format renders: the findings of an audit, what they were made of, and what is missing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.connections.text import printable
from pulumi_private_endpoint.evidence.decisions import decisions

from . import document
from .places import Places

if TYPE_CHECKING:
    from datetime import datetime

    from pulumi_private_endpoint.audit.estate import Estate
    from pulumi_private_endpoint.audit.outcome import Audit, Judged
    from pulumi_private_endpoint.connections.model import Connection
    from pulumi_private_endpoint.evidence.decisions import Decision
    from pulumi_private_endpoint.inventory.scope import NotRead, Scope

    from .places import Place

NOT_READ = "not read"
CELL = 1000
"""Characters of a text that are shown; messages quote what is shorter."""
COLUMNS = ("level", "rule", "target", "connection", "finding", "what to do", "new", "exempted", "id")


@dataclass(frozen=True, slots=True)
class AuditReport:
    """An audit that is done.

    Attributes:
        compared: Whether an earlier audit was given, so that new and known can be told apart.
        places: The files in which a finding's connection stands, or should.
    """

    scope: Scope
    estate: Estate
    audit: Audit
    not_read: tuple[NotRead, ...]
    generated: datetime
    compared: bool = False
    places: Places = field(default_factory=Places)

    @property
    def moment(self) -> str:
        """When, to the second."""
        return self.generated.isoformat(timespec="seconds")

    def inventory(self) -> dict[str, Any]:
        """What `list` answers, with the tenants of requesters in others, and the resources in states."""
        return document.inventory(
            self.scope.document(),
            self.estate.connections,
            self.not_read,
            self.estate.tenants,
            self._managed_by,
        )

    def _managed_by(self, connection: Connection) -> str | None:
        record = self.estate.record_of(connection)
        return record.resource if record else None

    def decisions(self) -> list[Decision]:
        """The decisions in the states that were given."""
        return decisions((self.estate.recorded or {}).values(), self.estate.today)

    def rows(self) -> list[tuple[str, ...]]:
        """A row for each finding, and behind them one for each thing that could not be read."""
        missed = [
            (NOT_READ, "", each.scope, "", first_line(each.why), "", "", "", "") for each in self.not_read
        ]
        return [*map(_row, self.audit.judged), *missed]

    def place_of(self, judged: Judged) -> Place:
        """Where a finding belongs in files."""
        return self.places.of(judged, self.estate.record_of(judged.finding.about))

    def unused(self) -> list[str]:
        """The exemptions that are about nothing, each with its place."""
        file = self.places.exemptions
        return [
            f"{f'{file}:' if file else ''}{each.line}: {each.rule} of {each.connection}"
            for each in self.audit.unused
        ]

    def summary(self) -> str:
        """The findings, counted."""
        judged = self.audit.judged
        kinds = Counter("exempted" if one.exempted else "new" if one.new else "known" for one in judged)
        return f"{len(judged):,} findings: " + ", ".join(
            f"{kinds[kind]:,} {kind}" for kind in ("new", "known", "exempted")
        )


def first_line(text: str) -> str:
    """What happened, without the details below it."""
    return text.partition("\n")[0]


def accepted(judged: Judged) -> str | None:
    """Why, until when and by whom a finding is accepted; None where it is not."""
    exemption = judged.exemption
    if exemption is None or not judged.exempted:
        return None
    until = f"until {exemption.until}, approved by {exemption.approved_by}"
    return printable(f"{exemption.reason} ({until})", CELL)


def _row(judged: Judged) -> tuple[str, ...]:
    finding, about = judged.finding, judged.finding.about
    return (
        finding.rule.level.word,
        finding.rule.id,
        about.target.name,
        "" if about.id == about.target else about.name,
        judged.message,
        finding.rule.fix,
        "yes" if judged.new else "no",
        judged.exemption.reason if judged.exemption and judged.exempted else "",
        str(about.id),
    )
