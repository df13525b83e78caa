"""The Pulumi engine built from pinned Go modules, where there is no other.

`pulumi/` and `language/` hold the pins and their checksums. The language host needs a module of its own,
because it is bound to an older sdk, and a front that takes out what the newer engine tells it.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.toolchain.pieces import ANALYZER, DYNAMIC_HOST, LANGUAGE_HOST, YAML_HOST
from tools.toolchain.step import run, say, whole

SDK = "github.com/pulumi/pulumi/sdk/v3"
# Start scripts that ship inside the sdk module, and where.
SCRIPTS = {f"{LANGUAGE_HOST}-exec": "python/cmd", DYNAMIC_HOST: "python/dist", ANALYZER: "python/dist"}
BUILD = ("build", "-trimpath", "-buildvcs=false")
DEADLINE_SECONDS = 3600.0
HERE = Path(__file__).parent
FRONT = HERE / "language" / LANGUAGE_HOST


@dataclass(frozen=True, slots=True)
class Program:
    """A Go program to build: its name, the folder with its pins, its package, and its version."""

    name: str
    pins: Path
    package: str
    version: str


PROGRAMS = (
    Program("pulumi", HERE / "pulumi", "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", "v3.200.0"),
    # The name by which the front calls it.
    Program("python-language-host", FRONT.parent, f"{SDK}/python/cmd/{LANGUAGE_HOST}", "v3.68.0"),
)
YAML = "github.com/pulumi/pulumi-yaml/cmd"
# Runs YAML programs; an import needs the other to write one.
YAML_PROGRAMS = tuple(
    Program(name, HERE / "yaml", f"{YAML}/{name}", "v1.38.1") for name in (YAML_HOST, "pulumi-converter-yaml")
)


def folder(cache: Path) -> Path:
    """Where the build is kept: other pins, another recipe or another machine give another folder."""
    digest = hashlib.sha256(f"{platform.system()} {platform.machine()} {BUILD} {SCRIPTS}".encode())
    digest.update(FRONT.read_bytes())
    _add(digest, PROGRAMS)
    return cache / f"engine-{digest.hexdigest()[:16]}"


def yaml_folder(cache: Path) -> Path:
    """The same for what YAML programs need."""
    digest = hashlib.sha256(f"{platform.system()} {platform.machine()} {BUILD}".encode())
    _add(digest, YAML_PROGRAMS)
    return cache / f"yaml-{digest.hexdigest()[:16]}"


def _add(digest: Any, programs: tuple[Program, ...]) -> None:
    for program in programs:
        digest.update(f"{program.name} {program.package} {program.version}".encode())
        digest.update((program.pins / "go.mod").read_bytes())
        digest.update((program.pins / "go.sum").read_bytes())


def build(go: str, kept: Path) -> None:
    """Build all of it with the `go` command into the folder `kept`, which is whole or not there.

    Raises:
        SetupError: a step of it failed.
    """
    say("Building the Pulumi engine with Go: once, some minutes, about 1.5 GB of modules.")
    with whole(kept) as unfinished:
        for program in PROGRAMS:
            compile_program(go, program, unfinished)
        _copy_scripts(_sdk(go), unfinished)


def build_yaml(go: str, kept: Path) -> None:
    """Build what YAML programs need with the `go` command into the folder `kept`, whole or not there.

    Raises:
        SetupError: a step of it failed.
    """
    say("Building the host of YAML programs with Go: once, some minutes.")
    with whole(kept) as unfinished:
        for program in YAML_PROGRAMS:
            compile_program(go, program, unfinished)


def environment() -> dict[str, str]:
    """The caller's, in which nothing of a user's own Go settings changes what is built."""
    # The proxy and its rules stay theirs.
    return os.environ | {"CGO_ENABLED": "0", "GOFLAGS": "-mod=readonly", "GOWORK": "off"}


def compile_program(go: str, program: Program, unfinished: Path) -> None:
    """Compile one of them into that folder.

    Raises:
        SetupError: it did not compile.
    """
    linked = f"-s -w -X {SDK}/go/common/version.Version={program.version}"
    run(
        f"Building {program.name} {program.version}",
        [go, *BUILD, "-ldflags", linked, "-o", unfinished / program.name, program.package],
        folder=program.pins,
        environment=environment(),
        deadline_seconds=DEADLINE_SECONDS,
    )


def _sdk(go: str) -> Path:
    """The sdk's folder in Go's module cache, where the build has just put it."""
    answer = subprocess.run(
        [go, "list", "-m", "-f", "{{.Dir}}", SDK],
        cwd=PROGRAMS[0].pins,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return Path(answer.stdout.strip())


def _copy_scripts(sdk: Path, unfinished: Path) -> None:
    for script in [FRONT, *(sdk / where / name for name, where in SCRIPTS.items())]:
        shutil.copyfile(script, unfinished / script.name)
        (unfinished / script.name).chmod(0o755)  # Go's module cache drops the run bit.
