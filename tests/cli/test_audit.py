"""The audit as a pipeline runs it: what it answers in every format, and what it ends with."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pulumi_private_endpoint.cli.formats import AuditOutput, sarif
from pulumi_private_endpoint.simulator import Running, Scenario, running
from tests.cli.conftest import ENDPOINTS, SEARCH, VAULT, pending

THEIRS = "c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44"
ID = f"{SEARCH}/privateEndpointConnections"
HOSTILE = "=cmd|' /C calc'!A0 <img src=x> [red]x[/red] | \x1b[2J"
GOOD = "CHG-1042: the analytics team reads orders"
ESTATE = (
    pending("asks", description=HOSTILE),
    pending("good", status="Approved", description=GOOD),
    pending("auto", status="Approved", description="Auto-Approved"),
)
estate = pytest.mark.parametrize("azure", [ESTATE], indirect=True, ids=["estate"])


def rules(ended: Any) -> list[tuple[str, str]]:
    found = ended.json["findings"]
    return sorted((each["rule"], each["connection"].rpartition("/")[2]) for each in found)


@estate
def test_the_json_has_the_inventory_and_every_finding(azure: Running, run: Any) -> None:
    ended = run("audit", SEARCH, "--trusted-subscription", THEIRS.upper(), "--output", "json")

    assert (ended.code, ended.err) == (0, "")  # nothing of level high
    assert rules(ended) == [("A01", "asks"), ("A06", "auto")]
    found = ended.json["findings"][0]
    assert {**found, "message": "", "fingerprint": "", "firstSeen": ""} == {
        "rule": "A01",
        "level": "medium",
        "connection": f"{ID}/asks",
        "target": SEARCH,
        "message": "",
        "fingerprint": "",
        "exempted": False,
        "exemption": None,
        "firstSeen": "",
        "new": True,
        "remedy": "Approve it by its endpoint's id, or reject it.",
    }
    assert ended.json["summary"]["connections"] == 3
    assert {entry["method"] for entry in azure.log() if "ResourceGraph" not in entry["path"]} == {"GET"}


@estate
@pytest.mark.usefixtures("azure")
@pytest.mark.parametrize(
    ("options", "code"),
    [
        pytest.param([], 3, id="a foreign requester is high"),
        pytest.param(["--trusted-subscription", THEIRS], 0, id="a trusted one is none"),
        pytest.param(["--trusted-subscription", THEIRS, "--fail-on", "medium"], 3, id="from medium on"),
        pytest.param(["--fail-on", "critical"], 0, id="from critical on"),
    ],
)
def test_what_it_ends_with(run: Any, options: list[str], code: int) -> None:
    assert run("audit", SEARCH, *options).code == code


@estate
@pytest.mark.usefixtures("azure")
def test_what_was_known_before_fails_nothing_and_keeps_its_first_day(run: Any, tmp_path: Path) -> None:
    before = run("audit", SEARCH, "-o", "json")
    told = before.json
    for finding in told["findings"]:
        finding["firstSeen"] = "2026-01-01"
    (tmp_path / "before.json").write_text(json.dumps(told))

    again = run("audit", SEARCH, "-o", "json", "--baseline", str(tmp_path / "before.json"))

    assert (before.code, again.code) == (3, 0)
    assert {each["firstSeen"] for each in again.json["findings"]} == {"2026-01-01"}
    assert rules(again) == rules(before)


@estate
@pytest.mark.usefixtures("azure")
def test_states_tell_what_no_code_knows_of_and_what_has_drifted(run: Any, tmp_path: Path) -> None:
    approval = {
        "type": "pulumi-python:dynamic/privateendpoint:PrivateEndpointApproval",
        "urn": "urn:pulumi:dev::shop::x::good",
        "id": f"{ID}/good",
        "outputs": {"status": "Approved", "description": "CHG-1: other words"},
    }
    (tmp_path / "state.json").write_text(json.dumps({"deployment": {"resources": [approval]}}))

    ended = run(
        "audit",
        SEARCH,
        "--trusted-subscription",
        THEIRS,
        "-o",
        "json",
        "--state",
        str(tmp_path / "state.json"),
    )

    assert ended.code == 3
    assert rules(ended) == [("A01", "asks"), ("A06", "auto"), ("A07", "auto"), ("A08", "good")]
    managed = {one["name"]: one["managedBy"] for one in ended.json["connections"]}
    assert managed == {"asks": None, "auto": None, "good": "urn:pulumi:dev::shop::x::good"}


@estate
@pytest.mark.usefixtures("azure")
def test_a_state_that_hides_which_connections_it_decides_is_not_read_whole(run: Any, tmp_path: Path) -> None:
    secret = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:AAAA"}
    whole = {"type": "private-endpoint:index:PrivateEndpointApprovalSet", "urn": "urn:pulumi:a::b::c::whole"}
    held = whole | {"id": "whole-1", "outputs": {"approvals": secret, "results": secret}}
    (tmp_path / "state.json").write_text(json.dumps({"deployment": {"resources": [held]}}))

    ended = run("audit", SEARCH, "-o", "json", "--state", str(tmp_path / "state.json"))

    assert ended.code == 4
    assert [each["scope"] for each in ended.json["notRead"]] == ["urn:pulumi:a::b::c::whole"]


@estate
@pytest.mark.usefixtures("azure")
def test_sarif_points_at_the_line_of_the_state(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    approval = {
        "urn": 'urn:pulumi:dev::shop::x::g"d',
        "type": "private-endpoint:index:PrivateEndpointApproval",
        "id": f"{ID}/good",
        "outputs": {"status": "Rejected"},
    }
    (tmp_path / "state.json").write_text(json.dumps({"deployment": {"resources": [approval]}}, indent=4))
    monkeypatch.chdir(tmp_path)

    ended = run("audit", SEARCH, "-o", "sarif", "--state", "state.json")

    found = {each["ruleId"]: each for each in ended.json["runs"][0]["results"]}
    where = found["A08"]["locations"][0]["physicalLocation"]
    assert where == {"artifactLocation": {"uri": "state.json"}, "region": {"startLine": 5}}
    assert '"urn"' in (tmp_path / "state.json").read_text().splitlines()[4]


@estate
@pytest.mark.usefixtures("azure")
def test_findings_beyond_what_sarif_takes_are_told(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 2)

    ended = run("audit", SEARCH, "-o", "sarif")

    assert ended.err.startswith("3 findings are left out")


@estate
@pytest.mark.usefixtures("azure")
def test_exemptions_are_shown_with_their_reason_and_unused_ones_told(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "exemptions.yaml"
    lines = "reason: known (CHG-7), until: 2999-12-31, approvedBy: board}"
    file.write_text(
        f"- {{rule: A06, connection: {ID}/auto, {lines}\n- {{rule: A05, connection: {ID}/good, {lines}\n"
    )

    ended = run("audit", SEARCH, "--exemptions", str(file), "--fail-on", "medium", "-o", "json")

    exempted = [each for each in ended.json["findings"] if each["exempted"]]
    assert [(each["rule"], each["exemption"]) for each in exempted] == [("A06", "known (CHG-7)")]
    assert ended.json["unusedExemptions"] == [{"rule": "A05", "connection": f"{ID}/good", "line": 2}]
    assert ended.err == f"unused exemption: {file}:2: A05 of {ID}/good\n"
    assert "A06" not in run("audit", SEARCH, "--exemptions", str(file)).out


@estate
@pytest.mark.usefixtures("azure")
def test_requesters_texts_are_data_in_every_format(run: Any) -> None:
    table, comma, mark = (run("audit", SEARCH, "-o", form).out for form in ("table", "csv", "markdown"))

    assert "\x1b" not in table + comma + mark
    assert "[red]x[/red]" in table
    rows = list(csv.reader(io.StringIO(comma)))
    assert rows[0][:4] == ["level", "rule", "target", "connection"]
    assert {row[-1] for row in rows[1:]} == {f"{ID}/asks", f"{ID}/auto", f"{ID}/good"}
    assert all(not cell.lstrip().startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert all(
        line.count(" | ") == 8 for line in mark.splitlines() if line.startswith("| ") and "level" not in line
    )


@pytest.mark.parametrize(
    "azure", [[pending("asks", description="\u4f60\u597d")]], indirect=True, ids=["estate"]
)
@pytest.mark.usefixtures("azure")
@pytest.mark.parametrize("form", AuditOutput, ids=lambda form: form.value)
def test_no_letter_is_too_much_for_a_pipe(form: AuditOutput) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pulumi_private_endpoint.cli", "audit", SEARCH, "-o", form.value],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (3, "")
    assert re.search(r"\\u4f60\\u597d|&#20320;&#22909;", done.stdout)


@estate
@pytest.mark.usefixtures("azure")
def test_never_silently_partial(run: Any) -> None:
    for form in AuditOutput:
        ended = run("audit", SEARCH, f"{SEARCH}-nowhere", "--output", form.value)
        assert ended.code == 4
        assert f"not read: {SEARCH}-nowhere: GET" in ended.err
        assert f"{SEARCH}-nowhere" in ended.out
        assert "404 ResourceNotFound" in ended.out
    assert "## Not read" in run("audit", SEARCH, f"{SEARCH}-nowhere", "-o", "markdown").out
    (missed,) = run("audit", SEARCH, f"{SEARCH}-nowhere", "-o", "json").json["notRead"]
    assert missed["scope"] == f"{SEARCH}-nowhere"


@estate
@pytest.mark.usefixtures("azure")
def test_a_byte_order_mark_is_no_part_of_a_file(run: Any, tmp_path: Path) -> None:
    texts = {"state": '{"deployment": {}}', "exemptions": "[]", "baseline": '{"findings": []}'}
    for name, text in texts.items():
        (tmp_path / name).write_text(f"\ufeff{text}", encoding="utf-8")
    files = [word for name in texts for word in (f"--{name}", str(tmp_path / name))]

    ended = run("audit", SEARCH, *files)

    assert (ended.code, ended.err) == (3, "")


@pytest.mark.parametrize(
    ("option", "text", "said"),
    [
        pytest.param("--state", "{}", "is not what `pulumi stack export` writes", id="no export"),
        pytest.param("--state", "{\n x", ":2: is not JSON", id="no JSON"),
        pytest.param("--state", "[" * 100_000, " is not JSON", id="nested"),
        pytest.param("--state", "1" * 5000, " is not JSON", id="a number without end"),
        pytest.param("--state", None, "cannot be read: No such file", id="no file"),
        pytest.param("--exemptions", "- {rule: A99}", ":1: connection is missing", id="no exemption"),
        pytest.param("--baseline", "[]", "is not the JSON of an earlier audit", id="no audit"),
    ],
)
def test_a_bad_file_is_one_line_and_nothing_is_asked(
    azure: Running, run: Any, tmp_path: Path, option: str, text: str | None, said: str
) -> None:
    file = tmp_path / "file"
    if text is not None:
        file.write_text(text)

    ended = run("audit", VAULT, option, str(file))

    assert (ended.code, ended.out) == (2, "")
    (line,) = ended.err.splitlines()
    assert str(file) in line
    assert said in line
    assert azure.log() == []


def test_a_trusted_subscription_must_be_one(azure: Running, run: Any) -> None:
    ended = run("audit", VAULT, "--trusted-subscription", ENDPOINTS)

    assert ended.code == 2
    assert "--trusted-subscription has an entry that is no subscription id" in ended.err
    assert azure.log() == []


TENANT = "9e1d0000-0000-4000-8000-000000000009"
OTHER = "5c1a0000-0000-4000-8000-000000000002"


@pytest.fixture
def tenants(monkeypatch: pytest.MonkeyPatch) -> Any:
    there = f"/subscriptions/{OTHER}/resourceGroups/net/providers/Microsoft.Network/privateEndpoints/gone"
    connections = (
        pending("foreign", status="Approved", description=GOOD),
        pending("abandoned", status="Approved", description=GOOD, private_endpoint=there),
    )
    scenario = Scenario(connections=connections, foreign_subscriptions={THEIRS: TENANT, OTHER: "gone"})
    with running(scenario) as simulated:
        monkeypatch.setenv("PRIVATE_ENDPOINT_ARM_ENDPOINT", simulated.url)
        yield simulated


def test_a_challenge_names_the_requesters_tenant(tenants: Running, run: Any) -> None:
    ended = run("audit", SEARCH, "-o", "json")

    assert rules(ended) == [("A02", "abandoned"), ("A03", "foreign"), ("A10", "abandoned")]
    shown = {one["name"]: one["requesterTenant"] for one in ended.json["connections"]}
    assert shown == {"foreign": TENANT, "abandoned": None}
    asked = [entry["path"] for entry in tenants.log() if entry["path"].count("/") == 2]
    assert sorted(set(asked)) == sorted({f"/subscriptions/{THEIRS}", f"/subscriptions/{OTHER}"})


@pytest.mark.usefixtures("tenants")
def test_a_trusted_tenants_requesters_are_no_strangers(run: Any) -> None:
    ended = run("audit", SEARCH, "-o", "json", "--trusted-tenant", TENANT.upper())
    assert rules(ended) == [("A02", "abandoned"), ("A10", "abandoned")]


def test_a_tenant_that_cannot_be_learned_is_told(tenants: Running, run: Any) -> None:
    tenants.fail(path=f"/subscriptions/{THEIRS}", status=400, code="Odd", message="no", times=0)

    ended = run("audit", SEARCH, "-o", "json")

    assert ended.code == 4
    (missed,) = ended.json["notRead"]
    assert missed["scope"] == f"subscription {THEIRS}"
    assert ("A02", "foreign") in rules(ended)


def test_a_trusted_tenant_must_be_a_guid(azure: Running, run: Any) -> None:
    ended = run("audit", VAULT, "--trusted-tenant", "contoso.onmicrosoft.com")

    assert ended.code == 2
    assert "--trusted-tenant must be a GUID, not contoso.onmicrosoft.com" in ended.err
    assert azure.log() == []
