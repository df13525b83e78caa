"""Which `diff` belongs to which `check`: a dynamic provider is told neither the resource nor the command.

The two are separate calls, on whatever threads. What both show is whom the
inputs are about; the rest may differ, because a policy may remedy it in
between, and what is not known yet is another object each time.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from threading import Lock
from typing import Any

from .inputs import SELECTORS, is_unknown

# A set is about its entries.
_ABOUT = ("targetResourceId", *SELECTORS, "approvals")


class Checks:
    """The checks of one command, each waiting for its diff."""

    def __init__(self) -> None:
        self._waiting: Counter[str] = Counter()
        self._previewed: dict[str, bool] = {}
        self._lock = Lock()

    def add(self, inputs: Mapping[str, Any], *, preview: bool) -> None:
        """The program asks for this, in a preview or not."""
        whose = _whose(inputs)
        with self._lock:
            self._waiting[whose] += 1
            self._previewed[whose] = preview

    def take(self, inputs: Mapping[str, Any]) -> bool:
        """Whether a check came before this diff, and no other diff after it."""
        whose = _whose(inputs)
        with self._lock:
            waiting = self._waiting[whose] > 0
            self._waiting[whose] -= waiting
        return waiting

    def in_preview(self, inputs: Mapping[str, Any]) -> bool:
        """Whether the last check of these was a preview's."""
        return self._previewed.get(_whose(inputs), False)


def _whose(inputs: Mapping[str, Any]) -> str:
    """A digest: the messages that single out a request may be secrets."""
    about = [_plain(inputs.get(name)) for name in _ABOUT]
    return hashlib.sha256(json.dumps(about, default=str).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return sorted(value)
    return "not known yet" if is_unknown(value) else value
