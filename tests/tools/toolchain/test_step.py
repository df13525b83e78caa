"""A step's command: its progress, its deadline, and its failure in one line."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from tools.toolchain import step

if TYPE_CHECKING:
    from pathlib import Path


def run(code: str, folder: Path, deadline_seconds: float = 30) -> None:
    step.run(
        "A step",
        [sys.executable, "-c", code],
        folder=folder,
        environment=os.environ,
        deadline_seconds=deadline_seconds,
    )


def test_success_says_how_long_it_took(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("print('noise')", tmp_path)

    title, done = capsys.readouterr().out.splitlines()
    assert title == "A step"
    assert done.startswith("  done in ")


def test_failure_is_the_last_line_and_where_the_rest_is(tmp_path: Path) -> None:
    with pytest.raises(step.SetupError, match=r"failed: the reason \(all of it: .*\.log\)") as failure:
        run("print('noise', flush=True); import sys; sys.exit('the reason\\n')", tmp_path)

    assert "\n" not in str(failure.value)


def test_a_command_that_cannot_start_is_named(tmp_path: Path) -> None:
    with pytest.raises(step.SetupError, match="missing could not be started"):
        step.run(
            "A step", [tmp_path / "missing"], folder=tmp_path, environment=os.environ, deadline_seconds=30
        )


def test_an_overdue_command_is_ended(tmp_path: Path) -> None:
    with pytest.raises(step.SetupError, match="still running after 0 s"):
        run("import time; time.sleep(60)", tmp_path, deadline_seconds=0.2)


def test_a_long_command_shows_progress(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(step, "PROGRESS_SECONDS", 0.01)

    run("import time; time.sleep(0.2)", tmp_path)

    assert "  0 s\n" in capsys.readouterr().out
