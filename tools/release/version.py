"""The version: `pyproject.toml` says it, and programs ask the installed package.

`make version TO=0.2.0` writes it there, into files that are read where nobody can ask, into `uv.lock`, and
over what CHANGELOG.md has as unreleased. Pages that say it are written by `make docs`.
"""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

from tools.release import changelog
from tools.toolchain.bootstrap import cache_folder
from tools.toolchain.packages import uv

CHECKOUT = Path(__file__).parents[2]
# No release candidates: Python and the engine, which reads a plugin's version, write them in different ways.
_VERSION = r"\d+\.\d+\.\d+"
_YAML = rf"^version: ({_VERSION})$"
# Where else it stands. Engines, and people who copy a line, read these.
PLACES = {
    "pyproject.toml": rf'^version = "({_VERSION})"$',
    "plugins/private-endpoint/PulumiPlugin.yaml": _YAML,
    "policies/private-endpoint-essentials/PulumiPolicy.yaml": _YAML,
    "policies/private-endpoint-governance/PulumiPolicy.yaml": _YAML,
    "docs/languages.md": rf"\bv({_VERSION})\b",
    "docs/simulator.md": rf"/simulator:({_VERSION})",
}


def said(name: str, text: str) -> set[str]:
    """The versions that a file says."""
    return set(re.findall(PLACES[name], text, re.MULTILINE))


def current() -> str:
    """The version of this checkout."""
    (version,) = said("pyproject.toml", (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    return version


def write(folder: Path, version: str, day: str) -> None:
    """Make it the version everywhere.

    Raises:
        ValueError: it is none, or CHANGELOG.md has nothing to say of it.
    """
    if not re.fullmatch(_VERSION, version):
        raise ValueError(f"{version!r} is no version such as 0.2.0")
    notes = folder / "CHANGELOG.md"
    notes.write_text(changelog.released(notes.read_text(encoding="utf-8"), version, day), encoding="utf-8")
    for name, pattern in PLACES.items():
        text = (folder / name).read_text(encoding="utf-8")
        new = re.sub(pattern, lambda found: found[0].replace(found[1], version), text, flags=re.MULTILINE)
        (folder / name).write_text(new, encoding="utf-8")


def main(arguments: list[str]) -> str | None:
    """Returns what is wrong, as one line."""
    if len(arguments) != 1:
        return "give the new version: make version TO=0.2.0"
    try:
        write(CHECKOUT, arguments[0], datetime.now(timezone.utc).date().isoformat())
    except ValueError as error:
        return str(error)
    subprocess.run([uv(cache_folder()), "lock", "--quiet"], cwd=CHECKOUT, check=True)
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
