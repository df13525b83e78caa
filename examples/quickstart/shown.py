"""The engine's lines as the quickstart shows them: without what says nothing about the program."""

from __future__ import annotations

import re

PULSE = ("@ ", "Created stack")
STARTS = "Traceback (most recent call last):"
ENDS = "KeyboardInterrupt"
AGAIN = "During handling of the above exception, another exception occurred:"
# Newer language hosts show where they stood when the engine stopped the program, as after a violation.
HOST = "pulumi-language-python-exec"
# Colours, and the seconds a resource has taken: they change within one text.
CHANGING = re.compile(r"\x1b\[[\d;]*m|\(\d+s\) ")


class Shown:
    """Prints lines as they come. A traceback is held until it is seen whose it is."""

    def __init__(self) -> None:
        self._before = ""
        self._held: list[str] = []
        self._dropped = False

    def line(self, line: str) -> None:
        """Show one line of the engine's, if it says anything."""
        said = CHANGING.sub("", line.rstrip())
        # Without a terminal that redraws it, the engine's pulse is only noise.
        if not said or line.startswith(PULSE) or (self._dropped and said.endswith(AGAIN)):
            return
        if said.endswith(STARTS) and not self._held:
            self._before = said.removesuffix(STARTS)
            self._held = [line]
        elif self._held and said.startswith(self._before):
            self._held.append(line)
            if not said.removeprefix(self._before).startswith(" "):
                self._end(dropped=HOST in self._held[1] and said.endswith(ENDS))
        else:
            _print(line)

    def end(self) -> None:
        """Show what is held when a command has ended."""
        self._end(dropped=False)

    def _end(self, *, dropped: bool) -> None:
        for line in [] if dropped else self._held:
            _print(line)
        self._held = []
        self._dropped = dropped


def _print(line: str) -> None:
    print(f"  {line}", end="", flush=True)
