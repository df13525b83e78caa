"""A random text that is made once and then stays: the word by which a request is recognised.

All customers of Front Door or AI Search ask from subscriptions of Microsoft, under names Azure invents. The
message is the one part of such a request that its owner writes, so an unguessable one tells it apart. The
usual `pulumi-random` would do, but its plugin is a download of its own; these few lines need none. Like the
approval's, this provider is stored in users' state by its import path and can never move.
"""

from __future__ import annotations

from typing import Any, final
from uuid import uuid4

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, ReadResult, Resource, ResourceProvider, UpdateResult


class NonceProvider(ResourceProvider):
    """Makes a nonce, and otherwise leaves it alone."""

    # The pickle holds a module and a class name: nothing to keep secret.
    serialize_as_secret_always = False

    def __reduce__(self) -> tuple[type[NonceProvider], tuple[()]]:
        """Pickled by reference, whatever Python version does it."""
        return (NonceProvider, ())

    def create(self, _props: dict[str, Any]) -> CreateResult:
        """36 characters, within the shortest limit on a message (SQL's 128)."""
        value = str(uuid4())
        return CreateResult(value, {"value": value})

    def diff(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> DiffResult:
        """Only the provider's own path can change; destroy needs the newest one in state."""
        return DiffResult(changes=_olds.get("__provider") != _news.get("__provider"))

    def read(self, id_: str, _props: dict[str, Any]) -> ReadResult:
        """The nonce lives nowhere but in the state."""
        return ReadResult(id_, {"value": id_})

    def update(self, _id: str, _olds: dict[str, Any], _news: dict[str, Any]) -> UpdateResult:
        """The same value, beside the newest provider."""
        return UpdateResult({"value": _id})

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Nothing to undo."""


@final
class Nonce(Resource, module="privateendpoint", name="Nonce"):
    """An unguessable text, the same on every run.

    It is no secret once the request is sent: whoever may read the target's connections sees it there.
    """

    value: pulumi.Output[str]

    def __init__(self, resource_name: str, opts: pulumi.ResourceOptions | None = None) -> None:
        # What the plugin made is taken over.
        alias = pulumi.ResourceOptions(aliases=[pulumi.Alias(type_="private-endpoint:index:Nonce")])
        super().__init__(
            NonceProvider(), resource_name, {"value": None}, pulumi.ResourceOptions.merge(alias, opts)
        )
