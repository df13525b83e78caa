"""A Go module with the package that Pulumi writes of a schema, in which programs are compiled: for a test.

It has the pins of the engine that is built with Go, and so mostly what that has compiled already.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from typing import TYPE_CHECKING

from tools.toolchain import go_build
from tools.toolchain.step import run, whole

if TYPE_CHECKING:
    from pathlib import Path

WRITER = go_build.Program("gosdk", go_build.HERE / "pulumi", "./gosdk", "v3.200.0")
_SECONDS = 600.0


def write(go: str, cache: Path, schema: Path, module: str, folder: Path) -> None:
    """Make `folder` a module of that name, with the package in `sdk/go`.

    Args:
        go: The `go` command.
        cache: Where what writes it is kept; building it takes minutes where the engine was not built.
        schema: The schema's file.
        module: The module's name; with `/sdk/go` behind it, the schema's base path for imports.
        folder: Where to.

    Raises:
        SetupError: a step of it failed.
    """
    pins = (WRITER.pins / "go.mod").read_text()
    (folder / "go.mod").write_text("".join(_renamed(pins, module)))
    shutil.copyfile(WRITER.pins / "go.sum", folder / "go.sum")
    run(
        "The Go package of the schema",
        [_writer(go, cache), schema, folder / "sdk" / "go"],
        folder=folder,
        environment=go_build.environment(),
        deadline_seconds=_SECONDS,
    )


def compiled(go: str, folder: Path, package: str) -> str:
    """What is wrong with a package of that module; nothing, if it compiles."""
    done = subprocess.run(
        [go, *go_build.BUILD, "-o", folder / "built", f"./{package}"],
        cwd=folder,
        env=go_build.environment(),
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    return "" if done.returncode == 0 else done.stderr or "failed without a word"


def _writer(go: str, cache: Path) -> Path:
    source = WRITER.pins / WRITER.package / "main.go"
    digest = hashlib.sha256(source.read_bytes() + (WRITER.pins / "go.sum").read_bytes()).hexdigest()
    kept = cache / f"gosdk-{digest[:16]}"
    if not kept.is_dir():
        with whole(kept) as unfinished:
            go_build.compile_program(go, WRITER, unfinished)
    return kept / WRITER.name


def _renamed(pins: str, module: str) -> list[str]:
    return [
        f"module {module}\n" if line.startswith("module ") else line
        for line in pins.splitlines(keepends=True)
    ]
