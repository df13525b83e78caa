"""A pytest plugin: generated examples are the same each time, and a failing one is not made smaller."""

from __future__ import annotations

from hypothesis import Phase, settings


def pytest_configure() -> None:
    """Before any test is imported, and with it its settings made."""
    settings.register_profile(
        "mutants", phases=[Phase.explicit, Phase.generate], derandomize=True, database=None, deadline=None
    )
    settings.load_profile("mutants")
