"""What passes while a command runs: on a terminal, in one place; in a pipe, nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import StringIO

import pytest
from rich.console import Console

from pulumi_private_endpoint.cli.terminal import Terminal

HOME, CLEARED = "\r", "\x1b[2K"
PAINT = re.compile(r"\x1b\[[\d;?]*[a-zA-Z]")


def told(tells: Callable[[Terminal], None], *, terminal: bool, width: int = 120) -> str:
    written = StringIO()
    shown = Terminal(Console(file=written, force_terminal=terminal, width=width, _environ={}))
    with shown.passing():
        tells(shown)
        shown.warn("look")
    return written.getvalue()


def waits(*texts: str) -> Callable[[Terminal], None]:
    def tell(shown: Terminal) -> None:
        for text in texts:
            shown.progress(text)

    return tell


def counts(*steps: tuple[str, int, int | None]) -> Callable[[Terminal], None]:
    def tell(shown: Terminal) -> None:
        for step in steps:
            shown.counts(*step)

    return tell


def last_lines(shown: str) -> list[str]:
    """What stood there at last, before it was cleared."""
    frames = [PAINT.sub("", frame).strip() for frame in shown.partition("warning: look")[2].split(HOME)]
    return [line.rstrip() for line in next(filter(None, reversed(frames)), "").splitlines()]


@pytest.mark.parametrize("text", ["orders is Pending, 9s left", "[red]x[/red] {task} is Pending, 9s left"])
def test_a_terminal_shows_what_is_going_on_and_no_trace_of_it_stays(text: str) -> None:
    shown = told(waits("first", text), terminal=True)

    assert text in shown
    assert shown.count("warning: look") == 1
    assert shown.rstrip().endswith(CLEARED)


READING = ("reading connections", 2150, 4000)


def test_a_terminal_shows_how_much_of_how_much_is_done() -> None:
    steps = (("finding resources", 0, None), ("finding resources", 4000, 4000), READING)
    shown = told(counts(*steps), terminal=True)

    found, read = last_lines(shown)
    assert re.fullmatch(r"finding resources   ?━+ 4000/4000 100% 0:00:0\d", found), found
    assert re.fullmatch(r"reading connections ━+[╸╺]?━* 2150/4000  54% 0:00:0\d", read), read
    assert shown.rstrip().endswith(CLEARED)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        pytest.param([("finding roles", 5, None)], ["5/?"], id="nobody knows how many there are"),
        pytest.param([("finding roles", 0, 0)], [], id="there is none"),
        pytest.param(
            [("finding roles", 7, 9), ("finding roles", 0, None), ("finding roles", 2, 3)], ["2/3"], id="anew"
        ),
    ],
)
def test_what_is_counted_may_be_unknown_or_nothing_or_begin_again(
    steps: list[tuple[str, int, int | None]], expected: list[str]
) -> None:
    lines = last_lines(told(counts(*steps), terminal=True))
    assert [line.split()[3] for line in lines] == expected


def test_a_narrow_terminal_still_shows_the_numbers() -> None:
    (line,) = last_lines(told(counts(READING), terminal=True, width=44))
    assert "2150/4000  54%" in line


@pytest.mark.parametrize("tells", [waits("first", "second"), counts(READING)], ids=["text", "bar"])
def test_a_pipe_has_the_warnings_alone(tells: Callable[[Terminal], None]) -> None:
    assert told(tells, terminal=False) == "warning: look\n"
