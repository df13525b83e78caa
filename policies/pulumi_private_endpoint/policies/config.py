"""What `--policy-pack-config` says to one rule, completed and checked.

The engine checks types against the schema and fills in defaults before a pack runs. It lets a misspelt
name through, which would silently leave a rule at its default, and knows nothing of Python's patterns.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

PATTERN = "python-regex"
"""The `format` of a setting that holds a regular expression, as Python's `re` reads it."""


class WrongConfig(Exception):
    """The configuration of a policy cannot be used. The text names the policy and the property."""


def complete(
    rule_id: str, schema: Mapping[str, Mapping[str, Any]], given: Mapping[str, Any]
) -> dict[str, Any]:
    """All settings of a rule: those given, defaults for the others.

    Raises:
        WrongConfig: a name is not a setting, or a value cannot be what the setting needs.
    """
    for name in given:
        if name not in schema:
            raise WrongConfig(f"{rule_id}: {name} is not a setting; there are {_names(schema)}")
    return {name: _value(f"{rule_id}: {name}", spec, given.get(name)) for name, spec in schema.items()}


def _value(where: str, spec: Mapping[str, Any], value: Any) -> Any:
    if value is None:
        return spec.get("default")
    if spec["type"] == "integer":
        return int(value)  # Every number of a protobuf Struct is a float.
    if spec.get("format") == PATTERN:
        try:
            re.compile(value)
        except re.error as error:
            raise WrongConfig(f"{where} is not a regular expression: {error}") from error
    return value


def _names(schema: Mapping[str, Any]) -> str:
    return ", ".join(("enforcementLevel", *schema))
