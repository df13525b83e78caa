"""Code that says what was found and nothing else, whatever requesters wrote: as its own languages read it."""

from __future__ import annotations

import ast
import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pulumi_private_endpoint.adoption import import_file, python_program, yaml_program
from pulumi_private_endpoint.adoption.entries import Adoption
from pulumi_private_endpoint.adoption.folders import FORMS
from pulumi_private_endpoint.connections.properties.diff import replacing, updating
from pulumi_private_endpoint.connections.properties.fields import python_name
from pulumi_private_endpoint.connections.services.lookup import spec_for
from tests.adoption.conftest import HOSTILE, OTHER, WHY, adopted, connection, target

CHECKOUT = Path(__file__).parents[2]
STANDING = [
    *(connection(f"c{number}", description=text) for number, text in enumerate(HOSTILE)),
    connection("it's-called", "o'brien", description=f'{WHY}, it\'s "said"'),
    connection("hidden", None),
    connection("unsafe", description='x")\nimport os\nos.abort()'),
    connection("plain"),
]


def folder(form: str, *connections: Any) -> dict[str, str]:
    return FORMS[form].files(FORMS[form].fitted(adopted(*connections)))


def by_python_names(found: Adoption) -> dict[str, dict[str, Any]]:
    return {
        entry.name: {python_name(name): value for name, value in entry.inputs.items()}
        for entry in found.entries
    }


def test_single_approvals_are_calls_with_texts_and_nothing_else() -> None:
    program = folder("single", *STANDING)["__main__.py"]

    assert program.isascii()
    _, *calls = ast.parse(program).body
    assert {_text(call.value.args[0]): _keywords(call.value) for call in calls} == by_python_names(
        adopted(*STANDING)
    )


def test_a_set_is_one_call_with_a_dict_of_texts() -> None:
    program = folder("set", *STANDING)["__main__.py"]

    assert program.isascii()
    _, call = ast.parse(program).body
    name, approvals = call.value.args
    assert _text(name) == "adopted"
    assert ast.literal_eval(approvals) == by_python_names(adopted(*STANDING))


def test_yaml_holds_the_texts_once_pulumi_has_read_the_dollars() -> None:
    found = adopted(*STANDING)

    project = yaml.safe_load(folder("yaml", *STANDING)["Pulumi.yaml"])

    assert (project["name"], project["runtime"]) == (f"private-endpoints-{found.subscription}", "yaml")
    assert {name: _as_pulumi_reads(each["properties"]) for name, each in project["resources"].items()} == {
        entry.name: entry.inputs for entry in found.entries
    }
    assert {each["type"] for each in project["resources"].values()} == {
        "private-endpoint:PrivateEndpointApproval"
    }


def test_a_table_has_no_formulas_and_loses_nothing_else() -> None:
    found = adopted(*STANDING, connection("=cmd", None))
    form = FORMS["csv"]

    fitted = form.fitted(found)
    rows = list(csv.DictReader(io.StringIO(form.files(fitted)["approvals.csv"])))

    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    assert {
        row.pop("key"): {k: v == "true" if k == "allow_unknown_requester" else v for k, v in row.items() if v}
        for row in rows
    } == by_python_names(fitted)
    changed = [each.name for each in found.entries if each not in fitted.entries]
    assert len(changed) == 3
    assert len(fitted.entries) == len(found.entries) - 1
    new = [str(each) for each in fitted.to_do if each not in found.to_do]
    assert any("has a name that begins like a formula" in each for each in new)
    assert sum("its text begins like a formula" in each for each in new) == 2


@pytest.mark.parametrize("form", ["single", "set", "csv"])
def test_ruff_would_write_it_so_and_mypy_has_nothing_to_say(form: str, tmp_path: Path) -> None:
    for tool in ("ruff", "mypy"):
        pytest.importorskip(tool, reason="other Pythons are given what unit tests need, and no more")
    program = tmp_path / "program.py"
    program.write_text(folder(form, *STANDING)["__main__.py"])

    for command in (
        ["ruff", "format", "--isolated", "--diff"],
        ["ruff", "format", "--diff"],
        ["mypy", "--strict"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", *command, str(program)],
            check=False,
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr


@given(st.text())
def test_a_literal_is_the_text(text: str) -> None:
    code = python_program.literal(text)

    assert code.isascii()
    assert ast.literal_eval(code) == text


@given(st.lists(st.text()))
def test_a_comment_ends_where_its_line_does(lines: list[str]) -> None:
    assert ast.parse("\n".join(python_program.comments(lines))).body == []


@given(st.text())
def test_a_text_in_yaml_is_one_line_and_the_text(text: str) -> None:
    code = yaml_program.scalar(text)

    assert code.isascii()
    assert _as_pulumi_reads({"x": yaml.safe_load(code)}) == {"x": text}


def test_what_is_missing_stands_where_it_is_missing() -> None:
    program = folder("single", connection(description=""))["__main__.py"]

    assert "\n# the description is missing (policy approval-description-required)\nPrivateEnd" in program
    for form, file in (("set", "__main__.py"), ("yaml", "Pulumi.yaml")):
        assert "# the description is missing" in folder(form, connection(description=""))[file]


def test_an_import_by_the_plugin_needs_an_id() -> None:
    assert json.loads(folder("yaml", connection())["import.json"]) == {
        "resources": [
            {
                "type": "private-endpoint:index:PrivateEndpointApproval",
                "name": "billing",
                "id": f"{target()}/privateEndpointConnections/c",
            }
        ]
    }


def test_an_import_for_the_dynamic_provider_is_a_state_that_differs_in_nothing() -> None:
    (resource,) = json.loads(folder("single", connection())["import.json"])["resources"]

    assert resource["type"] == import_file.DYNAMIC
    assert replacing(resource["outputs"], resource["inputs"]) == []
    spec = spec_for("Microsoft.Search/searchServices")
    assert updating(resource["outputs"], resource["inputs"], spec) == []


@pytest.mark.parametrize("form", FORMS)
def test_a_folder_is_a_project(form: str) -> None:
    files = folder(form, connection(target=target(subscription=OTHER)))

    assert FORMS[form].shown in files
    project = yaml.safe_load(files["Pulumi.yaml"])
    assert project["name"] == f"private-endpoints-{OTHER}"
    assert ("__main__.py" in files) == (project["runtime"] != "yaml")


def _text(node: Any) -> str:
    value = ast.literal_eval(node)
    assert isinstance(value, str)
    return value


def _keywords(call: Any) -> dict[str, Any]:
    assert isinstance(call, ast.Call)
    assert len(call.args) == 1
    return {str(word.arg): ast.literal_eval(word.value) for word in call.keywords}


def _as_pulumi_reads(properties: dict[str, Any]) -> dict[str, Any]:
    """Two dollars are one, and no text holds a reference."""
    read = {}
    for name, value in properties.items():
        plain = value
        if isinstance(value, str):
            assert "${" not in value.replace("$$", "")
            plain = value.replace("$$", "$")
        read[name] = plain
    return read
