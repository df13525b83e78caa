"""The options of a decision, and the typed inputs that they stand for."""

from __future__ import annotations

import re
from contextlib import suppress
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pulumi_private_endpoint.arm import ArmError, ResourceId
from pulumi_private_endpoint.connections.model import is_connection
from pulumi_private_endpoint.connections.properties.fields import INPUTS, ROWS, TARGET, python_name
from pulumi_private_endpoint.connections.properties.inputs import from_props, problems
from pulumi_private_endpoint.connections.properties.naming import by_names
from pulumi_private_endpoint.connections.properties.values import is_guid, subscriptions
from pulumi_private_endpoint.connections.properties.values import target as target_problem
from pulumi_private_endpoint.connections.properties.values import tenant as tenant_problem
from pulumi_private_endpoint.connections.properties.values import version as version_problem
from pulumi_private_endpoint.connections.text import printable
from pulumi_private_endpoint.inventory.scope import ResourceGroup, Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pulumi_private_endpoint.connections.properties.fields import ApprovalInputs
    from pulumi_private_endpoint.connections.properties.inputs import Problem

_ONE_OF_MANY = {"allowed_subscription_id": "allowed_subscription_ids"}
"""The argument that is given once for each, and the input that it is one of."""
_SCOPE = "Scope, instead of TARGET or beside it"
_WHICH = "Which connection (at least one; all given must hold)"
_GUARDS = "Guards"
_WAITS = "Reading and waiting"


TENANTS = "--tenant is a scope: all that can be read. --tenant-id says which tenant to sign in to"
"""What is told wherever one may be meant by the other."""


def _fits(problem: Callable[[str], str | None]) -> Callable[[str | None], str | None]:
    """Refuse an option's value while nothing was asked of Azure yet."""

    def check(text: str | None) -> str | None:
        reason = None if text is None else problem(text)
        if reason is not None:
            raise typer.BadParameter(reason)
        return text

    return check


class Output(str, Enum):
    """How a command answers."""

    TABLE = "table"
    JSON = "json"


Format = Annotated[Output, typer.Option("--output", "-o", help="How to answer.")]
Targets = Annotated[
    list[str] | None,
    typer.Argument(help="Azure resources, by their ids.", metavar="[TARGET]...", show_default=False),
]
Subscription = Annotated[
    list[str] | None,
    typer.Option(help="All resources of a subscription; more than once for more.", rich_help_panel=_SCOPE),
]
ResourceGroups = Annotated[
    list[str] | None,
    typer.Option(
        "--resource-group",
        help="All resources of a resource group, by its id; more than once for more.",
        rich_help_panel=_SCOPE,
    ),
]
ManagementGroup = Annotated[
    list[str] | None,
    typer.Option(
        help="All resources below a management group, by its name; more than once for more.",
        rich_help_panel=_SCOPE,
    ),
]
Tenant = Annotated[
    bool,
    typer.Option(
        "--tenant",
        help="All resources that can be read. Takes no value: where to sign in is --tenant-id.",
        rich_help_panel=_SCOPE,
    ),
]
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
        help="The service's api-version. Default: the newest that is known here.",
        rich_help_panel=_WAITS,
        callback=_fits(version_problem),
    ),
]
TenantId = Annotated[
    str | None,
    typer.Option(
        help="The tenant to sign in to; what is read it leaves open. Default: that of the sign-in.",
        rich_help_panel=_WAITS,
        callback=_fits(tenant_problem),
    ),
]
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


def typed(arguments: Mapping[str, Any]) -> ApprovalInputs:
    """The typed inputs that a command's arguments stand for; those that are no inputs are passed over.

    Raises:
        typer.BadParameter: One cannot be used, or nothing says which connection it is.
    """
    inputs = {_ONE_OF_MANY.get(name, name): value for name, value in arguments.items()}
    props = {
        row.name: inputs[attribute]
        for attribute, row in ROWS.items()
        if inputs.get(attribute) not in (None, [], False)
    }
    for problem in problems(props):
        raise typer.BadParameter(_line(problem))
    return from_props(props)


def _line(problem: Problem) -> str:
    """A problem as whoever types options reads it."""
    named = "TARGET" if problem.property == TARGET else option(problem.property)
    return f"{named} {in_option_names(problem.reason)}"


def option(wire_name: str) -> str:
    """An input's name as an option's."""
    name = python_name(wire_name)
    own = next((one for one, many in _ONE_OF_MANY.items() if many == name), name)
    return f"--{own.replace('_', '-')}"


in_option_names = by_names({python_name(name): option(name) for name in INPUTS if name != TARGET})
"""A text of the core's, with inputs named as options."""


def subscription_ids(texts: Sequence[str] | None, named: str) -> tuple[str, ...]:
    """Subscriptions' ids; `named` is the option.

    Raises:
        typer.BadParameter: One is none.
    """
    reason = subscriptions(list(texts)) if texts else None
    if reason is not None:
        raise typer.BadParameter(f"{named} {reason}")
    return tuple(texts or ())


def tenant_guids(texts: Sequence[str] | None) -> tuple[str, ...]:
    """Tenants' ids, in lower case: a challenge names a tenant by nothing else.

    Raises:
        typer.BadParameter: One is none.
    """
    for text in texts or ():
        if not is_guid(text):
            raise typer.BadParameter(f"--trusted-tenant must be a GUID, not {printable(text)}")
    return tuple(text.lower() for text in texts or ())


def scope(
    targets: Sequence[str] | None,
    subscription: Sequence[str] | None,
    management_group: Sequence[str] | None,
    resource_group: Sequence[str] | None,
    *,
    tenant: bool,
    tenant_id: str | None = None,
) -> Scope:
    """What is asked about; `tenant_id` is not, but may be meant so.

    Raises:
        typer.BadParameter: It is nothing, or a part of it cannot be.
    """
    for text in targets or ():
        _no_stray_id(text, tenant=tenant)
    given = Scope(
        tuple(map(parsed_target, targets or ())),
        subscription_ids(subscription, "--subscription"),
        tuple(management_group or ()),
        tenant,
        tuple(map(_parsed_group, resource_group or ())),
    )
    if not given.document():
        meant = f". {TENANTS}" if tenant_id else ""
        raise typer.BadParameter(
            f"give TARGET, --resource-group, --subscription, --management-group or --tenant{meant}"
        )
    for name in given.management_groups:
        if not _GROUP.fullmatch(name):
            raise typer.BadParameter("--management-group must be a management group's name, not its path")
    return given


def _no_stray_id(text: str, *, tenant: bool) -> None:
    """Refuse what is another option's where a resource's id should be, and say which."""
    if tenant and tenant_problem(text) is None:
        raise typer.BadParameter(f"{text} is no TARGET, and --tenant takes no value. {TENANTS}")
    if is_guid(text.removeprefix("/subscriptions/")):
        raise typer.BadParameter(
            f"{text} is no TARGET: for all of a subscription give --subscription and its GUID"
        )
    if ResourceGroup.parse(text) is not None:
        raise typer.BadParameter(f"{text} is a resource group, and no TARGET: give it as --resource-group")
    with suppress(ArmError):
        if is_connection(ResourceId.parse(text)):
            raise typer.BadParameter("TARGET is the id of a connection: give its parent, or `show` it alone")


def _parsed_group(text: str) -> ResourceGroup:
    group = ResourceGroup.parse(text)
    if group is None:
        raise typer.BadParameter(
            "--resource-group must be a resource group's id: /subscriptions/{id}/resourceGroups/{name}"
        )
    return group


def parsed_target(text: str) -> ResourceId:
    """A target's id.

    Raises:
        typer.BadParameter: It is none, or of something that is no target.
    """
    reason = target_problem(text)
    if reason is not None:
        raise typer.BadParameter(f"TARGET {reason}")
    return ResourceId.parse(text)


_GROUP = re.compile(r"[\w().-]{1,90}")
