"""What belongs to a Pulumi engine, and whether a found one has it all."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

OLDEST = (3, 200)
# From here on the CLI starts policy packs by itself: https://github.com/pulumi/pulumi/pull/21684
BUNDLES_ANALYZER = (3, 221)
LANGUAGE_HOST = "pulumi-language-python"
DYNAMIC_HOST = "pulumi-resource-pulumi-python"
YAML_HOST = "pulumi-language-yaml"
ANALYZER = "pulumi-analyzer-policy-python"


class UnfitError(Exception):
    """This `pulumi` will not do. The text says why, and goes on from its path."""


def folder_of(pulumi: str, path: str) -> Path:
    """The folder in which `pulumi` has all that is needed, looked for on `path` and beside it.

    Raises:
        UnfitError: it is too old, lacks something or does not run.
    """
    version = _version(pulumi)
    # A CLI that knows no version was built by its owner, who is taken at their word.
    if version and version < OLDEST:
        raise UnfitError(f"is older than {OLDEST[0]}.{OLDEST[1]}")
    needed = {LANGUAGE_HOST, DYNAMIC_HOST}
    if not version or version < BUNDLES_ANALYZER:
        needed.add(ANALYZER)
    # A link into a package manager's folder: what comes with the CLI lies beside the real file.
    beside = Path(pulumi).resolve().parent
    searched = os.pathsep.join([path, str(beside)])
    if missing := sorted(name for name in needed if not shutil.which(name, path=searched)):
        raise UnfitError(f"comes without {', '.join(missing)}")
    return beside if (beside / LANGUAGE_HOST).exists() else Path(pulumi).absolute().parent


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
            raise UnfitError(f"does not run: {error}") from error
    found = re.match(r"v?(\d+)\.(\d+)\.", answer.stdout)
    return (int(found[1]), int(found[2])) if found else None
