"""Exactly one connection, or nothing (rule 1).

Pure: connections in, an outcome out. Ids compare as ARM ids, names and messages
by equality; never by prefix, suffix or pattern, and never "the first pending
one". Guards are no selectors: a connection that was singled out but is not
allowed is refused, not passed over in favour of another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

from .model import DISCONNECTED, PENDING, REJECTED, Connection
from .text import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulumi_private_endpoint.connections.properties.fields import ApprovalInputs


@dataclass(frozen=True, slots=True)
class Match:
    """The one connection that was singled out."""

    connection: Connection


class Lines(Sequence[str]):
    """One line on each of some connections, written only when it is read: of thousands few are shown."""

    def __init__(self, connections: Sequence[Connection], line: Callable[[Connection], str]) -> None:
        """`line` is what to say of one."""
        self._connections, self._line = connections, line

    def __len__(self) -> int:
        return len(self._connections)

    @overload
    def __getitem__(self, at: int) -> str: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...

    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        chosen = self._connections[at]
        return self._line(chosen) if isinstance(chosen, Connection) else Lines(chosen, self._line)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


@dataclass(frozen=True, slots=True)
class NoMatch:
    """None was; `seen` says of each why not, the pending ones first."""

    seen: Sequence[str]


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several were."""

    seen: Sequence[str]


@dataclass(frozen=True, slots=True)
class Forbidden:
    """One was, and a guard refuses it."""

    connection: Connection
    reason: str


Outcome = Match | NoMatch | Ambiguous | Forbidden


def select(connections: Sequence[Connection], wanted: ApprovalInputs) -> Outcome:
    """The connection that all given selectors hold for, if there is exactly one and it may be acted on."""
    matching = [connection for connection in connections if mismatch(connection, wanted) is None]
    if not matching:
        likelier = sorted(connections, key=lambda each: each.status != PENDING)  # what still waits
        return NoMatch(Lines(likelier, lambda each: f"{describe(each, wanted)}: {mismatch(each, wanted)}"))
    chosen = _only(matching, wanted.status)
    if chosen is None:
        return Ambiguous(Lines(matching, lambda each: describe(each, wanted)))
    refusal = guard(chosen, wanted)
    return Match(chosen) if refusal is None else Forbidden(chosen, refusal)


def mismatch(connection: Connection, wanted: ApprovalInputs) -> str | None:
    """Why a connection is not the one singled out; None: it is."""
    if wanted.connection_name is not None and connection.name != wanted.connection_name:
        return "has another name"
    if (
        wanted.private_endpoint_id is not None
        and connection.private_endpoint_id != wanted.private_endpoint_id
    ):
        return _not_this("private endpoint", connection)
    if (
        wanted.private_endpoint_name is not None
        and _endpoint_name(connection) != wanted.private_endpoint_name
    ):
        return _not_this("private endpoint name", connection)
    if wanted.request_message is not None and not _carries(connection, wanted.request_message, wanted):
        return "has another request message"
    return None


def guard(connection: Connection, wanted: ApprovalInputs) -> str | None:
    """Why a connection that was singled out must not be acted on; None: it may."""
    if wanted.group_id is not None and wanted.group_id not in connection.group_ids:
        groups = ", ".join(printable(group) for group in connection.group_ids)
        if not groups:
            return "the service does not show which sub-resource it is for; leave group_id out to accept that"
        return f"it is for the sub-resource {groups}, not for the group_id {wanted.group_id}"
    if connection.private_endpoint_id is None and not wanted.allow_unknown_requester:
        return "Azure does not show who asks; set allow_unknown_requester to accept that"
    if wanted.allowed_subscription_ids is not None and not _allowed(
        connection, wanted.allowed_subscription_ids
    ):
        subscription = connection.requester_subscription_id or "unknown"
        return f"the requester's subscription {subscription} is not among allowed_subscription_ids"
    return None


def forbidden(connection: Connection, wanted: ApprovalInputs) -> str | None:
    """Why a connection read again must not be decided: a guard, or another request under its name."""
    texts = (wanted.request_message, wanted.description)
    if wanted.request_message and connection.status == PENDING and connection.description not in texts:
        return "it is pending with another message than the request_message given"
    return guard(connection, wanted)


def describe(connection: Connection, wanted: ApprovalInputs | None) -> str:
    """One line on a connection, safe to show: name, requester, status, message.

    The text on a decided connection is the owner's and identifies nobody; and what the program gave is not
    repeated, since a message may be a secret that singles the request out.
    """
    endpoint = (
        printable(str(connection.private_endpoint_id), 400) if connection.private_endpoint_id else "hidden"
    )
    return (
        f"{printable(connection.name)} ({printable(connection.status)}, requester {endpoint}"
        f"{_message(connection, wanted)})"
    )


def _message(connection: Connection, wanted: ApprovalInputs | None) -> str:
    if connection.status != PENDING:
        return ""
    if wanted is not None and connection.description in (wanted.request_message, wanted.description):
        return ", message as given"
    return f', message "{printable(connection.description)}"'


def _only(matching: Sequence[Connection], status: str) -> Connection | None:
    if len(matching) == 1:
        return matching[0]
    # E17: one endpoint can leave several connections behind. The single pending one is the live request;
    # after a run that was cut short (rule 6), the single one that has the wanted status already.
    endpoints = {connection.private_endpoint_id for connection in matching}
    pending = [connection for connection in matching if connection.status == PENDING]
    live = pending or [connection for connection in matching if connection.status == status]
    if len(endpoints) > 1 or None in endpoints or len(live) != 1:
        return None
    # Access is by any of them: a rejection that leaves another open rejects nobody.
    left = [connection for connection in matching if connection.status not in (REJECTED, DISCONNECTED)]
    return live[0] if status != REJECTED or left in ([], live) else None


def _carries(connection: Connection, message: str, wanted: ApprovalInputs) -> bool:
    """Whether the description still is the request's message, or is what an earlier run put in its place.

    The message stands in the description only while the connection is pending; after a crash between the
    approval and the state it is gone (rule 6). Our own text in its place is proof only where it belongs to
    these inputs alone: because it quotes the message, or because name or endpoint are given too. Adopting
    sends nothing.
    """
    if connection.description == message:
        return True
    if connection.status != wanted.status or connection.description != wanted.description:
        return False
    quoted = message in connection.description
    return quoted or wanted.connection_name is not None or wanted.private_endpoint_id is not None


def _endpoint_name(connection: Connection) -> str | None:
    return connection.private_endpoint_id.name if connection.private_endpoint_id else None


def _not_this(what: str, connection: Connection) -> str:
    return f"has another {what}" if connection.private_endpoint_id else f"does not show its {what}"


def _allowed(connection: Connection, subscription_ids: Sequence[str]) -> bool:
    subscription = connection.requester_subscription_id
    return subscription is not None and subscription.casefold() in {
        each.casefold() for each in subscription_ids
    }
