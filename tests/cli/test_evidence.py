"""`evidence`: decisions of states, as a table, as JSON, and as a CSV that an auditor can open."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import SEARCH

ENDPOINT = "/subscriptions/c96f/resourceGroups/net/providers/Microsoft.Network/privateEndpoints/analytics"
TYPE = "private-endpoint:index:PrivateEndpointApproval"


def state(folder: Path, name: str = "state.json", **outputs: Any) -> str:
    text = outputs.get("description", "CHG-7: reads, review by 2020-02-29")
    inputs = {"targetResourceId": SEARCH, "privateEndpointId": ENDPOINT, "description": text}
    held = {
        "type": TYPE,
        "urn": f"urn:pulumi:prod::shop::{TYPE}::{name}",
        "id": f"{SEARCH}/privateEndpointConnections/good",
        "inputs": inputs,
        "outputs": inputs | {"status": "Approved"} | outputs,
    }
    file = folder / name
    file.write_text(json.dumps({"deployment": {"resources": [held]}}))
    return str(file)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_table_is_for_people(run: Any, tmp_path: Path) -> None:
    ended = run("evidence", "--state", state(tmp_path))

    assert ended.code == 0
    head, line = ended.out.splitlines()
    assert head.split()[:2] == ["CONNECTION", "STATUS"]
    for told in ("shop/good", "Approved", ENDPOINT, "CHG-7", "2020-02-29 (past)"):
        assert told in line


def test_json_has_the_same_fields_as_the_csv(run: Any, tmp_path: Path) -> None:
    file = state(tmp_path)

    (found,) = run("evidence", "--state", file, "-o", "json").json["decisions"]
    (row,) = rows(run("evidence", "--state", file, "-o", "csv").out)

    assert list(found) == list(row)
    assert (found["ticket"], found["reviewBy"], found["overdue"]) == ("CHG-7", "2020-02-29", True)
    assert (row["ticket"], row["reviewBy"], row["overdue"]) == ("CHG-7", "2020-02-29", "yes")
    assert row["guardedBy"].split() == found["guardedBy"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", " @"])
def test_no_cell_is_a_formula(run: Any, tmp_path: Path, sign: str) -> None:
    hostile = f"{sign}HYPERLINK(1)"
    file = state(tmp_path, description=hostile, requestMessage=hostile)

    (row,) = rows(run("evidence", "--state", file, "-o", "csv").out)

    assert not [cell for cell in row.values() if cell.strip().startswith(("=", "+", "-", "@"))]
    assert row["decision"].startswith("'" if sign != "\t=" else "\\t=")  # A tab is shown, and none any more.


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        pytest.param('a;=HYPERLINK("x")', """a;'=HYPERLINK("x")""", id="behind a semicolon"),
        pytest.param("a; \u00a0+1", "a; \u00a0'+1", id="behind a semicolon and blanks"),
        pytest.param('a;"@x"', """a;"'@x\"""", id="behind a quote"),
        pytest.param("a|-1", "a|'-1", id="behind a bar"),
        pytest.param("a;=1;b;-2", "a;'=1;b;'-2", id="twice"),
        pytest.param("\uff1d1", "'\uff1d1", id="a wide sign"),
        pytest.param(";\uff0b1;\uff0d1;\uff201", ";'\uff0b1;'\uff0d1;'\uff201", id="wide signs behind"),
        pytest.param("a; b=c, d-e; f@g", "a; b=c, d-e; f@g", id="nothing to defuse"),
    ],
)
def test_no_part_of_a_cell_is_a_formula_where_another_sign_divides_cells(
    run: Any, tmp_path: Path, text: str, cell: str
) -> None:
    (row,) = rows(run("evidence", "--state", state(tmp_path, description=text), "-o", "csv").out)
    assert row["decision"] == cell


def test_a_long_text_is_told_whole(run: Any, tmp_path: Path) -> None:
    text = "CHG-7 " + "x" * 4000
    (row,) = rows(run("evidence", "--state", state(tmp_path, description=text), "-o", "csv").out)
    assert row["decision"] == text


def test_what_no_cell_can_hold_is_cut_and_says_so(run: Any, tmp_path: Path) -> None:
    file = state(tmp_path, description="x" * 40_000)
    (row,) = rows(run("evidence", "--state", file, "-o", "csv").out)
    assert row["decision"] == "x" * 31_999 + "… (cut)"


def test_a_secret_stays_one(run: Any, tmp_path: Path) -> None:
    secret = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:AAAA"}
    file = state(tmp_path, description=secret)
    for form in ("table", "json", "csv"):
        assert "AAAA" not in run("evidence", "--state", file, "-o", form).out


def test_a_set_that_is_a_secret_is_told_and_not_passed_over(run: Any, tmp_path: Path) -> None:
    secret = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:AAAA"}
    urn = f"urn:pulumi:prod::shop::{TYPE}Set::whole"
    held = {"type": f"{TYPE}Set", "urn": urn, "id": "whole-1", "inputs": {"approvals": secret}}
    held["outputs"] = {"approvals": secret, "results": {"a": {"connectionName": "good"}}}
    file = tmp_path / "whole.json"
    file.write_text(json.dumps({"deployment": {"resources": [held]}}))

    for form in ("table", "json", "csv"):
        ended = run("evidence", "--state", state(tmp_path), "--state", str(file), "-o", form)
        assert ended.code == 4
        assert f"not read: {urn}: is encrypted in the state" in ended.err
    found = run("evidence", "--state", str(file), "-o", "json").json
    assert [each["scope"] for each in found["notRead"]] == [urn]


def test_a_connection_in_two_states_is_told_twice(run: Any, tmp_path: Path) -> None:
    files = [state(tmp_path, "one.json"), state(tmp_path, "two.json")]
    found = run("evidence", "--state", files[0], "--state", files[1], "-o", "json").json["decisions"]
    assert [each["resource"].rpartition("::")[2] for each in found] == ["one.json", "two.json"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param([], "give --state FILE or --stack NAME", id="nothing"),
        pytest.param(["--ticket-pattern", "("], "--ticket-pattern is not a regular expression", id="pattern"),
        pytest.param(["--state", "none.json"], "none.json cannot be read: No such file", id="no file"),
    ],
)
def test_wrong_use_is_one_line(run: Any, tmp_path: Path, words: list[str], said: str) -> None:
    given = words if not words or words[0] == "--state" else [*words, "--state", state(tmp_path)]
    ended = run("evidence", *given)

    assert ended.code == 2
    assert said in ended.err
    assert ended.err.count("\n") == 1


@pytest.mark.usefixtures("azure")
def test_an_audit_has_the_same_records(run: Any, tmp_path: Path) -> None:
    file = state(tmp_path)

    audited = run("audit", SEARCH, "--state", file, "-o", "json").json
    alone = run("evidence", "--state", file, "-o", "json").json

    assert audited["decisions"] == alone["decisions"]
    assert run("audit", SEARCH, "-o", "json").json["decisions"] == []
