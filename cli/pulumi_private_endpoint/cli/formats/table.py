"""An audit's findings for a terminal; what is exempted is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from pulumi_private_endpoint.cli.audit_report import CELL, NOT_READ
from pulumi_private_endpoint.connections.text import printable

if TYPE_CHECKING:
    from pulumi_private_endpoint.cli.audit_report import AuditReport

_COLOURS = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "dim", NOT_READ: "bold red"}


def as_table(report: AuditReport) -> Table:
    """A row for each finding, and for what could not be read."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("LEVEL", "RULE", "TARGET", "CONNECTION", "FINDING"):
        table.add_column(title, overflow="fold")
    for level, rule, target, connection, finding, _, _, exempted, _ in report.rows():
        if not exempted:
            # The finding has the whole id of what was not read.
            named = target.rpartition("/")[2]
            cells = (Text(printable(text, CELL)) for text in (rule, named, connection, finding))
            table.add_row(Text(level, style=_COLOURS[level]), *cells)
    return table
