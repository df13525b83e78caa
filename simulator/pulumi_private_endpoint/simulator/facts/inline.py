"""Which types Resource Graph shows with their connections, and which fields of these.

From the policy aliases of each type, where a field that policies can read is one that Resource Graph has. A
type that is not in the file shows none.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def fields() -> Mapping[str, frozenset[str]]:
    """The fields that are shown, by lower-cased ARM type."""
    text = resources.files(__package__).joinpath("inline.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return MappingProxyType(
        {row.pop("type").lower(): frozenset(name for name in row if row[name] == "True") for row in rows}
    )
