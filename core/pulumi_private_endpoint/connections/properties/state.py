"""What is kept in Pulumi's state, and the way back from it.

One flat bag in camelCase: the inputs as given, and what Azure says. Some names
are both (a connection's name may be given or found), so `declared` keeps
which of those the program gave: refresh must return the inputs, and a dynamic
provider is handed the outputs only. Nothing secret is in it (rule 9).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.model import PENDING
from pulumi_private_endpoint.connections.text import STORED, printable

from . import form
from .fields import FOUND, INPUTS, ROWS, SECRET
from .inputs import secret_texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi_private_endpoint.connections.model import Connection
    from pulumi_private_endpoint.connections.services.spec import ServiceSpec

    from .fields import ApprovalInputs

DECLARED = "declared"
APPROVED_ENDPOINT = "approvedPrivateEndpointId"
"""The requester the decision was made for, kept only once another one shows; empty where it was hidden."""
REWRITTEN = "descriptionRewritten"
"""Kept once a refresh finds another description than the last `up` left: somebody else wrote it."""

OUTPUTS = (
    "connectionId",
    "requesterSubscriptionId",
    "groupIds",
    "provisioningState",
    "previousStatus",
    "service",
    APPROVED_ENDPOINT,
    DECLARED,
    REWRITTEN,
)
"""Every output's name on the wire, beside the inputs'."""


def outputs(
    props: Mapping[str, Any], connection: Connection, spec: ServiceSpec, history: Mapping[str, Any]
) -> dict[str, Any]:
    """The bag for the state.

    Args:
        props: The inputs as checked.
        connection: What Azure shows.
        spec: How it was read.
        history: What only we can know: `requestMessage`, `previousStatus`, the pinned requester and whose
            the text is.
    """
    endpoint = str(connection.private_endpoint_id or "")
    decided_for = history.get(APPROVED_ENDPOINT) or ""
    computed = {
        "status": connection.status,
        "description": connection.description,
        "actionsRequired": connection.actions_required,
        "connectionId": str(connection.id),
        "connectionName": connection.name,
        "privateEndpointId": endpoint or None,
        "requesterSubscriptionId": connection.requester_subscription_id,
        "groupIds": [_kept(group) for group in connection.group_ids],
        "provisioningState": connection.provisioning_state,
        "apiVersion": spec.api_version,
        "service": spec.type,
        DECLARED: sorted(name for name in FOUND if props.get(name) is not None),
        **history,
        APPROVED_ENDPOINT: None if decided_for.casefold() == endpoint.casefold() else decided_for,
        SECRET: props.get(SECRET),
        **form.mark(),
    }
    given = {name: props[name] for name in INPUTS if name not in FOUND and props.get(name) is not None}
    return given | {name: _kept(value) for name, value in computed.items() if value is not None}


def declared_inputs(outs: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs the program gave, with what the state holds for them now."""
    declared = set(outs.get(DECLARED) or ())
    given = {name: outs[name] for name in INPUTS if name in outs and (name not in FOUND or name in declared)}
    return given | ({SECRET: outs[SECRET]} if outs.get(SECRET) else {})


def identity(outs: Mapping[str, Any]) -> tuple[str, ResourceId | None]:
    """The connection's name and the requester it was decided for."""
    requester = _decided_for(outs)
    return str(outs["connectionName"]), ResourceId.parse(requester) if requester else None


def first_seen(
    connection: Connection, request_message: str | None = None, previous_status: str | None = None
) -> dict[str, str | None]:
    """The history that begins with this connection: its requester is the one decided for."""
    return {
        "requestMessage": request_message,
        "previousStatus": previous_status,
        APPROVED_ENDPOINT: str(connection.private_endpoint_id or ""),
    }


def history(outs: Mapping[str, Any], request_message: str | None = None) -> dict[str, str | None]:
    """The part of the state that no later look at Azure can restore.

    Args:
        outs: The state so far.
        request_message: What stood on the connection if it was found pending again.
    """
    again = {"requestMessage": request_message, "previousStatus": PENDING} if request_message else {}
    return {
        "requestMessage": outs.get("requestMessage"),
        "previousStatus": outs.get("previousStatus"),
        APPROVED_ENDPOINT: _decided_for(outs),
        **again,
    }


def rewritten(outs: Mapping[str, Any], connection: Connection) -> bool:
    """Whether somebody else wrote the connection's description since the last `up`."""
    # A service may trim what it keeps.
    before, now = str(outs.get("description") or ""), str(_kept(connection.description))
    return bool(outs.get(REWRITTEN)) or before.split() != now.split()


def seen_again(outs: Mapping[str, Any], connection: Connection) -> dict[str, Any]:
    """The history of a connection that a refresh looks at."""
    return history(outs) | {REWRITTEN: rewritten(outs, connection) or None}


def own_secrets(outs: Mapping[str, Any], wanted: ApprovalInputs) -> frozenset[str]:
    """The texts that must not be shown: what is secret now, and what the state has of each that is or was."""
    texts = {row.name: getattr(wanted, attribute) for attribute, row in ROWS.items() if row.text}
    names = {*(outs.get(SECRET) or ()), *(name for name, text in texts.items() if text in wanted.secrets)}
    return wanted.secrets | secret_texts({**outs, SECRET: names})


def _decided_for(outs: Mapping[str, Any]) -> str:
    return str(outs.get(APPROVED_ENDPOINT, outs.get("privateEndpointId")) or "")


def _kept(value: Any) -> Any:
    """Text as it may stand in a state file: whatever wrote it, escaped and bounded."""
    return printable(value, STORED) if isinstance(value, str) else value
