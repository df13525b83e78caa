from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tools import pythons
from tools.pythons import LOWEST, Interpreter, interpreter, supported

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CHECKOUT = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
LOWEST_PINS = dict(re.findall(r"^([\w.-]+)==(\S+)", LOWEST.read_text(), re.MULTILINE))
DECLARED = [
    *PROJECT["project"]["dependencies"],
    *(
        one
        for extra in PROJECT["project"]["optional-dependencies"].values()
        for one in extra
        if "[" not in one
    ),
    *PROJECT["dependency-groups"]["unit"],
]


def python(path: Path, answer: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{answer}\n")
    path.chmod(0o755)
    return path


def test_the_one_on_path_goes_first(tmp_path: Path) -> None:
    python(tmp_path / "pyenv" / "versions" / "3.12.9" / "bin" / "python", "echo 3.12.9")
    on_path = python(tmp_path / "bin" / "python3.12", "echo 3.12.1")

    found = interpreter("3.12", {"PATH": str(on_path.parent), "PYENV_ROOT": str(tmp_path / "pyenv")})

    assert found == Interpreter("3.12.1", on_path)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param("echo 'pyenv: python3.12: command not found' >&2; exit 127", id="a shim to nowhere"),
        pytest.param("echo 3.11.7", id="another version"),
    ],
)
def test_of_those_under_pyenv_the_newest_is_taken(tmp_path: Path, answer: str) -> None:
    python(tmp_path / "bin" / "python3.12", answer)
    versions = tmp_path / ".pyenv" / "versions"
    for patch in (2, 10, 9):
        python(versions / f"3.12.{patch}" / "bin" / "python", f"echo 3.12.{patch}")

    found = interpreter("3.12", {"PATH": str(tmp_path / "bin"), "HOME": str(tmp_path)})

    assert found == Interpreter("3.12.10", versions / "3.12.10" / "bin" / "python")


def test_none_is_none(tmp_path: Path) -> None:
    assert interpreter("3.12", {"PATH": str(tmp_path), "HOME": str(tmp_path)}) is None


def test_what_is_not_here_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("PYENV_ROOT", raising=False)
    monkeypatch.setattr(pythons, "uv", lambda cache: cache / "uv")
    monkeypatch.setattr(sys, "argv", ["pythons"])

    assert pythons.main() == 0

    assert capsys.readouterr().out.splitlines() == [
        *(f"Python {minor}: not on this machine, so nothing is tested with it" for minor in supported()),
        "what the tests run is not measured: there is no Python 3.12 or newer here",
    ]


@pytest.mark.parametrize(
    ("setup", "tests", "code", "told"),
    [
        pytest.param("exit 0", "echo dots; echo 3 passed", 0, "3 passed", id="passed"),
        pytest.param("exit 0", "echo FAILED test_a; exit 1", 1, "FAILED test_a", id="failed"),
        pytest.param("exit 0", "echo no memory; exit 137", 1, "no memory", id="died"),
        pytest.param(
            "echo no index; exit 1", "", 2, "its packages could not be had\nno index\n", id="not set up"
        ),
    ],
)
def test_a_run_says_how_it_went(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], setup: str, tests: str, code: int, told: str
) -> None:
    python(tmp_path / "bin" / "python", tests)

    assert pythons.run(pythons.Trial("Python 3.12.1", tmp_path, [["sh", "-c", setup]])) == code

    assert capsys.readouterr().out == f"Python 3.12.1: {told}\n"


def test_a_run_without_an_end_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(pythons, "TEST_SECONDS", 0.2)
    python(tmp_path / "bin" / "python", "echo begun; exec sleep 60")

    assert pythons.run(pythons.Trial("Python 3.12.1", tmp_path, [])) == 1

    assert capsys.readouterr().out == "Python 3.12.1: begun\n\nstill running after 0 s\n"


MEASURE = """
case "$*" in
  *pytest*) echo 5 passed ;;
  *combine*) exit 0 ;;
  *floor*) echo "99.0 % of 100 branches"; exit $FLOOR ;;
esac
"""


@pytest.mark.parametrize("code", [0, 1], ids=["enough", "too little"])
def test_what_the_tests_ran_is_measured_and_has_a_floor(
    code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FLOOR", str(code))
    python(tmp_path / "bin" / "python", MEASURE)

    assert pythons.run(pythons.Trial("Python 3.13.0", tmp_path, [], is_measured=True)) == code

    assert capsys.readouterr().out.splitlines() == [
        "Python 3.13.0: 5 passed",
        "Python 3.13.0: tools.floor",
        "99.0 % of 100 branches",
    ]


def test_all_that_the_package_says_it_supports() -> None:
    classified = [
        line.rpartition(" ")[2]
        for line in PROJECT["project"].get("classifiers", [])
        if line.startswith("Programming Language :: Python :: 3.")
    ]

    assert supported() == classified


@pytest.mark.parametrize("declared", [Requirement(one) for one in DECLARED], ids=lambda one: one.name)
def test_what_is_tested_lowest_is_what_is_declared(declared: Requirement) -> None:
    """Else a bound promises what nobody has tried: `python -m tools.pythons --lock`."""
    (lowest,) = (Version(one.version) for one in declared.specifier if one.operator == ">=")

    assert Version(LOWEST_PINS[declared.name.lower()]) == lowest
