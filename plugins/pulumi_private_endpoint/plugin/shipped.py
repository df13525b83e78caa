"""The schema, as it is shipped: `make docs` writes it, so nothing here has to read sources to know it."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def schema() -> str:
    """All of it."""
    return Path(__file__).with_name("schema.json").read_text(encoding="utf-8")
