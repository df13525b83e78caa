"""`private-endpoint adopt`: options to connections, what stands among them to programs that declare it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timezone
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from pulumi_private_endpoint.adoption.entries import Adoption, Wanted, adoptions
from pulumi_private_endpoint.adoption.folders import FORMS, Form
from pulumi_private_endpoint.adoption.python_program import comments
from pulumi_private_endpoint.cli import document, exit_codes, options
from pulumi_private_endpoint.cli.running import fail, not_read_line, run, tell, tell_not_read
from pulumi_private_endpoint.connections.errors import ApprovalError, ConnectionNotFound
from pulumi_private_endpoint.inventory.scope import NotRead
from pulumi_private_endpoint.inventory.take import take_inventory

from .files import to_do_lines, write_programs


class As(str, Enum):
    """The forms of a program, as they are typed."""

    SINGLE = "single"
    SET = "set"
    YAML = "yaml"
    CSV = "csv"


class Decision(str, Enum):
    """The statuses that are decisions."""

    APPROVED = "Approved"
    REJECTED = "Rejected"


class OnDestroy(str, Enum):
    """What an approval's end does."""

    KEEP = "keep"
    REJECT = "reject"
    DELETE = "delete"


WrittenAs = Annotated[
    As,
    typer.Option(
        "--as", help="Resources in Python, one set of them, YAML for the plugin, or a table that a set reads."
    ),
]
Decisions = Annotated[
    list[Decision] | None,
    typer.Option(help="Which decisions go into code; twice for both. Default: Approved."),
]
EndOfAnApproval = Annotated[
    OnDestroy, typer.Option(help="What becomes of a connection once its approval goes.")
]
Directory = Annotated[
    Path | None,
    typer.Option(help="Where to write a project for each subscription. Nothing there is written over."),
]


def adopt(
    targets: options.Targets = None,
    *,
    resource_group: options.ResourceGroups = None,
    subscription: options.Subscription = None,
    management_group: options.ManagementGroup = None,
    tenant: options.Tenant = False,
    as_: WrittenAs = As.SINGLE,
    status: Decisions = None,
    on_destroy: EndOfAnApproval = OnDestroy.KEEP,
    output_directory: Directory = None,
    api_version: options.ApiVersion = None,
    tenant_id: options.TenantId = None,
    output: options.Format = options.Output.TABLE,
) -> None:
    """Write the program that declares the connections as they stand. Sends nothing."""
    scope = options.scope(
        targets, subscription, management_group, resource_group, tenant=tenant, tenant_id=tenant_id
    )
    found = run(tenant_id, lambda session: take_inventory(session, scope, api_version))
    wanted = Wanted(
        datetime.now(timezone.utc).date(),
        frozenset(each.value for each in status or [Decision.APPROVED]),
        on_destroy.value,
        api_version,
        tenant_id,
    )
    form = FORMS[as_.value]
    programs = list(map(form.fitted, adoptions(found.connections, wanted)))
    tell_not_read(found.not_read)
    adopts = any(each.entries for each in programs)
    said: list[str] = []
    if adopts and output_directory is not None:
        said = write_programs(output_directory, programs, form, found.not_read)
    if output is options.Output.JSON:
        print(document.text(document.adopted(scope.document(), programs, form, found.not_read)))
    elif not adopts:
        _tell_to_do(programs)
    elif output_directory is None:
        _show(programs, form, found.not_read)
    else:
        print("\n".join(said))
    if not adopts:
        _nothing(wanted, complete=not found.not_read)
    if found.not_read:
        raise typer.Exit(exit_codes.INCOMPLETE)


def _nothing(wanted: Wanted, *, complete: bool) -> None:
    decisions = " or ".join(sorted(wanted.statuses))
    failure = ConnectionNotFound(f"nothing to adopt: there is no connection to declare as {decisions}")
    if complete:
        fail(failure)
    tell(str(failure))


def _show(programs: Sequence[Adoption], form: Form, not_read: Sequence[NotRead]) -> None:
    """The one program, and in comments behind it what it does not say."""
    written = [each for each in programs if each.entries]
    if len(written) > 1:
        many = f"the connections are of resources in {len(written)} subscriptions, with a program each"
        fail(ApprovalError(f"{many}: give --output-directory"))
    lines = [*to_do_lines(programs), *map(not_read_line, not_read)]
    print(form.files(written[0])[form.shown], end="")
    if form.has_comments and lines:
        print("\n".join(["", *comments(["To do:", *lines])]))
    if not form.has_comments:
        _tell_to_do(programs)


def _tell_to_do(programs: Sequence[Adoption]) -> None:
    for line in to_do_lines(programs):
        tell(line)
