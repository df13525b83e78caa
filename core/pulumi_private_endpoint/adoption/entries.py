"""What of some connections goes into code, and what somebody has to do first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.connections.model import APPROVED, DISCONNECTED, PENDING, REJECTED
from pulumi_private_endpoint.connections.properties.inputs import problems
from pulumi_private_endpoint.connections.reconcile.refresh import adopted_inputs
from pulumi_private_endpoint.connections.text import STORED, printable
from pulumi_private_endpoint.evidence.descriptions import DEFAULTS, complaints

from .naming import names, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from pulumi_private_endpoint.connections.model import Connection

_ON_DESTROY = "onDestroy"
DESCRIPTION = "policy approval-description-required"
_LEFT_OUT = {
    PENDING: "so there is no decision to adopt",
    # E4: informative only.
    DISCONNECTED: "and can only be deleted",
    APPROVED: "which was not asked for",
    REJECTED: "which was not asked for",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the code is to be.

    Attributes:
        today: A day of review that a description names is past by it.
        statuses: The decisions that go into code; nothing undecided ever does.
        on_destroy: What each approval says of its end.
        api_version: Declared too, where it was given to read them.
        tenant_id: The same.
    """

    today: date
    statuses: frozenset[str] = frozenset({APPROVED})
    on_destroy: str = "keep"
    api_version: str | None = None
    tenant_id: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A connection that goes into code.

    Attributes:
        inputs: By their names on the wire.
        missing: What the governance pack will say of it.
    """

    name: str
    connection: Connection
    inputs: Mapping[str, Any]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToDo:
    """A connection that does not go into code, or not as it should."""

    connection: Connection
    why: str

    def __str__(self) -> str:
        return f"{printable(str(self.connection.id), STORED)}: {self.why}"


@dataclass(frozen=True, slots=True)
class Adoption:
    """One program's: the connections of the resources in one subscription, by its id."""

    subscription: str
    entries: tuple[Entry, ...]
    left_out: tuple[ToDo, ...]

    @property
    def to_do(self) -> list[ToDo]:
        """What the program does not say, or not as it should."""
        return [
            *self.left_out,
            *(ToDo(each.connection, why) for each in self.entries for why in each.missing),
        ]


def adoptions(connections: Iterable[Connection], wanted: Wanted) -> list[Adoption]:
    """What is to be adopted, subscription by subscription; the same whatever order they come in."""
    found: defaultdict[str, list[Connection]] = defaultdict(list)
    for each in sorted(connections, key=lambda one: str(one.id).casefold()):
        found[plain(each.target.subscription_id or "") or "tenant"].append(each)
    return [_adoption(key, found[key], wanted) for key in sorted(found)]


def reason_left_out(connection: Connection, statuses: Iterable[str]) -> str | None:
    """Why a connection is not for code, as an end of the sentence "it is..."; None: it is."""
    status = connection.status
    if status in statuses and status in (APPROVED, REJECTED):
        return None
    return f"{printable(status)}, {_LEFT_OUT.get(status, 'neither Approved nor Rejected')}"


def _adoption(subscription: str, connections: Sequence[Connection], wanted: Wanted) -> Adoption:
    declared: list[tuple[Connection, Mapping[str, Any]]] = []
    left_out = []
    for connection in connections:
        inputs, why = _inputs(connection, wanted)
        if why is None:
            declared.append((connection, inputs))
        else:
            left_out.append(ToDo(connection, why))
    entries = tuple(
        Entry(name, connection, inputs, tuple(_missing(connection, inputs, wanted)))
        for name, (connection, inputs) in zip(names([one for one, _ in declared]), declared, strict=True)
    )
    return Adoption(subscription, entries, tuple(left_out))


def _inputs(connection: Connection, wanted: Wanted) -> tuple[Mapping[str, Any], str | None]:
    """What a program would declare, and why none should."""
    if (reason := reason_left_out(connection, wanted.statuses)) is not None:
        return {}, f"is {reason}{_asked(connection)}"
    more = {"apiVersion": wanted.api_version, "tenantId": wanted.tenant_id, _ON_DESTROY: wanted.on_destroy}
    inputs = adopted_inputs(connection) | {name: value for name, value in more.items() if value is not None}
    wrong = problems(inputs)
    if any(problem.property == _ON_DESTROY for problem in wrong):  # that service rejects nothing
        inputs[_ON_DESTROY] = "keep"
    others = (problem for problem in wrong if problem.property != _ON_DESTROY)
    return inputs, next((f"cannot be declared: {problem}" for problem in others), None)


def _asked(connection: Connection) -> str:
    if connection.status != PENDING:
        return ""
    requester = printable(str(connection.private_endpoint_id or "hidden"), 400)
    return f' (requester {requester}, message "{printable(connection.description)}")'


def _missing(connection: Connection, inputs: Mapping[str, Any], wanted: Wanted) -> Iterator[str]:
    if inputs[_ON_DESTROY] != wanted.on_destroy:
        yield f"on_destroy cannot be {wanted.on_destroy} for {connection.target.type}, so it is keep"
    text = inputs.get("description")
    if text is None and connection.description.strip():
        yield "its text holds what no program may declare: it stays on the connection, and is left out here"
    for complaint in complaints(text, DEFAULTS, wanted.today):
        yield f"the description {complaint.says} ({DESCRIPTION})"
    if connection.private_endpoint_id is None and connection.status == APPROVED:
        yield (
            "Azure hides the requester, so the connection's name alone singles it out (policies "
            "approval-requester-pinned, approval-unknown-requester-forbidden)"
        )
