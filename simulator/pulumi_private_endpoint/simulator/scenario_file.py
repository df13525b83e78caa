"""Scenario files: TOML to the dataclasses of `scenario.py`, every mistake told in one line with its key.

The control API reads its JSON through the same door, so both accept the same names.
"""

from __future__ import annotations

import sys
from dataclasses import fields
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from .around import PrivateEndpoint, RoleAssignment, RoleDefinition, RoleEligibility
from .mistake import ScenarioError
from .scenario import Connection, Fault, Scenario, Target, Throttle

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_SECTIONS: Mapping[str, tuple[str, type[Any]]] = MappingProxyType(
    {
        "target": ("targets", Target),
        "connection": ("connections", Connection),
        "endpoint": ("endpoints", PrivateEndpoint),
        "role_definition": ("role_definitions", RoleDefinition),
        "role_assignment": ("role_assignments", RoleAssignment),
        "role_eligibility": ("role_eligibilities", RoleEligibility),
        "fault": ("faults", Fault),
    },
)
_Section = TypeVar(
    "_Section",
    Target,
    Connection,
    PrivateEndpoint,
    RoleDefinition,
    RoleAssignment,
    RoleEligibility,
    Fault,
    Throttle,
    Scenario,
)


def load(path: str | Path) -> Scenario:
    """Reads a scenario file.

    Raises:
        ScenarioError: it cannot be read, is not TOML, or holds a mistake.
    """
    try:
        return _parse(tomllib.loads(Path(path).read_text(encoding="utf-8")))
    except OSError as error:
        raise ScenarioError(f"{path}: {error.strerror}") from error
    except ValueError as error:  # TOML's and UTF-8's errors, and ScenarioError
        raise ScenarioError(f"{path}: {error}") from error


def _parse(table: Mapping[str, Any]) -> Scenario:
    """Builds a scenario from a file's tables.

    Raises:
        ScenarioError: an unknown key, a wrong type, a value that cannot be.
    """
    attributes = {attribute for attribute, _ in _SECTIONS.values()}
    _check_keys(table, {f.name for f in fields(Scenario)} - attributes | _SECTIONS.keys(), "the scenario")
    whole = {key: value for key, value in table.items() if key not in _SECTIONS}
    for key, (attribute, cls) in _SECTIONS.items():
        whole[attribute] = tuple(_sections(cls, key, table.get(key, [])))
    if "throttle" in table:
        whole["throttle"] = build(Throttle, table["throttle"], "throttle")
    return _convert(Scenario, whole, "")


def build(cls: type[_Section], table: Any, where: str) -> _Section:
    """Builds one section from its table; `where` names it in an error.

    Raises:
        ScenarioError: an unknown or missing key, a wrong type, a value that cannot be.
    """
    if not isinstance(table, dict):
        raise ScenarioError(f"{where}: not a table")
    _check_keys(table, {f.name for f in fields(cls)}, where)
    return _convert(cls, table, f"{where}: ")


def _convert(cls: type[_Section], table: Mapping[str, Any], where: str) -> _Section:
    try:
        return msgspec.convert(table, cls)
    except msgspec.ValidationError as error:
        said, _, place = str(error).partition(" - at `$.")
        key = f"{place.rstrip('`')}: " if place else ""
        raise ScenarioError(f"{where}{key}{said}") from error


def _sections(cls: type[Any], key: str, value: Any) -> Iterator[Any]:
    if not isinstance(value, list):
        raise ScenarioError(f"{key}: write it as [[{key}]]")
    return (build(cls, table, f"{key} {number}") for number, table in enumerate(value, 1))


def _check_keys(table: Mapping[str, Any], known: set[str], where: str) -> None:
    for key in table:
        if key not in known:
            raise ScenarioError(f"{where}: unknown key {key!r}; known are {', '.join(sorted(known))}")
