"""Values that are not known yet, as in a preview: each door says what its SDK's look like."""

from __future__ import annotations

from abc import ABC
from collections.abc import Mapping
from typing import Any


class Unknown(ABC):  # noqa: B024 - doors register their SDK's own class, which has nothing in common with others
    """A value that is not known yet."""


def is_unknown(value: Any) -> bool:
    """Whether a value, or something in it, is not known yet."""
    if isinstance(value, Mapping):
        return any(map(is_unknown, value.values()))
    if isinstance(value, (list, tuple)):
        return any(map(is_unknown, value))
    return isinstance(value, Unknown)
