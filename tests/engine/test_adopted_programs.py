"""What `private-endpoint adopt` writes, by the real engine: what stands is taken over, nothing is sent."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pulumi_private_endpoint.simulator import Connection, Running, Scenario, running
from tools.toolchain.scratch import yaml_folder
from tools.toolchain.stack import Stack

OWN = "0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21"
GROUP = f"/subscriptions/{OWN}/resourceGroups/shop/providers"
PLANT = f"{GROUP}/Microsoft.DigitalTwins/digitalTwinsInstances/plant"
VAULT = f"{GROUP}/Microsoft.KeyVault/vaults/keys"
ENDPOINTS = "/subscriptions/9d2b/resourceGroups/net/providers/Microsoft.Network/privateEndpoints"
WHY = "CHG-1042: analytics reads the plant"
HOSTILE = f"{WHY} ${{pulumi.cwd}} $${{x}} $$ \"'}}) \\ {{}} \U0001f511"
GOVERNANCE = str(Path(__file__).parents[2] / "policies" / "private-endpoint-governance")


def standing(name: str, endpoint: str | None, description: str = WHY, target: str = PLANT) -> Connection:
    requester = f"{ENDPOINTS}/{endpoint}" if endpoint else None
    return Connection(target, name, status="Approved", private_endpoint=requester, description=description)


ESTATE = (
    standing("c1", "analytics"),
    standing("c2", "analytics", HOSTILE),
    standing("c3", "Status", target=VAULT),
    Connection(PLANT, "asks", private_endpoint=f"{ENDPOINTS}/stranger", description=HOSTILE),
    Connection(PLANT, "gone", status="Disconnected", private_endpoint=f"{ENDPOINTS}/gone"),
)
NAMES = {"plant-analytics", "plant-analytics-2", "keys-status"}


@pytest.fixture
def azure(request: pytest.FixtureRequest) -> Iterator[Running]:
    with running(Scenario(connections=getattr(request, "param", ESTATE), time_scale=0.01)) as simulator:
        yield simulator


@pytest.fixture
def adopted(azure: Running, tmp_path: Path, engine_environment: dict[str, str]) -> Callable[[str], Stack]:
    """`adopted("set")`: a stack of what the command writes for the whole tenant, in that form."""

    def make(form: str) -> Stack:
        folders = [str(Path(sys.prefix) / "bin"), str(yaml_folder()), engine_environment["PATH"]]
        environment = engine_environment | {
            "PATH": os.pathsep.join(folders),
            "PRIVATE_ENDPOINT_ARM_ENDPOINT": azure.url,
            "PULUMI_BACKEND_URL": f"file://{tmp_path}",
        }
        words = ["adopt", "--tenant", "--as", form, "--output-directory", str(tmp_path / "programs")]
        command = [sys.executable, "-m", "pulumi_private_endpoint.cli", *words]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        stack = Stack(tmp_path / "programs" / OWN, environment)
        stack.create()
        return stack

    return make


def writes(azure: Running) -> list[str]:
    return [entry["method"] for entry in azure.log() if entry["method"] in {"PUT", "DELETE", "PATCH"}]


@pytest.mark.parametrize("form", ["single", "yaml"])
def test_each_is_a_resource_that_takes_over_what_stands(
    adopted: Callable[[str], Stack], azure: Running, form: str
) -> None:
    stack = adopted(form)

    preview = stack.preview("--policy-pack", GOVERNANCE)

    planned = {name: op for name, op in preview.operations().items() if name in NAMES}
    assert planned == dict.fromkeys(NAMES, "create")
    assert set(preview.operations()) - NAMES <= {f"private-endpoints-{OWN}-test", "default"}
    assert "would send" not in preview.output
    assert [each for each in preview.violations() if each[0] == "mandatory"] == []
    stack.up()
    assert writes(azure) == []
    kept = stack.resources()["plant-analytics-2"]
    assert kept["id"] == f"{PLANT}/privateEndpointConnections/c2"
    assert kept["outputs"]["description"] == HOSTILE
    assert stack.preview("--expect-no-changes").exit_code == 0
    assert {each["id"].rpartition("/")[2]: each["status"] for each in azure.connections()} == {
        "c1": "Approved",
        "c2": "Approved",
        "c3": "Approved",
        "asks": "Pending",
        "gone": "Disconnected",
    }


@pytest.mark.parametrize("form", ["set", "csv"])
def test_a_set_takes_over_what_stands(adopted: Callable[[str], Stack], azure: Running, form: str) -> None:
    stack = adopted(form)

    preview = stack.preview("--policy-pack", GOVERNANCE)

    assert preview.operations()["adopted"] == "create"
    assert "would send" not in preview.output
    assert [each for each in preview.violations() if each[0] == "mandatory"] == []
    stack.up()
    assert writes(azure) == []
    entries = stack.resources()["adopted"]["outputs"]["approvals"]
    assert set(entries) == NAMES
    assert entries["plant-analytics-2"]["description"] == HOSTILE
    assert stack.preview("--expect-no-changes").exit_code == 0


def test_what_the_import_file_names_is_in_the_state_without_a_run(
    adopted: Callable[[str], Stack], azure: Running
) -> None:
    stack = adopted("yaml")

    options = ["--file", "import.json", "--yes", "--protect=false", "--generate-code=false"]
    stack.run("import", *options, "--stack", stack.name)

    assert set(stack.resources()) >= NAMES
    preview = stack.preview()
    assert {op for name, op in preview.operations().items() if name in NAMES} == {"update"}
    assert preview.diagnostics().count("already Approved, nothing would be sent") == len(NAMES)
    stack.up()
    assert writes(azure) == []
    assert stack.preview("--expect-no-changes").exit_code == 0


@pytest.mark.parametrize(
    "azure", [(standing("c1", None), standing("c2", "b", ""))], indirect=True, ids=["things missing"]
)
def test_what_the_pack_misses_was_said(adopted: Callable[[str], Stack], azure: Running) -> None:
    stack = adopted("single")

    found = {
        (policy, name)
        for level, policy, name in stack.preview("--policy-pack", GOVERNANCE, fails=True).violations()
        if level == "mandatory"
    }

    to_do = (stack.project.parent / "TODO.md").read_text().replace("\\", "")
    assert found == {
        ("approval-description-required", "b"),
        ("approval-requester-pinned", "c1"),
        ("approval-unknown-requester-forbidden", "c1"),
    }
    assert all(policy in to_do for policy, _ in found)
    stack.up()
    assert writes(azure) == []
