"""What the scripts that write a page have in common: tables, tokens, and the check that it is current."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DOCS = Path(__file__).parents[2] / "docs"
AZURE_NATIVE: dict[str, list[str]] = json.loads(
    Path(__file__).with_name("azure_native.json").read_text(encoding="utf-8")
)
"""By ARM type: its connections' azure-native tokens, matched by hand from azure-native 3.29.0."""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ("---",) * len(head), *rows))


def write(text: str, target: Path, arguments: Sequence[str]) -> str | None:
    """Writes the page; with `--check` among the arguments, only says whether that is due."""
    if "--check" not in arguments:
        target.write_text(text, encoding="utf-8")
        return None
    current = target.read_text(encoding="utf-8") if target.exists() else ""
    return None if current == text else f"docs/{target.name} is stale: run `make docs`"
