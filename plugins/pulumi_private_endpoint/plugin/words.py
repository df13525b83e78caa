"""Words for users of every language: inputs by the names that they have in the schema.

The core names inputs as a Python program does. Here they are `connectionName` and `true`.
"""

from __future__ import annotations

import re

from pulumi_private_endpoint.connections.properties.fields import INPUTS, python_name
from pulumi_private_endpoint.connections.sets.inputs import OWN

_NAMES = {python_name(name): name for name in (*INPUTS, *OWN)} | {"True or False": "true or false"}
# What stands in quotes was written by somebody else, and stays as it is.
_NAMED = re.compile(rf'"[^"\n]*"|\b(?:{"|".join(map(re.escape, _NAMES))})\b')


def in_schema_names(text: str) -> str:
    """The same text, with inputs named as the schema does."""
    return _NAMED.sub(lambda found: _NAMES.get(found[0], found[0]), text)
