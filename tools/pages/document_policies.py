"""docs/policies.md, the catalogue: the rules themselves, and the raw connections of azure_native.json."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.policies import PACKS, RULES, StackRule
from tools.pages.page import AZURE_NATIVE, Page, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi_private_endpoint.policies import Rule


def _parts() -> dict[str, object]:
    return {
        "count": len(RULES),
        "packs": "\n".join(f"- **{pack.name}**: {pack.description}" for pack in PACKS),
        "index": table(
            ("Rule", "Level", "Severity", "Packs"),
            ((f"[{rule.id}](#{rule.id})", *_standing(rule)) for rule in RULES),
        ),
        "rules": "\n".join(_section(rule) for rule in RULES),
        "raw": ", ".join(
            f"`{token}`" for token in sorted({token for row in AZURE_NATIVE.values() for token in row})
        ),
    }


def _standing(rule: Rule | StackRule) -> tuple[str, str, str]:
    packs = (pack.name.rpartition("-")[2] for pack in PACKS if rule in pack.rules)
    return rule.level.value, rule.severity.value, ", ".join(packs)


def _section(rule: Rule | StackRule) -> str:
    kind = "a stack" if isinstance(rule, StackRule) else "a resource"
    parts = [
        f"### {rule.id}",
        rule.description,
        f"*Why:* {rule.why}",
        f"*Fix:* {rule.fix}",
        f"*Judges {kind}:* {rule.applies_to}.",
    ]
    if rule.config:
        rows = (_setting(name, spec) for name, spec in rule.config.items())
        parts.append(table(("Setting", "Type", "Default", "Meaning"), rows))
    return "\n\n".join(parts) + "\n"


def _setting(name: str, spec: Mapping[str, Any]) -> tuple[str, str, str, str]:
    type_ = " or ".join(f"`{word}`" for word in spec["enum"]) if "enum" in spec else spec["type"]
    default = spec.get("default")
    if isinstance(default, list):
        default = " ".join(default)
    return f"`{name}`", type_, f"`{default}`" if default else "", spec["description"]


PAGE = Page("policies.md", _parts)
