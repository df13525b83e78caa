"""A finding, and the rules that make them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Union

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pulumi_private_endpoint.arm import ResourceId
    from pulumi_private_endpoint.connections.model import Connection

    from .estate import Estate


class Level(IntEnum):
    """How much it matters."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def word(self) -> str:
        """As it is written everywhere."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Resource:
    """What a finding is about where it is no connection, or one that is not there.

    Attributes:
        of: The target of a connection that is not there; else it is its own, for whoever sorts by targets.
    """

    id: ResourceId
    of: ResourceId | None = None

    @property
    def name(self) -> str:
        """Its last name."""
        return self.id.name

    @property
    def target(self) -> ResourceId:
        """What it belongs to; itself, where it is no connection."""
        return self.of or self.id


Subject = Union["Connection", Resource]
Said = tuple[Subject, str] | tuple[Subject, str, str]
"""What a rule holds for, what to say of it, and what makes it another finding where that changes."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What is looked for.

    Attributes:
        title: What it is, in a few words.
        why: Why it matters.
        fix: What to do.
        judge: What it holds for.
    """

    id: str
    level: Level
    title: str
    why: str
    fix: str
    judge: Callable[[Estate], Iterable[Said]]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found about one connection, or about one resource."""

    rule: Rule
    about: Subject
    message: str
    extent: str = ""

    @property
    def fingerprint(self) -> str:
        """The same as long as rule, subject, requester and extent are, whatever is said of it."""
        # A connection's name may come back with another requester behind it.
        requester = "" if isinstance(self.about, Resource) else self.about.private_endpoint_id or ""
        told = f"{self.rule.id}\n{self.about.id}\n{requester}\n{self.extent}".casefold()
        return hashlib.sha256(told.encode()).hexdigest()[:32]
