"""The unit tests on every other supported Python that is here, and once at the lowest versions declared.

    make pythons                         # those on PATH or under pyenv
    python -m tools.pythons --lock       # write lowest.txt anew, after a lower bound was changed

What talks to an engine runs on one Python only: there it is Pulumi's code that differs, and the pickled
provider is tested on all of them.

On the newest one it is measured how much of what ships the tests run (tools/floor.py), if that is 3.12 or
newer: before, an exception that enters a coroutine takes the tracing of its callers with it, and what they
run afterwards counts as not run.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

from tools.toolchain.packages import APART, uv
from tools.toolchain.step import SetupError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

CHECKOUT = Path(__file__).parents[1]
LOWEST = Path(__file__).with_name("lowest.txt")
TESTS = [
    *("tests/adoption", "tests/approval", "tests/arm", "tests/audit", "tests/cli", "tests/components"),
    *("tests/connections", "tests/evidence", "tests/inventory", "tests/plugin", "tests/policies"),
    "tests/simulator",
]
NEEDS_MORE = "tests/cli/formats"  # Published schemas, which are 48 MB for each environment.
MEASURED = [*TESTS, "tests/protocol", "tests/wire"]
MEASURED_FROM = (3, 12)
UNIT = ("--all-extras", "--no-default-groups", "--group=unit")
ALL = ("--all-extras", "--all-groups", *(f"--no-group={group}" for group in APART))
_PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider")
_UNIT = [*TESTS, f"--ignore={NEEDS_MORE}"]
SETUP_SECONDS = 900.0
TEST_SECONDS = 1800.0


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python of this machine; `version` is such as `3.12.1`."""

    version: str
    executable: Path

    @property
    def minor(self) -> str:
        """Such as `3.12`."""
        return self.version.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class Trial:
    """A run of the tests: what it is called, its virtual environment, and how that is made."""

    title: str
    folder: Path
    commands: Sequence[Sequence[str | Path]]
    is_measured: bool = False


def main() -> int:
    """Returns 1 where a test failed, 2 where an environment could not be made."""
    parser = argparse.ArgumentParser(prog="python -m tools.pythons", description=__doc__)
    parser.add_argument("--lock", action="store_true", help="write lowest.txt anew")
    asked = parser.parse_args()
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pulumi-private-endpoint"
    try:
        tool = uv(cache)
    except SetupError as error:
        print(f"setup: {error}", file=sys.stderr)
        return 2
    return _lock(tool) if asked.lock else _test(tool)


def _test(tool: Path) -> int:
    found = {minor: interpreter(minor, os.environ) for minor in supported()}
    for minor in (minor for minor, here in found.items() if not here):
        print(f"Python {minor}: not on this machine, so nothing is tested with it", flush=True)
    here = [one for one in found.values() if one]
    running = f"{sys.version_info[0]}.{sys.version_info[1]}"
    measured = _measured(here)
    if measured is None:
        print("what the tests run is not measured: there is no Python 3.12 or newer here", flush=True)
    trials = [_locked(tool, one, one is measured) for one in here if one.minor != running or one is measured]
    for old in CHECKOUT.glob(".coverage*"):
        old.unlink()
    trials += [_lowest(tool, one) for one in here if one.minor == supported()[0]]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        codes = list(pool.map(run, trials))
    return max(codes, default=0)


def supported() -> list[str]:
    """The minor versions that `requires-python` allows."""
    text = (CHECKOUT / "pyproject.toml").read_text()
    lowest, above = re.findall(r'^requires-python = ">=3\.(\d+),<3\.(\d+)"$', text, re.MULTILINE)[0]
    return [f"3.{minor}" for minor in range(int(lowest), int(above))]


def interpreter(minor: str, environment: Mapping[str, str]) -> Interpreter | None:
    """The one on PATH, else the newest under pyenv. pyenv's own shims may lead nowhere, so each is asked."""
    for executable in _candidates(minor, environment):
        question: list[str | Path] = [executable, "-c", "import platform; print(platform.python_version())"]
        answer = subprocess.run(question, capture_output=True, text=True, timeout=60, check=False)
        if answer.returncode == 0 and answer.stdout.startswith(f"{minor}."):
            return Interpreter(answer.stdout.strip(), executable)
    return None


def _candidates(minor: str, environment: Mapping[str, str]) -> Iterator[Path]:
    if found := which(f"python{minor}", path=environment.get("PATH", "")):
        yield Path(found)
    root = Path(environment.get("PYENV_ROOT") or Path(environment.get("HOME", "/")) / ".pyenv")
    yield from sorted(root.glob(f"versions/{minor}.*/bin/python"), key=_patch, reverse=True)


def _patch(executable: Path) -> int:
    patch = executable.parts[-3].rpartition(".")[2]
    return int(patch) if patch.isdigit() else -1


def _measured(here: Sequence[Interpreter]) -> Interpreter | None:
    new = [one for one in here if tuple(map(int, one.minor.split("."))) >= MEASURED_FROM]
    return new[-1] if new else None


def _locked(tool: Path, python: Interpreter, is_measured: bool) -> Trial:  # noqa: FBT001
    what = ALL if is_measured else UNIT
    command: list[str | Path] = [tool, "sync", "--quiet", "--frozen", "--python", python.executable, *what]
    return Trial(f"Python {python.version}", CHECKOUT / f".venv-{python.minor}", [command], is_measured)


def _lowest(tool: Path, python: Interpreter) -> Trial:
    folder = CHECKOUT / ".venv-lowest"
    return Trial(
        f"Python {python.version}, lowest versions",
        folder,
        [
            [tool, "venv", "--quiet", "--allow-existing", "--python", python.executable, folder],
            [tool, "pip", "sync", "--quiet", "--python", folder, "--require-hashes", LOWEST],
            [tool, "pip", "install", "--quiet", "--python", folder, "--no-deps", "--editable", CHECKOUT],
        ],
    )


def run(trial: Trial) -> int:
    """Make the environment and run the tests in it. Returns 1 or 2 as `main` does."""
    environment = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(trial.folder)}
    for command in trial.commands:
        done = _call(command, environment, SETUP_SECONDS)
        if done.returncode != 0:
            print(f"{trial.title}: its packages could not be had\n{done.stdout}", flush=True)
            return 2
    python = trial.folder / "bin" / "python"
    tests = ("-m", "coverage", "run", *_PYTEST, *MEASURED) if trial.is_measured else (*_PYTEST, *_UNIT)
    done = _call([python, *tests], environment, TEST_SECONDS)
    told = done.stdout.strip() if done.returncode else done.stdout.strip().rpartition("\n")[2]
    print(f"{trial.title}: {told}", flush=True)
    if done.returncode:
        return 1
    return _floor(trial.title, python) if trial.is_measured else 0


def _floor(title: str, python: Path) -> int:
    """Say how much of what ships the tests ran. Returns 1 where it is too little."""
    for step in (["coverage", "combine", "--quiet"], ["tools.floor"]):
        done = _call([python, "-m", *step], os.environ, TEST_SECONDS)
        if done.stdout.strip():
            print(f"{title}: {step[0]}\n{done.stdout.rstrip()}", flush=True)
        if done.returncode != 0:
            return 1
    return 0


def _call(
    command: Sequence[str | Path], environment: Mapping[str, str], seconds: float
) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command,
            cwd=CHECKOUT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        output = late.stdout.decode(errors="replace") if isinstance(late.stdout, bytes) else ""
        return subprocess.CompletedProcess(command, 1, f"{output}\nstill running after {seconds:.0f} s")


def _lock(tool: Path) -> int:
    what = ["pyproject.toml", "--all-extras", "--group", "unit", "--python-version", supported()[0]]
    how = ["--resolution", "lowest-direct", "--generate-hashes", "--no-header", "--no-annotate", "--quiet"]
    command: list[str | Path] = [tool, "pip", "compile", *what, *how, "--output-file", LOWEST]
    done = _call(command, os.environ, SETUP_SECONDS)
    print(done.stdout, end="")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
