"""The settings of every rule that measures a description: one measure, for approvals and raw connections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.evidence.descriptions import DEFAULTS

from .config import PATTERN

if TYPE_CHECKING:
    from collections.abc import Mapping

CONFIG: Mapping[str, Mapping[str, Any]] = {
    "minLength": {
        "type": "integer",
        "minimum": 1,
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
