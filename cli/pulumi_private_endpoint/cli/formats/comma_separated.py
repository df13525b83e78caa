"""An audit's findings for a spreadsheet, in which no cell is a formula."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from pulumi_private_endpoint.cli.audit_report import CELL, COLUMNS
from pulumi_private_endpoint.connections.text import printable

if TYPE_CHECKING:
    from pulumi_private_endpoint.cli.audit_report import AuditReport

_FORMULA = ("=", "+", "-", "@")


def as_csv(report: AuditReport) -> str:
    """A line for each finding, and for what could not be read."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([defused(cell) for cell in row] for row in report.rows())
    return out.getvalue()


def defused(cell: str) -> str:
    """A text as a cell that no spreadsheet takes for a formula."""
    text = printable(cell, CELL)
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text
