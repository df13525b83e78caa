"""Tools that need nothing of this project, each in an environment of its own with the versions of `uv.lock`.

python -m tools.release.locked zizmor --offline .github
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tools.toolchain.bootstrap import cache_folder
from tools.toolchain.packages import uv

if TYPE_CHECKING:
    from collections.abc import Sequence

CHECKOUT = Path(__file__).parents[2]
_SHIPPED = ("--frozen", "--quiet", "--all-extras", "--no-default-groups")


def call(words: Sequence[str | Path], group: str = "release") -> int:
    """Run one of the tools of a group in this checkout; returns its exit code."""
    apart = ("run", "--quiet", "--isolated", "--frozen", "--only-group", group, "--")
    return subprocess.run([uv(cache_folder()), *apart, *words], cwd=CHECKOUT, check=False).returncode


def export(file: Path, *options: str) -> None:
    """Write what is shipped with all its extras, as `uv.lock` has it."""
    command: list[str | Path] = [uv(cache_folder()), "export", *_SHIPPED, *options, "--output-file", file]
    subprocess.run(command, cwd=CHECKOUT, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(call(sys.argv[1:]))
