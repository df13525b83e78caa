"""What other languages are told of the plugin: all of it, in words, under names that meet nobody else's."""

from __future__ import annotations

import json
from typing import Any

import pulumi
import pytest

from pulumi_private_endpoint.approval import PrivateEndpointApproval, PrivateEndpointApprovalSet
from pulumi_private_endpoint.connections.properties.fields import INPUTS, ROWS
from pulumi_private_endpoint.plugin.settings import SETTINGS
from tools.pages import document_schema

SCHEMA = json.loads((document_schema.FOLDER / "schema.json").read_text(encoding="utf-8"))
APPROVAL, SET = (
    SCHEMA["resources"][f"private-endpoint:index:{name}"]
    for name in ("PrivateEndpointApproval", "PrivateEndpointApprovalSet")
)


def test_the_file_is_current() -> None:
    assert document_schema.PAGE.stale() == []


def test_a_stale_file_is_noticed(tmp_path: Any) -> None:
    assert document_schema.PAGE.stale(tmp_path) == ["schema.json is stale: run `make docs`"]
    document_schema.PAGE.write(tmp_path)
    assert document_schema.PAGE.stale(tmp_path) == []


@pytest.mark.parametrize(
    ("resource", "dynamic"),
    [(APPROVAL, PrivateEndpointApproval), (SET, PrivateEndpointApprovalSet)],
    ids=["approval", "set"],
)
def test_a_resource_is_the_same_as_the_dynamic_one(resource: Any, dynamic: type[Any]) -> None:
    assert resource["aliases"] == [{"type": f"pulumi-python:dynamic/privateendpoint:{dynamic.__name__}"}]


def test_an_approval_and_an_entry_have_every_input() -> None:
    entry = SCHEMA["types"]["private-endpoint:index:ApprovalEntry"]["properties"]
    assert list(APPROVAL["inputProperties"]) == list(INPUTS)
    assert list(entry) == [*INPUTS, "whenAbsent"]
    assert APPROVAL["requiredInputs"] == ["targetResourceId"]
    assert set(APPROVAL["inputProperties"]) < set(APPROVAL["properties"])
    assert set(APPROVAL["required"]) <= set(APPROVAL["properties"])


@pytest.mark.parametrize("row", [row for row in ROWS.values() if row.words], ids=lambda row: row.name)
def test_words_are_an_enum_for_who_gives_them_and_text_for_who_reads_them(row: Any) -> None:
    name = APPROVAL["inputProperties"][row.name]["$ref"].removeprefix("#/types/")
    assert [each["value"] for each in SCHEMA["types"][name]["enum"]] == list(row.words)
    assert "$ref" not in APPROVAL["properties"][row.name]


def test_everything_is_told_in_the_names_of_the_schema_and_nothing_has_a_default() -> None:
    for name, described in _described(SCHEMA):
        assert described.get("description"), name
        assert "_" not in described["description"], name
        assert "](" not in described["description"], name
        assert "default" not in described, name


def _described(found: Any) -> list[tuple[str, Any]]:
    if isinstance(found, list):
        return [each for one in found for each in _described(one)]
    if not isinstance(found, dict):
        return []
    own = [
        each
        for of in ("properties", "inputProperties", "variables")
        for each in found.get(of, {}).items()
        if isinstance(found.get(of), dict)
    ]
    return own + [each for one in found.values() for each in _described(one)]


def test_credentials_are_secrets() -> None:
    secret = {name for name, each in SCHEMA["config"]["variables"].items() if each.get("secret")}
    assert secret == {"clientSecret", "clientCertificatePassword", "oidcToken", "oidcRequestToken"}
    assert list(SCHEMA["provider"]["inputProperties"]) == list(SETTINGS)


def test_the_generated_package_is_not_this_one() -> None:
    name = SCHEMA["language"]["python"]["packageName"]
    assert not pulumi.__name__.startswith(name)
    assert name not in {"pulumi_private_endpoint", "pulumi_private_endpoint.plugin"}
