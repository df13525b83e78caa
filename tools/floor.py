"""How much of what ships the tests run, package by package, and the floor below which that may not fall.

    make pytest-exhaustive       # measures, with every process that the tests start, and looks here
    python -m tools.floor --missing

Branches count, not lines: a condition that was only ever true is half tested.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coverage import Coverage
from coverage.exceptions import CoverageException

if TYPE_CHECKING:
    from collections.abc import Mapping

FLOOR = 95.0
NAMESPACE = "pulumi_private_endpoint"


@dataclass(frozen=True, slots=True)
class Measured:
    """A package's branches: how many there are, how many were taken, and in which files some were not."""

    branches: int
    taken: int
    missing: Mapping[str, list[str]]

    @property
    def percent(self) -> float:
        """Of the branches; of none all."""
        return 100 * self.taken / self.branches if self.branches else 100.0


def main() -> int:
    """Say how much it is. Returns 1 where a package is below the floor, or nothing was measured."""
    parser = argparse.ArgumentParser(prog="python -m tools.floor", description=__doc__)
    parser.add_argument("--missing", action="store_true", help="name the branches that no test took")
    asked = parser.parse_args()
    try:
        packages = measured(_report())
    except CoverageException as error:
        print(f"nothing was measured: {error}")
        return 1
    for name, package in packages.items():
        print(f"{package.percent:6.1f} % of {package.branches:4} branches  {name}")
        for file, missing in package.missing.items() if asked.missing else ():
            print(f"    {file}: {', '.join(missing)}")
    low = [name for name, package in packages.items() if package.percent < FLOOR]
    if low:
        print(f"under {FLOOR:.0f} %: {', '.join(low)}; python -m tools.floor --missing names the branches")
    return int(bool(low))


def _report() -> dict[str, Any]:
    """What `coverage run` and `coverage combine` have left in the current folder."""
    found = Coverage()
    found.load()
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "coverage.json"
        found.json_report(outfile=str(file))
        report: dict[str, Any] = json.loads(file.read_text())
    return report


def measured(report: Mapping[str, Any]) -> dict[str, Measured]:
    """By package, wherever its files lie."""
    files: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    for file, found in report["files"].items():
        parts = Path(file).parts
        files[parts[parts.index(NAMESPACE) + 1]][file] = found
    return {name: _sum(found) for name, found in sorted(files.items())}


def _sum(files: Mapping[str, Any]) -> Measured:
    summaries = [found["summary"] for found in files.values()]
    missing = {
        file: [f"{start}->{end}" if end > 0 else f"{start}->exit" for start, end in found["missing_branches"]]
        for file, found in files.items()
        if found["missing_branches"]
    }
    return Measured(
        sum(summary["num_branches"] for summary in summaries),
        sum(summary["covered_branches"] for summary in summaries),
        missing,
    )


if __name__ == "__main__":
    sys.exit(main())
