"""What `--policy-pack-config` says to one rule, completed and checked.

The engine checks types against the schema and fills in defaults before a pack runs. It lets a misspelt
name through, which would silently leave a rule at its default, and knows nothing of Python's patterns. What
else it would refuse is refused here, too: packs are also asked by others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

PATTERN = "python-regex"
"""The `format` of a setting that holds a regular expression, as Python's `re` reads it."""


GUID = "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"
"""The `pattern` of a text that is an id of Azure's: one that the engine's JSON schema reads, too."""


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
    if fault := _fault(where, spec, value):
        raise WrongConfig(fault)
    return int(value) if spec["type"] == "integer" else value  # Every number of a protobuf Struct is a float.


def _fault(where: str, spec: Mapping[str, Any], value: Any) -> str | None:
    """Why a value cannot be what the setting needs, in one line."""
    type_ = spec["type"]
    article, fits = _TYPES[type_]
    if not fits(value):
        return f"{where} must be {article} {type_}"
    if "enum" in spec and value not in spec["enum"]:
        return f"{where} must be one of {', '.join(spec['enum'])}"
    if type_ in {"array", "object"}:
        return next(filter(None, _faults_inside(where, spec, value)), None)
    if type_ == "integer" and not spec.get("minimum", value) <= value <= spec.get("maximum", value):
        return f"{where} must be from {spec.get('minimum')} to {spec.get('maximum', 'as many as you like')}"
    if type_ == "string" and len(value) < spec.get("minLength", 0):
        return f"{where} must not be empty"
    reason = _no_pattern(value) if spec.get("format") == PATTERN else None
    return reason and f"{where} {reason}"


def _faults_inside(where: str, spec: Mapping[str, Any], value: Any) -> Iterator[str | None]:
    inner = spec.get("items" if spec["type"] == "array" else "additionalProperties")
    pattern = spec.get("propertyNames", {}).get("pattern", "")
    for name, one in value.items() if isinstance(value, Mapping) else enumerate(value):
        if pattern and not re.fullmatch(pattern, str(name)):
            yield f"{where}: the name {name!r} does not look as it has to: {pattern}"
        yield inner and _fault(f"{where}[{name}]", inner, one)


def _no_pattern(value: str) -> str | None:
    try:
        re.compile(value)
    except (re.error, OverflowError, RecursionError) as error:
        return f"is not a regular expression: {error}"
    return None


def _is_whole(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value % 1 == 0


_TYPES: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "integer": ("an", _is_whole),
    "string": ("a", lambda value: isinstance(value, str)),
    "boolean": ("a", lambda value: isinstance(value, bool)),
    "array": ("an", lambda value: isinstance(value, (list, tuple))),
    "object": ("an", lambda value: isinstance(value, Mapping)),
}


def _names(schema: Mapping[str, Any]) -> str:
    return ", ".join(("enforcementLevel", *schema))
