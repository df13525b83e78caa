"""Where a pack's own files are. Engines start packs in working folders of their own choice."""

from __future__ import annotations

import sys
from pathlib import Path


def in_pack(file: str) -> Path:
    """A file's path, from the folder of the pack's program."""
    program: str | None = getattr(sys.modules["__main__"], "__file__", None)
    return Path(program or "__main__.py").resolve().parent / file
