"""Exemptions: which finding is accepted, for whom, why, until when, and who said so.

A file of YAML, a list of mappings. An exemption without a reason or an end is none, and one that is over is
told: what was accepted for a quarter must not be accepted for ever by being forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from pulumi_private_endpoint.arm import ArmError, ResourceId

from .rules import BY_ID

_KEYS = ("rule", "connection", "reason", "until", "approvedBy")

_PLAIN = (str, int, float, date, type(None))


class UnreadableExemptions(Exception):
    """The file is not as described; the text says where in it."""


@dataclass(frozen=True, slots=True)
class Exemption:
    """One. `until` is its last day."""

    rule: str
    connection: ResourceId
    reason: str
    until: date
    approved_by: str
    line: int

    @property
    def accepts(self) -> tuple[str, ResourceId]:
        """The rule and the subject of what it is about; it may be over all the same."""
        return self.rule, self.connection


def read_exemptions(text: str, file: str) -> list[Exemption]:
    """The exemptions in a file's text; `file` is its name, for errors.

    Raises:
        UnreadableExemptions: With the place in the file.
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{file}:{mark.line + 1}" if mark else file
        raise UnreadableExemptions(f"{place}: is not YAML") from None
    if root is None:
        return []
    if not isinstance(root, yaml.SequenceNode):
        raise UnreadableExemptions(f"{file}:{root.start_mark.line + 1}: must be a list of exemptions")
    return [_one(node, file) for node in root.value]


def _one(node: yaml.Node, file: str) -> Exemption:
    line = node.start_mark.line + 1
    found = _fields(node, f"{file}:{line}")
    for name in _KEYS:
        if not str(found.get(name) or "").strip():
            raise UnreadableExemptions(f"{file}:{line}: {name} is missing")
    if found["rule"] not in BY_ID:
        raise UnreadableExemptions(f"{file}:{line}: there is no rule {found['rule']}: {', '.join(BY_ID)}")
    try:
        connection = ResourceId.parse(str(found["connection"]))
    except ArmError:
        raise UnreadableExemptions(f"{file}:{line}: connection is not an Azure id") from None
    until = found["until"]
    if type(until) is not date:
        raise UnreadableExemptions(f"{file}:{line}: until must be a day such as 2027-06-30")
    return Exemption(found["rule"], connection, str(found["reason"]), until, str(found["approvedBy"]), line)


def _fields(node: yaml.Node, place: str) -> dict[str, Any]:
    if not isinstance(node, yaml.MappingNode):
        raise UnreadableExemptions(f"{place}: must be a mapping of {', '.join(_KEYS)}")
    given = [name.value for name, _ in node.value if isinstance(name, yaml.ScalarNode)]
    twice = next((name for name in _KEYS if given.count(name) > 1), None)
    if twice is not None:
        raise UnreadableExemptions(f"{place}: {twice} is given more than once")
    try:
        found = yaml.SafeLoader("").construct_mapping(node, deep=True)
    except Exception:  # noqa: BLE001 - its constructors raise whatever a wrong tag makes them raise
        raise UnreadableExemptions(f"{place}: holds a value that cannot be read") from None
    unknown = sorted(str(name) for name in found if name not in _KEYS)
    if unknown:
        raise UnreadableExemptions(f"{place}: {unknown[0]} is not one of {', '.join(_KEYS)}")
    odd = next((name for name in _KEYS if not isinstance(found.get(name), _PLAIN)), None)
    if odd is not None:
        raise UnreadableExemptions(f"{place}: {odd} is no plain value")
    return {str(name): value for name, value in found.items()}
