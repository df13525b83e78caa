from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools import floor

CHECKOUT = Path(__file__).parents[2]
ROOM = """\
import sys

def sign(number):
    if number > 0:
        return "+"
    return "-"

print(sign(int(sys.argv[1])))
"""
STARTS_ANOTHER = """\
import subprocess, sys
for number in sys.argv[1:]:
    subprocess.run([sys.executable, "-m", "pulumi_private_endpoint.room", number], check=True, timeout=60)
"""
SETTINGS = """\
[tool.coverage.run]
branch = true
patch = ["subprocess"]
source_pkgs = ["pulumi_private_endpoint.room"]
"""


@pytest.mark.parametrize(
    ("numbers", "code", "told"),
    [
        pytest.param(["1", "-1"], 0, ["100.0 % of    2 branches  room"], id="both ways"),
        pytest.param(
            ["1"],
            1,
            [
                "50.0 % of    2 branches  room",
                "pulumi_private_endpoint/room/__main__.py: 4->6",
                "under 95 %: room; python -m tools.floor --missing names the branches",
            ],
            id="one way",
        ),
    ],
)
def test_what_other_processes_run_counts(
    tmp_path: Path, numbers: list[str], code: int, told: list[str]
) -> None:
    room = tmp_path / floor.NAMESPACE / "room"
    room.mkdir(parents=True)
    (room / "__main__.py").write_text(ROOM)
    (tmp_path / "start.py").write_text(STARTS_ANOTHER)
    (tmp_path / "pyproject.toml").write_text(SETTINGS)

    for words in (["coverage", "run", "start.py", *numbers], ["coverage", "combine"]):
        subprocess.run([sys.executable, "-m", *words], cwd=tmp_path, env=bare(), check=True, timeout=120)
    looked = ask(tmp_path)

    assert looked.returncode == code
    assert [line.strip() for line in looked.stdout.splitlines()] == told


def test_nothing_measured_is_no_success(tmp_path: Path) -> None:
    looked = ask(tmp_path)

    assert looked.returncode == 1
    assert looked.stdout.startswith("nothing was measured: ")


def ask(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tools.floor", "--missing"],
        cwd=folder,
        env=bare(PYTHONPATH=str(CHECKOUT)),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def bare(**more: str) -> dict[str, str]:
    """Without what measures these tests themselves."""
    return {"PATH": "", **more}
