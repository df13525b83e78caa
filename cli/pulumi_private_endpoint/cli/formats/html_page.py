"""An audit as one HTML file: a summary, a picture, findings with their remedy, and a table to look in.

It asks no network for anything and runs no script but its own: its policy names that by its hash. All that
somebody else wrote passes `printable` and then the template's escaping. It is plain ASCII, so no terminal,
pipe or mail gets its letters wrong.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jinja2

from pulumi_private_endpoint.audit.finding import Level
from pulumi_private_endpoint.cli.audit_report import CELL, accepted
from pulumi_private_endpoint.connections.model import PENDING
from pulumi_private_endpoint.connections.text import message, printable

from . import picture

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from pulumi_private_endpoint.arm import ResourceId
    from pulumi_private_endpoint.audit.outcome import Judged
    from pulumi_private_endpoint.cli.audit_report import AuditReport
    from pulumi_private_endpoint.connections.model import Connection

_SHORT = 48
_LOOKS = {"Approved": "approved", "Pending": "pending"}


@dataclass(frozen=True, slots=True)
class _Row:
    """A connection in the table; `level` is the worst that stands against it, `rank` orders by that."""

    id: str
    name: str
    status: str
    look: str
    target: str
    type: str
    groups: str
    who: str
    endpoint: str
    endpoint_id: str
    subscription: str
    tenant: str | None
    text: str
    rules: str
    level: str
    rank: int


@dataclass(frozen=True, slots=True)
class _Found:
    """A finding below its rule; `row` is its connection's number in the table, else `id` is told."""

    row: int | None
    id: str
    name: str
    target: str
    message: str
    accepted: str | None
    known: date | None


def as_html(report: AuditReport) -> str:
    """The page."""
    found: dict[ResourceId, list[Judged]] = defaultdict(list)
    for judged in report.audit.judged:
        found[judged.finding.about.id].append(judged)
    connections = report.estate.connections
    rows = {one.id: number for number, one in enumerate(connections, 1)}
    text = _template().render(
        **_fixed(),
        scope=list(_scope(report)),
        generated=report.moment,
        summary=report.summary(),
        tiles=list(_tiles(report)),
        picture=picture.draw(report.estate),
        told=_told(report),
        groups=list(_groups(report, rows)),
        unused=report.audit.unused,
        statuses=sorted({one.status for one in connections}),
        rows=[_row(report, one, found[one.id]) for one in connections],
        not_read=report.not_read,
    )
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def _scope(report: AuditReport) -> Iterator[tuple[str, str]]:
    for name, value in report.scope.document().items():
        words = "".join(f" {sign.lower()}" if sign.isupper() else sign for sign in name)
        yield words, ", ".join(value) if isinstance(value, list) else "all that can be read"


def _tiles(report: AuditReport) -> Iterator[dict[str, Any]]:
    """What is counted, for a first look."""
    connections = report.estate.connections
    yield {"name": "connections", "count": len(connections), "look": ""}
    whose = Counter(picture.who(report.estate, one) for one in connections)
    for name in (picture.FOREIGN, picture.HIDDEN):
        yield {"name": f"of {name} requesters", "count": whose[name], "look": name}
    pending = sum(one.status == PENDING for one in connections)
    yield {"name": "waiting", "count": pending, "look": "pending"}
    levels = Counter(one.finding.rule.level for one in report.audit.judged if not one.exempted)
    for level in sorted(Level, reverse=True):
        yield {"name": f"{level.word} findings", "count": levels[level], "look": level.word}
    if report.not_read:
        yield {"name": "not read", "count": len(report.not_read), "look": "high"}


def _told(report: AuditReport) -> str:
    """The picture in words."""
    connections = report.estate.connections
    whose = Counter(picture.who(report.estate, one) for one in connections)
    pending = sum(one.status == PENDING for one in connections)
    return (
        f"{len(connections):,} connections to {len({one.target for one in connections}):,} targets: "
        f"{whose[picture.FOREIGN]:,} of foreign requesters, {whose[picture.HIDDEN]:,} of hidden ones, "
        f"{pending:,} waiting. The table of connections has each of them."
    )


def _groups(report: AuditReport, rows: Mapping[ResourceId, int]) -> Iterator[dict[str, Any]]:
    """The findings of each rule, in the report's order."""
    by_rule: dict[str, list[Judged]] = defaultdict(list)
    for judged in report.audit.judged:
        by_rule[judged.finding.rule.id].append(judged)
    for alike in by_rule.values():
        yield {"rule": alike[0].finding.rule, "found": [_found(one, rows) for one in alike]}


def _found(judged: Judged, rows: Mapping[ResourceId, int]) -> _Found:
    about = judged.finding.about
    return _Found(
        row=rows.get(about.id),
        id=str(about.id),
        name=about.name,
        target="" if about.id == about.target else about.target.name,
        message=judged.message,
        accepted=accepted(judged),
        known=None if judged.new else judged.first_seen,
    )


def _row(report: AuditReport, connection: Connection, found: Sequence[Judged]) -> _Row:
    endpoint = connection.private_endpoint_id
    worst = max((one.finding.rule.level for one in found if not one.exempted), default=None)
    return _Row(
        id=str(connection.id),
        name=connection.name,
        status=connection.status,
        look=_LOOKS.get(connection.status, ""),
        target=connection.target.name,
        type=connection.target.type,
        groups=", ".join(connection.group_ids),
        who=picture.who(report.estate, connection),
        endpoint=endpoint.name if endpoint else "",
        endpoint_id=str(endpoint) if endpoint else "",
        subscription=connection.requester_subscription_id or "",
        tenant=report.estate.tenant_of(connection),
        text=connection.description,
        rules=" ".join(one.finding.rule.id for one in found),
        level=worst.word if worst else "",
        rank=max(Level) - (worst or 0),
    )


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_read),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["shown"] = lambda text: printable(text, CELL)
    environment.filters["short"] = lambda text: printable(text, _SHORT)
    environment.filters["lines"] = message
    return environment.get_template("page.html.j2")


@cache
def _fixed() -> dict[str, Any]:
    """What is the same in every page; the policy allows these scripts and this style alone."""
    style, head, script = (_read(name).strip() for name in ("page.css", "head.js", "page.js"))
    return {
        "style": style,
        "head_script": head,
        "script": script,
        "style_hash": _hash(style),
        "script_hashes": f"{_hash(head)} {_hash(script)}",
        "width": picture.WIDTH,
        "box_width": picture.BOX,
        "box_height": picture.HEIGHT,
        "version": version("pulumi-private-endpoint"),
    }


def _read(name: str) -> str:
    return (files(__package__) / "page" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
