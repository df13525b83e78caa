"""Stacks of the examples as a reader runs them, on the real engine and the simulator.

Programs that use azure-native meet `tests/stand_in` in its place, put first on PATH. It is a stand-in.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pulumi_private_endpoint.simulator import Running
from tools.toolchain.stack import Stack

CHECKOUT = Path(__file__).parents[2]
MakeExample = Callable[[str, Running], Stack]


@pytest.fixture(scope="session")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the stand-ins' plugins."""
    folder = tmp_path_factory.mktemp("stand-in")
    for package, script in (("azure-native", "plugin.py"), ("databricks", "databricks.py")):
        plugin = folder / f"pulumi-resource-{package}"
        plugin.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{CHECKOUT}/tests/stand_in/{script}" "$@"\n')
        plugin.chmod(0o755)
    return folder


@pytest.fixture
def make_example(tmp_path: Path, engine_environment: dict[str, str]) -> MakeExample:
    """`make_example(name, azure)`: a new stack of that example, in a copy of its folder."""

    def make(name: str, azure: Running) -> Stack:
        project = tmp_path / name
        shutil.copytree(CHECKOUT / "examples" / name, project)
        (tmp_path / "uv.lock").touch()  # As there is one above the examples.
        settings = (project / "Pulumi.yaml").read_text()
        assert "virtualenv: ../../.venv\n" in settings
        (project / "Pulumi.yaml").write_text(settings.replace("../../.venv", sys.prefix))
        stacks = tmp_path / "stacks"  # Another test may run the same example.
        stacks.mkdir(exist_ok=True)
        own = {"PRIVATE_ENDPOINT_ARM_ENDPOINT": azure.url, "PULUMI_BACKEND_URL": f"file://{stacks}"}
        stack = Stack(project, engine_environment | own)
        stack.create()
        return stack

    return make


@pytest.fixture
def make_azure_example(make_example: MakeExample, stand_in: Path) -> MakeExample:
    """The same for an example that uses azure-native: it meets the stand-in."""

    def make(name: str, azure: Running) -> Stack:
        stack = make_example(name, azure)
        path = os.pathsep.join([str(stand_in), stack.environment["PATH"]])
        return replace(stack, environment={**stack.environment, "PATH": path})

    return make
