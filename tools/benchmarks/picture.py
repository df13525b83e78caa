"""The curve for the documentation: what a set costs as it grows, as an SVG drawn by hand.

Both axes are logarithmic, so growth in step with the entries runs beside the dashed line.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 640, 360, 70, 120, 30, 50
_LOW, _HIGH = 0.01, 1000.0
_DASHED = 'stroke="#999" stroke-dasharray="4 4"'
_CURVES = (("seconds", "CPU seconds", "#1f6feb"), ("megabytes", "megabytes", "#bf5600"))


def draw(grown: Sequence[dict[str, float]]) -> str:
    """The picture of what `many.growth` measured."""
    sizes = [each["entries"] for each in grown]
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
            'font-family="system-ui, sans-serif" font-size="12">'
        ),
        '<rect width="100%" height="100%" fill="white"/>',
        text(_LEFT, 18, "Cost of one set, by its number of approvals"),
        *(_grid(sizes)),
        line(_x(sizes[0], sizes), _y(_LOW), _x(sizes[-1], sizes), _y(_LOW * sizes[-1] / sizes[0]), _DASHED),
        text(_x(sizes[-1], sizes) + 8, _y(_LOW * sizes[-1] / sizes[0]) + 4, "in step", "#999"),
    ]
    for name, label, colour in _CURVES:
        points = [(_x(each["entries"], sizes), _y(each[name])) for each in grown]
        joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
        parts.append(text(points[-1][0] + 8, points[-1][1] + 4, f"{label}: {grown[-1][name]:,.0f}", colour))
    return "\n".join([*parts, "</svg>\n"])


def _grid(sizes: Sequence[float]) -> list[str]:
    parts = []
    for size in sizes:
        x = _x(size, sizes)
        parts.append(line(x, _TOP, x, _HEIGHT - _BOTTOM))
        parts.append(text(x - 14, _HEIGHT - _BOTTOM + 18, f"{size:,.0f}"))
    for power in range(round(math.log10(_LOW)), round(math.log10(_HIGH)) + 1):
        y = _y(10.0**power)
        parts.append(line(_LEFT, y, _WIDTH - _RIGHT, y))
        parts.append(text(20, y + 4, f"{10.0**power:g}"))
    return parts


def _x(size: float, sizes: Sequence[float]) -> float:
    share = math.log(size / sizes[0]) / math.log(sizes[-1] / sizes[0])
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _y(value: float) -> float:
    share = math.log(max(value, _LOW) / _LOW) / math.log(_HIGH / _LOW)
    return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)


def line(x1: float, y1: float, x2: float, y2: float, style: str = 'stroke="#ddd"') -> str:
    """A line."""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" {style}/>'


def text(x: float, y: float, words: str, colour: str = "#333") -> str:
    """Some words."""
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}">{words}</text>'
