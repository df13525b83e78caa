"""Which `diff` belongs to which `check`: a dynamic provider is told neither the resource nor the command.

The two are separate calls, on whatever threads. What both show is whom the
inputs are about; the rest may differ, because a policy may remedy it in
between, and what is not known yet is another object each time. Only a check
learns the resource's name, and what the state has for inputs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.connections.properties.fields import IDENTITY
from pulumi_private_endpoint.connections.properties.unknown import is_unknown

from .property_bag import STORED_PROVIDER

if TYPE_CHECKING:
    from collections.abc import Sequence

# A set is about its entries.
_ABOUT = (*IDENTITY, "approvals")


@dataclass(frozen=True, slots=True)
class Check:
    """What a check tells those that come after it.

    Attributes:
        name: The resource's, as the program tells it.
        preview: Whether it was a preview's.
        same: Whether the state has the inputs already, so that the engine finds no difference in them.
    """

    name: str
    preview: bool
    same: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    """By digest, what the program asked for, and what the state had; None where that is not known yet."""

    check: Check
    asked: str | None
    before: str | None


class PendingChecks:
    """The checks of one command, each waiting for its diff."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[_Asked]] = {}
        self._all: dict[str, list[_Asked]] = {}
        # What is about the same, and the name of whom a diff or a create was about.
        self._told: set[tuple[str, str]] = set()
        self._lock = Lock()

    def add(
        self, inputs: Mapping[str, Any], before: Mapping[str, Any], *, name: str = "", preview: bool = False
    ) -> None:
        """The program asks for this, by that name; the state had `before`, or nothing."""
        asked, whose = (
            _Asked(Check(name, preview, same=False), _digest(inputs), _digest(before)),
            _whose(inputs),
        )
        with self._lock:
            self._waiting.setdefault(whose, []).append(asked)
            self._all.setdefault(whose, []).append(asked)

    def take(self, inputs: Mapping[str, Any]) -> Check | None:
        """The check that came before this diff, which no other diff came after; a refresh's has none."""
        now, whose = _digest(inputs), _whose(inputs)
        with self._lock:
            waiting = self._waiting.get(whose, [])
            found = _best(waiting, now)
            if found is None:
                return None
            waiting.remove(found)
            self._told.add((whose, found.check.name))
        return replace(found.check, same=now is not None and found.before == now)

    def name(self, inputs: Mapping[str, Any]) -> str:
        """The name of the resource that these were checked for; empty where nobody told it."""
        found = _best(self._all.get(_whose(inputs), []), _digest(inputs))
        return found.check.name if found else ""

    def name_of_new(self, inputs: Mapping[str, Any]) -> str:
        """As `name`, of one that is created: where others have the same inputs, none of theirs."""
        now, whose = _digest(inputs), _whose(inputs)
        with self._lock:
            asked = self._all.get(whose, [])
            left = [each for each in asked if (whose, each.check.name) not in self._told]
            found = _best(left or asked, now)
            if found is None:
                return ""
            self._told.add((whose, found.check.name))
        return found.check.name


def _best(asked: Sequence[_Asked], now: str | None) -> _Asked | None:
    """Where several are about the same, the last one, before all if it asked for just this."""
    alike = (each for each in reversed(asked) if now is not None and each.asked == now)
    return next(alike, asked[-1] if asked else None)


def _digest(inputs: Mapping[str, Any]) -> str | None:
    if is_unknown(dict(inputs)):
        return None
    given = {name: value for name, value in inputs.items() if name != STORED_PROVIDER}
    return hashlib.sha256(json.dumps(given, sort_keys=True, default=str).encode()).hexdigest()


def _whose(inputs: Mapping[str, Any]) -> str:
    """A digest: the messages that single out a request may be secrets."""
    about = [_plain(inputs.get(name)) for name in _ABOUT]
    return hashlib.sha256(json.dumps(about, default=str).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return sorted(value)
    return "not known yet" if is_unknown(value) else value
