"""Where words go while a command runs: to standard error, so that standard output holds the answer alone."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Column

from .options import in_option_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console


@dataclass(slots=True)
class ConsoleReport:
    """A `Report` for people: the passing line on a terminal only, each of the others once.

    Attributes:
        notes: Where notes go, which are the answer of a `--dry-run`.
    """

    errors: Console
    notes: list[str] = field(default_factory=list)
    _shown: Progress | None = None

    @contextmanager
    def passing(self) -> Iterator[None]:
        """While this lasts, a terminal shows the newest passing line and for how long; a pipe nothing."""
        if not self.errors.is_terminal:
            yield  # Of older versions of rich even one that is disabled writes an empty line.
            return
        # What is short stays whole where the terminal is too narrow for all.
        text = Column(ratio=1, no_wrap=True, overflow="ellipsis")
        line = TextColumn("{task.description}", markup=False, table_column=text)
        with Progress(
            SpinnerColumn(),
            TimeElapsedColumn(),
            line,
            expand=True,
            console=self.errors,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        ) as self._shown:
            yield

    def progress(self, text: str) -> None:
        """What is being waited for."""
        if self._shown is None:
            return
        for task in self._shown.task_ids:
            self._shown.update(task, description=text)
        if not self._shown.task_ids:
            self._shown.add_task(text, total=None)

    def note(self, text: str) -> None:
        """A part of the answer."""
        self.notes.append(in_option_names(text))

    def warn(self, text: str) -> None:
        """Something to look at."""
        self.errors.print(f"warning: {in_option_names(text)}", markup=False, highlight=False, soft_wrap=True)
