"""What is not a Pulumi program: the shell steps of an example, run by a shell."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from pulumi_private_endpoint.simulator import Running, load, running

EXAMPLES = Path(__file__).parents[2] / "examples"
SCRIPTS = EXAMPLES / "terraform-and-scripts"
SHOP = "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop/providers"
TARGET = f"{SHOP}/Microsoft.Search/searchServices/contoso-shop"
ENDPOINTS = "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"


def shell(azure: Running, folder: Path, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    own = {
        "PRIVATE_ENDPOINT_ARM_ENDPOINT": azure.url,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **own, **more},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def statuses(azure: Running) -> dict[str, Any]:
    return {one["id"].rpartition("/")[2]: one["status"] for one in azure.connections()}


def test_a_script_approves_the_one_endpoint_and_can_be_called_again() -> None:
    assert SCRIPTS.name == "terraform-and-scripts"
    words = (str(SCRIPTS / "approve.sh"), TARGET)
    ours = f"{ENDPOINTS}/providers/Microsoft.Network/privateEndpoints/orders"
    with running(load(SCRIPTS / "scenario.toml")) as azure:
        first = shell(azure, SCRIPTS, *words, ours, "CHG-2043: the warehouse reads orders")
        again = shell(azure, SCRIPTS, *words, ours, "CHG-2043: the warehouse reads orders")
        nobody = shell(azure, SCRIPTS, *words, f"{ours}-2", "why", WAIT_FOR_CONNECTION="0s")
        writes = [entry for entry in azure.log() if entry["method"] != "GET"]
        found = statuses(azure)

    assert (first.returncode, again.returncode, nobody.returncode) == (0, 0, 1)
    assert first.stdout.endswith("(was Pending)\n")
    assert again.stdout.endswith("(already)\n")
    assert "no connection matches" in nobody.stderr
    assert found == {"orders": "Approved", "evil-orders": "Pending"}
    assert len(writes) == 1


def test_terraform_calls_it_with_its_variables() -> None:
    (command,) = re.findall(r'^\s*command = "(.*)"$', (SCRIPTS / "main.tf").read_text(), re.MULTILINE)
    ours = f"{ENDPOINTS}/providers/Microsoft.Network/privateEndpoints/orders"
    for name, value in {
        "path.module": str(SCRIPTS),
        "var.target_resource_id": TARGET,
        "var.private_endpoint_id": ours,
    }.items():
        command = command.replace(f"${{{name}}}", value)
    assert "${" not in command

    with running(load(SCRIPTS / "scenario.toml")) as azure:
        done = shell(azure, SCRIPTS, "/bin/sh", "-c", command)  # as `local-exec` does
        found = azure.connections()

    assert (done.returncode, done.stderr) == (0, "")
    (orders,) = [one for one in found if one["id"].endswith("/orders")]
    assert orders["description"] == "CHG-2043: the warehouse reads orders to pack them"
    assert [one["status"] for one in found] == ["Approved", "Pending"]
