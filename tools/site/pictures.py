"""The pictures of docs/pictures.md, drawn from their texts in drawings/: `python -m tools.site.pictures`.

The texts are D2 (https://d2lang.com), which npm brings as WebAssembly; only who changes a picture needs it.
Each drawing says of which text and by which version it was made, so that a test knows without drawing.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

from tools.toolchain import typescript
from tools.toolchain.bootstrap import CHECKOUT, cache_folder
from tools.toolchain.step import SetupError

TEXTS = Path(__file__).parent / "drawings"
PINS = TEXTS / "npm"
IMAGES = CHECKOUT / "docs" / "images"
LAYOUTS = {"approval": "elk", "doors": "elk", "nonce": "dagre", "request": "dagre"}
DEADLINE_SECONDS = 300.0
_MADE_OF = re.compile(r"<!-- made of ([0-9a-f]{64}) -->")


def main() -> int:
    """Draw those whose texts have changed; a failure is one line on standard error."""
    due = [name for name in LAYOUTS if not is_current(name)]
    try:
        modules = typescript.ensure(cache_folder(), PINS, "pictures") if due else None
    except SetupError as error:
        print(f"pictures: {error}", file=sys.stderr)
        return 1
    for name in due:
        (IMAGES / f"{name}.svg").write_text(_drawn(name, modules or PINS), encoding="utf-8")
        print(f"docs/images/{name}.svg")
    return 0


def is_current(name: str, images: Path = IMAGES) -> bool:
    """Whether a picture was drawn of its text as it is now."""
    picture = images / f"{name}.svg"
    made = _MADE_OF.search(picture.read_text(encoding="utf-8")) if picture.exists() else None
    return made is not None and made[1] == _digest(name)


def _digest(name: str) -> str:
    parts = (TEXTS / f"{name}.d2", TEXTS / "draw.mjs", PINS / "package-lock.json")
    return hashlib.sha256(LAYOUTS[name].encode() + b"".join(part.read_bytes() for part in parts)).hexdigest()


def _drawn(name: str, modules: Path) -> str:
    done = subprocess.run(
        ["node", TEXTS / "draw.mjs", TEXTS / f"{name}.d2", LAYOUTS[name]],
        env=os.environ | {"NODE_MODULES": str(modules)},
        check=True,
        capture_output=True,
        text=True,
        timeout=DEADLINE_SECONDS,
    )
    return f"{done.stdout.strip()}\n<!-- made of {_digest(name)} -->\n"


if __name__ == "__main__":
    sys.exit(main())
