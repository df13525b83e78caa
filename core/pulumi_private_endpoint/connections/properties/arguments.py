"""An approval's inputs as a Python program gives them: as a dict, as keyword arguments, or as both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .fields import INPUTS, python_name


def wrong_arguments(args: Any, inputs: Mapping[str, Any]) -> str | None:
    """What is wrong with them, in one line that names the first input: it is given twice, or is not one."""
    if not isinstance(args, Mapping):
        return "args must be a dict of inputs; or give them as keyword arguments"
    for twice in sorted(args.keys() & inputs.keys()):
        return f"{twice} is given both in args and as a keyword argument"
    names = [python_name(name) for name in INPUTS]
    for unknown in sorted({*args, *inputs} - {*names}):
        return f"{unknown} is not an input of PrivateEndpointApproval; there are {', '.join(names)}"
    return None
