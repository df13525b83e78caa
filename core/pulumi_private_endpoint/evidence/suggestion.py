"""A text that passes the measure of descriptions, for whoever was told that theirs does not.

A suggestion that the next run refuses is worse than none. So each is tried before it is shown.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from .descriptions import complaints

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_AHEAD = timedelta(days=180)
_TICKETS = (
    "CHG-1042",
    "CHG0001042",
    "INC0001042",
    "REQ0001042",
    "RITM0001042",
    "OPS-1042",
    "#1042",
    "AB#1042",
)
_SHORT = "the analytics team reads orders"
_LONGER = f"{_SHORT} for its monthly report, as agreed with the owner of the data"
_LONG = f"{_LONGER}; nobody else is behind that endpoint, and the connection goes when the report does"
_WORDS = (_SHORT, _LONGER, _LONG)

# What patterns of tickets are made of, and what stands for each.
_DIGITS = re.compile(r"(?:\\d|\[0-9\])(?:\{(\d+)(?:,\d*)?\}|[+*])?")
_LETTERS = re.compile(r"\[A-Za-z-]*[A-Z][A-Za-z-]*\](?:\{(\d+)(?:,\d*)?\}|[+*])?")
_CHOICE = re.compile(r"\((?:\?:)?([^()|]*)[^()]*\)")
_LEFT_OUT = re.compile(r"\(\?[a-z]+\)|\\[bAZ]|[\^$?+*\\]")
_LONGEST = 40


def suggestion(config: Mapping[str, Any], today: date) -> str | None:
    """A description that passes; None where none was found, as with a pattern that no common ticket has."""
    day = today + min(_AHEAD, date.max - today)
    texts = (
        f"{ticket}: {words}, review by {day}"
        for words in _WORDS
        for ticket in _tickets(config["ticketPattern"] or "")
    )
    return next((text for text in texts if not any(complaints(text, config, today))), None)


def _tickets(pattern: str) -> Iterator[str]:
    """Common tickets, and what the pattern would look like with its signs filled in."""
    yield from _TICKETS
    text = _DIGITS.sub(lambda found: _many("1042", found[1]), pattern)
    text = _LETTERS.sub(lambda found: _many("ABC", found[1]), text)
    yield _LEFT_OUT.sub("", _CHOICE.sub(r"\1", text))


def _many(signs: str, count: str | None) -> str:
    wanted = min(int(count), _LONGEST) if count else len(signs)
    return (signs * wanted)[:wanted]
