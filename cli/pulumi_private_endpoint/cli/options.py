"""The options of a decision, and the typed inputs that they stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pulumi_private_endpoint.connections.properties.fields import ROWS, SELECTORS, TARGET, python_name
from pulumi_private_endpoint.connections.properties.inputs import from_props, problems
from pulumi_private_endpoint.connections.properties.values import subscriptions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi_private_endpoint.connections.properties.fields import ApprovalInputs
    from pulumi_private_endpoint.connections.properties.inputs import Problem

_WIRE = {"target": TARGET, "allowed_subscription_id": "allowedSubscriptionIds"}
"""The arguments that are not called as the inputs are."""
_WHICH = "Which connection (at least one; all given must hold)"
_GUARDS = "Guards"
_WAITS = "Reading and waiting"

Target = Annotated[str, typer.Argument(help="The Azure resource being connected to, by its id.")]
ConnectionName = Annotated[
    str | None, typer.Option(help="The connection's own name.", rich_help_panel=_WHICH)
]
EndpointId = Annotated[
    str | None, typer.Option(help="The requester's private endpoint, by its id.", rich_help_panel=_WHICH)
]
EndpointName = Annotated[
    str | None, typer.Option(help="The requester's private endpoint, by its name.", rich_help_panel=_WHICH)
]
RequestMessage = Annotated[
    str | None, typer.Option(help="What the requester wrote, letter by letter.", rich_help_panel=_WHICH)
]
GroupId = Annotated[
    str | None,
    typer.Option(help="The sub-resource that must be asked for, such as Sql.", rich_help_panel=_GUARDS),
]
Subscriptions = Annotated[
    list[str] | None,
    typer.Option(
        "--allowed-subscription-id",
        help="A subscription that the requester may be in; more than once for more.",
        rich_help_panel=_GUARDS,
    ),
]
UnknownRequester = Annotated[
    bool,
    typer.Option(
        "--allow-unknown-requester",
        help="Decide also where Azure hides who asks.",
        rich_help_panel=_GUARDS,
    ),
]
Description = Annotated[str | None, typer.Option(help="Why: kept on the connection. Default: unchanged.")]
ActionsRequired = Annotated[str | None, typer.Option(help="What the requester has to do.")]
ApiVersion = Annotated[
    str | None,
    typer.Option(
        help="The service's api-version. Default: the newest that is known here.", rich_help_panel=_WAITS
    ),
]
TenantId = Annotated[str | None, typer.Option(help="The tenant to sign in to.", rich_help_panel=_WAITS)]
Wait = Annotated[
    str,
    typer.Option(
        "--wait-for-connection", help="How long the connection may take to appear.", rich_help_panel=_WAITS
    ),
]
Timeout = Annotated[
    str, typer.Option(help="How long the whole may take, such as 90s or 10m.", rich_help_panel=_WAITS)
]


APPEARS_WITHIN = str(ROWS["wait_for_connection"].default)
DONE_WITHIN = str(ROWS["timeout"].default)
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and send nothing.")]


def typed(given: Mapping[str, Any]) -> ApprovalInputs:
    """The typed inputs that a command's arguments stand for, by their Python names.

    Raises:
        typer.BadParameter: One cannot be used, or nothing says which connection it is.
    """
    named = {_WIRE.get(name) or _camel(name): value for name, value in given.items()}
    props = {name: value for name, value in named.items() if value not in (None, [], False)}
    for problem in problems(props):
        raise typer.BadParameter(_line(problem))
    return from_props(props)


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


def _line(problem: Problem) -> str:
    """A problem as whoever types options reads it."""
    named = "TARGET" if problem.property == TARGET else option(problem.property)
    reason = problem.reason
    for name in SELECTORS:
        reason = reason.replace(python_name(name), option(name))
    return f"{named} {reason}"


def option(wire_name: str) -> str:
    """An input's name as an option's."""
    own = next((name for name, wire in _WIRE.items() if wire == wire_name), python_name(wire_name))
    return f"--{own.replace('_', '-')}"


def subscription(text: str) -> str:
    """A subscription's id.

    Raises:
        typer.BadParameter: It is none.
    """
    reason = subscriptions([text])
    if reason is not None:
        raise typer.BadParameter(f"--trusted-subscription {reason}")
    return text
