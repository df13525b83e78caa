"""The program in the root, as `make quickstart` runs it: every request it sends is the one it needs."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest

from examples.quickstart.__main__ import play
from pulumi_private_endpoint.simulator import load, running
from tools.toolchain.stack import Stack

CHECKOUT = Path(__file__).parents[2]
QUICKSTART = CHECKOUT / "examples" / "quickstart"


def copied(program: Path, folder: Path) -> Path:
    """A copy of a program, so that the test writes nothing into the checkout."""
    folder.mkdir()
    shutil.copy(program / "__main__.py", folder)
    project = (program / "Pulumi.yaml").read_text()
    (folder / "Pulumi.yaml").write_text(re.sub(r"virtualenv: \S+", f"virtualenv: {sys.prefix}", project))
    return folder


@pytest.mark.quick
def test_the_quickstart_approves_all_four(
    tmp_path: Path, engine_environment: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "requests.txt"
    good = copied(CHECKOUT, tmp_path / "good")
    careless = copied(QUICKSTART / "no_reason", tmp_path / "careless")
    with running(load(QUICKSTART / "scenario.toml")) as azure:
        variables = engine_environment | {"PRIVATE_ENDPOINT_ARM_ENDPOINT": azure.url}

        assert play(azure, Stack(good, variables), Stack(careless, variables), kept) == 0

        statuses = {found["status"] for found in azure.connections()}

    told = capsys.readouterr().out
    assert statuses == {"Approved"}
    assert told.count("Pending -> Approved") == 4
    assert "4 requests to Azure: 4 GET" in told
    assert kept.read_text().count("PUT ") == 4
