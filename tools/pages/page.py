"""A page of the documentation that says what the code says: a template, filled, and kept current."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

_DOCS = Path(__file__).parents[2] / "docs"
_TEMPLATES = Path(__file__).parent / "templates"
AZURE_NATIVE: dict[str, list[str]] = json.loads(
    Path(__file__).with_name("azure_native.json").read_text(encoding="utf-8")
)
"""By ARM type: its connections' azure-native tokens, matched by hand from azure-native 3.29.0."""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ("---",) * len(head), *rows))


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Attributes:
        name: The file's in docs/, and the template's.
        parts: What stands in the template's places.
        gaps: What is wrong with that, one line each.
    """

    name: str
    parts: Callable[[], Mapping[str, object]]
    gaps: Callable[[], list[str]] = list

    def text(self) -> str:
        """The whole page."""
        return (_TEMPLATES / self.name).read_text(encoding="utf-8").format_map(self.parts())

    def write(self, folder: Path = _DOCS) -> None:
        """Write it where readers find it."""
        (folder / self.name).write_text(self.text(), encoding="utf-8")

    def stale(self, folder: Path = _DOCS) -> list[str]:
        """A line if that is due; nothing is written."""
        there = folder / self.name
        current = there.read_text(encoding="utf-8") if there.exists() else ""
        return [] if current == self.text() else [f"docs/{self.name} is stale: run `make docs`"]
