"""The front of the built language host, before a stand-in that prints what it is told."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tools.toolchain.go_build import FRONT, PROGRAMS


@pytest.mark.parametrize(
    ("given", "passed"),
    [
        pytest.param(["-toolchain=pip", "-root=/p", "127.0.0.1:1"], ["-root=/p", "127.0.0.1:1"], id="first"),
        pytest.param(["-root=/p", "-toolchain=pip"], ["-root=/p"], id="last"),
        pytest.param(
            ["-virtualenv=/my $HOME/*", "a  b", ""], ["-virtualenv=/my $HOME/*", "a  b", ""], id="odd"
        ),
        pytest.param(["-toolchain=uv"], ["-toolchain=uv"], id="another is for the host to refuse"),
        pytest.param([], [], id="nothing"),
    ],
)
def test_it_takes_out_the_option_and_nothing_else(
    tmp_path: Path, given: list[str], passed: list[str]
) -> None:
    host = tmp_path / PROGRAMS[1].name
    host.write_text('#!/bin/sh\nfor word; do echo "$word"; done\nexit 7\n')
    host.chmod(0o755)
    front = shutil.copy(FRONT, tmp_path)

    told = subprocess.run([front, *given], capture_output=True, text=True, check=False)

    assert told.stdout == "".join(f"{word}\n" for word in passed)
    assert told.returncode == 7
