"""What passes while a command runs: on a terminal, in one place; in a pipe, nowhere."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from pulumi_private_endpoint.cli.report import ConsoleReport

HOME, CLEARED = "\r", "\x1b[2K"


def told(*texts: str, terminal: bool) -> str:
    written = StringIO()
    report = ConsoleReport(Console(file=written, force_terminal=terminal, width=120, _environ={}))
    with report.passing():
        for text in texts:
            report.progress(text)
        report.warn("look")
    return written.getvalue()


@pytest.mark.parametrize("text", ["50 of 70 resources read", "[red]x[/red] {task} is Pending, 9s left"])
def test_a_terminal_shows_what_is_going_on_and_no_trace_of_it_stays(text: str) -> None:
    shown = told("first", text, terminal=True)

    assert text in shown
    assert shown.count("warning: look") == 1
    assert shown.rstrip().endswith(CLEARED)


def test_a_pipe_has_the_warnings_alone() -> None:
    assert told("first", "second", terminal=False) == "warning: look\n"
