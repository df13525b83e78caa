"""`--adopt`: programs of what an audit found in no state, and nobody accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from pulumi_private_endpoint.adoption.entries import Wanted, adoptions
from pulumi_private_endpoint.adoption.folders import FORMS
from pulumi_private_endpoint.cli.adopting.command import As
from pulumi_private_endpoint.cli.adopting.files import write_programs
from pulumi_private_endpoint.cli.running import tell
from pulumi_private_endpoint.connections.model import Connection

if TYPE_CHECKING:
    from pathlib import Path

    from pulumi_private_endpoint.cli.audit_report import AuditReport

_IN_NO_STATE = "A07"


def adopt_shadows(
    directory: Path, report: AuditReport, api_version: str | None, tenant_id: str | None
) -> bool:
    """Write them, and say so beside the answer; whether all was written hides nothing that was found."""
    found = (each.finding for each in report.audit.judged if not each.exempted)
    shadows = [
        one.about for one in found if one.rule.id == _IN_NO_STATE and isinstance(one.about, Connection)
    ]
    wanted = Wanted(report.generated.date(), api_version=api_version, tenant_id=tenant_id)
    form = FORMS[As.SINGLE.value]
    programs = list(map(form.fitted, adoptions(shadows, wanted)))
    if not programs:
        tell("nothing to adopt: what is Approved is in a state, or exempted")
        return True
    try:
        for line in write_programs(directory, programs, form, report.not_read):
            tell(line)
    except typer.Exit:  # why not was told
        return False
    return True
