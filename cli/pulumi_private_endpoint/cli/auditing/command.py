"""`private-endpoint audit`: options to an estate, its findings to an answer and an exit code."""

from __future__ import annotations

from datetime import datetime, timezone

import typer

from pulumi_private_endpoint.audit.estate import Estate
from pulumi_private_endpoint.audit.finding import Level
from pulumi_private_endpoint.audit.outcome import audit as judge
from pulumi_private_endpoint.cli import exit_codes, options
from pulumi_private_endpoint.cli.audit_report import AuditReport
from pulumi_private_endpoint.cli.formats import TEXTS, AuditOutput
from pulumi_private_endpoint.cli.formats.sarif import left_out
from pulumi_private_endpoint.cli.formats.table import as_table
from pulumi_private_endpoint.cli.places import Places
from pulumi_private_endpoint.cli.running import run, show_table, tell, tell_not_read

from . import files
from . import options as own
from .reading import Question, read_estate
from .shadows import adopt_shadows


def audit(
    targets: options.Targets = None,
    *,
    resource_group: options.ResourceGroups = None,
    subscription: options.Subscription = None,
    management_group: options.ManagementGroup = None,
    tenant: options.Tenant = False,
    state: own.State = None,
    stack: own.Stack = None,
    trusted_subscription: own.TrustedSubscriptions = None,
    trusted_tenant: own.TrustedTenants = None,
    exemptions: own.Exemptions = None,
    baseline: own.Baseline = None,
    adopt: own.Adopt = None,
    fail_on: own.FailsOn = own.FailOn.HIGH,
    verify: own.Verify = True,
    api_version: options.ApiVersion = None,
    tenant_id: options.TenantId = None,
    output: own.Format = AuditOutput.TABLE,
) -> None:
    """Say what is worth looking at among the connections of a scope. Changes nothing."""
    scope = options.scope(
        targets, subscription, management_group, resource_group, tenant=tenant, tenant_id=tenant_id
    )
    accepted, known = files.exemptions(exemptions), files.baseline(baseline)
    states = files.states(state or [], stack or [])
    if adopt is not None and states.records is None:
        raise typer.BadParameter("--adopt needs --state or --stack: what no state knows of is adopted")
    trusted = options.subscription_ids(trusted_subscription, "--trusted-subscription")
    now = datetime.now(timezone.utc)
    ahead = Estate(
        (),
        frozenset(text.casefold() for text in trusted),
        now.date(),
        trusted_tenants=frozenset(options.tenant_guids(trusted_tenant)),
        recorded=states.records,
        first_seen=known.first_seen,
        once_exempted=known.exempted,
    )
    question = Question(scope, api_version, verify or adopt is not None)  # what is acted upon is read anew
    found, estate = run(tenant_id, lambda session: read_estate(session, question, ahead))
    places = Places(states.places, states.files, str(exemptions) if exemptions else None)
    report = AuditReport(
        scope, estate, judge(estate, accepted), found.not_read, now, baseline is not None, places
    )
    _answer(output, report)
    adopted = adopt is None or adopt_shadows(adopt, report, api_version, tenant_id)
    _end(report, Level[fail_on.name], adopted=adopted)


def _answer(output: AuditOutput, report: AuditReport) -> None:
    """The answer, and beside it what else there is to know."""
    if output is AuditOutput.TABLE:
        show_table(as_table(report))
    else:
        print(TEXTS[output](report).removesuffix("\n"))
    if output is AuditOutput.SARIF and (missing := left_out(report)):
        tell(missing)
    tell_not_read(report.not_read)
    for line in report.unused():
        tell(f"unused exemption: {line}")


def _end(report: AuditReport, level: Level, *, adopted: bool) -> None:
    if report.not_read:
        raise typer.Exit(exit_codes.INCOMPLETE)
    if report.audit.fails(level):
        raise typer.Exit(exit_codes.FINDINGS)
    if not adopted:
        raise typer.Exit(exit_codes.FAILED)
