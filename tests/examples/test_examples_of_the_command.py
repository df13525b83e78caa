"""What is not a Pulumi program: the shell steps of the examples, run by a shell."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from pulumi_private_endpoint.simulator import Running, load, running

EXAMPLES = Path(__file__).parents[2] / "examples"
AUDIT, SCRIPTS = EXAMPLES / "audit-in-ci", EXAMPLES / "terraform-and-scripts"
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


def audit_step(workflow: str) -> str:
    steps = yaml.safe_load((AUDIT / workflow).read_text())["jobs"]["audit"]["steps"]
    (script,) = (step["run"] for step in steps if step.get("name") == "Audit")
    return str(script)


@pytest.fixture
def night(tmp_path: Path) -> Any:
    """The workflow's audit, in a folder that is kept from one night to the next."""
    script = audit_step("audit.yml")
    (tmp_path / "exemptions.yaml").write_text((AUDIT / "exemptions.yaml").read_text())
    (tmp_path / "known").mkdir()

    def run(azure: Running) -> subprocess.CompletedProcess[str]:
        summary = str(tmp_path / "summary.md")
        subscription = TARGET.split("/")[2]
        done = shell(
            azure,
            tmp_path,
            "bash",
            "-e",
            "-c",
            script,
            GITHUB_STEP_SUMMARY=summary,
            SUBSCRIPTION=subscription,
        )
        (tmp_path / "audit.json").replace(tmp_path / "known" / "audit.json")
        return done

    return run


def test_an_audit_in_ci_is_red_on_what_is_new_and_once(night: Any, tmp_path: Path) -> None:
    with running(load(AUDIT / "scenario.toml")) as azure:
        quiet = night(azure)
        azure.add(
            target=TARGET,
            name="stranger",
            private_endpoint=f"{ENDPOINTS}/providers/Microsoft.Network/privateEndpoints/x",
        )
        loud, after = night(azure), night(azure)

    assert (quiet.returncode, loud.returncode, after.returncode) == (0, 3, 0), quiet.stderr + loud.stderr
    found = json.loads((tmp_path / "known" / "audit.json").read_text())
    assert {(each["rule"], each["connection"].rpartition("/")[2]) for each in found["findings"]} == {
        ("A01", "stranger"),
        ("A02", "stranger"),
        ("A02", "vendor"),
    }
    assert "# Private endpoint connections" in (tmp_path / "summary.md").read_text()
    assert "<h1>Private endpoint connections</h1>" in (tmp_path / "audit.html").read_text()
    (run,) = json.loads((tmp_path / "audit.sarif").read_text())["runs"]
    places = {
        (
            each["ruleId"],
            len(each["suppressions"]),
            each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        )
        for each in run["results"]
    }
    assert places == {
        ("A01", 0, "exemptions.yaml"),
        ("A02", 0, "exemptions.yaml"),
        ("A02", 1, "exemptions.yaml"),
    }
    assert AUDIT.name == "audit-in-ci"


def test_a_pull_request_is_red_until_it_brings_the_exemption(night: Any, tmp_path: Path) -> None:
    def pull_request(azure: Running) -> subprocess.CompletedProcess[str]:
        script = audit_step("pull-request.yml")
        return shell(azure, tmp_path, "bash", "-e", "-c", script, SUBSCRIPTION=TARGET.split("/")[2])

    exemptions = tmp_path / "exemptions.yaml"
    with running(load(AUDIT / "scenario.toml")) as azure:
        night(azure)
        quiet = pull_request(azure)
        azure.add(
            target=TARGET,
            name="stranger",
            private_endpoint=f"{ENDPOINTS}/providers/Microsoft.Network/privateEndpoints/x",
        )
        loud = pull_request(azure)
        accepted = exemptions.read_text().replace("/vendor", "/stranger")
        exemptions.write_text(exemptions.read_text() + accepted)
        brought = pull_request(azure)
        exemptions.write_text("- {rule: A02}")
        broken = pull_request(azure)

    codes = [done.returncode for done in (quiet, loud, brought, broken)]
    assert codes == [0, 3, 0, 2], quiet.stderr + loud.stderr
    assert not (tmp_path / "audit.sarif").exists()  # nothing to upload where there was no audit
