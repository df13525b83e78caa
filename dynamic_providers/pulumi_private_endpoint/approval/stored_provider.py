"""What both dynamic providers are to Pulumi: stored in the user's state, configured, and asked in previews.

The state stores a provider by name: its module's, and `PROVIDER`, the one instance there. Neither may ever
move, and there are no attributes that could get in.
"""

from __future__ import annotations

import os
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from pulumi.dynamic import ResourceProvider

from . import process
from .errors import ApprovalFailed, in_words
from .plain import PLAIN
from .state import STORED_PROVIDER
from .text import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pulumi.dynamic import ConfigureRequest

DRY_RUN = "__preview"
"""The resource's name, given in preview only and taken out by `check`: nothing else tells a provider."""
NAME = "__name"
"""The resource's name again, given in place of the other in an `up`."""

_ADDED = frozenset({DRY_RUN, NAME, PLAIN, STORED_PROVIDER})
T = TypeVar("T")
_CALLS = ("check", "diff", "create", "read", "update", "delete")


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
        if not os.environ.get(process.DEBUG):
            # Only a host configures; everybody else gets the failures as they are.
            for name in _CALLS:
                setattr(self, name, _in_words(getattr(self, name)))


def inputs_of(news: Mapping[str, Any]) -> dict[str, Any]:
    """What the program gave, without what Pulumi and the resource add to it."""
    return {name: value for name, value in news.items() if name not in _ADDED}


def name_of(news: Mapping[str, Any]) -> str:
    """The resource's name in the program."""
    return printable(str(news.get(DRY_RUN) or news.get(NAME) or ""))


def preview_of(news: Mapping[str, Any]) -> str:
    """In a preview the resource's name, else nothing."""
    return printable(str(news.get(DRY_RUN) or ""))


def say_doubts(doubts: Iterable[str], name: str) -> None:
    """Warn of inputs that may go wrong; `name` is the resource's, where it is known."""
    for doubt in doubts:
        process.shared().say(f"{name}: {doubt}" if name else doubt)


def _in_words(call: Callable[..., T]) -> Callable[..., T]:
    """The same call, failing with what a host shows as the failure's own words."""

    @wraps(call)
    def called(*arguments: Any) -> T:
        try:
            return call(*arguments)
        except ApprovalFailed as failure:
            raise in_words(str(failure)) from None

    return called
