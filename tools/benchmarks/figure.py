"""One measured number, what it is held against, and whether it keeps to that."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of the table.

    Attributes:
        measure: What was measured.
        on: On what.
        value: The number.
        unit: Its unit.
        bound: What it must not exceed (must reach, with `at_least`); None: shown for comparison only.
        against: What the bound comes from, or what the number is compared with.
        at_least: Whether the bound is a floor.
    """

    measure: str
    on: str
    value: float
    unit: str
    bound: float | None = None
    against: str = ""
    at_least: bool = False

    @property
    def kept(self) -> bool | None:
        """Whether the number keeps to its bound; None: there is none."""
        if self.bound is None:
            return None
        return self.value >= self.bound if self.at_least else self.value <= self.bound

    def row(self) -> str:
        """The row as Markdown."""
        mark = {None: "", True: "kept", False: "**missed**"}[self.kept]
        sign = "≥" if self.at_least else "≤"
        bound = "" if self.bound is None else f"{sign} {self.bound:,.4g}"
        cells = (self.measure, self.on, f"{self.value:,.4g} {self.unit}", bound, self.against, mark)
        return f"| {' | '.join(cells)} |"


HEAD = "| measure | on | value | bound | against | |\n|---|---|---:|---:|---|---|"
