"""What an `up` would do to a connection, in the words a preview shows.

A preview is read before the change is let through, so it says what would change:
a text that would be replaced stands beside the one that would replace it, unless
the program keeps either of them secret. Pure; `preview` reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.connections.model import PENDING
from pulumi_private_endpoint.connections.plan import differences
from pulumi_private_endpoint.connections.properties.fields import INPUTS, python_name
from pulumi_private_endpoint.connections.properties.unknown import is_unknown
from pulumi_private_endpoint.connections.selection import describe
from pulumi_private_endpoint.connections.text import printable

from .read import target_label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi_private_endpoint.connections.model import Connection
    from pulumi_private_endpoint.connections.properties.fields import ApprovalInputs
    from pulumi_private_endpoint.connections.services.spec import ServiceSpec

_SECRET = "[secret]"  # noqa: S105 - as the engine shows one


@dataclass(frozen=True, slots=True)
class PreviewContext:
    """What is known of a connection's texts beside the connection.

    Attributes:
        secrets: Texts that must not be shown, nor any text that holds one of them.
        foreign: Whether somebody else than this resource wrote the description that stands there.
    """

    secrets: frozenset[str] = frozenset()
    foreign: bool = True


def found(connection: Connection, wanted: ApprovalInputs) -> str:
    """The connection that was looked at: name, requester, status, message, and where it is."""
    return f"connection {describe(connection, wanted)} of {target_label(wanted.target)}"


def not_known(inputs: Mapping[str, Any]) -> str:
    """Why a preview does not look yet, in a line; empty: it can."""
    unknown = [python_name(name) for name in INPUTS if is_unknown(inputs.get(name))]
    are, they = ("is", "it is") if len(unknown) == 1 else ("are", "they are")
    said = f"{', '.join(unknown)} {are} not known yet: up will look at the connection once {they}"
    return said if unknown else ""


def sending(
    connection: Connection, wanted: ApprovalInputs, spec: ServiceSpec, context: PreviewContext
) -> str:
    """What would be sent to the connection."""
    replaced = _replaced(connection, wanted, spec, context)
    if connection.status == wanted.status:
        return f"already {wanted.status}: would replace {replaced}: {found(connection, wanted)}"
    if replaced:
        return f"would send {wanted.status} and replace {replaced}: {found(connection, wanted)}"
    return f"would send {wanted.status} to {found(connection, wanted)}"


def overwrites(
    connection: Connection, wanted: ApprovalInputs, spec: ServiceSpec, context: PreviewContext
) -> bool:
    """Whether a description would be lost that somebody else wrote; a request's message is none."""
    texts = differences(connection, wanted.description, wanted.actions_required, spec)
    theirs = connection.status != PENDING and connection.description not in ("", wanted.request_message)
    return context.foreign and theirs and "description" in texts


def _replaced(
    connection: Connection, wanted: ApprovalInputs, spec: ServiceSpec, context: PreviewContext
) -> str:
    """The texts of a decided connection that would go, each with what would come."""
    if connection.status == PENDING:
        return ""
    pairs = {
        "description": (connection.description, wanted.description),
        "actions_required": (connection.actions_required, wanted.actions_required),
    }
    whose = ", which this resource did not write," if overwrites(connection, wanted, spec, context) else ""
    said = []
    for name in differences(connection, wanted.description, wanted.actions_required, spec):
        before, after = (_quoted(text or "", context.secrets) for text in pairs[name])
        said.append(f"its {name} {before}{whose if name == 'description' else ''} by {after}")
    return " and ".join(said)


def _quoted(text: str, secrets: frozenset[str]) -> str:
    return _SECRET if any(secret in text for secret in secrets) else f'"{printable(text)}"'
