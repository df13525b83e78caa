"""Where words go while a command runs: to standard error, so that standard output holds the answer alone."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Column

from .options import in_option_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console


def _waiting() -> tuple[ProgressColumn, ...]:
    # What is short stays whole where the terminal is too narrow for all.
    text = Column(ratio=1, no_wrap=True, overflow="ellipsis")
    line = TextColumn("{task.description}", markup=False, table_column=text)
    return SpinnerColumn(), TimeElapsedColumn(), line


def _counting() -> tuple[ProgressColumn, ...]:
    line = TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True))
    bar = BarColumn(None, table_column=Column(ratio=1))
    return line, bar, MofNCompleteColumn(), TaskProgressColumn(), TimeElapsedColumn()


@dataclass(slots=True)
class Terminal:
    """A `Report` for people: what passes is shown on a terminal only, each of the others once.

    Attributes:
        notes: Where notes go, which are the answer of a `--dry-run`.
    """

    errors: Console
    notes: list[str] = field(default_factory=list)
    _shown: Progress | None = None
    _lines: dict[str, tuple[TaskID, int]] = field(default_factory=dict)

    @contextmanager
    def passing(self) -> Iterator[None]:
        """While this lasts, a terminal shows what is going on and for how long; a pipe nothing."""
        if not self.errors.is_terminal:
            yield  # Of older versions of rich even one that is disabled writes an empty line.
            return
        with Progress(
            *_waiting(),
            expand=True,
            console=self.errors,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        ) as self._shown:
            yield

    def progress(self, text: str) -> None:
        """What is being waited for: the newest in place of the one before."""
        if self._shown is None:
            return
        for line in self._shown.task_ids:
            self._shown.update(line, description=text)
        if not self._shown.task_ids:
            self._shown.add_task(text, total=None)

    def counts(self, what: str, done: int, total: int | None) -> None:
        """How much of how much is done: a bar for each thing that is counted, anew where it begins again."""
        if self._shown is None:
            return
        if not self._lines:
            self._shown.columns = _counting()
        line, before = self._lines.get(what, (None, 0))
        if line is not None and done < before:
            self._shown.remove_task(line)
            line = None
        if line is None:
            line = self._shown.add_task(what, total=total, completed=done, visible=total != 0)
        else:
            self._shown.update(line, completed=done, total=total, visible=total != 0)
        self._lines[what] = line, done

    def note(self, text: str) -> None:
        """A part of the answer."""
        self.notes.append(in_option_names(text))

    def warn(self, text: str) -> None:
        """Something to look at."""
        self.errors.print(f"warning: {in_option_names(text)}", markup=False, highlight=False, soft_wrap=True)
