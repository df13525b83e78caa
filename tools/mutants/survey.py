"""Which tests run which line, how long each takes, and which lines an import runs already."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Survey:
    """`tests`: by file and line the tests that run it; `imported`: by file the lines an import runs."""

    tests: dict[str, dict[int, list[str]]]
    imported: dict[str, set[int]]
    seconds: dict[str, float]

    def of_lines(self, file: str, lines: Iterable[int]) -> list[str]:
        """The tests that run one of these lines."""
        known = self.tests.get(file, {})
        return _unique(test for line in lines for test in known.get(line, ()))

    def of_file(self, file: str) -> list[str]:
        """The tests that run any line of a file."""
        return _unique(test for tests in self.tests.get(file, {}).values() for test in tests)

    def write(self, path: Path) -> None:
        """Keep it for the next run; tests by their numbers, for there are thousands on some lines."""
        names = list(self.seconds)
        numbers = {name: number for number, name in enumerate(names)}
        tests = {
            file: {line: [numbers[name] for name in tests] for line, tests in lines.items()}
            for file, lines in self.tests.items()
        }
        imported = {file: sorted(lines) for file, lines in self.imported.items()}
        path.write_text(json.dumps({"tests": tests, "imported": imported, "seconds": self.seconds}))

    @classmethod
    def read(cls, path: Path) -> Survey:
        """What `write` wrote."""
        kept = json.loads(path.read_text())
        names = list(kept["seconds"])
        tests = {
            file: {int(line): [names[number] for number in numbers] for line, numbers in lines.items()}
            for file, lines in kept["tests"].items()
        }
        return cls(tests, {file: set(lines) for file, lines in kept["imported"].items()}, kept["seconds"])


def take(arguments: Sequence[str], namespace: str, kept: Path) -> int:
    """Run the tests once and write what was seen to `kept`. Returns 0, or pytest's exit code.

    A test that fails without a mutant is named, and left out.
    """
    os.environ["COVERAGE_CORE"] = "ctrace"  # The others know no contexts.
    import coverage  # noqa: PLC0415 - it must not be loaded, nor read that variable, earlier

    measured = coverage.Coverage(data_file=None, config_file=False, include=[f"*/{namespace}/*"])
    seen = _Seen(measured)
    measured.start()
    code = int(pytest.main([*arguments], plugins=[seen]))
    measured.stop()
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        return code
    _survey(measured.get_data(), seen).write(kept)
    return 0


@dataclass(eq=False)  # pytest hashes its plugins.
class _Seen:
    measured: Any
    seconds: dict[str, float] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Say which tests cannot notice anything."""
        if report.failed:
            self.failed.add(report.nodeid)
            print(f"\nfails without a mutant: {report.nodeid}", flush=True)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Say to the measurement whose lines these are."""
        self.measured.switch_context(item.nodeid)
        started = time.perf_counter()
        result = yield
        self.seconds[item.nodeid] = time.perf_counter() - started
        return result


def _survey(data: Any, seen: _Seen) -> Survey:
    tests: dict[str, dict[int, list[str]]] = {}
    imported: dict[str, set[int]] = {}
    for file in data.measured_files():
        lines = data.contexts_by_lineno(file)
        imported[file] = {line for line, contexts in lines.items() if "" in contexts}
        tests[file] = {line: sorted({*contexts} - {"", *seen.failed}) for line, contexts in lines.items()}
    seconds = {test: spent for test, spent in seen.seconds.items() if test not in seen.failed}
    return Survey(tests, imported, seconds)


def _unique(tests: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(tests))
