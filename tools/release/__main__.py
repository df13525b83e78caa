"""Writes all that a release is made of into dist/, and looks at it: `make dist`.

In `python/` the wheel and the source distribution, for the package index. Beside it the plugin's archives and
schema; `sbom.cdx.json`, what is shipped depends on, with hashes, as `uv.lock` has it; `notes.md`, what
CHANGELOG.md says of this version; and `SHA256SUMS` of all of them. With `--tag` it refuses where tag, version
and CHANGELOG.md do not agree.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from tools import plugin
from tools.release import changelog, locked, version

CHECKOUT = Path(__file__).parents[2]
DIST = CHECKOUT / "dist"
SUMS = "SHA256SUMS"


def main(arguments: list[str]) -> str | None:
    """Returns what is wrong, as one line."""
    parser = argparse.ArgumentParser(prog="python -m tools.release", description=__doc__)
    parser.add_argument("--tag", default="", help="what the release is tagged with")
    tag = parser.parse_args(arguments).tag
    try:
        notes = notes_of(tag, version.current(), (CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8"))
    except ValueError as error:
        return str(error)
    shutil.rmtree(DIST, ignore_errors=True)
    built = package(DIST / "python")
    if locked.call(["twine", "check", "--strict", *built]):
        return "the package index would not show this package as it is"
    plugin.write(DIST)
    locked.export(DIST / "sbom.cdx.json", "--format", "cyclonedx1.5", "--preview-features", "sbom-export")
    (DIST / "notes.md").write_text(notes + "\n", encoding="utf-8")
    (DIST / SUMS).write_text(sums(DIST), encoding="utf-8")
    print((DIST / SUMS).read_text(encoding="utf-8"), end="")
    return None


def notes_of(tag: str, current: str, text: str) -> str:
    """What CHANGELOG.md says of this version; without a tag, also of one that is not released.

    Raises:
        ValueError: the tag is another version's, or nothing is said of it.
    """
    if tag and tag != f"v{current}":
        raise ValueError(f"the tag is {tag}, and pyproject.toml says version {current}")
    said = changelog.sections(text)
    if tag and not said.get(current):
        raise ValueError(f"CHANGELOG.md says nothing of version {current}")
    return said.get(current) or said.get(changelog.UNRELEASED, "")


def package(folder: Path) -> list[Path]:
    """Build the wheel and the source distribution; returns them."""
    build: list[str | Path] = [sys.executable, "-m", "hatchling", "build", "--directory", folder]
    subprocess.run(build, cwd=CHECKOUT, check=True, stdout=subprocess.DEVNULL)
    return sorted(folder.iterdir())


def sums(folder: Path) -> str:
    """A line for each file, as `sha256sum --check` reads it where all lie in one folder, as downloaded."""
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.name != SUMS)
    return "".join(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
