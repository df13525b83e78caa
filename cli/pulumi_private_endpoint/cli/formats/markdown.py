"""An audit's findings for a pull request or a ticket.

What others wrote is code: no sign before it stops a code host from making an address a link, or from telling
`@somebody`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pulumi_private_endpoint.cli.audit_report import CELL, COLUMNS, NOT_READ, first_line
from pulumi_private_endpoint.connections.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pulumi_private_endpoint.cli.audit_report import AuditReport

_BAR = re.compile(r"(\\*)\|")
_TICKS = re.compile("`+")
_EDGES = "` "


def as_markdown(report: AuditReport) -> str:
    """A table, and below it what could not be read."""
    lines = ["# Private endpoint connections", "", report.summary(), ""]
    if report.audit.judged:
        lines += [f"| {' | '.join(COLUMNS)} |", f"|{'---|' * len(COLUMNS)}"]
        lines += [f"| {' | '.join(_cells(row))} |" for row in report.rows() if row[0] != NOT_READ]
    if report.not_read:
        lines += ["", "## Not read", ""]
        lines += [f"- {verbatim(each.scope)}: {verbatim(first_line(each.why))}" for each in report.not_read]
    if report.audit.unused:
        lines += ["", "## Unused exemptions", "", *(f"- {verbatim(text)}" for text in report.unused())]
    return "\n".join(lines)


def _cells(row: Sequence[str]) -> Iterator[str]:
    own = ("level", "rule", "what to do", "new")
    return (cell if name in own else verbatim(cell) for name, cell in zip(COLUMNS, row, strict=True))


def verbatim(cell: str) -> str:
    """A text as code, in a table too, where only a backslash keeps a bar from ending its cell."""
    text = _BAR.sub(r"\1\1\|", printable(cell, CELL))
    if not text:
        return ""
    fence = "`" * (1 + max(map(len, _TICKS.findall(text)), default=0))
    edge = " " if text[0] in _EDGES or text[-1] in _EDGES else ""  # of which one at each end is taken away
    return f"{fence}{edge}{text}{edge}{fence}"
