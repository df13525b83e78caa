"""The Pulumi engine: the installed one, else one built from pinned Go modules.

Most people have the official CLI, and then it is used as it is. Where its installer cannot be reached,
Go can build the same program from the module proxy: `pulumi/` and `language/` hold the pins and their
checksums. The language host needs a module of its own, because it is bound to an older sdk.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from toolchain.step import SetupError, run, say

OLDEST = (3, 200)
# From here on the CLI starts policy packs by itself: https://github.com/pulumi/pulumi/pull/21684
BUNDLES_ANALYZER = (3, 221)
LANGUAGE_HOST = "pulumi-language-python"
DYNAMIC_HOST = "pulumi-resource-pulumi-python"
ANALYZER = "pulumi-analyzer-policy-python"
SDK = "github.com/pulumi/pulumi/sdk/v3"
# Start scripts that ship inside the sdk module, and where.
SCRIPTS = {f"{LANGUAGE_HOST}-exec": "python/cmd", DYNAMIC_HOST: "python/dist", ANALYZER: "python/dist"}
BUILD = ("build", "-trimpath", "-buildvcs=false")
DEADLINE_SECONDS = 3600.0
INSTALL = "install the Pulumi CLI (https://www.pulumi.com/docs/install/), or Go 1.24+ to have it built"


@dataclass(frozen=True, slots=True)
class Program:
    """A Go program to build: its name, the folder with its pins, its package, and its version."""

    name: str
    pins: Path
    package: str
    version: str


HERE = Path(__file__).parent
PROGRAMS = (
    Program("pulumi", HERE / "pulumi", "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", "v3.200.0"),
    Program(LANGUAGE_HOST, HERE / "language", f"{SDK}/python/cmd/{LANGUAGE_HOST}", "v3.68.0"),
)


def ensure(cache: Path) -> Path:
    """Return the folder to put first on PATH, building the engine when there is none.

    Raises:
        SetupError: no suitable engine, and none can be built.
    """
    if installed := _installed():
        return installed
    kept = cache / f"engine-{_digest()}"
    if not kept.is_dir():
        _build(kept)
    say(f"Pulumi engine: {kept}")
    return kept


def _installed() -> Path | None:
    """The folder of the `pulumi` on PATH, when it has all that is needed."""
    if not (found := shutil.which("pulumi")):
        return None
    version = _version(found)
    # A CLI that knows no version was built by its owner, who is taken at their word.
    if version and version < OLDEST:
        say(f"Pulumi engine: {found} is older than {OLDEST[0]}.{OLDEST[1]}; not used")
        return None
    needed = {LANGUAGE_HOST, DYNAMIC_HOST}
    if not version or version < BUNDLES_ANALYZER:
        needed.add(ANALYZER)
    # A link into a package manager's folder: what comes with the CLI lies beside the real file.
    beside = Path(found).resolve().parent
    path = os.pathsep.join([os.environ["PATH"], str(beside)])
    if missing := sorted(name for name in needed if not shutil.which(name, path=path)):
        say(f"Pulumi engine: {found} comes without {', '.join(missing)}; not used")
        return None
    say(f"Pulumi engine: {found}")
    return beside if (beside / LANGUAGE_HOST).exists() else Path(found).absolute().parent


def _version(pulumi: str) -> tuple[int, int] | None:
    with tempfile.TemporaryDirectory() as home:  # The CLI writes to its home even to say its version.
        try:
            answer = subprocess.run(
                [pulumi, "version"],
                env=os.environ | {"PULUMI_HOME": home, "PULUMI_SKIP_UPDATE_CHECK": "true"},
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise SetupError(f"{pulumi} does not run: {error}") from error
    found = re.match(r"v?(\d+)\.(\d+)\.", answer.stdout)
    return (int(found[1]), int(found[2])) if found else None


def _digest() -> str:
    """Names a build: other pins, another recipe or another machine give another folder."""
    digest = hashlib.sha256(f"{platform.system()} {platform.machine()} {BUILD} {SCRIPTS}".encode())
    for program in PROGRAMS:
        digest.update(f"{program.package} {program.version}".encode())
        digest.update((program.pins / "go.mod").read_bytes())
        digest.update((program.pins / "go.sum").read_bytes())
    return digest.hexdigest()[:16]


def _build(kept: Path) -> None:
    go = shutil.which("go")
    if not go:
        raise SetupError(f"no Pulumi engine: {INSTALL}")
    say("No usable Pulumi engine on PATH. Building one with Go: once, some minutes, about 1.5 GB of modules.")
    # The user's own Go settings must not change what is built; the proxy and its rules stay theirs.
    environment = os.environ | {"CGO_ENABLED": "0", "GOFLAGS": "-mod=readonly", "GOWORK": "off"}
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent, prefix="building-") as scratch:
        folder = Path(scratch) / "engine"
        folder.mkdir()
        for program in PROGRAMS:
            _compile(go, program, folder, environment)
        _copy_scripts(_sdk(go, environment), folder)
        _keep(folder, kept)


def _compile(go: str, program: Program, folder: Path, environment: dict[str, str]) -> None:
    linked = f"-s -w -X {SDK}/go/common/version.Version={program.version}"
    run(
        f"Building {program.name} {program.version}",
        [go, *BUILD, "-ldflags", linked, "-o", folder / program.name, program.package],
        folder=program.pins,
        environment=environment,
        deadline_seconds=DEADLINE_SECONDS,
    )


def _sdk(go: str, environment: dict[str, str]) -> Path:
    """The sdk's folder in Go's module cache, where the build has just put it."""
    answer = subprocess.run(
        [go, "list", "-m", "-f", "{{.Dir}}", SDK],
        cwd=PROGRAMS[0].pins,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return Path(answer.stdout.strip())


def _copy_scripts(sdk: Path, folder: Path) -> None:
    for name, where in SCRIPTS.items():
        shutil.copyfile(sdk / where / name, folder / name)
        (folder / name).chmod(0o755)  # Go's module cache drops the run bit.


def _keep(folder: Path, kept: Path) -> None:
    """Move the finished build into place: one rename, so a half-built engine is never found there."""
    try:
        folder.rename(kept)
    except OSError:
        if not kept.is_dir():  # Otherwise another run finished the same build first.
            raise
