"""Taking over what is already decided: the code, the import file, and nothing written."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from pulumi_private_endpoint.approval import adopt
from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.properties.diff import replacing, updating
from pulumi_private_endpoint.connections.services.lookup import spec_for
from pulumi_private_endpoint.simulator import Connection, Scenario, Target, running

VAULT = "/subscriptions/0a4bd5ae/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v"
ENDPOINTS = "/subscriptions/c96f3d17/resourceGroups/g/providers/Microsoft.Network/privateEndpoints"


def approved(name: str, endpoint: str = "billing", **more: Any) -> Connection:
    given = {
        "status": "Approved",
        "description": "CHG-7",
        "private_endpoint": f"{ENDPOINTS}/{endpoint}",
    } | more
    return Connection(target=VAULT, name=name, **given)


def decided(azure: Any, *connections: Connection) -> tuple[list[Any], Any]:
    sim = azure(connections)
    found: tuple[list[Any], Any] = sim.run(
        adopt.decided_connections(sim.session, ResourceId.parse(VAULT), None)
    )
    assert not [request for request in sim.requests if not request.startswith("GET")]
    return found


def test_what_was_decided_is_found(azure: Any) -> None:
    found, _ = decided(azure, approved("c1"), approved("c3", status="Rejected"))

    assert [(each.name, each.status) for each in found] == [("c1", "Approved"), ("c3", "Rejected")]


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("Pending", "Pending, so there is no decision to adopt"),
        ("Disconnected", "Disconnected, and can only be deleted"),
        ("Suspended\x1b", r"Suspended\x1b, neither Approved nor Rejected"),
    ],
    ids=["pending", "disconnected", "a word of the service's own"],
)
def test_what_is_left_out_is_told(azure: Any, status: str, reason: str) -> None:
    sim = azure([approved("c1"), approved("c2", status=status)])

    found, _ = sim.run(adopt.decided_connections(sim.session, ResourceId.parse(VAULT), None))

    assert [each.name for each in found] == ["c1"]
    assert sim.told.warnings == [f"left out c2: it is {reason}"]


@pytest.mark.parametrize(
    ("endpoints", "names"),
    [
        pytest.param(["billing"], ["billing"], id="the requester's name"),
        pytest.param(["billing", "billing"], ["billing", "billing-2"], id="two of one name"),
        pytest.param(["Bill_ing.EU"], ["bill-ing-eu"], id="made plain"),
    ],
)
def test_names(azure: Any, endpoints: list[str], names: list[str]) -> None:
    found, _ = decided(azure, *(approved(f"c{i}", endpoint) for i, endpoint in enumerate(endpoints)))

    assert adopt.names(found) == names


def test_the_program_declares_what_stands(azure: Any) -> None:
    found, _ = decided(azure, approved("c1"))

    assert adopt.program(found) == (
        "from pulumi_private_endpoint.approval import PrivateEndpointApproval\n"
        "\n"
        "PrivateEndpointApproval(\n"
        '    "billing",\n'
        f"    target_resource_id='{VAULT}',\n"
        "    connection_name='c1',\n"
        "    status='Approved',\n"
        f"    private_endpoint_id='{ENDPOINTS}/billing',\n"
        "    description='CHG-7',\n"
        ")\n"
    )


@pytest.mark.parametrize("text", ["x', evil='1", "{code}", "ünïcode", "\\", '"""'])
def test_requester_written_text_stays_text(azure: Any, text: str) -> None:
    found, _ = decided(azure, approved("c1", description=text))

    assert keywords(adopt.program(found))["description"] == text


@pytest.mark.parametrize("text", ['x")\nimport os\nos.abort()', "\x1b[31mred", "\u202eright to left", " "])
def test_text_that_no_program_may_declare_is_left_out(azure: Any, text: str) -> None:
    found, _ = decided(azure, approved("c1", description=text))

    assert "description" not in keywords(adopt.program(found))


def keywords(program: str) -> dict[str | None, Any]:
    """What the only call of a program is given; fails if there is anything else in it."""
    assert program.isascii()
    _, statement = ast.parse(program).body
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Call)
    return {word.arg: ast.literal_eval(word.value) for word in statement.value.keywords}


def test_the_import_file_is_a_state_that_differs_in_nothing(azure: Any) -> None:
    found, spec = decided(azure, approved("c1"))

    (resource,) = adopt.import_file(found, spec)["resources"]

    assert resource["type"] == "pulumi-python:dynamic/privateendpoint:PrivateEndpointApproval"
    assert resource["id"] == f"{VAULT}/privateEndpointConnections/c1"
    assert replacing(resource["outputs"], resource["inputs"]) == []
    assert updating(resource["outputs"], resource["inputs"], spec_for("Microsoft.KeyVault/vaults")) == []


def test_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(Scenario(connections=(approved("c1"),))) as simulator:
        monkeypatch.setenv("PRIVATE_ENDPOINT_ARM_ENDPOINT", simulator.url)
        status = adopt.main([VAULT, "--import-file", str(tmp_path / "import.json")])

    assert status == 0
    assert "PrivateEndpointApproval(" in capsys.readouterr().out
    assert len(json.loads((tmp_path / "import.json").read_text())["resources"]) == 1


@pytest.mark.parametrize(
    "connections",
    [
        pytest.param((), id="none at all"),
        pytest.param(
            (approved("c1", status="Pending"), approved("c2", status="Disconnected")), id="none decided"
        ),
    ],
)
def test_nothing_to_adopt_is_a_failure_that_writes_nothing(
    connections: tuple[Connection, ...],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with running(Scenario(targets=(Target(VAULT),), connections=connections)) as simulator:
        monkeypatch.setenv("PRIVATE_ENDPOINT_ARM_ENDPOINT", simulator.url)
        status = adopt.main([VAULT, "--import-file", str(tmp_path / "import.json")])

    out, err = capsys.readouterr()
    *left_out, last = err.splitlines()
    assert (status, out) == (1, "")
    assert last == (
        "nothing to adopt: Microsoft.KeyVault/vaults v has no connection that is Approved or Rejected"
    )
    assert len(left_out) == len(connections)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["not-an-id"], "target_resource_id is not an Azure resource id of the form"),
        (["/subscriptions/s/resourceGroups/g/providers/Contoso.X/y/z"], "Contoso.X/y is not a known service"),
        ([f"{VAULT}/privateEndpointConnections/c1"], "target_resource_id is the id of a connection"),
        ([f"{ENDPOINTS}/billing"], "target_resource_id is the id of a private endpoint"),
        ([f"{ENDPOINTS}/billing", "--api-version", "2025-05-01"], "target_resource_id is the id"),
        ([VAULT, "--api-version", ""], "api_version is empty"),
    ],
    ids=["no id", "an unknown type", "a connection", "an endpoint", "an endpoint's version", "no version"],
)
def test_a_wrong_argument_is_one_line(
    arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert adopt.main(arguments) == 1

    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(reason)


@pytest.mark.parametrize("endpoints", [["pe-2", "pe", "pe"], ["pe", "pe-2", "pe", "pe"]])
def test_names_never_meet(azure: Any, endpoints: list[str]) -> None:
    found, _ = decided(azure, *(approved(f"c{i}", endpoint) for i, endpoint in enumerate(endpoints)))

    assert len(set(adopt.names(found))) == len(endpoints)
