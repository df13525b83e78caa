"""Requester-written text, made harmless to show.

The request message and the endpoint's name are written by whoever asks for the
connection. They are data: shown with control characters, terminal escapes and
invisible formatting made visible, bounded in length, never evaluated. What
servers say is treated alike, so it is done where they are spoken to.
"""

from __future__ import annotations

import json
import re

from pulumi_private_endpoint.arm.text import SHOWN, STORED, has_control_characters, message, printable

__all__ = [
    "FORMULA",
    "SHOWN",
    "STORED",
    "has_control_characters",
    "message",
    "printable",
    "subscript",
]

# Where a semicolon divides cells, as in much of Europe, a part of a cell is one of its own.
FORMULA = re.compile("(^\\s*|[;|][\\s\"']*)(?=[=+\\-@\uff1d\uff0b\uff0d\uff20])")
"""Where a spreadsheet would see a formula begin."""

_LONGEST_KEY = 100_000
"""Far more than a key has: two keys must not become one by being cut."""


def subscript(key: str, limit: int = _LONGEST_KEY) -> str:
    """A key of a set as it is written behind its name, in the form of JSON; it ends where it seems to.

    People copy it into exemptions, where it is read again: what acts or hides is escaped.
    """
    written = json.dumps(key, ensure_ascii=has_control_characters(key))
    return f'["{printable(written[1:-1], limit)}"]'
