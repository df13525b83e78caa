"""An audit's findings for a spreadsheet, in which no cell is a formula."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from pulumi_private_endpoint.cli.audit_report import CELL, COLUMNS
from pulumi_private_endpoint.connections.text import FORMULA, printable

if TYPE_CHECKING:
    from pulumi_private_endpoint.cli.audit_report import AuditReport

_CUT = "…"


def as_csv(report: AuditReport) -> str:
    """A line for each finding, and for what could not be read."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([defused(cell) for cell in row] for row in report.rows())
    return out.getvalue()


def defused(cell: str, limit: int = CELL) -> str:
    """A text as a cell that no spreadsheet takes for a formula, nor any part of it; what was cut says so."""
    text = printable(cell, limit)
    cut = " (cut)" if len(cell) > limit and text.endswith(_CUT) else ""
    return f"{FORMULA.sub(_behind_a_quote, text)}{cut}"


def _behind_a_quote(found: re.Match[str]) -> str:
    return f"{found[0]}'" if found[0].strip() else f"'{found[0]}"
