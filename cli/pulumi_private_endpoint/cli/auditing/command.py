"""`private-endpoint audit`: options to an estate, its findings to an answer and an exit code."""

from __future__ import annotations

from datetime import datetime, timezone

import typer

from pulumi_private_endpoint.audit.estate import Estate
from pulumi_private_endpoint.audit.finding import Level
from pulumi_private_endpoint.audit.outcome import audit as judge
from pulumi_private_endpoint.cli import exit_codes, options
from pulumi_private_endpoint.cli.audit_report import AuditReport
from pulumi_private_endpoint.cli.formats import AuditOutput
from pulumi_private_endpoint.cli.places import Places
from pulumi_private_endpoint.cli.running import run, tell, tell_not_read

from . import files, outputs
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
    write: own.Writes = None,
    api_version: options.ApiVersion = None,
    tenant_id: options.TenantId = None,
    output: own.Format = AuditOutput.TABLE,
) -> None:
    """Say what is worth looking at among the connections of a scope. Changes nothing."""
    scope = options.scope(
        targets, subscription, management_group, resource_group, tenant=tenant, tenant_id=tenant_id
    )
    files_ = outputs.parsed_files(write)
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
    missed = (*found.not_read, *states.hidden)
    report = AuditReport(scope, estate, judge(estate, accepted), missed, now, baseline is not None, places)
    outputs.answer(output, report)
    tell_not_read(report.not_read)
    for line in report.unused():
        tell(f"unused exemption: {line}")
    written = outputs.write(files_, report)
    adopted = adopt is None or adopt_shadows(adopt, report, api_version, tenant_id)
    _end(report, Level[fail_on.name], written=written and adopted)


def _end(report: AuditReport, level: Level, *, written: bool) -> None:
    if report.not_read:
        raise typer.Exit(exit_codes.INCOMPLETE)
    if report.audit.fails(level):
        raise typer.Exit(exit_codes.FINDINGS)
    if not written:
        raise typer.Exit(exit_codes.FAILED)
