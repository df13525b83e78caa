"""The commands of `private-endpoint`. Each: options to typed inputs, a walk of the core's, an answer."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from io import TextIOWrapper
from typing import Annotated, Any

import typer

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.errors import ConnectionNotFound
from pulumi_private_endpoint.connections.model import Connection, is_connection
from pulumi_private_endpoint.connections.properties.fields import ApprovalInputs
from pulumi_private_endpoint.connections.reconcile.approve import approve as approve_connection
from pulumi_private_endpoint.connections.reconcile.preview import preview_create
from pulumi_private_endpoint.connections.reconcile.read import get_connection, target_label
from pulumi_private_endpoint.connections.runtime.session import Session
from pulumi_private_endpoint.connections.services.lookup import spec_to_read
from pulumi_private_endpoint.connections.text import printable
from pulumi_private_endpoint.inventory.take import take_inventory

from . import document, exit_codes, options, tables
from .adopting.command import adopt
from .auditing.command import audit
from .awaiting import wait_for_status
from .evidence_command import evidence
from .options import Format, Output
from .running import fail, parsed_id, run, show_table, tell_not_read

# Newer versions of typer have a click of their own; its errors have this base in all of them.
_UsageError: Any = typer.BadParameter.__bases__[0]
_READ_SECONDS = 300.0
_LONGEST = 4000

app = typer.Typer(
    name="private-endpoint",
    help="Who is connected privately to your Azure resources, and the decision on one of them.",
    epilog=exit_codes.HELP,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.command("list", epilog=exit_codes.HELP)
def list_(
    targets: options.Targets = None,
    *,
    resource_group: options.ResourceGroups = None,
    subscription: options.Subscription = None,
    management_group: options.ManagementGroup = None,
    tenant: options.Tenant = False,
    pending: Annotated[bool, typer.Option("--pending", help="Only those that wait for a decision.")] = False,
    api_version: options.ApiVersion = None,
    tenant_id: options.TenantId = None,
    output: Format = Output.TABLE,
) -> None:
    """Show the private endpoint connections of some resources, or of all there are in a scope."""
    scope = options.scope(
        targets, subscription, management_group, resource_group, tenant=tenant, tenant_id=tenant_id
    )
    found = run(tenant_id, lambda session: take_inventory(session, scope, api_version, inline=True))
    shown = [one for one in found.connections if one.status == "Pending" or not pending]
    if output is Output.JSON:
        print(document.text(document.inventory(scope.document(), shown, found.not_read)))
    else:
        show_table(tables.connections_table(shown))
    tell_not_read(found.not_read)
    if found.not_read:
        raise typer.Exit(exit_codes.INCOMPLETE)


@app.command(epilog=exit_codes.HELP)
def show(
    connection: Annotated[str, typer.Argument(help="A connection, by its id.")],
    *,
    api_version: options.ApiVersion = None,
    tenant_id: options.TenantId = None,
    output: Format = Output.TABLE,
) -> None:
    """Show one connection."""
    id_ = parsed_id(connection, "CONNECTION")
    target = id_.parent
    if target is None or not is_connection(id_):
        raise typer.BadParameter("CONNECTION must end in /privateEndpointConnections/<name>")
    found = run(tenant_id, lambda session: _read(session, target, id_.name, api_version))
    if found is None:
        fail(ConnectionNotFound(f"connection {printable(id_.name)} of {target_label(target)} does not exist"))
    if output is Output.JSON:
        print(document.text(document.single(found)))
    else:
        show_table(tables.details(found))


async def _read(
    session: Session, target: ResourceId, name: str, api_version: str | None
) -> Connection | None:
    spec = spec_to_read(target.type, api_version)
    return await get_connection(session, spec, target, name, session.deadline(_READ_SECONDS))


app.command(epilog=exit_codes.HELP)(audit)
app.command(epilog=exit_codes.HELP)(adopt)
app.command(epilog=exit_codes.HELP)(evidence)


def _deciding(status: str, verb: str) -> Callable[..., None]:
    """The command for a decision; the two differ in nothing else."""

    def command(
        target: options.Target,
        *,
        connection_name: options.ConnectionName = None,
        private_endpoint_id: options.EndpointId = None,
        private_endpoint_name: options.EndpointName = None,
        request_message: options.RequestMessage = None,
        group_id: options.GroupId = None,
        allowed_subscription_id: options.Subscriptions = None,
        allow_unknown_requester: options.UnknownRequester = False,
        description: options.Description = None,
        actions_required: options.ActionsRequired = None,
        api_version: options.ApiVersion = None,
        tenant_id: options.TenantId = None,
        wait_for_connection: options.Wait = options.APPEARS_WITHIN,
        timeout: options.Timeout = options.DONE_WITHIN,
        dry_run: options.DryRun = False,
        output: Format = Output.TABLE,
    ) -> None:
        _decide(options.typed(locals() | {"status": status}), dry_run=dry_run, output=output)

    command.__doc__ = f"{verb} the one connection that the options single out, and wait until Azure says so."
    return command


app.command("approve", epilog=exit_codes.HELP)(_deciding("Approved", "Approve"))
app.command("reject", epilog=exit_codes.HELP)(_deciding("Rejected", "Reject"))


@app.command(epilog=exit_codes.HELP)
def wait(
    target: options.Target,
    *,
    connection_name: options.ConnectionName = None,
    private_endpoint_id: options.EndpointId = None,
    private_endpoint_name: options.EndpointName = None,
    request_message: options.RequestMessage = None,
    group_id: options.GroupId = None,
    allowed_subscription_id: options.Subscriptions = None,
    allow_unknown_requester: options.UnknownRequester = False,
    status: Annotated[str, typer.Option(help="What to wait for: Approved or Rejected.")] = "Approved",
    api_version: options.ApiVersion = None,
    tenant_id: options.TenantId = None,
    wait_for_connection: options.Wait = options.APPEARS_WITHIN,
    timeout: options.Timeout = options.DONE_WITHIN,
    output: Format = Output.TABLE,
) -> None:
    """Wait until somebody else has decided the one connection that the options single out. Sends nothing."""
    wanted = options.typed(locals())
    found = run(tenant_id, lambda session: wait_for_status(session, wanted))
    if output is Output.JSON:
        print(document.text(document.single(found)))
    else:
        print(_said(found))


def _decide(wanted: ApprovalInputs, *, dry_run: bool, output: Output) -> None:
    if dry_run:
        notes: list[str] = []
        step = run(
            wanted.tenant_id, lambda session: preview_create(replace(session, dry_run=True), wanted), notes
        )
        answer = {"schema": document.SCHEMA, "dryRun": True, "step": step, "notes": notes}
        print(document.text(answer) if output is Output.JSON else "\n".join(notes))
        return
    done = run(wanted.tenant_id, lambda session: approve_connection(session, wanted))
    connection, before = done.connection, done.previous_status
    if output is Output.JSON:
        print(document.text(document.single(connection, previousStatus=before)))
    else:
        was = "already" if before == connection.status else f"was {printable(before)}"
        print(f"{_said(connection)} ({was})")


def _said(connection: Connection) -> str:
    where = target_label(connection.target)
    return f"{printable(connection.status)}: connection {printable(connection.name)} of {where}"


def main() -> None:
    """The console script: every failure is its own words, in one line first."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # What a requester wrote may have letters that a terminal or a pipe has not.
            stream.reconfigure(errors="backslashreplace")
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except _UsageError as wrong:
        if text := wrong.format_message():  # else the help was shown
            more = f" {options.TENANTS}" if getattr(wrong, "option_name", None) == "--tenant" else ""
            sys.stderr.write(f"private-endpoint: {printable(text, _LONGEST)}{more}\n")
        code = exit_codes.USAGE
    except (typer.Abort, KeyboardInterrupt):
        code = 130
    except BrokenPipeError:  # nobody reads the rest of the answer
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python tries again, and tells
        code = exit_codes.FAILED
    sys.exit(code)
