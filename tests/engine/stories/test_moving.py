"""One state for both doors: a stack that one of them made is taken over by the other, and given back.

Singled out by each selector, approved and rejected, single and in a set.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from pulumi_private_endpoint.simulator import Connection, Running, Scenario, running
from tools.toolchain.stack import Outcome, Stack

from .doors import APPROVAL_SET, DYNAMIC, PLUGIN, PYTHON, TOKENS, Resource
from .scene import ENDPOINT, TARGET, Scene, plant

PROJECT = (
    "name: {name}\nruntime:\n  name: python\n  options:\n    toolchain: pip\n    virtualenv: {virtualenv}\n"
)
SELECTORS: dict[str, dict[str, Any]] = {
    "endpoint": {"privateEndpointId": f"{ENDPOINT}-endpoint"},
    "name": {"connectionName": "name"},
    "endpoint-name": {"privateEndpointName": "analytics-endpoint-name"},
    # Only a text that quotes the message proves afterwards whose decision it was.
    "message": {"requestMessage": "please, message", "description": "CHG-1 (please, message)"},
    "refused": {"connectionName": "refused", "status": "Rejected", "onDestroy": "delete"},
}


def _inputs(selector: dict[str, Any]) -> dict[str, Any]:
    given = {**plant(onDestroy="reject").inputs, **selector}
    return {name: given[name] for name in given if name != "privateEndpointId" or name in selector}


PROGRAM = {
    **{name: Resource(_inputs(selector)) for name, selector in SELECTORS.items()},
    "all": Resource(
        {
            "approvals": {
                "one": _inputs({"connectionName": "one"}),
                "two": _inputs({"privateEndpointId": f"{ENDPOINT}-two", "status": "Rejected"}),
            }
        },
        APPROVAL_SET,
    ),
}


@pytest.fixture
def azure() -> Iterator[Running]:
    connections = tuple(
        Connection(TARGET, name, private_endpoint=f"{ENDPOINT}-{name}", description=f"please, {name}")
        for name in (*SELECTORS, "one", "two")
    )
    with running(Scenario(connections=connections, time_scale=0.01)) as simulator:
        yield simulator


@pytest.fixture
def through(make_yaml_stack: Callable[..., Stack], azure: Running) -> Callable[[str], Scene]:
    """`through(door)`: the one stack, its program written for that door; the other's types are aliases."""
    stack = make_yaml_stack("", arm_endpoint=azure.url)
    (stack.project / "__main__.py").write_text(PYTHON)

    def into(door: str) -> Scene:
        if door == DYNAMIC:
            text = PROJECT.format(name=stack.project.name, virtualenv=sys.prefix)
            (stack.project / "Pulumi.yaml").write_text(text)
        other = TOKENS[PLUGIN if door == DYNAMIC else DYNAMIC]
        scene = Scene(door, azure, stack)
        aliased = {
            name: replace(one, options={"aliases": [{"type": f"{other}{one.type}"}]})
            for name, one in PROGRAM.items()
        }
        scene.write(**aliased)
        return scene

    return into


def done(outcome: Outcome) -> set[str]:
    return {op for name, op in outcome.operations().items() if name in PROGRAM}


def test_what_the_dynamic_provider_made_goes_over_and_back_without_a_change(
    through: Callable[[str], Scene],
) -> None:
    made = through(DYNAMIC)
    made.stack.up()
    assert len(made.puts) == 7
    decided = made.azure.connections()

    over = through(PLUGIN)
    assert done(over.stack.preview("--expect-no-changes")) == {"same"}
    over.stack.up("--refresh")  # The plugin's own state of them leaves the way back open too.
    back = through(DYNAMIC)

    assert done(back.stack.preview("--expect-no-changes")) == {"same"}
    assert done(back.stack.up()) == {"same"}
    assert (len(back.puts), back.azure.connections()) == (7, decided)


def test_what_the_plugin_made_takes_one_update_that_sends_nothing(
    through: Callable[[str], Scene],
) -> None:
    made = through(PLUGIN)
    made.stack.up()
    decided = made.azure.connections()
    over = through(DYNAMIC)

    # The dynamic provider has to write itself into the state.
    assert done(over.stack.up()) == {"update"}
    assert done(over.stack.preview("--expect-no-changes")) == {"same"}
    back = through(PLUGIN)
    assert done(back.stack.preview("--expect-no-changes")) == {"same"}
    assert (len(back.puts), back.azure.connections()) == (7, decided)

    back.stack.destroy()
    left = {"refused": None, "two": "Rejected", "name": "Rejected"}
    assert {name: back.statuses.get(name) for name in left} == left
