"""The Automation API: an inline program has no virtual environment, and nobody has activated one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pulumi_private_endpoint.simulator import Connection, Scenario, running
from tools.toolchain.scratch import engine_folder

PAGE = Path(__file__).parents[2] / "docs" / "automation.md"
PROGRAM, OPTIONS = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
OURS, THEIRS = "0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21", "c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44"
WAREHOUSE = Connection(
    target=f"/subscriptions/{OURS}/resourceGroups/shop"
    "/providers/Microsoft.DocumentDB/databaseAccounts/orders",
    name="orders.3f1c",
    private_endpoint=f"/subscriptions/{THEIRS}/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints/orders",
)
LATE = """\
def approvals() -> None:
    from pulumi_private_endpoint.approval import PrivateEndpointApproval
"""


def run(program: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    file = folder / "approvals.py"
    file.write_text(program.replace("<yours>", OURS).replace("<theirs>", THEIRS))
    return subprocess.run(
        [sys.executable, str(file)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


@pytest.fixture
def not_activated(tmp_path: Path, engine_environment: dict[str, str]) -> dict[str, str]:
    """An environment whose `python3` has no packages at all."""
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "python3").write_text(f'#!/bin/sh\nexec "{sys.executable}" -S -E "$@"\n')
    (bare / "python3").chmod(0o755)
    path = os.pathsep.join([str(engine_folder()), str(bare), os.defpath])
    return engine_environment | {"PATH": path}


def test_the_program_of_the_page_runs_though_nothing_is_activated(
    tmp_path: Path, not_activated: dict[str, str]
) -> None:
    program = f"{PROGRAM}stack.refresh()\nstack.destroy()\n"

    with running(Scenario(connections=(WAREHOUSE,))) as azure:
        done = run(program, tmp_path, not_activated | {"PRIVATE_ENDPOINT_ARM_ENDPOINT": azure.url})

        (connection,) = azure.connections()

    assert done.returncode == 0, done.stdout + done.stderr
    assert connection["status"] == "Approved"
    assert "would send Approved to connection orders.3f1c" in done.stdout
    assert done.stdout.splitlines()[-1] == "Approved"


@pytest.mark.parametrize("named", [pytest.param(True, id="named"), pytest.param(False, id="not named")])
def test_an_import_that_comes_late_needs_the_python_to_be_named(
    tmp_path: Path, not_activated: dict[str, str], named: bool
) -> None:
    program = re.sub(r"^from pulumi_private_endpoint.*\n", "", PROGRAM, flags=re.MULTILINE)
    program = program.replace("def approvals() -> None:\n", LATE)
    if named:
        program = OPTIONS + program.replace("program=approvals", "program=approvals, opts=options")

    with running(Scenario(connections=(WAREHOUSE,))) as azure:
        done = run(program, tmp_path, not_activated | {"PRIVATE_ENDPOINT_ARM_ENDPOINT": azure.url})

    assert (done.returncode == 0) is named, done.stdout + done.stderr
    assert ("No module named" in done.stdout + done.stderr) is not named
