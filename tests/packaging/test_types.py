"""What a user's type checker sees of the installed package, which is not what it sees in a checkout."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

PROGRAM = Path(__file__).with_name("program.py")
REPORTED = re.compile(r"^program\.py:(\d+): error: .* \[([\w-]+)\]$", re.MULTILINE)


def test_every_package_says_that_it_is_typed(wheel: Path) -> None:
    files = [Path(name) for name in ZipFile(wheel).namelist()]
    packages = {
        file.parts[1] for file in files if file.parts[0] == "pulumi_private_endpoint" and file.parts[2:]
    }
    assert packages >= {"approval", "arm", "components", "policies", "simulator"}

    typed = {file.parts[1] for file in files if file.name == "py.typed"}

    assert typed == packages


def test_mypy_reports_the_wrong_calls_and_no_other(user_python: Path, tmp_path: Path) -> None:
    text = PROGRAM.read_text()
    (tmp_path / PROGRAM.name).write_text(text)

    done = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--strict", "--python-executable", str(user_python)),
            *("--cache-dir", str(tmp_path / "cache"), "--hide-error-context", "--no-pretty", PROGRAM.name),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    reported = {int(line): code for line, code in REPORTED.findall(done.stdout)}
    marked = {
        number: line.rpartition("wrong: ")[2]
        for number, line in enumerate(text.splitlines(), 1)
        if "  # wrong: " in line
    }
    assert reported == marked, done.stdout + done.stderr
