from __future__ import annotations

import ast
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tools.mutants.changes import mutants
from tools.mutants.processes import FAULT, Work, run_all
from tools.mutants.record import Module, Record, Result, is_in_sample, report, score


def names(text: str) -> list[str]:
    """What is changed, without the function in which it is."""
    return [mutant.name.partition(": ")[2] for mutant in mutants(ast.parse(textwrap.dedent(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("if a == b: pass", ["a == b -> True", "a == b -> False"], id="condition"),
        pytest.param("x = a == b", ["a == b -> a != b"], id="comparison"),
        pytest.param(
            "x = [y for y in z if y]", ["y -> True", "y -> False"], id="condition of a comprehension"
        ),
        pytest.param("x = a < b", ["a < b -> a <= b"], id="border"),
        pytest.param("while a >= b: pass", ["a >= b -> False", "a >= b -> a > b"], id="loop"),
        pytest.param("while True: pass", ["True -> False"], id="endless loop"),
        pytest.param("x = a and b", ["a and b -> b", "a and b -> a"], id="and"),
        pytest.param(
            "x = a or b or c",
            ["a or b or c -> b or c", "a or b or c -> a or c", "a or b or c -> a or b"],
            id="or",
        ),
        pytest.param("x = not a", ["not a -> a"], id="not"),
        pytest.param("x = True", ["True -> False"], id="bool"),
        pytest.param("x = 3", ["3 -> 4"], id="number"),
        pytest.param("x = 'Approved'", ["'Approved' -> 'ApprovedX'"], id="word"),
        pytest.param("x = 'for people'", [], id="text"),
        pytest.param("x = f'is {a}'", [], id="formatted text"),
        pytest.param("x = f'{a if b else c}'", ["b -> True", "b -> False"], id="choice in a text"),
        pytest.param(
            "f(a, cap=b)",
            ["f(a, cap=b) -> pass", "f(a, cap=b) -> f(a)"],
            id="option",
        ),
        pytest.param("x = zip(a, b, strict=True)", [], id="option that guards"),
        pytest.param("x = min(a, b)", ["min(a, b) -> max(a, b)"], id="limit"),
        pytest.param("x = sorted(a)", ["sorted(a) -> list(a)"], id="order"),
        pytest.param("x = a.casefold()", ["a.casefold() -> a"], id="case"),
        pytest.param("x = a + b", ["a + b -> a - b"], id="arithmetic"),
        pytest.param("x.y = a", ["x.y = a -> pass"], id="attribute"),
        pytest.param("raise E(3)", ["raise E(3) -> pass"], id="raise"),
        pytest.param(
            "try: pass\nexcept (A, B): pass",
            ["except (A, B): -> except (B,):", "except (A, B): -> except (A,):"],
            id="errors",
        ),
        pytest.param("def f(): return a", ["return a -> return None"], id="result"),
        pytest.param("def f(): return", ["return -> pass"], id="end"),
        pytest.param("def f(a: 'Three' = None) -> 'Three': ...", [], id="types"),
        pytest.param("@d(3)\nclass A(B):\n  'text'\n  x: 'int'", [], id="class"),
        pytest.param("T = TypeVar('T')\nM = Literal['a']\n__all__ = ['A']\nimport a", [], id="names"),
        pytest.param("if TYPE_CHECKING: x = 3", [], id="types only"),
    ],
)
def test_what_is_put_wrong(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_each_has_a_name_of_its_own_and_a_place() -> None:
    text = "class A:\n  def f(self):\n    g(1)\n    g(1)\nx = 1\n"
    found = list(mutants(ast.parse(text)))

    assert [(mutant.name, mutant.lines[0], mutant.place.runs) for mutant in found] == [
        ("A.f: g(1) -> pass", 3, True),
        ("A.f: 1 -> 2", 3, True),
        ("A.f: g(1) -> pass #2", 4, True),
        ("A.f: 1 -> 2 #2", 4, True),
        ("module: 1 -> 2", 5, False),
    ]


def test_the_tree_stays_as_it_was() -> None:
    """What is left of a node has a place of its own: another would make other code of the same text."""
    tree = ast.parse("x = f(a or b, not c, d.strip())")
    before = ast.dump(tree, include_attributes=True)

    assert len(list(mutants(tree))) == 4
    assert ast.dump(tree, include_attributes=True) == before


def test_of_a_long_text_the_difference_is_shown() -> None:
    (found,) = names(f"x = f({', '.join(f'argument_{number}' for number in range(20))}, last=a)")

    assert found.endswith("_18, argument_19, last=a) -> …rgument_17, argument_18, argument_19)")


def test_work_ends_with_its_code_its_time_or_its_fault(capfd: pytest.CaptureFixture[str]) -> None:
    def endless() -> int:
        while True:
            pass

    def fails() -> int:
        raise ValueError("no")

    works = [
        Work("code", lambda: 3, 60),
        Work("time", endless, 0.2),
        Work("fault", fails, 60),
        Work("quiet", lambda: os.write(1, b"never heard") - 11, 60, quiet=True),
    ]

    assert dict(run_all(works, jobs=2)) == {"code": 3, "time": None, "fault": FAULT, "quiet": 0}
    told = capfd.readouterr()
    assert "ValueError: no" in told.err
    assert "never heard" not in told.out


def test_a_record_outlives_its_run_and_knows_another_text(tmp_path: Path) -> None:
    module = Module("a.b", tmp_path / "b.py", "x = 1")
    Record(tmp_path / "results").add(module, "m: 1 -> 2", 1, "killed")
    record = Record(tmp_path / "results")

    assert record.is_noticed(module, "m: 1 -> 2")
    assert not record.is_noticed(Module("a.b", module.file, "x = 1 "), "m: 1 -> 2")


def test_the_report_names_what_was_not_noticed() -> None:
    results = [
        Result("a.b", "", "f: a -> True", 3, "killed"),
        Result("a.b", "", "f: a -> False", 3, "timeout"),
        Result("a.b", "", "f: b -> True", 4, "survived"),
        Result("a.b", "", "f: b -> False", 4, "equivalent"),
    ]

    assert score(results) == pytest.approx(200 / 3)
    assert report(results, {"a.b": "a/b.py"}).splitlines() == [
        "a/b.py:4: survived: f: b -> True",
        "  66.7 %  a.b: 1 equivalent, 1 killed, 1 survived, 1 timeout",
        "  66.7 % of 4 mutants noticed",
    ]


CHECKOUT = Path(__file__).parents[2]
NAMESPACE = "pulumi_private_endpoint"
PYPROJECT = """\
[tool.pytest.ini_options]
addopts = ["--import-mode=importlib"]
pythonpath = ["core", "."]

[tool.mutants]
packages = ["room"]
leave-out = ["room.data"]
tests = ["tests"]
fail-under = 80.0
equivalent = "equivalent.toml"
"""
ROOM = """\
LIMIT = 3


def is_over(number):
    return number > LIMIT


def untested():
    return LIMIT
"""
TESTS = """\
import pytest
from pulumi_private_endpoint.room.limit import is_over

@pytest.mark.parametrize("number", [1, 9])
def test_over(number):
    assert is_over(number) is (number == 9)

def test_limit():
    assert is_over(4)

def test_that_fails_anyway():
    assert is_over(3)
"""


def test_a_run_from_end_to_end(tmp_path: Path) -> None:
    """In a project of its own, in which one border, one function and the limit from one side are untested."""
    room = tmp_path / "core" / NAMESPACE / "room"
    room.mkdir(parents=True)
    (room / "limit.py").write_text(ROOM)
    (room / "data.py").write_text("X = 3")
    inner = tmp_path / "tests" / "inner"
    inner.mkdir(parents=True)
    (inner / "conftest.py").touch()
    (inner / "test_nothing.py").write_text("def test_nothing(): pass")
    (tmp_path / "tests" / "test_limit.py").write_text(TESTS)
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    (tmp_path / "equivalent.toml").write_text(
        '"No one calls it" = ["room.limit.untested: return LIMIT -> return None"]'
    )

    done = subprocess.run(
        [sys.executable, "-m", "tools.mutants", "--jobs", "1"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(CHECKOUT), str(tmp_path / "core")])},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    limit = Path("core") / NAMESPACE / "room" / "limit.py"
    assert done.stdout.splitlines()[-3:] == [
        f"{limit}:5: survived: is_over: number > LIMIT -> number >= LIMIT",
        f"  66.7 %  {NAMESPACE}.room.limit: 1 equivalent, 2 killed, 1 survived",
        "  66.7 % of 4 mutants noticed",
    ], done.stdout + done.stderr
    assert done.returncode == 1
    assert "fails without a mutant: tests/test_limit.py::test_that_fails_anyway\n" in done.stdout


def test_a_sample_is_about_its_share_and_the_same_each_time() -> None:
    """Hashes of Python's own differ from run to run."""
    name = "a == b -> True #"
    taken = [number for number in range(1000) if is_in_sample("arm.clock", f"{name}{number}", every=5)]

    assert 150 < len(taken) < 250
    assert taken[:5] == [2, 4, 15, 23, 35]
    assert all(is_in_sample("arm.clock", f"{name}{number}", every=1) for number in range(10))
