"""simulator/README.md has every key of a scenario, with the words it may take."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from pulumi_private_endpoint.simulator import (
    Connection,
    Fault,
    PrivateEndpoint,
    RoleAssignment,
    RoleDefinition,
    RoleEligibility,
    Scenario,
    Target,
    Throttle,
    scenario_file,
)
from pulumi_private_endpoint.simulator.errors import SHAPES
from pulumi_private_endpoint.simulator.faults.presets import PRESETS

PAGE = (Path(__file__).parents[2] / "simulator" / "README.md").read_text(encoding="utf-8")
SECTIONS = {
    attribute: f"[[{attribute.removesuffix('s')}]]"
    for attribute in ("targets", "connections", "endpoints", "role_definitions", "role_assignments", "faults")
} | {"role_eligibilities": "[[role_eligibility]]"}
TABLES = [
    Scenario,
    Throttle,
    Target,
    Connection,
    PrivateEndpoint,
    RoleDefinition,
    RoleAssignment,
    RoleEligibility,
    Fault,
]


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.__name__)
def test_every_key_is_told(table: type[Any]) -> None:
    keys = {SECTIONS.get(field.name, f"`{field.name}`") for field in fields(table)}
    assert sorted(key for key in keys - {"`throttle`"} if key not in PAGE) == []


@pytest.mark.parametrize("words", [PRESETS, SHAPES], ids=["effects", "shapes"])
def test_every_word_is_told(words: dict[str, Any]) -> None:
    assert [word for word in words if f"`{word}`" not in PAGE] == []


def test_the_scenario_shown_can_be_read(tmp_path: Path) -> None:
    file = tmp_path / "scenario.toml"
    file.write_text(PAGE.partition("```toml\n")[2].partition("```")[0], encoding="utf-8")
    assert [each.name for each in scenario_file.load(file).connections] == ["orders.3f1c"]
