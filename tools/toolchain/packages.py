"""The Python packages: `.venv`, exactly as `uv.lock` has it.

`uv` does the work because it checks every hash and needs a fraction of a second when nothing changed.
A machine without it gets one from the package index, kept in the user's cache and not in the checkout.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tools.toolchain.step import SetupError, run

if TYPE_CHECKING:
    from collections.abc import Sequence

UV_VERSION = "0.13.8"
DEADLINE_SECONDS = 900.0
# 129 MB for `make fuzz` alone, and tools that need nothing of this project.
APART = ("docs-site", "fuzz", "release")


def sync(checkout: Path, cache: Path, extras: Sequence[str]) -> Path:
    """Bring `checkout/.venv` in line with `uv.lock`, and return its folder.

    With `extras`, only these of the optional packages are added, and nothing is taken away; without,
    all are there: one of them is 356 MB, which only the tests need.

    Raises:
        SetupError: uv could not be had, or could not do it.
    """
    folder = checkout / ".venv"
    optional = ["--inexact", *(f"--extra={extra}" for extra in extras)] if extras else ["--all-extras"]
    groups = ["--all-groups", *(f"--no-group={group}" for group in APART)]
    run(
        "Python packages, from uv.lock",
        [uv(cache), "sync", "--quiet", "--frozen", *groups, *optional],
        folder=checkout,
        environment=os.environ | {"UV_PROJECT_ENVIRONMENT": str(folder)},
        deadline_seconds=DEADLINE_SECONDS,
    )
    return folder


def uv(cache: Path) -> Path:
    """The `uv` on PATH, else the one in the cache, else one installed there."""
    if found := shutil.which("uv"):
        return Path(found)
    kept = cache / f"uv-{UV_VERSION}"
    if not kept.exists():
        _install_uv(kept)
    return kept


def _install_uv(kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent, prefix="building-") as scratch:
        installed = Path(scratch) / "packages"
        run(
            f"uv {UV_VERSION}, from the package index",
            [*_pip(Path(scratch)), "install", "--quiet", "--target", installed, f"uv=={UV_VERSION}"],
            folder=kept.parent,
            environment=os.environ,
            deadline_seconds=DEADLINE_SECONDS,
        )
        # One move within one folder: an interrupted installation never looks finished.
        (installed / "bin" / "uv").replace(kept)


def _pip(scratch: Path) -> list[str | Path]:
    """A pip to call. Debian ships Python without it, or without `venv`, or without both."""
    try:
        run(
            "pip, in a folder of its own",
            [sys.executable, "-m", "venv", scratch / "venv"],
            folder=scratch,
            environment=os.environ,
            deadline_seconds=DEADLINE_SECONDS,
        )
    except SetupError as error:
        if not shutil.which("pip3"):
            raise SetupError("install uv, or Python's venv module (`apt install python3-venv`)") from error
        return ["pip3"]
    return [scratch / "venv" / "bin" / "python", "-m", "pip"]
