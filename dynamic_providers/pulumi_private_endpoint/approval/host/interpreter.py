"""Which Python the engine starts the provider with, for a program that belongs to no project on disk.

A project file names its virtual environment. An inline program of the Automation API cannot; the engine then
takes this variable, and without it the first `python3` on PATH, which need not have this package.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import MutableMapping

COMMAND = "PULUMI_PYTHON_CMD"


def name_interpreter(environment: MutableMapping[str, str], executable: str = sys.executable) -> None:
    """Name the Python that has this package, unless somebody has named one."""
    # A server that embeds Python (uwsgi, for one) calls itself the executable, and cannot run a module.
    if Path(executable).name.startswith("python"):
        environment.setdefault(COMMAND, executable)
