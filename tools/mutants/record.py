"""What became of each mutant, kept between runs, and what is to be said of it."""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Outcome = Literal["killed", "timeout", "survived", "untested", "broken", "equivalent", "import"]
"""`broken`: the process died; `import`: not to be exchanged in a function, so tried by an import."""

_NOTICED: tuple[Outcome, ...] = ("killed", "timeout")
_OPEN: tuple[Outcome, ...] = ("survived", "untested", "broken")


@dataclass(frozen=True, slots=True)
class Module:
    """A module to put wrong, by its import name, and its text."""

    name: str
    file: Path
    text: str

    @property
    def digest(self) -> str:
        """The text in short: another text, other mutants."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Result:
    """How one mutant ended."""

    module: str
    digest: str
    mutant: str
    line: int
    outcome: Outcome


class Record:
    """Results in a file, one a line, so that a run that is stopped has lost nothing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._results: dict[tuple[str, str, str], Result] = {}
        self.read()

    def read(self) -> None:
        """Take up what other processes have written."""
        for line in self._path.read_text().splitlines() if self._path.exists() else []:
            self._keep(Result(**json.loads(line)))

    def add(self, module: Module, mutant: str, line: int, outcome: Outcome) -> None:
        """Keep a result, here and in the file."""
        result = Result(module.name, module.digest, mutant, line, outcome)
        self._keep(result)
        with self._path.open("a") as file:
            file.write(f"{json.dumps(asdict(result))}\n")

    def outcome(self, module: Module, mutant: str) -> Outcome | None:
        """How it ended the last time, if this text of the module was ever tried."""
        result = self._results.get((module.name, module.digest, mutant))
        return result.outcome if result else None

    def is_noticed(self, module: Module, mutant: str) -> bool:
        """Whether a test noticed it. What was not is tried again: tests may have got better."""
        return self.outcome(module, mutant) in _NOTICED

    def of(self, modules: Iterable[Module]) -> list[Result]:
        """All results for these texts, in the order of the lines."""
        texts = {(module.name, module.digest) for module in modules}
        found = (one for one in self._results.values() if (one.module, one.digest) in texts)
        return sorted(found, key=lambda result: (result.module, result.line, result.mutant))

    def _keep(self, result: Result) -> None:
        self._results[result.module, result.digest, result.mutant] = result


def is_in_sample(module: str, mutant: str, every: int) -> bool:
    """Whether a mutant is among the one in so many that is tried: the same on each run and machine."""
    return int(hashlib.sha256(f"{module}: {mutant}".encode()).hexdigest(), 16) % every == 0


def equivalents(path: Path) -> dict[str, str]:
    """Mutants that change nothing anybody could see, by module and name, each with the reason."""
    table: dict[str, list[str]] = tomllib.loads(path.read_text())
    return {mutant: why for why, found in table.items() for mutant in found}


def score(results: Iterable[Result]) -> float:
    """Percent of the mutants that a test noticed, of all that could be."""
    counts = Counter(result.outcome for result in results)
    noticed = sum(counts[outcome] for outcome in _NOTICED)
    possible = counts.total() - counts["equivalent"]
    return 100 * noticed / possible if possible else 100.0


def report(results: list[Result], files: dict[str, str]) -> str:
    """What nobody noticed, each with its place, then a line for each module and one for all."""
    lines = [
        f"{files[result.module]}:{result.line}: {result.outcome}: {result.mutant}"
        for result in results
        if result.outcome in _OPEN
    ]
    for module in sorted({result.module for result in results}):
        own = [result for result in results if result.module == module]
        counts = sorted(Counter(result.outcome for result in own).items())
        lines.append(
            f"{score(own):6.1f} %  {module}: {', '.join(f'{number} {how}' for how, number in counts)}"
        )
    return "\n".join([*lines, f"{score(results):6.1f} % of {len(results)} mutants noticed"])
