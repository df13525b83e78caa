"""A finding, and the rules that make them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from .subject import Resource, Said, Subject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

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
