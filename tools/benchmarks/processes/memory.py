"""The memory of a process.

Asked of `ps`: what `resource` tells is a maximum that begins with the parent's, of another process.
"""

from __future__ import annotations

import os
import subprocess


def megabytes(process: int | None = None) -> float:
    """What is resident now; of this process, unless another is given."""
    command = ["ps", "-o", "rss=", "-p", str(process or os.getpid())]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)
    return int(answer.stdout) / 1024
