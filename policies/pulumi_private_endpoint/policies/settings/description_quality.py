"""The settings of every rule that measures a description: one measure, for approvals and raw connections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.evidence.descriptions import DEFAULTS, complaints
from pulumi_private_endpoint.evidence.suggestion import suggestion
from pulumi_private_endpoint.policies.rule import Violation

from .config import PATTERN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

CONFIG: Mapping[str, Mapping[str, Any]] = {
    "minLength": {
        "type": "integer",
        "minimum": 1,
        "maximum": 4096,
        "default": DEFAULTS["minLength"],
        "description": "The fewest characters a description has, spaces at its ends not counted.",
    },
    "fillerWords": {
        "type": "array",
        "items": {"type": "string"},
        "default": DEFAULTS["fillerWords"],
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
        "default": DEFAULTS["reviewBy"],
        "description": "Whether it must say `review by 2027-06-30`. A date that is there must not be past.",
    },
}


def judge(text: str | None, config: Mapping[str, Any], today: date) -> Iterator[Violation]:
    """One violation with all that is wrong with a description."""
    found = list(complaints(text, config, today))
    if found:
        said = "; it ".join(f"{each.says} (`{each.setting}`)" for each in found)
        yield Violation(f"The description {said}.")


def remedy(setting: str) -> Callable[[Mapping[str, Any], date], str]:
    """What to do about a description that is set by `setting`, with a text that passes if one is found."""

    def advice(config: Mapping[str, Any], today: date) -> str:
        text = suggestion(config, today)
        such = f', such as "{text}"' if text else f"; {_asked(config)}"
        return f"Set `{setting}` to who connects and why{such}."

    return advice


def _asked(config: Mapping[str, Any]) -> str:
    ticket = f", with a ticket as in {config['ticketPattern']}" if config["ticketPattern"] else ""
    review = ", with the day of its review" if config["reviewBy"] == "required" else ""
    return f"in {config['minLength']} characters or more{ticket}{review}"
