"""A pytest plugin: generated examples are the same each time, and a failing one is not made smaller."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hypothesis import Phase, settings

if TYPE_CHECKING:
    import pytest

STORIES = "PRIVATE_ENDPOINT_MODEL_EXAMPLES"
HOST_HERE = "PRIVATE_ENDPOINT_HOST_HERE"
"""See tests/wire/conftest.py: a mutant is in this process alone."""


def pytest_configure(config: pytest.Config) -> None:
    """Before any test is imported, and with it its settings made."""
    config.option.exhaustive = True  # No case is left out, see tools/thinned.py; examples are fewer.
    os.environ.setdefault(STORIES, "35")
    os.environ.setdefault(HOST_HERE, "1")
    settings.register_profile(
        "mutants",
        max_examples=100,
        phases=[Phase.explicit, Phase.generate],
        derandomize=True,
        database=None,
        deadline=None,
    )
    settings.load_profile("mutants")
