"""docs/arm-rules.md: each rule of ARM's behaviour that the code cites, and the tests that hold it.

A test belongs to a rule if its name opens with the rule's id, or if the id of one of its cases contains it.
The rules' words are in the JSON file beside this module.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tools.pages.page import Page, table

if TYPE_CHECKING:
    from collections.abc import Mapping

_ROOT = Path(__file__).parents[2]
_UNTESTED = frozenset({"E26"})
_ROOMS = ("tests/arm", "tests/approval", "tests/connections", "tests/faults", "tests/protocol")
_RULES: dict[str, dict[str, str]] = json.loads(
    Path(__file__).with_name("arm_rules.json").read_text(encoding="utf-8")
)
_IN_NAME = re.compile(r"^test((?:_[ltec]\d{1,2})+)(?=_|$)")
_IN_CASE = re.compile(r"\b[LTEC]\d{1,2}\b")


class _Collector:
    """Remembers the tests that pytest finds."""

    def __init__(self) -> None:
        self.items: list[pytest.Item] = []

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Keep the tests; nothing is run."""
        self.items = list(session.items)


@cache
def _tests_by_rule() -> dict[str, list[str]]:
    """Each rule's tests, as `file::name`, in the order of the files."""
    collector = _Collector()
    rooms = [str(_ROOT / room) for room in _ROOMS]
    with contextlib.redirect_stdout(io.StringIO()) as said:
        code = pytest.main(
            [
                "--collect-only",
                "--exhaustive",
                "-qq",
                "-p",
                "no:cacheprovider",
                "-W",  # another page's commands have imported a plugin of pytest's by now
                "ignore::pytest.PytestAssertRewriteWarning",
                "--rootdir",
                str(_ROOT),
                *rooms,
            ],
            [collector],
        )
    if code:
        raise SystemExit(f"the tests cannot be collected:\n{said.getvalue()}")
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for item in collector.items:
        name, _, case = item.name.partition("[")
        opening = _IN_NAME.match(name)
        ids = opening[1].upper().split("_")[1:] if opening else []
        for rule in [*ids, *_IN_CASE.findall(case)]:
            found[rule][f"{item.location[0]}::{name}"] = None
    return {rule: sorted(tests) for rule, tests in found.items()}


def _parts() -> dict[str, object]:
    tests = _tests_by_rule()
    sections = (f"## {title}\n\n{_table(rules, tests)}" for title, rules in _RULES.items())
    return {"sections": "\n\n".join(sections)}


def _gaps() -> list[str]:
    """Rules without a test, and ids in tests that are no rule's."""
    tests = _tests_by_rule()
    rules = {rule for section in _RULES.values() for rule in section}
    missing = [f"{rule} has no test" for rule in sorted(rules - _UNTESTED - set(tests))]
    return missing + [f"{rule} is no rule" for rule in sorted(set(tests) - rules)]


def _table(rules: Mapping[str, str], tests: Mapping[str, list[str]]) -> str:
    rows = ((rule, text, _listed(tests.get(rule, []))) for rule, text in rules.items())
    return table(("Rule", "In short", "Tests"), rows)


def _listed(tests: list[str]) -> str:
    by_file: dict[str, list[str]] = defaultdict(list)
    for test in tests:
        file, _, name = test.partition("::")
        by_file[file.removeprefix("tests/")].append(f"`{name}`")
    return "<br>".join(f"{file}: {', '.join(names)}" for file, names in by_file.items()) or "nothing to test"


PAGE = Page("arm-rules.md", _parts, _gaps)
