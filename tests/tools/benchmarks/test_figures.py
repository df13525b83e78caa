"""The benchmarks run and their table says what was kept. Nothing is timed here."""

from __future__ import annotations

import importlib
import json
import pkgutil
from xml.etree import ElementTree as ET

import pytest

import tools.benchmarks
from tools.benchmarks import __main__ as bench
from tools.benchmarks import beside, one, picture, virtual_time
from tools.benchmarks.figure import Figure

MODULES = [
    found.name
    for found in pkgutil.walk_packages(tools.benchmarks.__path__, f"{tools.benchmarks.__name__}.")
    if not found.name.endswith("__main__") and not found.name.endswith("_at_work")  # Those run elsewhere.
]


@pytest.mark.parametrize("name", MODULES)
def test_imports(name: str) -> None:
    importlib.import_module(name)


@pytest.mark.parametrize("page", ["performance.md", "scale.svg"])
def test_what_it_writes_is_there_already(page: str) -> None:
    assert (bench.DOCS / page).exists()


def test_an_approval_costs_what_the_protocol_needs() -> None:
    figures = list(one.figures())

    assert len(figures) > 5
    assert [figure.on for figure in figures if not figure.kept] == []


@pytest.mark.parametrize(
    ("figure", "kept", "shown"),
    [
        pytest.param(Figure("m", "o", 1.5, "s", 1.5), True, "≤ 1.5", id="kept"),
        pytest.param(Figure("m", "o", 1.6, "s", 1.5), False, "**missed**", id="missed"),
        pytest.param(Figure("m", "o", 17, "times", 10, at_least=True), True, "≥ 10", id="a floor kept"),
        pytest.param(
            Figure("m", "o", 7, "times", 10, at_least=True), False, "**missed**", id="a floor missed"
        ),
        pytest.param(Figure("m", "o", 7, "s"), None, "| 7 s |", id="no bound"),
    ],
)
def test_a_row_says_whether_its_bound_was_kept(figure: Figure, *, kept: bool | None, shown: str) -> None:
    assert figure.kept is kept
    assert shown in figure.row()


def test_the_picture_is_one() -> None:
    grown = [
        {"entries": size, "seconds": size / 1000, "megabytes": size / 200} for size in (10.0, 100.0, 1000.0)
    ]

    drawn = ET.fromstring(picture.draw(grown))  # noqa: S314 - drawn by us

    assert len(drawn.findall("{http://www.w3.org/2000/svg}polyline")) == 2


def test_the_peers_are_drawn_as_they_were_measured() -> None:
    figures = json.loads(beside.RESULTS.read_text())["figures"]

    drawn = beside.draw(figures)

    assert beside.PICTURE.read_text() == drawn, "run `python -m tools.benchmarks.beside`"
    beside_us = [each for each in figures if each["measure"] == beside.MEASURE]
    assert drawn.count(">this package<") == len({each["on"] for each in beside_us}) > 0
    assert drawn.count("<rect") == 1 + len(beside_us)


def test_virtual_time_overlaps_waits_and_takes_none_itself() -> None:
    clock = virtual_time.VirtualClock()

    async def act() -> float:
        await virtual_time.asyncio.gather(clock.sleep(3600), clock.sleep(1800))
        return clock.now()

    assert virtual_time.run(act()) == 3600


def test_virtual_time_says_when_a_wait_has_no_end() -> None:
    async def act() -> None:
        await virtual_time.asyncio.Event().wait()

    with pytest.raises(RuntimeError, match="a wait without an end"):
        virtual_time.run(act())
