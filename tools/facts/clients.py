"""What is installed: every official client, and every method of it about private endpoint connections.

Nothing is listed by hand. A client is a class that takes a credential; its groups of operations are its
attributes; what a method is about stands in its name or in its group's.
"""

from __future__ import annotations

import importlib
import inspect
import re
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING, Any

from azure.core.pipeline.policies import SansIOHTTPPolicy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"
_INSIDE = {"aio", "models", "operations"}
"""Modules that hold the same operations again, or none."""
_ABOUT = re.compile(r"private_?end_?point_?connection", re.IGNORECASE)
# The resource provider's own side of it, which approves nothing.
_NOT_ABOUT = re.compile(r"prox(y|ies)|validate", re.IGNORECASE)


@dataclass(frozen=True)
class Package:
    """A module of a distribution that may have clients, and the release it came with."""

    release: str
    module: str

    def clients(self) -> Iterator[Callable[..., Any]]:
        """The classes that send requests to ARM."""
        for kind in filter(inspect.isclass, vars(importlib.import_module(self.module)).values()):
            if "credential" in inspect.signature(kind).parameters:
                yield kind

    @property
    def models(self) -> Any:
        """The module with the types of its bodies."""
        return importlib.import_module(f"{self.module}.models")


@dataclass(frozen=True)
class Method:
    """One method of a client about private endpoint connections."""

    name: str
    group: Any
    call: Callable[..., Any]

    @property
    def options(self) -> dict[str, Any]:
        """What it takes beside its arguments: one that would wait is told not to."""
        return {"polling": False} if ".begin_" in self.name else {}


def installed() -> Iterator[Package]:
    """Every module of every official client, by the distribution's name."""
    for distribution in sorted(metadata.distributions(), key=lambda one: one.name):
        name = distribution.name.replace("_", "-")
        if name.startswith("azure-mgmt-") and name != "azure-mgmt-core":
            for file in distribution.files or ():
                if file.name == "__init__.py" and not _INSIDE & set(file.parts):
                    yield Package(f"{name} {distribution.version}", ".".join(file.parent.parts))


def build(kind: Callable[..., Any], transport: Any) -> Any:
    """A client that sends through `transport`, and signs in nowhere."""
    parameters = inspect.signature(kind).parameters.values()
    required = {
        each.name: each.name
        for each in parameters
        if each.default is each.empty and each.kind != each.VAR_KEYWORD
    }
    known = {"credential": object(), "subscription_id": _SUBSCRIPTION}
    return kind(**required | known, transport=transport, authentication_policy=SansIOHTTPPolicy())


def methods(client: Any) -> Iterator[Method]:
    """What a client can send about private endpoint connections."""
    for group_name, group in sorted(vars(client).items()):
        for name, call in inspect.getmembers(group, inspect.ismethod):
            about = f"{group_name}.{name}"
            if not name.startswith("_") and _ABOUT.search(about) and not _NOT_ABOUT.search(about):
                yield Method(about, group, call)
