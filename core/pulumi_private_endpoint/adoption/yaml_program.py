"""A program in YAML, for the plugin."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import yaml

from .python_program import comments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .entries import Entry


def program(name: str, entries: Sequence[Entry]) -> str:
    """The whole project in one file."""
    lines = [f"name: {name}", "runtime: yaml", "resources:"]
    for entry in entries:
        lines += [f"  {scalar(entry.name)}:", *comments(entry.missing, " " * 4)]
        lines += ["    type: private-endpoint:PrivateEndpointApproval", "    properties:"]
        lines += [f"      {name}: {scalar(value)}" for name, value in entry.inputs.items()]
    return "\n".join([*lines, ""])


def scalar(value: Any) -> str:
    """A value on one line, in ASCII; a text in quotes."""
    # Pulumi reads `${...}` in any text, and two dollars as one.
    escaped = value.replace("$", "$$") if isinstance(value, str) else value
    quoted: str = yaml.safe_dump(
        escaped, default_style='"' if isinstance(value, str) else None, width=sys.maxsize
    )
    return quoted.partition("\n")[0]
