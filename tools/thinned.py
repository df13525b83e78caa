"""A pytest plugin: `@pytest.mark.thinned(n)` has one case in `n` run, unless `--exhaustive` asks for all.

What is marked `exhaustive` is run then only. A program that the real engine runs takes many seconds: a short
run has only those marked `quick`, `--programs` the others and nothing else.

The part is the same every time. Of a table it lies diagonally across the parameters, so that each value of
each of them is in it: of flows and faults, every row and every column. What generates its own examples makes
fewer. A case that is asked for by its id is run.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

EXAMPLES, ALL_EXAMPLES = 20, 150
ENGINE = "engine_environment"  # The fixture that all have who run programs.


def pytest_addoption(parser: pytest.Parser) -> None:
    """How much is run."""
    parser.addoption("--exhaustive", action="store_true", help="every case and example, not a part of them")
    parser.addoption("--programs", action="store_true", help="programs that a short run leaves out")


def _is_exhaustive(config: pytest.Config) -> bool:
    return bool(config.getoption("exhaustive")) or any("::" in word for word in config.args)


@pytest.fixture(scope="session")
def exhaustive(pytestconfig: pytest.Config) -> bool:
    """Whether nothing is left out, for tests that thin themselves."""
    return _is_exhaustive(pytestconfig)


def pytest_configure(config: pytest.Config) -> None:
    """Before any test is imported, and with it its settings made."""
    config.addinivalue_line("markers", "thinned(n): one case in n is run, with --exhaustive all")
    config.addinivalue_line("markers", "exhaustive: run with --exhaustive only")
    config.addinivalue_line("markers", "quick: a program of the engine's that a short run has too")
    settings.register_profile("exhaustive", max_examples=ALL_EXAMPLES)
    settings.register_profile("thinned", max_examples=EXAMPLES)
    settings.load_profile("exhaustive" if config.getoption("exhaustive") else "thinned")


@pytest.hookimpl(tryfirst=True)  # Before -k chooses, which may leave none of some value.
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take out what a short run leaves out.

    Raises:
        pytest.UsageError: so much is left out that some value of some parameter is in no case any more.
    """
    if _is_exhaustive(config):
        return
    programs = config.getoption("programs")
    dear = {
        item for item in items if item.get_closest_marker("exhaustive") or _is_program(item) is not programs
    }
    thinned = [item for item in items if item.get_closest_marker("thinned") and item not in dear]
    places = dict(_places(thinned))
    left_out = dear | {item for item, values in places.items() if sum(values.values()) % _one_in(item)}
    tables = {item: values.items() for item, values in places.items() if len(values) > 1}
    kept = {value for item in tables.keys() - left_out for value in tables[item]}
    if lost := sorted({value for item in tables for value in tables[item]} - kept):
        told = ", ".join(f"{name} no. {place}" for name, place in lost)
        raise pytest.UsageError(f"thinned so far that no case is left of {told}")
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


def _is_program(item: Any) -> bool:
    return ENGINE in item.fixturenames and not item.get_closest_marker("quick")


def _one_in(item: pytest.Item) -> int:
    return next(int(mark.args[0]) for mark in item.iter_markers("thinned"))


def _places(items: Iterable[pytest.Item]) -> Iterator[tuple[pytest.Item, dict[str, int]]]:
    """Where each value of a case stands among those of its test, by test and parameter."""
    seen: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for item in items:
        test = item.nodeid.partition("[")[0]
        values = {f"{test}, {name}": id(value) for name, value in _parameters(item).items()}
        yield item, {name: seen[name].setdefault(value, len(seen[name])) for name, value in values.items()}


def _parameters(item: Any) -> dict[str, object]:
    """Those of the test and of its fixtures; pytest knows only of some kinds of tests that they have any."""
    return dict(item.callspec.params)
