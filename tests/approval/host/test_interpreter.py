from __future__ import annotations

import subprocess
import sys

import pytest

from pulumi_private_endpoint.approval.host.interpreter import COMMAND, name_interpreter


@pytest.mark.parametrize(
    ("environment", "executable", "expected"),
    [
        pytest.param({}, "/home/me/.venv/bin/python", "/home/me/.venv/bin/python", id="named"),
        pytest.param({}, "/usr/bin/python3.12", "/usr/bin/python3.12", id="with its version"),
        pytest.param({COMMAND: "/mine"}, "/usr/bin/python3", "/mine", id="somebody's own stays"),
        pytest.param({}, "/usr/sbin/uwsgi", None, id="embedded"),
        pytest.param({}, "", None, id="not known"),
    ],
)
def test_the_python_that_has_the_package(
    environment: dict[str, str], executable: str, expected: str | None
) -> None:
    name_interpreter(environment, executable)

    assert environment.get(COMMAND) == expected


def test_an_import_is_enough() -> None:
    program = f"import os, pulumi_private_endpoint.approval; print(os.environ[{COMMAND!r}])"

    done = subprocess.run(
        [sys.executable, "-c", program], env={}, capture_output=True, text=True, timeout=60, check=True
    )

    assert done.stdout.strip() == sys.executable
