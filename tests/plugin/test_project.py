"""In which language the programs of a project are, and that messages name inputs as those do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2

from pulumi_private_endpoint.plugin.project import is_in_python

from .conftest import APPROVAL_SET, UNKNOWN, Plugin, bag, urn

TARGET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v"
NOWHERE = "http://127.0.0.1:9"


@pytest.mark.parametrize(
    ("name", "text", "python"),
    [
        pytest.param("Pulumi.yaml", "name: shop\nruntime: python\n", True, id="a word"),
        pytest.param(
            "Pulumi.yaml", "runtime:\n  name: python\n  options: {toolchain: pip}\n", True, id="a table"
        ),
        pytest.param("Pulumi.yml", "runtime: python\n", True, id="the other ending"),
        pytest.param("Pulumi.json", '{"runtime": {"name": "python"}}', True, id="JSON"),
        pytest.param("Pulumi.yaml", "runtime: nodejs\n", False, id="another language"),
        pytest.param("Pulumi.yaml", "runtime:\n  name: go\n", False, id="another language, in a table"),
        pytest.param("Pulumi.yaml", "name: shop\n", False, id="none"),
        pytest.param("Pulumi.yaml", "[runtime, python]\n", False, id="a list"),
        pytest.param("Pulumi.yaml", "runtime: [python]\n", False, id="a list of languages"),
        pytest.param("Pulumi.yaml", "runtime: {{python\n", False, id="no YAML"),
        pytest.param("Pulumi.yaml", "runtime: \x00python\n", False, id="no text"),
        pytest.param("pulumi.toml", "runtime: python\n", False, id="no project"),
    ],
)
def test_a_project_says_it(tmp_path: Path, name: str, text: str, python: bool) -> None:
    (tmp_path / name).write_text(text)
    assert is_in_python(tmp_path) is python


def test_the_nearest_project_above_counts(tmp_path: Path) -> None:
    program = tmp_path / "shop" / "source"
    program.mkdir(parents=True)
    (tmp_path / "Pulumi.yaml").write_text("runtime: python\n")
    assert is_in_python(program)

    (tmp_path / "shop" / "Pulumi.yaml").write_text("runtime: yaml\n")
    assert not is_in_python(program)


def test_one_that_cannot_be_read_is_in_no_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Pulumi.yaml").write_text("runtime: python\n")

    def refuse(_: Path) -> bytes:
        raise PermissionError

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert not is_in_python(tmp_path)


def of_check(plugin: Plugin) -> str:
    return str(plugin.check({"targetResourceId": TARGET}).failures[0].reason)


def of_line(plugin: Plugin) -> str:
    plugin.create(plugin.checked({"targetResourceId": TARGET, "connectionName": UNKNOWN}), preview=True)
    return plugin.engine.said[0][1]


def of_failure(plugin: Plugin) -> str:
    inputs = {"targetResourceId": TARGET, "connectionName": "c", "onDestroy": "reject", "status": "Rejected"}
    entries = {
        str(number): inputs | {"connectionName": f"c{number}", "status": "Approved"} for number in (1, 2)
    }
    olds = {"approvals": entries, "results": {key: {} for key in entries}}
    who = urn("all", APPROVAL_SET)
    with pytest.raises(grpc.RpcError) as failure:
        plugin.update("all", olds, {"approvals": {"new": inputs}, "maxReleases": 1}, who=who)
    return str(failure.value.details()).partition("is more than ")[2]


def of_invoke(plugin: Plugin) -> str:
    return str(plugin.invoke({}).failures[0].reason)


def of_component(plugin: Plugin) -> str:
    request = provider_pb2.ConstructRequest(
        type="private-endpoint:index:PrivateLinkApprovals", name="c", inputs=bag({"requesters": []})
    )
    with pytest.raises(grpc.RpcError) as failure:
        plugin.call("Construct", request)
    return str(failure.value.details())


@pytest.mark.parametrize(
    ("said", "others", "python"),
    [
        pytest.param(of_check, "connectionName or", "connection_name or", id="an input"),
        pytest.param(of_line, "connectionName is", "connection_name is", id="a line"),
        pytest.param(of_failure, "maxReleases allows", "max_releases allows", id="a failure"),
        pytest.param(of_invoke, "targetResourceId is", "target_resource_id is", id="an argument"),
        pytest.param(of_component, "targetResourceId is", "target_resource_id is", id="a component's"),
    ],
)
def test_messages_are_in_the_words_of_the_project(
    start_plugin: Callable[..., Plugin], said: Any, others: str, python: str
) -> None:
    assert said(start_plugin(NOWHERE, project="runtime: yaml\n")).startswith(others)
    assert said(start_plugin(NOWHERE, project="runtime: python\n")).startswith(python)
