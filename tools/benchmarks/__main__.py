"""`make bench`: everything measured once, as a table here, in `results.json`, and in the documentation."""

from __future__ import annotations

import json
import platform
import re
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from tools.benchmarks import beside, engine, many, one, picture, waiting
from tools.benchmarks.estate import figures as audit
from tools.benchmarks.figure import HEAD
from tools.benchmarks.processes import footprint
from tools.benchmarks.processes import plugin as plugin_process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.benchmarks.figure import Figure

_HERE = Path(__file__).parent
DOCS = _HERE.parents[1] / "docs"
_TABLE = re.compile(r"(<!-- bench -->\n).*?(<!-- /bench -->)", re.DOTALL)


def main() -> int:
    """Measure, print and write; 1 if a bound was missed."""
    print(HEAD)
    found: list[Figure] = []
    grown = many.growth()
    for figure in _figures(grown):
        print(figure.row(), flush=True)
        found.append(figure)
    machine = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    results = {"machine": machine, "figures": [asdict(each) for each in found], "growth": grown}
    (_HERE / "results.json").write_text(json.dumps(results, indent=2) + "\n")
    (DOCS / "scale.svg").write_text(picture.draw(grown))
    beside.main()
    _into_docs(found, machine)
    return int(any(figure.kept is False for figure in found))


def _figures(grown: list[dict[str, float]]) -> Iterator[Figure]:
    yield from one.figures()
    yield from waiting.figures()
    yield from many.figures()
    yield from many.growth_figures(grown)
    yield from footprint.figures()
    yield from plugin_process.figures()
    yield from audit.figures()
    yield from engine.figures()


def _into_docs(found: list[Figure], machine: str) -> None:
    page = DOCS / "performance.md"
    table = "\n".join([HEAD, *(figure.row() for figure in found)])
    text = _TABLE.sub(
        lambda marks: f"{marks[1]}{table}\n\nMeasured with {machine}.\n{marks[2]}", page.read_text()
    )
    page.write_text(text)


if __name__ == "__main__":
    sys.exit(main())
