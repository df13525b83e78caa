"""A resource's properties as Pulumi hands them to a provider: the inputs, and what stands beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pulumi.output

from pulumi_private_endpoint.connections.properties.unknown import Unknown
from pulumi_private_endpoint.connections.text import printable

from .plain import PLAIN

if TYPE_CHECKING:
    from collections.abc import Mapping

Unknown.register(pulumi.output.Unknown)

DRY_RUN = "__preview"
"""The resource's name, given in preview only and taken out by `check`: nothing else tells a provider."""
STORED_PROVIDER = "__provider"
"""Where Pulumi keeps the provider among a resource's properties."""
NAME = "__name"
"""The resource's name again, given in place of the other in an `up`."""

_ADDED = frozenset({DRY_RUN, NAME, PLAIN, STORED_PROVIDER})


def inputs_of(news: Mapping[str, Any]) -> dict[str, Any]:
    """What the program gave, without what Pulumi and the resource add to it."""
    return {name: value for name, value in news.items() if name not in _ADDED}


def name_of(news: Mapping[str, Any]) -> str:
    """The resource's name in the program."""
    return printable(str(news.get(DRY_RUN) or news.get(NAME) or ""))


def preview_of(news: Mapping[str, Any]) -> str:
    """In a preview the resource's name, else nothing."""
    return printable(str(news.get(DRY_RUN) or ""))


def moved(olds: Mapping[str, Any], news: Mapping[str, Any]) -> bool:
    """Whether the state knows another provider: it must follow, or a later destroy could not load it."""
    return bool(olds.get(STORED_PROVIDER) != news.get(STORED_PROVIDER))
