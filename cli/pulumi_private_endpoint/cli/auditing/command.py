"""`private-endpoint audit`: options to an estate, its findings to an answer and an exit code."""

from __future__ import annotations

from datetime import datetime, timezone
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from pulumi_private_endpoint.audit.estate import Estate
from pulumi_private_endpoint.audit.finding import Level
from pulumi_private_endpoint.audit.report import audit as judge
from pulumi_private_endpoint.cli import exit_codes, options
from pulumi_private_endpoint.cli.adopt_command import adopt_shadows
from pulumi_private_endpoint.cli.formats import TEXTS, AuditOutput
from pulumi_private_endpoint.cli.formats.places import Places
from pulumi_private_endpoint.cli.formats.report import AuditReport
from pulumi_private_endpoint.cli.formats.sarif import left_out
from pulumi_private_endpoint.cli.formats.table import as_table
from pulumi_private_endpoint.cli.running import run, show_table, tell, tell_not_read

from . import files
from .reading import Question, read_estate

AuditFormat = Annotated[AuditOutput, typer.Option("--output", "-o", help="How to answer.")]


class FailOn(str, Enum):
    """The levels, as they are typed."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


def audit(
    targets: options.Targets = None,
    *,
    resource_group: options.ResourceGroups = None,
    subscription: options.Subscription = None,
    management_group: options.ManagementGroup = None,
    tenant: options.Tenant = False,
    state: Annotated[
        list[Path] | None, typer.Option(help="A file of `pulumi stack export`; more than once for more.")
    ] = None,
    stack: Annotated[
        list[str] | None,
        typer.Option(help="A stack, exported by the Pulumi CLI on PATH; more than once for more."),
    ] = None,
    trusted_subscription: Annotated[
        list[str] | None, typer.Option(help="A subscription whose requesters are yours, too.")
    ] = None,
    trusted_tenant: Annotated[
        list[str] | None, typer.Option(help="A tenant whose requesters are no strangers, by its GUID.")
    ] = None,
    exemptions: Annotated[
        Path | None, typer.Option(help="Findings that are accepted: a file of YAML.")
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(help="The JSON of an earlier audit: only what is new since fails.")
    ] = None,
    adopt: Annotated[
        Path | None,
        typer.Option(help="Where to write programs of what no state knows of (A07); as `adopt` does."),
    ] = None,
    fail_on: Annotated[
        FailOn, typer.Option(help="From which level on a finding fails the audit.")
    ] = FailOn.HIGH,
    verify: Annotated[
        bool,
        typer.Option(help="Whether to read again from the service what a finding of level high is about."),
    ] = True,
    api_version: options.ApiVersion = None,
    tenant_id: options.TenantId = None,
    output: AuditFormat = AuditOutput.TABLE,
) -> None:
    """Say what is worth looking at among the connections of a scope. Changes nothing."""
    scope = options.scope(
        targets, subscription, management_group, tenant=tenant, resource_group=resource_group
    )
    accepted = files.exemptions(exemptions)
    known, once_exempted = files.baseline(baseline)
    states = files.states(state or [], stack or [])
    if adopt is not None and states.records is None:
        raise typer.BadParameter("--adopt needs --state or --stack: what no state knows of is adopted")
    trusted = options.subscription_ids(trusted_subscription, "--trusted-subscription")
    tenants = frozenset(options.tenant_guids(trusted_tenant))
    now = datetime.now(timezone.utc)
    ahead = Estate(
        (),
        frozenset(text.casefold() for text in trusted),
        now.date(),
        trusted_tenants=tenants,
        recorded=states.records,
        first_seen=known,
        once_exempted=once_exempted,
    )
    question = Question(scope, api_version, verify or adopt is not None)  # what is acted upon is read anew
    found, estate = run(tenant_id, lambda session: read_estate(session, question, ahead))
    result = judge(estate, accepted)
    places = Places(states.places, states.files, str(exemptions) if exemptions else None)
    report = AuditReport(scope, estate, result, found.not_read, now, baseline is not None, places)
    _answer(output, report)
    tell_not_read(found)
    for each in result.unused:
        tell(f"unused exemption: {exemptions}:{each.line}: {each.rule}")
    adopted = adopt is None or _adopts(adopt, report, api_version, tenant_id)
    if found.not_read:
        raise typer.Exit(exit_codes.INCOMPLETE)
    if result.fails(Level[fail_on.name]):
        raise typer.Exit(exit_codes.FINDINGS)
    if not adopted:
        raise typer.Exit(exit_codes.FAILED)


def _adopts(directory: Path, report: AuditReport, api_version: str | None, tenant_id: str | None) -> bool:
    """Whether all was written; why not is told, and hides nothing that the audit found."""
    try:
        adopt_shadows(directory, report, api_version, tenant_id)
    except typer.Exit:
        return False
    return True


def _answer(output: AuditOutput, report: AuditReport) -> None:
    if output is AuditOutput.TABLE:
        show_table(as_table(report))
    else:
        print(TEXTS[output](report).removesuffix("\n"))
    if output is AuditOutput.SARIF and (missing := left_out(report)):
        tell(missing)
