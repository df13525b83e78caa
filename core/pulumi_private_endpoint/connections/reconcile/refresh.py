"""One approval as Azure has it now: for a refresh, and for whoever knows no more than its id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm import ArmError, ResourceId
from pulumi_private_endpoint.connections.errors import ApprovalError, ConnectionNotFound
from pulumi_private_endpoint.connections.model import PENDING, is_connection, pending
from pulumi_private_endpoint.connections.properties import state
from pulumi_private_endpoint.connections.text import STORED, printable

from .approve import another_requester, read_current
from .read import target_label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi_private_endpoint.connections.model import Connection
    from pulumi_private_endpoint.connections.runtime.session import Session


async def refresh(session: Session, id_: str, props: Mapping[str, Any]) -> dict[str, Any] | None:
    """The state as Azure has it now; None if the connection is gone.

    Args:
        session: The shared parts of the process.
        id_: The connection's Azure id.
        props: The state; or, where there is none yet, what is known of the inputs.

    Raises:
        ApprovalError: The id is not a connection's, or there is no state and no connection.
        ArmError: It could not be read.
    """
    connection_id, target = _parsed(id_)
    known = state.DECLARED in props
    given = state.declared_inputs(props) if known else {"targetResourceId": str(target), **props}
    observed = await read_current(session, target, connection_id.name, given.get("apiVersion"))
    if observed is None:
        if known:
            return None
        raise _missing(connection_id, target)
    found = observed[0]
    history = state.seen_again(props, found) if known else state.first_seen(found, pending(found))
    outs = state.outputs(given, *observed, history)
    if state.APPROVED_ENDPOINT in outs:
        session.report.warn(another_requester(outs))
    return outs


async def adopt(session: Session, id_: str) -> tuple[dict[str, Any], Connection]:
    """The inputs a program would declare for the connection of that id, and the connection.

    Raises:
        ApprovalError: The id is not a connection's, or there is no such connection.
        ArmError: It could not be read.
    """
    connection_id, target = _parsed(id_)
    observed = await read_current(session, target, connection_id.name, None)
    if observed is None:
        raise _missing(connection_id, target)
    return adopted_inputs(observed[0]), observed[0]


def adopted_inputs(connection: Connection) -> dict[str, Any]:
    """The inputs a program would declare for a connection as it stands; a pending one is undecided."""
    decided = connection.status != PENDING
    inputs: dict[str, Any] = {"targetResourceId": str(connection.target), "connectionName": connection.name}
    if decided:
        inputs["status"] = connection.status
    if connection.private_endpoint_id is not None:
        inputs["privateEndpointId"] = str(connection.private_endpoint_id)
    else:
        inputs["allowUnknownRequester"] = True
    text = connection.description
    if decided and text.strip() and printable(text, STORED) == text:
        inputs["description"] = text
    return inputs


def _missing(connection_id: ResourceId, target: ResourceId) -> ConnectionNotFound:
    return ConnectionNotFound(f"connection {connection_id.name} of {target_label(target)} does not exist")


def _parsed(text: str) -> tuple[ResourceId, ResourceId]:
    """A connection's Azure id, and its target's.

    Raises:
        ApprovalError: It is none.
    """
    try:
        connection_id = ResourceId.parse(text)
    except ArmError as error:
        raise ApprovalError(f"the id is not a connection's Azure id: {error}") from None
    if not is_connection(connection_id):
        raise ApprovalError(
            "the id is not a connection's Azure id: it must end in /privateEndpointConnections/<name>"
        )
    if connection_id.parent is None:
        raise ApprovalError("the id is not a connection's Azure id: it has no resource above it")
    return connection_id, connection_id.parent
