"""The Pulumi engine: the one that was chosen, the installed one, the official one, or one built here.

Most people have the official CLI, and then it is used as it is. `PULUMI` names a folder with another,
`PULUMI_VERSION` a version of the official one, such as 3.200.0, or `newest`. Where its installer cannot be
reached, Go can build the same program from the module proxy.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tools.toolchain import go_build, official
from tools.toolchain.pieces import YAML_HOST, UnfitError, folder_of
from tools.toolchain.step import SetupError, say

CHOICE = "PULUMI"
VERSION = "PULUMI_VERSION"
NEWEST = "newest"
INSTALL = "install the Pulumi CLI (https://www.pulumi.com/docs/install/), or Go 1.24+ to have it built"


def ensure(cache: Path, python: Path) -> Path:
    """Return the folder to put first on PATH; where there is no engine yet, one is brought into `cache`.

    `python` is the one of the virtual environment.

    Raises:
        SetupError: no suitable engine, and none can be had.
    """
    folder = (
        _chosen() or _of_version(cache, python) or _installed() or _kept(cache) or _brought(cache, python)
    )
    say(f"Pulumi engine: {folder}")
    return folder


def ensure_yaml(cache: Path, engine: Path) -> Path:
    """Return the folder with the host of YAML programs: the engine's, or one brought into `cache`.

    Raises:
        SetupError: there is none, and none can be had.
    """
    searched = os.pathsep.join([str(engine), os.environ["PATH"]])
    if found := shutil.which(YAML_HOST, path=searched):
        return Path(found).parent
    kept = go_build.yaml_folder(cache)
    if not kept.is_dir():
        if not (go := shutil.which("go")):
            raise SetupError(f"no {YAML_HOST}: {INSTALL}")
        go_build.build_yaml(go, kept)
    return kept


def _chosen() -> Path | None:
    """The folder that the caller names: that one, or none."""
    if not (choice := os.environ.get(CHOICE)):
        return None
    found = shutil.which("pulumi", path=choice)
    if not found:
        raise SetupError(f"{CHOICE}={choice} is no folder with a `pulumi` in it")
    try:
        return folder_of(found, choice)
    except UnfitError as why:
        raise SetupError(f"{CHOICE}={choice}: {found} {why}") from why


def _of_version(cache: Path, python: Path) -> Path | None:
    """The official one of the version that the caller names: that one, or none."""
    if not (asked := os.environ.get(VERSION)):
        return None
    version = official.newest() if asked == NEWEST else asked
    if not official.folder(cache, version).is_dir():
        official.install(cache, python, version)
    folder = official.folder(cache, version)
    try:
        return folder_of(str(folder / "pulumi"), str(folder))
    except UnfitError as why:
        raise SetupError(f"{VERSION}={asked}: {folder / 'pulumi'} {why}") from why


def _installed() -> Path | None:
    """The folder of the `pulumi` on PATH, when it has all that is needed."""
    if not (found := shutil.which("pulumi")):
        return None
    try:
        return folder_of(found, os.environ["PATH"])
    except UnfitError as why:
        say(f"Pulumi engine: {found} {why}; not used")
        return None


def _kept(cache: Path) -> Path | None:
    """What an earlier run brought."""
    folders = (official.folder(cache), go_build.folder(cache))
    return next((folder for folder in folders if folder.is_dir()), None)


def _brought(cache: Path, python: Path) -> Path:
    say("No usable Pulumi engine on PATH. Bringing the official one, else building one with Go.")
    try:
        official.install(cache, python)
        return official.folder(cache)
    except SetupError as error:
        missed = error
    if not (go := shutil.which("go")):
        raise SetupError(f"no Pulumi engine ({missed}): {INSTALL}") from missed
    say(f"  {missed}")
    go_build.build(go, go_build.folder(cache))
    return go_build.folder(cache)
