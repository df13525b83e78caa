"""`make site`: the documentation as a site, in site/. It fails for a link or an anchor that leads nowhere.

The generator has an environment of its own, exactly as `uv.lock` has it, because nothing else needs it; it
reads our sources as text.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tools.toolchain.bootstrap import cache_folder
from tools.toolchain.packages import uv
from tools.toolchain.step import SetupError, run

CHECKOUT = Path(__file__).parents[2]
FOLDER = CHECKOUT / ".venv-site"
DEADLINE_SECONDS = 900.0


def main() -> int:
    """Returns 1 where the site is not whole; the generator says why."""
    own = os.environ | {"UV_PROJECT_ENVIRONMENT": str(FOLDER), "NO_MKDOCS_2_WARNING": "1"}
    only = ["--frozen", "--only-group=docs-site", "--no-install-project", f"--python={sys.executable}"]
    try:
        run(
            "The site's generator, from uv.lock",
            [uv(cache_folder()), "sync", "--quiet", *only],
            folder=CHECKOUT,
            environment=own,
            deadline_seconds=DEADLINE_SECONDS,
        )
    except SetupError as error:
        print(f"site: {error}", file=sys.stderr)
        return 1
    build: list[str | Path] = [FOLDER / "bin" / "python", "-m", "mkdocs", "build", "--quiet", "--strict"]
    return subprocess.run(build, cwd=CHECKOUT, env=own, check=False, timeout=DEADLINE_SECONDS).returncode


if __name__ == "__main__":
    sys.exit(main())
