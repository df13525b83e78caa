"""What both dynamic providers are to Pulumi: stored in the user's state, configured, and asked in previews.

The state stores a provider by name: its module's, and `PROVIDER`, the one instance there. Neither may ever
move, and there are no attributes that could get in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi.dynamic import ResourceProvider

from . import process
from .state import STORED_PROVIDER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi.dynamic import ConfigureRequest

DRY_RUN = "__preview"
"""The resource's name, given in preview only and taken out by `check`: nothing else tells a provider."""


class StoredProvider(ResourceProvider):
    """A provider whose module has its one instance as `PROVIDER`."""

    # The pickle holds two names: nothing to keep secret, or to encrypt anew each time.
    serialize_as_secret_always = False

    def __reduce__(self) -> str:
        """Pickled as the name of the one instance, whatever Python version does it."""
        return "PROVIDER"

    def configure(self, req: ConfigureRequest) -> None:
        """Hand the stack's configuration to the process; no I/O here."""
        process.configure(req.config.get)


def inputs_of(news: Mapping[str, Any]) -> dict[str, Any]:
    """What the program gave, without what Pulumi and the resource add to it."""
    return {name: value for name, value in news.items() if name not in (DRY_RUN, STORED_PROVIDER)}


def preview_of(news: Mapping[str, Any]) -> str:
    """In a preview the resource's name, else nothing; the process remembers which of the two it is."""
    name = str(news.get(DRY_RUN) or "")
    process.shared().previewing = bool(name)
    return name
