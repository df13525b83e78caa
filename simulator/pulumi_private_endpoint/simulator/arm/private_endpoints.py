"""A private endpoint by itself, as whoever has it reads it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pulumi_private_endpoint.simulator.errors import WireError, not_found

from . import answers
from .answers import Answer

if TYPE_CHECKING:
    from .state import World

_PATH = re.compile(
    r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Network/privateEndpoints/[^/]+/?",
    re.IGNORECASE,
)


def is_asked_about(path: str) -> bool:
    """Whether a path is one's."""
    return _PATH.fullmatch(path) is not None


def answer(world: World, path: str, method: str, version: str | None) -> Answer:
    """What is known of it.

    Raises:
        WireError: It is not there.
    """
    if method != "GET":
        raise WireError(405, "MethodNotAllowed", "A private endpoint is only read here.")
    if not version:
        raise WireError(400, "MissingApiVersionParameter", "The api-version query parameter is required.")
    endpoint = world.endpoints.get(path.rstrip("/").lower())
    if endpoint is None:
        *_, group, _, namespace, kind, name = path.rstrip("/").split("/")
        raise not_found(f"{namespace}/{kind}/{name}", group)
    return Answer(200, answers.private_endpoint(endpoint))
