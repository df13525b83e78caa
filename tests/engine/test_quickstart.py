"""The program in the root, as `make quickstart` runs it: every request it sends is the one it needs."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from pulumi_private_endpoint.simulator import load, running
from quickstart.__main__ import play
from toolchain.stack import Stack

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A copy of the root program, so that the test writes nothing into the checkout."""
    shutil.copy(CHECKOUT / "__main__.py", tmp_path)
    project = (CHECKOUT / "Pulumi.yaml").read_text()
    (tmp_path / "Pulumi.yaml").write_text(project.replace("virtualenv: .venv", f"virtualenv: {sys.prefix}"))
    return tmp_path


def test_the_quickstart_approves_all_four(
    program: Path, engine_environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    kept = program / "requests.txt"
    with running(load(CHECKOUT / "quickstart" / "scenario.toml")) as azure:
        variables = engine_environment | {"PRIVATE_ENDPOINT_ARM_ENDPOINT": azure.url}

        assert play(azure, Stack(program, variables), kept) == 0

        statuses = {found["status"] for found in azure.connections()}

    told = capsys.readouterr().out
    assert statuses == {"Approved"}
    assert told.count("Pending -> Approved") == 4
    assert "4 requests to Azure: 4 GET" in told
    assert kept.read_text().count("PUT ") == 4
