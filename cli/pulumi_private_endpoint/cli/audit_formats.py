"""An audit's findings as a table, as JSON, CSV and Markdown. Requesters' texts are data in each of them."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from pulumi_private_endpoint.connections.text import printable

from . import document

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pulumi_private_endpoint.audit.report import Audit, Judged

_COLOURS = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "dim"}
_COLUMNS = ("level", "rule", "target", "connection", "finding", "what to do", "new", "exempted")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_document(audit: Audit, inventory: Mapping[str, Any], generated: str) -> dict[str, Any]:
    """The JSON: what `list` answers, with the findings."""
    return {
        **inventory,
        "generated": generated,
        "findings": [_entry(each) for each in audit.judged],
        "unusedExemptions": [
            {"rule": each.rule, "connection": str(each.connection), "line": each.line}
            for each in audit.unused
        ],
    }


def _entry(judged: Judged) -> dict[str, Any]:
    finding = judged.finding
    return {
        "rule": finding.rule.id,
        "level": finding.rule.level.word,
        "connection": str(finding.connection.id),
        "target": str(finding.connection.target),
        "message": judged.message,
        "fingerprint": finding.fingerprint,
        "exempted": judged.exempted,
        "exemption": judged.exemption and judged.exemption.reason,
        "firstSeen": judged.first_seen.isoformat(),
        "new": judged.new,
        "remedy": finding.rule.fix,
    }


def as_json(audit: Audit, inventory: Mapping[str, Any], generated: str) -> str:
    """The document, printed."""
    return document.text(as_document(audit, inventory, generated))


def as_table(audit: Audit) -> Table:
    """For a terminal; what is exempted is left out."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("LEVEL", "RULE", "TARGET", "CONNECTION", "FINDING"):
        table.add_column(title, overflow="fold")
    for each in audit.judged:
        level, rule, target, connection, finding, *_ = _row(each)
        if not each.exempted:
            cells = (Text(printable(text)) for text in (rule, target, connection, finding))
            table.add_row(Text(level, style=_COLOURS[level]), *cells)
    return table


def as_csv(audit: Audit) -> str:
    """For a spreadsheet, in which no cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows([_defused(cell) for cell in _row(each)] for each in audit.judged)
    return out.getvalue()


def as_markdown(audit: Audit, not_read: Sequence[Mapping[str, str]]) -> str:
    """For a pull request or a ticket."""
    lines = ["# Private endpoint connections", "", _summary(audit), ""]
    if audit.judged:
        lines += [f"| {' | '.join(_COLUMNS)} |", f"|{'---|' * len(_COLUMNS)}"]
        lines += [f"| {' | '.join(map(_escaped, _row(each)))} |" for each in audit.judged]
    if not_read:
        lines += ["", "## Not read", ""]
        lines += [f"- {_escaped(each['scope'])}: {_escaped(_first_line(each['why']))}" for each in not_read]
    return "\n".join(lines)


def _summary(audit: Audit) -> str:
    exempted = sum(each.exempted for each in audit.judged)
    known = sum(not each.counts and not each.exempted for each in audit.judged)
    new = len(audit.judged) - exempted - known
    return f"{len(audit.judged)} findings: {new} new, {known} known, {exempted} exempted"


def _row(judged: Judged) -> tuple[str, ...]:
    finding = judged.finding
    return (
        finding.rule.level.word,
        finding.rule.id,
        finding.connection.target.name,
        finding.connection.name,
        judged.message,
        finding.rule.fix,
        "yes" if judged.new else "no",
        judged.exemption.reason if judged.exemption and judged.exempted else "",
    )


def _first_line(text: str) -> str:
    return text.partition("\n")[0]


def _defused(cell: str) -> str:
    text = printable(cell)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _escaped(cell: str) -> str:
    text = printable(cell).replace("\\", "\\\\").replace("&", "&amp;").replace("<", "&lt;")
    for sign in "|`*_[]#!~":
        text = text.replace(sign, f"\\{sign}")
    return text
