"""The wheel in an empty environment, on every supported Python that is here.

Each package is imported and each script started; once as it is, once with its extras but azure-native, which
is 356 MB. `make pythons` runs it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

from tools.pythons import Interpreter, interpreter, supported
from tools.toolchain.bootstrap import cache_folder
from tools.toolchain.packages import uv

if TYPE_CHECKING:
    from collections.abc import Sequence

CHECKOUT = Path(__file__).parents[1]
NAMESPACE = "pulumi_private_endpoint"
EXTRAS = "cli,plugin,policy,simulator"
# These need an extra; what the plugin and the components need comes with all.
NEED_EXTRAS = frozenset({"policies", "simulator"})
NEEDS_PYTEST = "simulator_fixtures"  # Which loads it.
SETUP_SECONDS, START_SECONDS = 600.0, 120.0


class Fault(Exception):
    """What is wrong with an installation."""


def main() -> int:
    """Returns 1 where an installation does not do."""
    here = [one for minor in supported() if (one := interpreter(minor, os.environ))]
    with tempfile.TemporaryDirectory() as scratch:
        wheel = built(Path(scratch))
        cases = [(one, extras) for one in here for extras in ("", EXTRAS)]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            faults = list(pool.map(lambda case: _tried(wheel, case[0], case[1], Path(scratch)), cases))
    return int(any(faults))


def built(folder: Path) -> Path:
    """The wheel of this checkout."""
    build: list[str | Path] = [
        sys.executable,
        "-m",
        "hatchling",
        "build",
        "--target",
        "wheel",
        "--directory",
        folder,
    ]
    subprocess.run(build, cwd=CHECKOUT, check=True, stdout=subprocess.DEVNULL)
    (wheel,) = folder.glob("*.whl")
    return wheel


def _tried(wheel: Path, python: Interpreter, extras: str, scratch: Path) -> bool:
    title = f"installed on Python {python.version}{f' with {extras}' if extras else ''}"
    try:
        folder = environment(wheel, python.executable, extras, scratch / f"{python.minor}-{bool(extras)}")
        check(wheel, folder, with_extras=bool(extras))
    except Fault as fault:
        print(f"{title}: {fault}", flush=True)
        return True
    print(f"{title}: its packages can be imported, its scripts start", flush=True)
    return False


def environment(wheel: Path, python: Path, extras: str, folder: Path) -> Path:
    """A virtual environment with the wheel and what it depends on; returns the folder of its programs.

    Raises:
        Fault: it cannot be installed.
    """
    tool = uv(cache_folder())
    what = f"{wheel}[{extras}]" if extras else str(wheel)
    _said([tool, "venv", "--quiet", "--python", python, folder], SETUP_SECONDS)
    _said([tool, "pip", "install", "--quiet", "--python", folder, what], SETUP_SECONDS)
    return folder / "bin"


def check(wheel: Path, programs: Path, *, with_extras: bool) -> None:
    """Import every package that should be importable, and start every script.

    Raises:
        Fault: one of them does not do.
    """
    names = ZipFile(wheel).namelist()
    there = packages(names) - {NEEDS_PYTEST}
    for name in sorted(there if with_extras else there - NEED_EXTRAS):
        _said([programs / "python", "-I", "-c", f"import {NAMESPACE}.{name}"], START_SECONDS)
    (entry_points,) = (
        ZipFile(wheel).read(name).decode() for name in names if name.endswith("entry_points.txt")
    )
    for script in scripts(entry_points):
        if script == "private-endpoint":
            _command(programs / script, with_extras=with_extras)
        elif script == "pulumi-resource-private-endpoint":
            _plugin(programs / script)
        else:
            raise Fault(f"nobody knows how to start {script}")


def packages(names: Sequence[str]) -> set[str]:
    """Those of a wheel that holds files of these names."""
    parts = (name.split("/") for name in names)
    return {part[1] for part in parts if part[0] == NAMESPACE and part[2:]}


def scripts(entry_points: str) -> list[str]:
    """The console scripts that a wheel brings."""
    section = entry_points.partition("[console_scripts]\n")[2].partition("\n[")[0]
    return [line.partition("=")[0].strip() for line in section.splitlines() if "=" in line]


def _command(script: Path, *, with_extras: bool) -> None:
    """With its extra it shows its help; without, it names the extra."""
    done = _run([script, "--help"], START_SECONDS)
    fits = "audit" in done.stdout if with_extras else "pulumi-private-endpoint[cli]" in done.stdout
    if not fits or bool(done.returncode) == with_extras:
        raise Fault(f"{script.name} --help ended with {done.returncode} and said {done.stdout.strip()!r}")


def _plugin(script: Path) -> None:
    """It says on which port it serves, and ends when it is told to."""
    with subprocess.Popen([script], stdout=subprocess.PIPE, text=True) as process:
        line = process.stdout.readline() if process.stdout else ""
        process.terminate()
        code = process.wait(START_SECONDS)
    if not line.strip().isdigit() or code:
        raise Fault(f"{script.name} said {line!r} in place of a port, and ended with {code}")


def _said(command: Sequence[str | Path], seconds: float) -> None:
    done = _run(command, seconds)
    if done.returncode:
        words = " ".join(str(word) for word in command[1:])
        raise Fault(f"`{Path(command[0]).name} {words}` ended with {done.returncode}: {done.stdout.strip()}")


def _run(command: Sequence[str | Path], seconds: float) -> subprocess.CompletedProcess[str]:
    pipe = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    return subprocess.run(command, **pipe, cwd="/", text=True, timeout=seconds, check=False)  # type: ignore[call-overload,no-any-return]


if __name__ == "__main__":
    sys.exit(main())
