"""The tutorial's own files, out of docs/first-approval.md: what a reader copies is what is run."""

from __future__ import annotations

import re
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
PAGE = CHECKOUT / "docs" / "first-approval.md"
NAME = "try"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILES = {"toml": "scenario.toml", "yaml": "Pulumi.yaml", "python": "__main__.py"}


def copied(folder: Path) -> Path:
    """The three files in a folder, which is made; the virtual environment is this process'."""
    folder.mkdir(parents=True)
    blocks = dict(reversed(_BLOCK.findall(PAGE.read_text(encoding="utf-8"))))
    for language, name in _FILES.items():
        text = blocks[language].replace("virtualenv: .venv\n", f"virtualenv: {sys.prefix}\n")
        (folder / name).write_text(text, encoding="utf-8")
    return folder
