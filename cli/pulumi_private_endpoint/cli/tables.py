"""What people read: tables and lines in which nothing that requesters wrote can drive a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from pulumi_private_endpoint.connections.text import SHOWN, printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pulumi_private_endpoint.connections.model import Connection

_COLOURS = {"Approved": "green", "Pending": "yellow", "Rejected": "red", "Disconnected": "red"}


def connections_table(connections: Iterable[Connection]) -> Table:
    """A row for each connection."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in ("TARGET", "CONNECTION", "STATUS", "REQUESTER", "SUB-RESOURCE", "TEXT"):
        table.add_column(title, overflow="fold")
    for connection in connections:
        table.add_row(
            _safe(connection.target.name),
            _safe(connection.name),
            status(connection),
            _safe(str(connection.private_endpoint_id or "(hidden)")),
            _safe(", ".join(connection.group_ids)),
            _safe(connection.description),
        )
    return table


def details(connection: Connection) -> Table:
    """All that is known of one connection."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for name, value in (
        ("id", str(connection.id)),
        ("target", str(connection.target)),
        ("requester", str(connection.private_endpoint_id or "(hidden)")),
        ("sub-resource", ", ".join(connection.group_ids)),
        ("text", connection.description),
        ("actions required", connection.actions_required or ""),
        ("provisioning state", connection.provisioning_state or ""),
    ):
        table.add_row(name, _safe(value))
    table.add_row("status", status(connection))
    return table


def status(connection: Connection) -> Text:
    """The status in its colour."""
    return Text(printable(connection.status), style=_COLOURS.get(connection.status, ""))


def _safe(text: str) -> Text:
    # A `Text` is never read as markup.
    return Text(printable(text, SHOWN))
