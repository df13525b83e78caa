"""A list of mappings as JSON, each with its line: YAML has no tabs there, and halves what is escaped."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

_BLANK = " \t\n\r"


class Pairs(tuple[Any, ...]):
    """A mapping, by its names and values in their order: one may be there twice."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A text of JSON.

    Attributes:
        items: Those of a list, each with its line; None: it is no list.
        line: Where it begins.
    """

    items: tuple[tuple[Any, int], ...] | None
    line: int


def read_json(text: str) -> Written | None:
    """The text as JSON; None where it is none."""
    decoder = json.JSONDecoder(object_pairs_hook=Pairs)
    try:
        root = decoder.decode(text)
    except (ValueError, RecursionError):
        return None
    start = _after(text, 0)
    line = 1 + text.count("\n", 0, start)
    return Written(tuple(_items(text, start, decoder)) if isinstance(root, list) else None, line)


def _items(text: str, start: int, decoder: json.JSONDecoder) -> list[tuple[Any, int]]:
    """The items of the list that begins there, which is known to be one."""
    found: list[tuple[Any, int]] = []
    at, line, counted = _after(text, start + 1), 1, 0
    while text[at] != "]":
        line, counted = line + text.count("\n", counted, at), at
        item, end = decoder.raw_decode(text, at)
        found.append((item, line))
        at = _after(text, end)
        if text[at] == ",":
            at = _after(text, at + 1)
    return found


def _after(text: str, at: int) -> int:
    """Where the next sign is that is no blank."""
    while at < len(text) and text[at] in _BLANK:
        at += 1
    return at


def whole(text: str) -> str:
    """The text with a character that came as two escaped halves as the one it is."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
