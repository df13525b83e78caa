"""Inputs in texts, by the names that a door has for them. The core names them as a Python program does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def by_names(names: Mapping[str, str]) -> Callable[[str], str]:
    """Puts others in place of these names; what stands in quotes was written by somebody else, and stays."""
    named = re.compile(rf'"[^"\n]*"|\b(?:{"|".join(map(re.escape, names))})\b')
    return lambda text: named.sub(lambda found: names.get(found[0], found[0]), text)
