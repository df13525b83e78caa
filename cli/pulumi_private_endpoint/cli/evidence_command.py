"""`private-endpoint evidence`: states to decisions, as an auditor asks for them. Azure is not asked."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime, timezone
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from pulumi_private_endpoint.connections.text import SHOWN, printable
from pulumi_private_endpoint.evidence.decisions import TICKET, Decision, decisions

from . import document, exit_codes
from .auditing import files
from .formats.comma_separated import defused
from .running import show_table, tell_not_read

_TITLES = ("CONNECTION", "STATUS", "REQUESTER", "DECISION", "TICKET", "REVIEW BY", "RESOURCE")


class EvidenceOutput(str, Enum):
    """How the command answers."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def evidence(
    *,
    state: Annotated[
        list[Path] | None, typer.Option(help="A file of `pulumi stack export`; more than once for more.")
    ] = None,
    stack: Annotated[
        list[str] | None,
        typer.Option(help="A stack, exported by the Pulumi CLI on PATH; more than once for more."),
    ] = None,
    ticket_pattern: Annotated[
        str, typer.Option(help="What a ticket looks like in a description: a regular expression.")
    ] = TICKET,
    output: Annotated[
        EvidenceOutput, typer.Option("--output", "-o", help="How to answer.")
    ] = EvidenceOutput.TABLE,
) -> None:
    """Say of the decisions in Pulumi's states who asked, who decided and why, and when that is reviewed."""
    if not state and not stack:
        raise typer.BadParameter("give --state FILE or --stack NAME: evidence is made of Pulumi's states")
    try:
        re.compile(ticket_pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise typer.BadParameter(f"--ticket-pattern is not a regular expression: {error}") from None
    now = datetime.now(timezone.utc)
    recorded, hidden = files.recorded(state or [], stack or [])
    found = decisions(recorded, now.date(), ticket_pattern)
    if output is EvidenceOutput.JSON:
        answer = {
            "schema": document.SCHEMA,
            "generated": now.isoformat(timespec="seconds"),
            "decisions": [each.document() for each in found],
            "notRead": [{"scope": each.scope, "why": each.why} for each in hidden],
        }
        print(document.text(answer))
    elif output is EvidenceOutput.CSV:
        print(as_csv(found), end="")
    else:
        show_table(_table(found))
    tell_not_read(hidden)
    if hidden:
        raise typer.Exit(exit_codes.INCOMPLETE)


def as_csv(found: list[Decision]) -> str:
    """A line for each decision, in which no cell is a formula; the columns are JSON's fields."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    rows = [each.document() for each in found]
    writer.writerow(_COLUMNS)
    writer.writerows([defused(_cell(row[name]), _CELL) for name in _COLUMNS] for row in rows)
    return out.getvalue()


_CELL = 32_000
"""Characters of a cell: about what spreadsheets hold."""
_COLUMNS = (
    "resource",
    "target",
    "connection",
    "status",
    "requester",
    "requesterSubscription",
    "message",
    "decision",
    "text",
    "ticket",
    "reviewBy",
    "overdue",
    "guardedBy",
    "raw",
)


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return " ".join(value) if isinstance(value, list) else str(value or "")


def _table(found: list[Decision]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in _TITLES:
        table.add_column(title, overflow="fold")
    for each in found:
        one, told = each.recorded, each.document()
        day = f"{told['reviewBy'] or ''}{' (past)' if each.overdue else ''}"
        cells = (
            f"{one.target.name}/{one.name}",
            one.status or "",
            told["requester"] or "(hidden)",
            one.reason or "",
            each.ticket or "",
            day,
            one.resource.split("::", 3)[-1],
        )
        table.add_row(*(Text(printable(cell, SHOWN)) for cell in cells))
    return table
