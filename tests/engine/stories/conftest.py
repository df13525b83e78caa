"""Scenes behind a door."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import pytest

from pulumi_private_endpoint.simulator import Connection, Fault, Scenario, running
from tools.toolchain.stack import Stack

from .doors import PLUGIN, PYTHON, Outputs, Resource
from .scene import Begin, Scene, asked


@pytest.fixture
def begin(
    door: str, make_stack: Callable[..., Stack], make_yaml_stack: Callable[..., Stack]
) -> Iterator[Begin]:
    """A new scene behind the door of the case."""
    with ExitStack() as running_until_the_end:

        def make(
            *,
            connections: Sequence[Connection] = (),
            faults: Sequence[Fault] = (),
            scale: float = 0.01,
            outputs: Outputs | None = None,
            **program: Resource,
        ) -> Scene:
            scenario = Scenario(
                connections=tuple(connections or asked()), faults=tuple(faults), time_scale=scale
            )
            azure = running_until_the_end.enter_context(running(scenario))
            made: Any = make_yaml_stack if door == PLUGIN else make_stack
            stack = made("" if door == PLUGIN else PYTHON, arm_endpoint=azure.url)
            scene = Scene(door, azure, stack)
            scene.write(outputs, **program)
            return scene

        yield make
