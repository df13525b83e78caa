"""A request that a client would have sent, and what can be read off it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

SUCCESSES = (200, 201, 202, 204)
"""The status codes that a client is tried with."""
_COLLECTION = "privateendpointconnections"


@dataclass(frozen=True, slots=True)
class Sent:
    """One request, as `drive` prints it; `codes` are the successes that its client takes as an answer."""

    client: str
    operation: str
    verb: str
    path: str
    api_version: str
    body: Any
    codes: list[int]

    @property
    def type(self) -> str:
        """The ARM type it is about: every other segment behind the provider, without the connection's."""
        namespace, *rest = self.path.rpartition("/providers/")[2].split("/")
        names = [segment.casefold() for segment in rest]
        end = names.index(_COLLECTION) if _COLLECTION in names else len(rest)
        return "/".join([namespace, *rest[:end:2]])

    @property
    def decides(self) -> bool:
        """Whether it carries a decision, and not a connection's tags or nothing at all."""
        return "properties.privateLinkServiceConnectionState" in shape(self.body)

    @property
    def lists(self) -> bool:
        """Whether it asks for all connections of a target."""
        return self.verb == "GET" and self.path.casefold().endswith(f"/{_COLLECTION}")

    @property
    def age(self) -> tuple[bool, str]:
        """For sorting: any stable api-version stands above every preview."""
        return age(self.api_version)


def age(api_version: str) -> tuple[bool, str]:
    """For sorting: any stable api-version stands above every preview."""
    return "preview" not in api_version, api_version


def shape(body: Any) -> set[str]:
    """The names in a body, from its top: `properties.privateEndpoint`, and nothing below that one.

    The common types have the endpoint's id as read-only wherever it stands, even where services take it (E8).
    """
    if not isinstance(body, dict):
        return set()
    below = {name: value for name, value in body.items() if name != "privateEndpoint"}
    return set(body) | {f"{name}.{inner}" for name, value in below.items() for inner in shape(value)}
