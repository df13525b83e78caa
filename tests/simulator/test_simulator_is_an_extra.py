from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("needed", ["msgspec", "starlette", "uvicorn"])
def test_without_its_extra_one_line_says_what_to_install(needed: str) -> None:
    program = f"import sys; sys.modules[{needed!r}] = None; import pulumi_private_endpoint.simulator"

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )

    assert done.stderr.splitlines()[-1] == (
        'ModuleNotFoundError: the simulator is an extra: pip install "pulumi-private-endpoint[simulator]"'
    )
