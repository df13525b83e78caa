"""Where words go while a command runs: to standard error, so that standard output holds the answer alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .options import in_option_names

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True, slots=True)
class ConsoleReport:
    """A `Report` for people: passing lines on a terminal only, each of the others once.

    Attributes:
        notes: Where notes go, which are the answer of a `--dry-run`.
    """

    errors: Console
    notes: list[str] = field(default_factory=list)

    def progress(self, text: str) -> None:
        """What is being waited for; of no use in a pipe's log."""
        if self.errors.is_terminal:
            self.errors.print(text, style="dim", markup=False, highlight=False)

    def note(self, text: str) -> None:
        """A part of the answer."""
        self.notes.append(in_option_names(text))

    def warn(self, text: str) -> None:
        """Something to look at."""
        self.errors.print(f"warning: {in_option_names(text)}", markup=False, highlight=False, soft_wrap=True)
