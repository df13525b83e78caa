"""When the text of a decision is worth reading: one measure, for policies and for the audit.

Whoever finds the connection in the portal next year has this text and nothing else. "Approved via
Terraform", as every public recipe writes, tells that reader nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_FILLER_WORDS = (
    "accept accepted allow allowed and approval approve approved auto automatic automatically azure bicep by "
    "cli connection default description done endpoint for from granted it link lgtm n na none ok okay please "
    "pipeline portal private pulumi reject rejected request requested script tbd terraform test the this "
    "through todo via with yes"
)

DEFAULTS: Mapping[str, Any] = {
    "minLength": 10,
    "fillerWords": _FILLER_WORDS.split(),
    "ticketPattern": "",
    "reviewBy": "optional",
}
"""What is asked of a text where nobody says otherwise, by the names of the policies' settings."""

_WORD = re.compile(r"[^\W_]+")
_REVIEW_BY = re.compile(r"\breview[ -]by:?\s+(\d{4}-\d\d-\d\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with a text, as the end of "the description...", and the setting that says so."""

    says: str
    setting: str


def complaints(text: str | None, config: Mapping[str, Any], today: date) -> Iterator[Complaint]:
    """What is wrong with a description."""
    yield from quality_complaints(text, config)
    if written := (text or "").strip():
        yield from review_complaints(written, config["reviewBy"], today)


def quality_complaints(text: str | None, config: Mapping[str, Any]) -> Iterator[Complaint]:
    """The same without the day of review: whether it says anything."""
    written = (text or "").strip()
    if not written:
        yield Complaint("is missing", "minLength")
        return
    if len(written) < config["minLength"]:
        yield Complaint(f"is shorter than {config['minLength']} characters", "minLength")
    if _is_boilerplate(written, config["fillerWords"]):
        yield Complaint("is boilerplate: it does not say who connects, or why", "fillerWords")
    if config["ticketPattern"] and not re.search(config["ticketPattern"], written):
        yield Complaint(f"names no ticket (looked for {config['ticketPattern']})", "ticketPattern")


def _is_boilerplate(text: str, fillers: Sequence[str]) -> bool:
    return {word.casefold() for word in _WORD.findall(text)} <= _folded(tuple(fillers))


@cache
def _folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word.casefold() for word in words)


def review_complaints(text: str, wanted: str, today: date) -> Iterator[Complaint]:
    """What is wrong with the day of review that a text names, or does not name although it is `required`."""
    day = review_day(text)
    if (day is not None or wanted == "required") and (says := unfit(day, today)):
        yield Complaint(says, "reviewBy")


NO_DAY = date.min
"""What stands for a day that is in no calendar: nobody meant the year 1."""

MAX_DAYS = 366
"""The most days until a review where nobody says otherwise."""


def unfit(day: date | None, today: date, most: int | None = None) -> str | None:
    """Why a day of review will not do, as the end of "the description..."; None: it will."""
    if day is None:
        return "names no day of review"
    if day is NO_DAY:
        return "names a day of review that is in no calendar"
    if day < today:
        return f"was to be reviewed by {day}, which is past: review the connection, then set a new day"
    late = most is not None and (day - today).days > most
    return f"is to be reviewed in more than {most} days (`maxDays`)" if late else None


def review_day(text: str) -> date | None:
    """The day of review that a text names, `NO_DAY` for one that is none; None where it names none."""
    found = _REVIEW_BY.search(text)
    if found is None:
        return None
    try:
        return date.fromisoformat(found[1])
    except ValueError:
        return NO_DAY
