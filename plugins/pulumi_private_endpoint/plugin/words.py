"""Words for users of every language: inputs by the names that they have in the schema.

The core names inputs as a Python program does, and so are they shown to one. To all others they are
`connectionName` and `true`, and a dict is a map.
"""

from __future__ import annotations

from collections.abc import Callable

from pulumi_private_endpoint.connections.properties.fields import INPUTS, python_name
from pulumi_private_endpoint.connections.properties.naming import by_names
from pulumi_private_endpoint.connections.sets.inputs import OWN
from pulumi_private_endpoint.fabric import INPUTS as FABRIC

Shown = Callable[[str], str]
"""A text as the program's users are to read it."""

OTHERS = {
    "True or False": "true or false",
    "a dict": "a map",
    "an Output": "what is known only later",
}
"""Python's words for what is not its own."""

in_schema_names = by_names({python_name(name): name for name in (*INPUTS, *OWN, *FABRIC)} | OTHERS)
"""The same text, with inputs named as the schema does."""


def in_python_names(text: str) -> str:
    """The same text: it is written for Python programs."""
    return text
