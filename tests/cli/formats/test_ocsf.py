"""OCSF as a security lake reads it: valid by the published schema, and nothing missing from it."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from ocsf.v1_7_0 import events, objects
from pydantic import BaseModel, ValidationError

from pulumi_private_endpoint.cli.formats.ocsf import as_ocsf
from tests.audit.conftest import FOREIGN, OWN, endpoint, target
from tests.cli.formats.conftest import MakeReport, foreign


def told(report: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(as_ocsf(report))
    return found


def by_rule(report: Any) -> dict[str, dict[str, Any]]:
    return {each["finding_info"]["types"][0]: each for each in told(report)}


def unknown(model: BaseModel, where: str = "") -> Iterator[str]:
    """The attributes that the schema does not have: its models take them without a word."""
    yield from (f"{where}{name}" for name in model.model_extra or {})
    for name in type(model).model_fields:
        value = getattr(model, name)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, BaseModel):
                yield from unknown(each, f"{where}{name}.")


def test_each_event_is_a_valid_compliance_finding(everything: Any) -> None:
    found = told(everything)

    assert len(found) == 6
    for event in found:
        model = events.ComplianceFinding.model_validate(event)
        assert list(unknown(model)) == ["cloud"]  # the profile `cloud` adds it
        assert list(unknown(objects.Cloud.model_validate(event["cloud"]))) == []
        assert event["metadata"]["profiles"] == ["cloud"]
        assert (event["class_uid"], event["metadata"]["version"]) == (2003, "1.7.0")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        pytest.param(("severity_id",), 7, id="no such severity"),
        pytest.param(("type_uid",), 200302, id="a type of another activity"),
        pytest.param(("compliance", "status_id"), 7, id="no such result"),
        pytest.param(("finding_info",), None, id="no finding"),
        pytest.param(("remediation", "desc"), 3, id="a remedy that is no text"),
    ],
)
def test_the_schema_refuses_what_is_none(everything: Any, path: tuple[str, ...], value: Any) -> None:
    event: Any = copy.deepcopy(told(everything)[0])
    inner = event
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value

    with pytest.raises(ValidationError):
        events.ComplianceFinding.model_validate(event)


def test_what_is_said_of_a_finding(make_report: MakeReport) -> None:
    (event,) = told(make_report(foreign()))

    assert event["severity_id"] == 4
    assert (event["activity_id"], event["type_uid"], event["status_id"]) == (1, 200301, 1)
    assert event["compliance"]["control"] == "A02"
    assert event["compliance"]["status_id"] == 3
    assert event["remediation"]["desc"].startswith("Reject it, or name the subscription as trusted")
    assert event["cloud"]["account"]["uid"] == OWN
    assert objects.Account.model_validate(event["cloud"]["account"]).type_id == 13
    one = target().child("privateEndpointConnections", "stranger")
    assert [(each["uid"], each["role_id"]) for each in event["resources"]] == [
        (str(one), 1),
        (str(target()), 3),
        (str(endpoint("stranger", FOREIGN)), 2),
    ]


@pytest.mark.parametrize(
    ("rule", "severity"),
    [
        pytest.param("A09", 2, id="low"),
        pytest.param("A01", 3, id="medium"),
        pytest.param("A02", 4, id="high"),
    ],
)
def test_severities(everything: Any, rule: str, severity: int) -> None:
    assert by_rule(everything)[rule]["severity_id"] == severity


def test_what_is_accepted_is_suppressed_with_its_reason(everything: Any) -> None:
    found = by_rule(everything)["A05"]
    assert found["status_id"] == 3
    assert found["comment"] == "the vendor's crawler (CHG-7) (until 2027-06-30, approved by security board)"
    assert "comment" not in by_rule(everything)["A02"]


def test_what_was_known_is_an_update_of_the_same_finding(make_report: MakeReport) -> None:
    (before,) = told(make_report(foreign()))
    seen = {before["finding_info"]["uid"]: date(2026, 1, 1)}
    (after,) = told(make_report(foreign(), first_seen=seen))

    assert after["finding_info"]["uid"] == before["finding_info"]["uid"]
    assert (after["activity_id"], after["type_uid"]) == (2, 200302)
    assert after["finding_info"]["first_seen_time"] == 1767225600000


def test_what_was_not_read_is_an_event(everything: Any) -> None:
    event = by_rule(everything)["not read"]

    assert event["message"] == "/subscriptions/x could not be read: no rights"
    assert (event["severity_id"], event["status"]) == (1, "Not read")
    assert event["compliance"]["status_id"] == 99


def test_what_requesters_wrote_acts_on_nobody(everything: Any) -> None:
    assert as_ocsf(everything).isascii()
    assert "\\x1b[2J\\u202egnp.exe" in by_rule(everything)["A01"]["message"]
    assert "\x1b" not in json.loads(as_ocsf(everything))[0]["message"]
