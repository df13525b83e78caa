"""An audit's findings for a pull request or a ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_private_endpoint.connections.text import printable

from .report import CELL, COLUMNS, NOT_READ, first_line

if TYPE_CHECKING:
    from .report import AuditReport


def as_markdown(report: AuditReport) -> str:
    """A table, and below it what could not be read."""
    lines = ["# Private endpoint connections", "", report.summary(), ""]
    if report.audit.judged:
        lines += [f"| {' | '.join(COLUMNS)} |", f"|{'---|' * len(COLUMNS)}"]
        lines += [f"| {' | '.join(map(escaped, row))} |" for row in report.rows() if row[0] != NOT_READ]
    if report.not_read:
        lines += ["", "## Not read", ""]
        lines += [f"- {escaped(each.scope)}: {escaped(first_line(each.why))}" for each in report.not_read]
    return "\n".join(lines)


def escaped(cell: str) -> str:
    """A text in which nothing is markup."""
    text = printable(cell, CELL).replace("\\", "\\\\").replace("&", "&amp;").replace("<", "&lt;")
    for sign in "|`*_[]#!~":
        text = text.replace(sign, f"\\{sign}")
    return text
