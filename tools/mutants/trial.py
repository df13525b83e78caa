"""One mutant put in its place, and the tests that could notice.

Code inside of functions is exchanged in a process that has imported and collected everything already, which
costs no time. What an import runs needs an import of its own.
"""

from __future__ import annotations

import gc
import importlib.abc
import importlib.machinery
import signal
import sys
from dataclasses import dataclass, field
from types import CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING

import pytest

from .processes import Work, run_all

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from .changes import Mutant
    from .record import Module

SURVIVED, KILLED = 0, 1
TOO_SLOW = -signal.SIGALRM
"""The exit code where one test took much longer than it does without the mutant."""
_START_SECONDS, _SLOWER = 15.0, 8.0
NOT_EXCHANGED = 98
"""The exit code where no function has the mutant's code: it is put together anew, or is gone."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A mutant of a module, the tests to run in their order, and how long each takes without it."""

    module: Module
    tree: ast.Module
    mutant: Mutant
    tests: Mapping[str, float] = field(default_factory=dict)
    seconds: float = 0.0

    def code(self) -> CodeType:
        """The module with the mutant in it. The tree is as before afterwards."""
        old = self.mutant.place.node
        self.mutant.place.hang(self.mutant.new)
        try:
            code: CodeType = compile(self.tree, str(self.module.file), "exec", dont_inherit=True)
        finally:
            self.mutant.place.hang(old)
        return code


@dataclass(frozen=True, slots=True, eq=False)  # pytest hashes its plugins.
class FromCollection:
    """A pytest plugin: in place of running the tests, try each mutant on those that it names."""

    trials: Sequence[Trial]
    jobs: int
    tell: Callable[[Trial, int | None], None]

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Fork for each mutant, with everything collected."""
        items = {item.nodeid: item for item in session.items}
        functions = _functions({str(trial.module.file) for trial in self.trials})
        works = [
            Work(
                trial,
                _exchanged(trial, functions.get(str(trial.module.file), []), session, items),
                trial.seconds,
                quiet=True,
            )
            for trial in self.trials
        ]
        gc.freeze()  # Else each process copies all that it shares with this one, when it first collects.
        for trial, code in run_all(works, self.jobs):
            self.tell(trial, code)
        gc.unfreeze()
        return True


def _functions(files: set[str]) -> dict[str, list[FunctionType]]:
    found: dict[str, list[FunctionType]] = {}
    for thing in gc.get_objects():
        if type(thing) is FunctionType and thing.__code__.co_filename in files:
            found.setdefault(thing.__code__.co_filename, []).append(thing)
    return found


def _exchanged(
    trial: Trial, functions: list[FunctionType], session: pytest.Session, items: dict[str, pytest.Item]
) -> Callable[[], int]:
    def do() -> int:
        if not _exchange(functions, trial.code()):
            return NOT_EXCHANGED
        return _run(session, [items[test] for test in trial.tests if test in items], trial.tests)

    return do


def _exchange(functions: list[FunctionType], code: CodeType) -> bool:
    """Give each function its new code. False if none is another than before."""
    codes = {(found.co_firstlineno, found.co_name): found for found in _codes(code)}
    exchanged = False
    for function in functions:
        old = function.__code__
        new = codes.get((old.co_firstlineno, old.co_name))
        if new and new != old and len(new.co_freevars) == len(old.co_freevars):
            function.__code__ = new
            exchanged = True
    return exchanged


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


def _run(session: pytest.Session, items: list[pytest.Item], seconds: Mapping[str, float]) -> int:
    for item, following in zip(items, [*items[1:], None], strict=True):
        _limit(seconds[item.nodeid])
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return KILLED
    return SURVIVED


def _limit(seconds: float) -> None:
    """End this process, unless it is told another limit before that: a mutant may wait for ever."""
    signal.setitimer(signal.ITIMER_REAL, _START_SECONDS + _SLOWER * seconds)


def from_import(trial: Trial, arguments: Sequence[str]) -> int:
    """Run the tests in this process, which has not imported the module yet. Returns pytest's exit code."""
    sys.meta_path.insert(0, _Finder(trial))
    files = list(dict.fromkeys(test.partition("::")[0] for test in trial.tests))
    return int(pytest.main([*arguments, "-x", *files], plugins=[_Only(trial.tests)]))


@dataclass(frozen=True, slots=True, eq=False)
class _Only:
    tests: Mapping[str, float]

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave these tests, in their order."""
        found = {item.nodeid: item for item in items}
        items[:] = [found[test] for test in self.tests if test in found]

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Give it its time."""
        _limit(self.tests[nodeid])


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, trial: Trial) -> None:
        self.trial = trial

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.trial.module.name:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None:
            spec.loader = _Loader(fullname, self.trial)
        return spec


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, fullname: str, trial: Trial) -> None:
        super().__init__(fullname, str(trial.module.file))
        self.trial = trial

    def get_code(self, _fullname: str) -> CodeType:
        return self.trial.code()
