"""What both dynamic providers are to Pulumi: stored in the user's state, configured, and asked in previews.

The state stores a provider by name: its module's, and `PROVIDER`, the one instance there. Neither may ever
move, and there are no attributes that could get in.
"""

from __future__ import annotations

import os
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from pulumi.dynamic import ResourceProvider

from pulumi_private_endpoint.connections.errors import StateTooNew
from pulumi_private_endpoint.connections.properties.form import refuse_newer
from pulumi_private_endpoint.connections.runtime.sessions import DEBUG

from . import process
from .failed import ApprovalFailed, in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pulumi.dynamic import ConfigureRequest

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
        # Only a host configures; everybody else gets the failures as they are.
        shown = (lambda call: call) if os.environ.get(DEBUG) else _in_words
        for name in _CALLS:
            # The class's own: a state and a program that store it differently have it configured twice.
            setattr(self, name, shown(_of_states_known(getattr(type(self), name).__get__(self))))


def warn_of_inputs(input_warnings: Iterable[str], name: str) -> None:
    """Warn of inputs that may go wrong; `name` is the resource's, where it is known."""
    for warning in input_warnings:
        process.shared().say(f"{name}: {warning}" if name else warning)


def _of_states_known(call: Callable[..., T]) -> Callable[..., T]:
    """The same call, but for a state that a newer version wrote."""

    @wraps(call)
    def called(*arguments: Any) -> T:
        for properties in arguments:
            if isinstance(properties, dict):
                refuse_newer(properties)
        return call(*arguments)

    return called


def _in_words(call: Callable[..., T]) -> Callable[..., T]:
    """The same call, failing with what a host shows as the failure's own words."""

    @wraps(call)
    def called(*arguments: Any) -> T:
        try:
            return call(*arguments)
        except (ApprovalFailed, StateTooNew) as failure:
            raise in_words(str(failure)) from None

    return called
