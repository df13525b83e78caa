"""Requester-written text, made harmless to show.

The request message and the endpoint's name are written by whoever asks for the
connection. They are data: shown with control characters, terminal escapes and
invisible formatting made visible, bounded in length, never evaluated.
"""

from __future__ import annotations

import unicodedata

STORED = 4096
"""Characters of a text kept in state; more than any service is known to take."""

SHOWN = 160
"""Characters of a text shown in a message; request messages have 140 (E9)."""

# Control, format (bidi overrides, zero width), surrogate, private use, unassigned, line and paragraph ends.
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def has_control_characters(text: str) -> bool:
    """Whether a text holds a character that could act on a terminal or hide."""
    return any(unicodedata.category(character) in _UNSAFE for character in text)


def printable(text: str, limit: int = SHOWN) -> str:
    """The text with unsafe characters escaped; never more than `limit` characters, and the same again."""
    # Escaping only lengthens, so what follows the limit cannot be shown anyway.
    escaped = "".join(_escaped(character) for character in text[: limit + 1])
    return escaped if len(escaped) <= limit else escaped[: limit - 1] + "…"


def _escaped(character: str) -> str:
    if unicodedata.category(character) not in _UNSAFE:
        return character
    return character.encode("unicode_escape", "backslashreplace").decode("ascii")
