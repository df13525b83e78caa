"""Stacks for the tests that run programs through the real Pulumi engine.

Each test gets a scratch folder with a program, a state of its own, and nothing of the user's Pulumi.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.toolchain.scratch import yaml_folder
from tools.toolchain.stack import Stack

MakeStack = Callable[..., Stack]

PROJECT = """\
name: {name}
runtime:
  name: python
  options:
    toolchain: pip
    virtualenv: {virtualenv}
"""


@pytest.fixture
def make_stack(tmp_path: Path, engine_environment: dict[str, str]) -> MakeStack:
    """`make_stack(program, arm_endpoint=...)`: a new stack of that program text, not yet run."""

    def make(program: str, *, arm_endpoint: str, **variables: str) -> Stack:
        # Stacks of one name in one backend would meet, so the project has the test's own name.
        (tmp_path / "Pulumi.yaml").write_text(PROJECT.format(name=tmp_path.name, virtualenv=sys.prefix))
        (tmp_path / "__main__.py").write_text(program)
        (tmp_path / "uv.lock").touch()  # As in many a user's folder: newer engines then take uv, unless told.
        variables["PRIVATE_ENDPOINT_ARM_ENDPOINT"] = arm_endpoint
        stack = Stack(project=tmp_path, environment=engine_environment | variables)
        stack.create()
        return stack

    return make


@pytest.fixture
def make_yaml_stack(tmp_path: Path, engine_environment: dict[str, str]) -> MakeStack:
    """As `make_stack`, of a YAML program without its name and runtime; the plugin is the one on PATH."""

    def make(program: str, *, arm_endpoint: str, **variables: str) -> Stack:
        try:
            folders = [str(Path(sys.prefix) / "bin"), str(yaml_folder()), engine_environment["PATH"]]
        except FileNotFoundError as error:
            pytest.fail(str(error), pytrace=False)
        (tmp_path / "Pulumi.yaml").write_text(f"name: {tmp_path.name}\nruntime: yaml\n{program}")
        variables |= {"PATH": os.pathsep.join(folders), "PRIVATE_ENDPOINT_ARM_ENDPOINT": arm_endpoint}
        stack = Stack(project=tmp_path, environment=engine_environment | variables)
        stack.create()
        return stack

    return make
