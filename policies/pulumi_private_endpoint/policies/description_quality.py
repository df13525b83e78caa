"""When a description is worth reading: the one measure for approvals and for raw connections.

Whoever finds the connection in the portal next year has this text and nothing else. "Approved via
Terraform", as every public recipe writes, tells that reader nothing.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from .config import PATTERN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FILLERS = (
    "accept accepted allow allowed and approval approve approved auto automatic automatically azure bicep by "
    "cli connection default description done endpoint for from granted it link lgtm n na none ok okay please "
    "pipeline portal private pulumi reject rejected request requested script tbd terraform test the this "
    "through todo via with yes"
)

CONFIG: Mapping[str, Mapping[str, Any]] = {
    "minLength": {
        "type": "integer",
        "minimum": 1,
        "default": 10,
        "description": "The fewest characters a description has, spaces at its ends not counted.",
    },
    "fillerWords": {
        "type": "array",
        "items": {"type": "string"},
        "default": _FILLERS.split(),
        "description": "A description of nothing but these words is boilerplate. Replaces the default list.",
    },
    "ticketPattern": {
        "type": "string",
        "format": PATTERN,
        "description": r"What has to be found in it, such as `CHG-\d+`. Nothing is asked for by default.",
    },
    "reviewBy": {
        "type": "string",
        "enum": ["optional", "required"],
        "default": "optional",
        "description": "Whether it must say `review by 2027-06-30`. A date that is there must not be past.",
    },
}
"""The settings of every rule that measures a description."""

_WORD = re.compile(r"[^\W_]+")
_REVIEW_BY = re.compile(r"\breview[ -]by:?\s+(\d{4}-\d\d-\d\d)", re.IGNORECASE)


def complaints(text: str | None, config: Mapping[str, Any], today: date) -> Iterator[str]:
    """What is wrong with a description, as ends of the sentence "the description..."."""
    written = (text or "").strip()
    if not written:
        yield "is missing"
        return
    if len(written) < config["minLength"]:
        yield f"is shorter than {config['minLength']} characters"
    if _is_boilerplate(written, config["fillerWords"]):
        yield "is boilerplate: it does not say who connects, or why"
    if config["ticketPattern"] and not re.search(config["ticketPattern"], written):
        yield f"names no ticket (looked for {config['ticketPattern']})"
    yield from _review_complaints(written, config["reviewBy"], today)


def _is_boilerplate(text: str, fillers: list[str]) -> bool:
    return {word.casefold() for word in _WORD.findall(text)} <= {word.casefold() for word in fillers}


def _review_complaints(text: str, wanted: str, today: date) -> Iterator[str]:
    found = _REVIEW_BY.search(text)
    if found is None:
        if wanted == "required":
            yield 'names no day of review: add "review by 2027-06-30" or the like'
        return
    try:
        day = date.fromisoformat(found[1])
    except ValueError:
        yield "names a day of review that is in no calendar"
        return
    if day < today:
        yield f"was to be reviewed by {day}, which is past: review the connection, then set a new day"
