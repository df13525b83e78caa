"""A program in YAML, for the plugin."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

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
    """A value on one line, in ASCII; a text in quotes, within which YAML has Python's escapes."""
    if not isinstance(value, str):
        return json.dumps(value)
    # Pulumi reads `${...}` in any text, and two dollars as one.
    escaped = value.replace("$", "$$").encode("unicode_escape").decode("ascii")
    return '"' + escaped.replace('"', '\\"') + '"'
