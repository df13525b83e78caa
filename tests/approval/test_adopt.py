"""Taking over what is already decided: the code, the import file, and nothing written."""

from __future__ import annotations

import json
import runpy
import sys
from pathlib import Path
from typing import Any

import pytest
from pulumi.dynamic.dynamic import serialize_provider

from pulumi_private_endpoint.adoption.import_file import STORED_PROVIDER, for_dynamic
from pulumi_private_endpoint.adoption.python_program import singles
from pulumi_private_endpoint.approval import adopt
from pulumi_private_endpoint.approval.host import property_bag
from pulumi_private_endpoint.approval.provider import PROVIDER
from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.properties.diff import replacing, updating
from pulumi_private_endpoint.connections.services.lookup import spec_for
from pulumi_private_endpoint.simulator import Connection, Scenario, Target, running

VAULT = "/subscriptions/0a4bd5ae/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v"
WHY = "CHG-7: billing reads the keys"
ENDPOINTS = "/subscriptions/c96f3d17/resourceGroups/g/providers/Microsoft.Network/privateEndpoints"


def approved(name: str, endpoint: str = "billing", **more: Any) -> Connection:
    given = {
        "status": "Approved",
        "description": "CHG-7",
        "private_endpoint": f"{ENDPOINTS}/{endpoint}",
    } | more
    return Connection(target=VAULT, name=name, **given)


def decided(azure: Any, *connections: Connection) -> list[Any]:
    sim = azure(connections)
    found: list[Any] = sim.run(adopt.decided_connections(sim.session, ResourceId.parse(VAULT), None))
    assert not [request for request in sim.requests if not request.startswith("GET")]
    return found


def test_what_was_decided_is_found(azure: Any) -> None:
    found = decided(azure, approved("c1"), approved("c3", status="Rejected"))

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

    found = sim.run(adopt.decided_connections(sim.session, ResourceId.parse(VAULT), None))

    assert [each.name for each in found] == ["c1"]
    assert sim.told.warnings == [f"left out c2: it is {reason}"]


def test_the_program_declares_what_stands(azure: Any) -> None:
    found = decided(azure, approved("c1", description=WHY))

    assert singles(adopt.adopted(found).entries) == (
        "from pulumi_private_endpoint.approval import PrivateEndpointApproval\n"
        "\n"
        "PrivateEndpointApproval(\n"
        '    "billing",\n'
        f'    target_resource_id="{VAULT}",\n'
        '    connection_name="c1",\n'
        '    status="Approved",\n'
        f'    private_endpoint_id="{ENDPOINTS}/billing",\n'
        f'    description="{WHY}",\n'
        '    on_destroy="keep",\n'
        ")\n"
    )


def test_the_import_file_is_a_state_that_differs_in_nothing(azure: Any) -> None:
    found = decided(azure, approved("c1"))

    (resource,) = json.loads(for_dynamic(adopt.adopted(found).entries))["resources"]

    assert resource["type"] == "pulumi-python:dynamic/privateendpoint:PrivateEndpointApproval"
    assert resource["id"] == f"{VAULT}/privateEndpointConnections/c1"
    assert replacing(resource["outputs"], resource["inputs"]) == []
    assert updating(resource["outputs"], resource["inputs"], spec_for("Microsoft.KeyVault/vaults")) == []


def test_an_api_version_that_was_needed_is_declared(azure: Any) -> None:
    (entry,) = adopt.adopted(decided(azure, approved("c1")), "2024-11-01").entries

    assert entry.inputs["apiVersion"] == "2024-11-01"


def test_an_import_file_names_the_provider_as_pulumi_would() -> None:
    assert {property_bag.STORED_PROVIDER: serialize_provider(PROVIDER)} == STORED_PROVIDER


def test_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(Scenario(connections=(approved("c1"),))) as simulator:
        monkeypatch.setenv("PRIVATE_ENDPOINT_ARM_ENDPOINT", simulator.url)
        status = adopt.main([VAULT, "--import-file", str(tmp_path / "import.json")])

    out, err = capsys.readouterr()
    assert status == 0
    assert "PrivateEndpointApproval(" in out
    assert err == (
        f"{VAULT}/privateEndpointConnections/c1: the description is shorter than 10 characters "
        "(policy approval-description-required)\n"
    )
    assert len(json.loads((tmp_path / "import.json").read_text())["resources"]) == 1


def test_without_a_file_to_import_there_is_the_program_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with running(Scenario(connections=(approved("c1"),))) as simulator:
        monkeypatch.setenv("PRIVATE_ENDPOINT_ARM_ENDPOINT", simulator.url)
        assert adopt.main([VAULT]) == 0

    assert "PrivateEndpointApproval(" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


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


@pytest.mark.filterwarnings("ignore:.*found in sys.modules.*:RuntimeWarning")
def test_the_command_takes_its_arguments_as_they_are_given(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["adopt", "orders"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module(adopt.__name__, run_name="__main__")
    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith("target_resource_id is not an Azure")
