"""examples/many-subscriptions: a stack for each subscription, by the Automation API and by a matrix."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from pulumi_private_endpoint.simulator import load, running

EXAMPLE = Path(__file__).parents[2] / "examples" / "many-subscriptions"
SHOP, PLANT, BUILD = yaml.safe_load((EXAMPLE / "register.yaml").read_text())
WORKFLOW = yaml.safe_load((EXAMPLE / "stacks.yml").read_text())


def copied(folder: Path) -> Path:
    """The example as somebody has it who gave it a virtual environment."""
    shutil.copytree(EXAMPLE, folder)
    settings = (folder / "Pulumi.yaml").read_text()
    (folder / "Pulumi.yaml").write_text(settings.replace("../../.venv", sys.prefix))
    return folder


def run(folder: Path, environment: dict[str, str], *words: str) -> tuple[int, list[str]]:
    done = subprocess.run(
        [sys.executable, folder / "every_stack.py", *words],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def test_one_that_fails_holds_up_no_other(tmp_path: Path, engine_environment: dict[str, str]) -> None:
    folder = copied(tmp_path / "approvals")
    with running(load(folder / "scenario.toml")) as azure:
        backend = {"PRIVATE_ENDPOINT_ARM_ENDPOINT": azure.url, "PULUMI_BACKEND_URL": f"file://{tmp_path}"}
        orders, keys, stranger, artifacts = (found["id"] for found in azure.connections())
        azure.reject(keys)

        code, told = run(folder, engine_environment | backend, "up", "--at-once", "3")

        now = {found["id"]: found["status"] for found in azure.connections()}
        assert now == {orders: "Approved", keys: "Rejected", stranger: "Pending", artifacts: "Approved"}
        assert code == 1
        assert sorted(told)[:1] == [f"{SHOP}: 2 create"]
        assert f"{BUILD}: 2 create" in told
        assert any(line.startswith(f"{PLANT}: failed, see logs/{PLANT}.txt: ") for line in told)
        assert told[-1].startswith("2 of 3 stacks done in ")
        assert "somebody's decision" in (folder / "logs" / f"{PLANT}.txt").read_text()

        azure.change(keys, status="Pending")
        assert run(folder, engine_environment | backend, "up", "--only", PLANT)[0] == 0
        assert {found["status"] for found in azure.connections() if found["id"] != stranger} == {"Approved"}


def test_the_workflow_runs_the_same_for_each_name(engine_environment: dict[str, str]) -> None:
    names, stack = WORKFLOW["jobs"]["names"], WORKFLOW["jobs"]["stack"]

    code, told = run(EXAMPLE, engine_environment, "names")

    assert (code, json.loads(told[0])) == (0, [SHOP, PLANT, BUILD])
    assert "every_stack.py names" in names["steps"][-1]["run"]
    assert stack["strategy"]["matrix"]["stack"] == "${{ fromJSON(needs.names.outputs.names) }}"
    assert stack["strategy"]["fail-fast"] is False
    assert stack["steps"][3]["run"] == '.venv/bin/python every_stack.py "$COMMAND" --only "$STACK"'
