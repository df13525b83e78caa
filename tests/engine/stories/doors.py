"""One program for either door: Python for the dynamic provider, YAML for the plugin."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.connections.properties.fields import python_name

if TYPE_CHECKING:
    from tools.toolchain.stack import Stack

APPROVAL, APPROVAL_SET = "PrivateEndpointApproval", "PrivateEndpointApprovalSet"
DYNAMIC, PLUGIN = DOORS = ("dynamic", "plugin")
TOKENS = {DYNAMIC: "pulumi-python:dynamic/privateendpoint:", PLUGIN: "private-endpoint:index:"}
# It reads what it declares, so that a story can write another program beside it.
PYTHON = """\
import json
import pathlib
import pulumi
from pulumi_private_endpoint import approval

def options(given, id):
    named = {"name": "name", "type": "type_"}
    aliases = [
        pulumi.Alias(**{named[key]: value for key, value in each.items()})
        for each in given.pop("aliases", [])
    ]
    if "custom_timeouts" in given:
        given["custom_timeouts"] = pulumi.CustomTimeouts(**given["custom_timeouts"])
    return pulumi.ResourceOptions(aliases=aliases, id=id, **given)

def revealed(value):
    secret = isinstance(value, dict) and value.get("fn::secret")
    return pulumi.Output.secret(secret) if secret else value

program = json.loads(pathlib.Path("program.json").read_text())
made = {}
for name, one in program["resources"].items():
    inputs = {key: revealed(value) for key, value in one["inputs"].items()}
    made[name] = getattr(approval, one["type"])(name, **inputs, opts=options(one["options"], one["id"]))
for export, (name, output) in program["outputs"].items():
    pulumi.export(export, getattr(made[name], output))
"""


@dataclass(frozen=True)
class Resource:
    """A resource of a program, inputs and options named as in YAML; with an `id`, one that is only read."""

    inputs: Mapping[str, Any]
    type: str = APPROVAL
    options: Mapping[str, Any] = field(default_factory=dict)
    id: str | None = None


Program = Mapping[str, Resource]
Outputs = Mapping[str, tuple[str, str]]


def write(door: str, stack: Stack, program: Program, outputs: Outputs) -> None:
    """Make this the stack's program."""
    if door == PLUGIN:
        (stack.project / "Pulumi.yaml").write_text(_yaml(stack.project.name, program, outputs))
        return
    resources = {name: asdict(one) for name, one in _in_python_names(program).items()}
    text = json.dumps(
        {"resources": resources, "outputs": {k: [n, python_name(o)] for k, (n, o) in outputs.items()}}
    )
    (stack.project / "program.json").write_text(text)


def _in_python_names(program: Program) -> dict[str, Resource]:
    return {
        name: Resource(_renamed(one.inputs), one.type, _renamed(one.options), one.id)
        for name, one in program.items()
    }


def _renamed(bag: Any) -> Any:
    """The same with Python's names; keys of a set's entries are the user's own and stay."""
    if isinstance(bag, list):
        return [_renamed(each) for each in bag]
    if not isinstance(bag, Mapping):
        return bag
    own = {
        key: {k: _renamed(v) for k, v in value.items()} for key, value in bag.items() if key == "approvals"
    }
    return {python_name(key): own.get(key) or _renamed(value) for key, value in bag.items()}


def _yaml(project: str, program: Program, outputs: Outputs) -> str:
    """JSON is YAML."""
    resources = {name: _yaml_resource(one) for name, one in program.items()}
    exported = {name: f"${{{resource}.{output}}}" for name, (resource, output) in outputs.items()}
    return json.dumps({"name": project, "runtime": "yaml", "resources": resources, "outputs": exported})


def _yaml_resource(one: Resource) -> dict[str, Any]:
    type_ = f"private-endpoint:{one.type}"
    if one.id is not None:
        return {"type": type_, "get": {"id": one.id}}
    return {"type": type_, "properties": one.inputs, "options": one.options}
