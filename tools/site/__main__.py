"""`make site`: the documentation as a site, in site/. It fails for a link or an anchor that leads nowhere.

The generator has an environment of its own, exactly as `uv.lock` has it: it reads our sources as text, and
nothing else needs it.
"""

from __future__ import annotations

import os
import sys

from tools.release import locked

if __name__ == "__main__":
    os.environ["NO_MKDOCS_2_WARNING"] = "1"  # It would be said at every build.
    sys.exit(locked.call(["python", "-m", "mkdocs", "build", "--strict"], "docs-site"))
