"""What a short run leaves out: always the same, and no value of any parameter altogether."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

CHECKOUT = Path(__file__).parents[2]

TABLE = """
import pytest
from hypothesis import given, settings, strategies as st

@pytest.mark.thinned({one_in})
@pytest.mark.parametrize("flow", range(4))
@pytest.mark.parametrize("fault", range(6))
def test_cell(flow, fault):
    pass

@pytest.mark.thinned(2)
@pytest.mark.parametrize("service", "abc")
def test_list(service):
    pass

def test_not_thinned():
    assert settings().max_examples == {examples}

@pytest.mark.parametrize("story", ["life", pytest.param("death", marks=pytest.mark.exhaustive)])
def test_story(story):
    pass

@pytest.fixture
def engine_environment():
    return None

@pytest.mark.parametrize("door", ["dynamic", pytest.param("plugin", marks=pytest.mark.exhaustive)])
def test_up(door, engine_environment):
    pass

@pytest.mark.quick
def test_preview(engine_environment):
    pass
"""


def ran(pytester: pytest.Pytester, *options: str, one_in: int = 3, examples: int = 20) -> pytest.RunResult:
    pytester.makeconftest("pytest_plugins = ['tools.thinned']")
    pytester.makeini(f"[pytest]\npythonpath = {CHECKOUT}")
    pytester.makepyfile(test_table=TABLE.format(one_in=one_in, examples=examples))
    return pytester.runpytest_subprocess("-p", "no:cacheprovider", *options)


def test_a_part_is_run_with_every_row_and_every_column(pytester: pytest.Pytester) -> None:
    done = ran(pytester, "-v")

    done.assert_outcomes(passed=8 + 2 + 1 + 1 + 1, deselected=16 + 1 + 1 + 2)
    cells = ["0-0", "0-3", "1-2", "2-1", "3-0", "3-3", "4-2", "5-1"]
    done.stdout.fnmatch_lines_random([f"*test_cell?{cell}? PASSED*" for cell in cells])


def test_all_is_run_when_asked_for(pytester: pytest.Pytester) -> None:
    ran(pytester, "--exhaustive", examples=150).assert_outcomes(passed=24 + 3 + 1 + 2 + 3)


def test_the_other_programs_are_run_when_asked_for(pytester: pytest.Pytester) -> None:
    ran(pytester, "--programs").assert_outcomes(passed=1, deselected=32)


def test_a_case_is_run_when_asked_for_by_its_id(pytester: pytest.Pytester) -> None:
    ran(pytester, "test_table.py::test_cell[0-1]").assert_outcomes(passed=1)


def test_too_thin_is_an_error(pytester: pytest.Pytester) -> None:
    done = ran(pytester, one_in=7)

    assert done.ret == pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines(["*no case is left of test_table.py::test_cell, fault no. 1,*"])
