"""What other languages are told of the plugin: all of it, in words, under names that meet nobody else's."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any

import pulumi
import pytest

from pulumi_private_endpoint import components
from pulumi_private_endpoint.approval import (
    FabricEndpointStatus,
    FabricManagedPrivateEndpoint,
    PrivateEndpointApproval,
    PrivateEndpointApprovalSet,
)
from pulumi_private_endpoint.connections.properties.fields import INPUTS, ROWS, python_name
from pulumi_private_endpoint.plugin.settings import SETTINGS
from tools.pages import document_schema

SCHEMA = json.loads((document_schema.FOLDER / "schema.json").read_text(encoding="utf-8"))
APPROVAL, SET, NONCE = (
    SCHEMA["resources"][f"private-endpoint:index:{name}"]
    for name in ("PrivateEndpointApproval", "PrivateEndpointApprovalSet", "Nonce")
)

AZURES = "openai_account"
FABRIC = (FabricManagedPrivateEndpoint, FabricEndpointStatus)


def test_the_file_is_current() -> None:
    assert document_schema.PAGE.stale() == []


def test_a_stale_file_is_noticed(tmp_path: Any) -> None:
    assert document_schema.PAGE.stale(tmp_path) == ["schema.json is stale: run `make docs`"]
    document_schema.PAGE.write(tmp_path)
    assert document_schema.PAGE.stale(tmp_path) == []


@pytest.mark.parametrize(
    ("resource", "dynamic"),
    [(APPROVAL, PrivateEndpointApproval), (SET, PrivateEndpointApprovalSet), (NONCE, components.Nonce)]
    + [(SCHEMA["resources"][f"private-endpoint:index:{each.__name__}"], each) for each in FABRIC],
    ids=["approval", "set", "nonce", "fabric", "fabric status"],
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
        assert not set(re.findall(r"\w+_\w+", described["description"])) - {AZURES}, name
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


COMPONENTS = {
    token.rpartition(":")[2]: each for token, each in SCHEMA["resources"].items() if each.get("isComponent")
}


def test_every_component_can_be_made_in_every_language() -> None:
    made = {name for name in components.__all__ if isinstance(getattr(components, name), type)}
    made = {name for name in made if issubclass(getattr(components, name), pulumi.ComponentResource)}
    assert COMPONENTS.keys() == made
    assert len(made) == 7


@pytest.mark.parametrize("name", sorted(COMPONENTS))
def test_a_component_has_the_inputs_and_outputs_of_its_class(name: str) -> None:
    args, made = getattr(components, f"{name}Args"), getattr(components, name)
    assert {python_name(each) for each in COMPONENTS[name]["inputProperties"]} == {*args.__annotations__}
    assert {python_name(each) for each in COMPONENTS[name]["requiredInputs"]} == args.__required_keys__
    assert {python_name(each) for each in COMPONENTS[name]["properties"]} == {*made.__annotations__}


def test_a_requester_has_all_that_an_entry_of_the_list_may_have() -> None:
    found = SCHEMA["types"]["private-endpoint:index:Requester"]
    assert {python_name(name) for name in found["properties"]} == {*components.Requester.__annotations__}
    assert found["required"] == ["name"]
    assert [name for name, each in found["properties"].items() if each.get("plain")] == ["name"]


def test_it_is_served_without_a_look_at_sources_and_without_the_components() -> None:
    program = (
        "import inspect, sys\n"
        "inspect.getsource = None\n"
        "from pulumi_private_endpoint.plugin import __main__, shipped\n"
        "shipped.schema()\n"
        "print([name for name in sys.modules if name.startswith('pulumi_private_endpoint.')"
        " and name.split('.')[1] in ('approval', 'components')])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_go_finds_its_package_in_the_folder_that_codegen_writes() -> None:
    """A folder of Go's has no hyphen, and codegen's own guess at the import path has one."""
    assert SCHEMA["language"]["go"]["importBasePath"].endswith("/privateendpoint")


def test_no_list_holds_plain_objects() -> None:
    """Codegen for Go names a type for them that it does not write."""
    lists = [
        (token, name)
        for token, resource in SCHEMA["resources"].items()
        for name, described in resource.get("inputProperties", {}).items()
        if described.get("items", {}).get("plain") and "$ref" in described["items"]
    ]
    assert lists == []
