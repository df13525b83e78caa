"""SARIF as code hosts read it: valid, every finding found again, nothing left out in silence."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from pulumi_private_endpoint.audit.rules import RULES
from pulumi_private_endpoint.cli.formats import sarif
from pulumi_private_endpoint.cli.places import Place, Places
from pulumi_private_endpoint.evidence.stacks import Recorded
from tests.audit.conftest import connection, target
from tests.cli.formats.conftest import MakeReport, exemption, foreign
from tools.toolchain import sarif_schema

URN = "urn:pulumi:dev::shop::x::c"


def run_of(report: Any) -> Any:
    (only,) = json.loads(sarif.as_sarif(report))["runs"]
    return only


def results(report: Any) -> dict[str, Any]:
    """By rule."""
    return {each["ruleId"]: each for each in run_of(report)["results"]}


@pytest.fixture(scope="module")
def schema() -> Any:
    """The one that is published."""
    if (found := sarif_schema.found()) is None:
        pytest.skip("the published schema of SARIF is not here: `make setup` brings it, with npm")
    return json.loads(found.read_text())


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_it_is_valid(everything: Any, schema: Any) -> None:
    log = json.loads(sarif.as_sarif(everything))

    jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker()).validate(log)
    assert log["version"] == "2.1.0"
    assert len(log["runs"][0]["results"]) == 5


def test_the_schema_refuses_what_is_none(everything: Any, schema: Any) -> None:
    log = json.loads(sarif.as_sarif(everything))
    log["runs"][0]["results"][0]["level"] = "high"

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(schema).validate(log)


def test_each_rule_says_why_and_what_to_do(make_report: MakeReport) -> None:
    told = run_of(make_report())["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in told] == [rule.id for rule in RULES]
    for rule, known in zip(told, RULES, strict=True):
        assert rule["shortDescription"]["text"] == known.title
        assert known.why in rule["help"]["text"]
        assert known.fix in rule["help"]["text"]


@pytest.mark.parametrize(
    ("rule", "level", "severity"),
    [
        pytest.param("A02", "error", "8.0", id="high"),
        pytest.param("A01", "warning", "5.5", id="medium"),
        pytest.param("A09", "note", "3.0", id="low"),
    ],
)
def test_levels(everything: Any, rule: str, level: str, severity: str) -> None:
    run = run_of(everything)
    found = results(everything)[rule]

    assert found["level"] == level
    described = run["tool"]["driver"]["rules"][found["ruleIndex"]]
    assert (described["id"], described["defaultConfiguration"]["level"]) == (rule, level)
    assert described["properties"]["security-severity"] == severity


def test_two_findings_at_one_place_stay_two(make_report: MakeReport) -> None:
    made = make_report(connection("a", private_endpoint_id=None), connection("b", private_endpoint_id=None))
    first, second = run_of(made)["results"]

    assert first["locations"][0]["physicalLocation"] == second["locations"][0]["physicalLocation"]
    for name in ("primaryLocationLineHash", "privateEndpointFinding/v1"):
        assert first["partialFingerprints"][name] != second["partialFingerprints"][name]


def test_a_finding_is_known_again_whatever_is_said_of_it(make_report: MakeReport) -> None:
    before = results(make_report(connection("a", status="Pending", description="please")))["A01"]
    after = results(make_report(connection("a", status="Pending", description="again")))["A01"]

    assert before["message"] != after["message"]
    assert before["partialFingerprints"] == after["partialFingerprints"]


def test_what_is_accepted_is_suppressed_and_what_was_is_not(everything: Any) -> None:
    found = results(everything)

    assert found["A05"]["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "the vendor's crawler (CHG-7) (until 2027-06-30, approved by security board)",
        }
    ]
    assert found["A02"]["suppressions"] == []
    assert "its exemption ended on 2026-01-01" in found["A02"]["message"]["text"]


def test_what_is_new_is_told_only_beside_an_earlier_audit(make_report: MakeReport) -> None:
    one = connection("a", private_endpoint_id=None)
    known = {make_report(one).audit.judged[0].finding.fingerprint: day("2026-01-01")}

    assert "baselineState" not in results(make_report(one))["A05"]
    assert results(make_report(one, report={"compared": True}))["A05"]["baselineState"] == "new"
    again = results(make_report(one, report={"compared": True}, first_seen=known))["A05"]
    assert (again["baselineState"], again["properties"]["firstSeen"]) == ("unchanged", "2026-01-01")


def record(name: str, **more: Any) -> dict[Any, Recorded]:
    given = {"status": "Approved", "description": None, "resource": URN} | more
    one = Recorded(target(), name, **given)
    return {one.key: one}


@pytest.mark.parametrize(
    ("places", "uri", "line"),
    [
        pytest.param(Places(), "exemptions.yaml", 1, id="no file: where an exemption would stand"),
        pytest.param(Places(exemptions="audit/e x.yaml"), "audit/e%20x.yaml", 7, id="its exemption"),
        pytest.param(
            Places(states=("s.json",), exemptions="e.yaml"), "e.yaml", 7, id="an exemption before a state"
        ),
        pytest.param(
            Places({URN: Place("s.json", 42)}, ("s.json",), "e.yaml"),
            "s.json",
            42,
            id="its resource",
        ),
    ],
)
def test_where_a_finding_stands(make_report: MakeReport, places: Places, uri: str, line: int) -> None:
    accepted = [exemption("A08", "c", until=day("2026-01-01"))]
    made = make_report(
        connection(),
        exemptions=accepted,
        recorded=record("c", status="Rejected"),
        report={"places": places},
    )
    where = results(made)["A08"]["locations"][0]

    assert where["physicalLocation"]["artifactLocation"]["uri"] == uri
    assert where["physicalLocation"]["region"]["startLine"] == line
    assert where["logicalLocations"][0]["fullyQualifiedName"] == f"{target()}/privateEndpointConnections/c"


def test_what_no_state_has_stands_at_the_state(make_report: MakeReport) -> None:
    made = make_report(connection(), recorded={}, report={"places": Places(states=("s.json", "t.json"))})
    where = results(made)["A07"]["locations"][0]["physicalLocation"]
    assert where == {"artifactLocation": {"uri": "s.json"}, "region": {"startLine": 1}}


def test_an_entry_of_a_set_stands_at_its_set(make_report: MakeReport) -> None:
    made = make_report(
        connection(),
        recorded=record("c", status="Rejected", resource=f'{URN}["orders"]'),
        report={"places": Places({URN: Place("s.json", 9)})},
    )
    assert results(made)["A08"]["locations"][0]["physicalLocation"]["region"]["startLine"] == 9


def test_what_azure_has_no_more_stands_at_the_resource_that_had_it(make_report: MakeReport) -> None:
    made = make_report(
        recorded=record("c"),
        read=frozenset({target()}),
        report={"places": Places({URN: Place("s.json", 9)})},
    )
    (told,) = run_of(made)["results"]
    assert told["message"]["text"].startswith("c of shop is not there, and Approved in urn:pulumi:")
    assert told["properties"]["target"] == str(target())
    assert told["locations"][0]["physicalLocation"]["region"]["startLine"] == 9


def test_a_file_elsewhere_is_named_whole(tmp_path: Path) -> None:
    assert Place(str(tmp_path / "state.json")).uri == (tmp_path / "state.json").as_uri()


def test_a_file_beside_the_working_folder_is_named_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").mkdir()
    monkeypatch.chdir(tmp_path / "a")
    assert Place("../state.json").uri == (tmp_path / "state.json").as_uri()
    assert Place("../a/x/../state.json").uri == "state.json"


def test_an_exemption_that_is_about_nothing_is_a_notification(make_report: MakeReport) -> None:
    given = exemption("A05", "gone")
    run = run_of(make_report(exemptions=[given], report={"places": Places(exemptions="e.yaml")}))
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert (told["level"], told["message"]["text"]) == (
        "note",
        f"unused exemption: e.yaml:7: A05 of {given.connection}",
    )
    assert run["invocations"][0]["executionSuccessful"] is True


def test_what_was_not_read_is_a_notification(everything: Any, make_report: MakeReport) -> None:
    (whole,) = run_of(make_report())["invocations"]
    (partial,) = run_of(everything)["invocations"]

    assert (whole["executionSuccessful"], whole["toolExecutionNotifications"]) == (True, [])
    assert whole["endTimeUtc"] == "2026-11-21T03:17:00Z"
    assert partial["executionSuccessful"] is False
    (told,) = partial["toolExecutionNotifications"]
    assert told["level"] == "error"
    assert told["message"]["text"].startswith("not read: /subscriptions/x: no rights\n")


def test_what_requesters_wrote_acts_on_nobody(everything: Any) -> None:
    printed = sarif.as_sarif(everything)

    assert printed.isascii()
    said = results(everything)["A01"]["message"]["text"]
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert "\\\\x1b\\[2J\\\\u202egnp.exe" in said
    assert (
        "\\[click\\](https://x)" in said
    )  # SARIF 3.11.6: in brackets that are not escaped it would be a link
    (told,) = run_of(everything)["invocations"][0]["toolExecutionNotifications"]
    assert "\\[click\\](https://x)" in told["message"]["text"]


def test_what_is_over_the_limit_is_said(make_report: MakeReport, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 2)
    made = make_report(
        connection("accepted", private_endpoint_id=None),
        connection("left", status="Rejected"),
        foreign(),
        connection("asks", status="Pending"),
        exemptions=[exemption("A05", "accepted")],
    )
    run = run_of(made)

    assert [each["ruleId"] for each in run["results"]] == ["A02", "A01"]
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert (told["level"], told["message"]["text"]) == ("warning", sarif.left_out(made))
    assert str(sarif.left_out(made)).startswith("2 findings are left out, those that matter least")
    assert sarif.left_out(make_report(foreign())) is None


def test_the_limit_is_githubs() -> None:
    assert sarif.MOST_RESULTS == 25_000
