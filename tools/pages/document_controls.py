"""docs/controls.md: which rules serve which controls of published frameworks, and the other way round."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from pulumi_private_endpoint.policies import RULES
from tools.pages.page import Page, table

if TYPE_CHECKING:
    from pulumi_private_endpoint.policies.controls import Control


def _parts() -> dict[str, object]:
    controls = sorted(
        {control for rule in RULES for control in rule.controls},
        key=lambda control: (control.framework, control.version, control.id),
    )
    rows = ((f"[{rule.id}](policies.md#{rule.id})", _told(rule.controls)) for rule in RULES)
    frameworks = groupby(controls, key=lambda control: f"{control.framework} {control.version}")
    return {
        "example": RULES[0].controls[1].tag,
        "by_rule": table(("Rule", "Controls"), rows),
        "by_control": "\n\n".join(_framework(name, list(group)) for name, group in frameworks),
    }


def _told(controls: tuple[Control, ...]) -> str:
    first, *others = (f"{control.framework} {control.version} {control.id}" for control in controls)
    return "<br>".join([f"**{first}**", *others])


def _framework(name: str, controls: list[Control]) -> str:
    rows = ((control.id, control.title, _serving(control)) for control in controls)
    return f"### {name}\n\n{table(('Control', 'Title', 'Rules'), rows)}"


def _serving(control: Control) -> str:
    return ", ".join(f"[{rule.id}](policies.md#{rule.id})" for rule in RULES if control in rule.controls)


PAGE = Page("controls.md", _parts)
