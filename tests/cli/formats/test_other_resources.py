"""Findings that are about no connection, in every format: a service, an endpoint, a role assignment."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from ocsf.v1_7_0 import events
from rich.console import Console

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.audit.finding import Finding
from pulumi_private_endpoint.audit.outcome import Audit, Judged
from pulumi_private_endpoint.audit.rules import BY_ID
from pulumi_private_endpoint.audit.subject import Resource
from pulumi_private_endpoint.cli.audit_report import COLUMNS, AuditReport
from pulumi_private_endpoint.cli.formats import TEXTS, AuditOutput
from pulumi_private_endpoint.cli.formats.table import as_table
from tests.audit.conftest import OWN, endpoint
from tests.cli.formats.conftest import NOW, MakeReport
from tools.toolchain import sarif_schema

ROLE = "Microsoft.Authorization/roleAssignments/5ab1e0de-0000-4000-8000-000000000001"
ABOUT = [
    ("A14", f"/subscriptions/{OWN}/resourceGroups/g/providers/Microsoft.Network/privateLinkServices/open"),
    ("A15", str(endpoint("out"))),
    ("A16", f"/subscriptions/{OWN}/providers/{ROLE}"),
    ("A16", f"/providers/Microsoft.Management/managementGroups/all/providers/{ROLE}"),
    ("A16", f"/providers/{ROLE}"),
]
IDS = [
    "a service",
    "an endpoint",
    "a role in a subscription",
    "a role above subscriptions",
    "a role at the root",
]


@pytest.fixture(params=ABOUT, ids=IDS)
def report(request: pytest.FixtureRequest, make_report: MakeReport) -> AuditReport:
    """One finding about one of them."""
    rule, id_ = request.param
    finding = Finding(BY_ID[rule], Resource(ResourceId.parse(id_)), "is as it should not be")
    judged = Judged(finding, None, exempted=False, first_seen=NOW.date(), new=True)
    return replace(make_report(), audit=Audit((judged,), ()))


def told(report: AuditReport) -> str:
    return report.audit.judged[0].finding.about.name


@pytest.mark.parametrize("form", TEXTS, ids=lambda form: form.value)
def test_each_format_names_it_and_says_what_is_wrong(report: AuditReport, form: AuditOutput) -> None:
    text = TEXTS[form](report)
    assert told(report) in text
    assert "is as it should not be" in text


def test_a_table_names_it(report: AuditReport) -> None:
    printed = io.StringIO()
    Console(width=1000, file=printed).print(as_table(report))
    assert told(report) in printed.getvalue()


def test_no_connection_is_named_where_it_is_about_none(report: AuditReport) -> None:
    (row,) = (dict(zip(COLUMNS, cells, strict=True)) for cells in report.rows())
    assert (row["target"], row["connection"]) == (told(report), "")


def test_they_are_valid(report: AuditReport) -> None:
    (event,) = json.loads(TEXTS[AuditOutput.OCSF](report))
    events.ComplianceFinding.model_validate(event)
    assert [each["uid"] for each in event["resources"]] == [str(report.audit.judged[0].finding.about.id)]
    assert ("account" in event["cloud"]) == ("/subscriptions/" in event["resources"][0]["uid"])
    log: Any = json.loads(TEXTS[AuditOutput.SARIF](report))
    if (schema := sarif_schema.found()) is not None:
        jsonschema.Draft4Validator(json.loads(schema.read_text())).validate(log)
    assert log["runs"][0]["results"][0]["message"]["text"].startswith(
        f"{told(report)} is as it should not be."
    )
