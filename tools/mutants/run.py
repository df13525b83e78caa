"""All mutants of some modules, each tried once: those in functions, then those that only imports run."""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING

import pytest

from .changes import mutants
from .processes import FAULT, Work, run_all
from .record import is_in_sample
from .trial import NOT_EXCHANGED, SURVIVED, TOO_SLOW, FromCollection, Trial, from_import

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from .record import Module, Outcome, Record
    from .survey import Survey

_SESSION_SECONDS = 24 * 3600.0
# A process that imports everything first, on a machine that does other things too.
_START_SECONDS = 60.0
_SLOWER = 8.0
# The share of the time of all tests that one mutant may take; what only others notice counts as unnoticed.
_PATIENCE = 0.1
_OUTCOMES: dict[int | None, Outcome] = {
    None: "timeout",
    TOO_SLOW: "timeout",
    SURVIVED: "survived",
    NOT_EXCHANGED: "import",
    FAULT: "broken",
}


@dataclass(frozen=True, slots=True)
class Run:
    """What a run knows. `tests` are the folders, `options` pytest's; one mutant in `every` is tried."""

    survey: Survey
    record: Record
    equivalent: Mapping[str, str]
    tests: Sequence[str]
    options: Sequence[str]
    jobs: int
    every: int

    def all(self, modules: Iterable[Module]) -> None:
        """Try what no test has noticed yet.

        Raises:
            RuntimeError: The tests could not be collected.
        """
        trials = [trial for module in modules for trial in self._trials(module)]
        inside = [trial for trial in trials if not self._is_imported(trial)]
        print(f"{len(inside)} mutants in functions", flush=True)
        for _, code in run_all([Work("", lambda: self._session(inside), _SESSION_SECONDS)], jobs=1):
            if code != 0:
                raise RuntimeError(f"pytest ended with {code}")
        self.record.read()
        rest = [trial for trial in trials if self._is_imported(trial) or self._outcome(trial) == "import"]
        print(f"{len(rest)} mutants that an import runs", flush=True)
        for choose in (self._own, self._nearest, self._others):
            self._by_import(rest, choose)
            rest = [trial for trial in rest if not self.record.is_noticed(trial.module, trial.mutant.name)]

    def _trials(self, module: Module) -> Iterator[Trial]:
        tree = ast.parse(module.text)
        for mutant in list(mutants(tree)):
            if not is_in_sample(module.name, mutant.name, self.every):
                continue
            if f"{module.name.partition('.')[2]}.{mutant.name}" in self.equivalent:
                self.record.add(module, mutant.name, mutant.lines[0], "equivalent")
            elif not self.record.is_noticed(module, mutant.name):
                yield Trial(module, tree, mutant)

    def _is_imported(self, trial: Trial) -> bool:
        lines = self.survey.imported.get(str(trial.module.file), set())
        return not trial.mutant.place.runs or not lines.isdisjoint(trial.mutant.lines)

    def _session(self, trials: Iterable[Trial]) -> int:
        """In a process of its own, which collects all tests."""
        ready = []
        for trial in trials:
            if tests := self.survey.of_lines(str(trial.module.file), trial.mutant.lines):
                ready.append(self._with(trial, tests))
            else:
                self._tell(trial, "untested")
        plugin = FromCollection(ready, self.jobs, self._ended)
        return int(pytest.main([*self.options, *self.tests], plugins=[plugin]))

    def _by_import(self, trials: Iterable[Trial], choose: Callable[[Trial], list[str]]) -> None:
        ready = [self._with(trial, choose(trial)) for trial in trials]
        works = [
            Work(trial, partial(from_import, trial, self.options), trial.seconds, quiet=True)
            for trial in ready
            if trial.tests
        ]
        for trial, code in run_all(works, self.jobs):
            self._ended(trial, code)

    def _own(self, trial: Trial) -> list[str]:
        """Those of its own file, which is quickly collected."""
        return [test for test in self.survey.seconds if _is_own(trial, test.partition("::")[0])]

    def _nearest(self, trial: Trial) -> list[str]:
        """The tests that run the module."""
        own = set(self._own(trial))
        return [test for test in self.survey.of_file(str(trial.module.file)) if test not in own]

    def _others(self, trial: Trial) -> list[str]:
        return list(self.survey.seconds.keys() - {*self._own(trial), *self._nearest(trial)})

    def _with(self, trial: Trial, tests: Iterable[str]) -> Trial:
        """The module's own tests, then those nearest to it, as many as there is patience for.

        A file's stay together: they share fixtures.
        """
        files: defaultdict[str, list[str]] = defaultdict(list)
        for test in tests:
            files[test.partition("::")[0]].append(test)
        seconds = {file: sum(map(self.survey.seconds.__getitem__, files[file])) for file in files}
        order = sorted(
            files, key=lambda file: (not _is_own(trial, file), -_nearness(trial, file), seconds[file])
        )
        patience = _PATIENCE * sum(self.survey.seconds.values())
        ordered: dict[str, float] = {}
        for file in order:
            if _is_own(trial, file) or sum(ordered.values()) + seconds[file] <= patience:
                ordered |= {test: self.survey.seconds[test] for test in sorted(files[file])}
        return replace(trial, tests=ordered, seconds=_START_SECONDS + _SLOWER * sum(ordered.values()))

    def _outcome(self, trial: Trial) -> Outcome | None:
        return self.record.outcome(trial.module, trial.mutant.name)

    def _ended(self, trial: Trial, code: int | None) -> None:
        self._tell(trial, _OUTCOMES.get(code, "killed"))

    def _tell(self, trial: Trial, outcome: Outcome) -> None:
        self.record.add(trial.module, trial.mutant.name, trial.mutant.lines[0], outcome)
        if outcome not in ("killed", "import"):
            print(f"{outcome}: {trial.module.name}:{trial.mutant.lines[0]}: {trial.mutant.name}", flush=True)


def _is_own(trial: Trial, file: str) -> bool:
    return file.endswith(f"/test_{trial.module.file.stem}.py")


def _nearness(trial: Trial, file: str) -> int:
    """How many rooms the tests of a file have in common with the module."""
    rooms = zip(file.split("/")[1:-1], trial.module.name.split(".")[1:], strict=False)
    return sum(1 for _ in takewhile(lambda both: both[0] == both[1], rooms))
