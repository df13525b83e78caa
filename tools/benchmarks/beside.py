"""The picture of the peers beside us: how long after an operation's end each of them knows, drawn by hand.

It is drawn from `results.json` alone, so from one run on one machine: `python -m tools.benchmarks.beside`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.benchmarks.picture import line, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

RESULTS = Path(__file__).with_name("results.json")
PICTURE = Path(__file__).parents[2] / "docs" / "peers.svg"
MEASURE = "time beyond the operation's own"
OURS, THEIRS = "#1f6feb", "#8c959f"
_WIDTH, _LEFT, _RIGHT, _ROW, _GAP = 720, 190, 90, 22, 34


def draw(figures: Sequence[dict[str, Any]]) -> str:
    """The picture of what was measured: a group for each kind of operation, a bar for each peer."""
    found = [each for each in figures if each["measure"] == MEASURE]
    groups = {
        on: [each for each in found if each["on"] == on] for on in dict.fromkeys(e["on"] for e in found)
    }
    longest = max(each["value"] for each in found)
    height = 60 + sum(_GAP + _ROW * len(group) for group in groups.values())
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
            'font-family="system-ui, sans-serif" font-size="13">'
        ),
        '<rect width="100%" height="100%" fill="white"/>',
        text(16, 26, "Seconds from the end of an operation until the run knows of it (less is better)"),
        *_groups(groups, longest),
    ]
    return "\n".join([*parts, "</svg>\n"])


def _groups(groups: dict[str, list[dict[str, Any]]], longest: float) -> Iterator[str]:
    y = 44
    for on, group in groups.items():
        y += _GAP
        yield text(16, y - 8, f"An operation of {on}")
        yield line(_LEFT, y, _LEFT, y + _ROW * len(group), 'stroke="#999"')
        for each in group:
            ours = each["bound"] is not None
            colour = OURS if ours else THEIRS
            width = max(2.0, each["value"] / longest * (_WIDTH - _LEFT - _RIGHT))
            yield text(30, y + 14, "this package" if ours else each["against"], colour if ours else "#333")
            yield f'<rect x="{_LEFT}" y="{y + 2}" width="{width:.1f}" height="{_ROW - 6}" fill="{colour}"/>'
            yield text(_LEFT + width + 6, y + 14, f"{each['value']:.1f} s")
            y += _ROW


def main() -> None:
    """Draw what was measured last."""
    PICTURE.write_text(draw(json.loads(RESULTS.read_text())["figures"]))


if __name__ == "__main__":
    main()
