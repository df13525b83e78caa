"""What the command ends with. Pipelines go by these numbers, so they stay."""

from __future__ import annotations

DONE = 0
"""Done, or as it was wanted already."""
FAILED = 1
"""Refused, not there, or not to be proved."""
USAGE = 2
"""Called wrongly: nothing was asked of Azure."""
FINDINGS = 3
"""An audit found what fails it."""
INCOMPLETE = 4
"""Some of it could not be read; what, is in every output."""

HELP = (
    f"Exit codes: {DONE} done or already so, {FAILED} refused or failed, {USAGE} wrong use, "
    f"{FINDINGS} findings, {INCOMPLETE} something could not be read."
)
