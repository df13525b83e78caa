"""Scenario files: TOML to the dataclasses of `scenario.py`, every mistake told in one line with its key.

The control API reads its JSON through the same door, so both accept the same names.
"""

from __future__ import annotations

import sys
from dataclasses import MISSING, fields
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from .scenario import Connection, Fault, Scenario, ScenarioError, Target, Throttle

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_SECTIONS: Mapping[str, tuple[str, type[Any]]] = MappingProxyType(
    {
        "target": ("targets", Target),
        "connection": ("connections", Connection),
        "fault": ("faults", Fault),
    },
)
_Section = TypeVar("_Section", Target, Connection, Fault, Throttle)


def load(path: str | Path) -> Scenario:
    """Reads a scenario file.

    Raises:
        ScenarioError: it cannot be read, is not TOML, or holds a mistake.
    """
    try:
        return parse(tomllib.loads(Path(path).read_text(encoding="utf-8")))
    except OSError as error:
        raise ScenarioError(f"{path}: {error.strerror}") from error
    except ValueError as error:  # TOML's and UTF-8's errors, and ScenarioError
        raise ScenarioError(f"{path}: {error}") from error


def parse(table: Mapping[str, Any]) -> Scenario:
    """Builds a scenario from a file's tables.

    Raises:
        ScenarioError: an unknown key, a wrong type, a value that cannot be.
    """
    plain = {key: value for key, value in table.items() if key not in {*_SECTIONS, "throttle"}}
    types = {f.name: str(f.type) for f in fields(Scenario)}
    sections = {attribute for attribute, _ in _SECTIONS.values()}
    _check_keys(table, types.keys() - sections | _SECTIONS.keys(), "the scenario")
    for key, value in plain.items():
        _check_type(key, value, types[key])
    for key, (attribute, cls) in _SECTIONS.items():
        plain[attribute] = tuple(_sections(cls, key, table.get(key, [])))
    if "throttle" in table:
        plain["throttle"] = build(Throttle, _table(table["throttle"], "throttle"), "throttle")
    return Scenario(**plain)


def build(cls: type[_Section], table: Mapping[str, Any], where: str) -> _Section:
    """Builds one section from its table; `where` names it in an error.

    Raises:
        ScenarioError: an unknown or missing key, a wrong type, a value that cannot be.
    """
    known = {f.name: f for f in fields(cls)}
    _check_keys(table, set(known), where)
    for name, f in known.items():
        if name in table:
            _check_type(f"{where}: {name}", table[name], str(f.type))
        elif f.default is MISSING and f.default_factory is MISSING:
            raise ScenarioError(f"{where}: {name} is missing")
    frozen: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in table.items()
    }
    try:
        return cls(**frozen)
    except ScenarioError as error:
        raise ScenarioError(f"{where}: {error}") from error


def _sections(cls: type[Any], key: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ScenarioError(f"{key}: write it as [[{key}]]")
    places = [(f"{key} {number}", table) for number, table in enumerate(value, 1)]
    return [build(cls, _table(table, place), place) for place, table in places]


def _table(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ScenarioError(f"{where}: not a table")
    return value


def _check_keys(table: Mapping[str, Any], known: set[str], where: str) -> None:
    for key in table:
        if key not in known:
            raise ScenarioError(f"{where}: unknown key {key!r}; known are {', '.join(sorted(known))}")


def _check_type(key: str, value: Any, annotation: str) -> None:
    if not _TYPES[annotation](value):
        raise ScenarioError(f"{key}: {value!r} is not {_NAMES.get(annotation, annotation)}")


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_headers(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())


_TYPES: Mapping[str, Callable[[Any], bool]] = MappingProxyType(
    {
        "str": lambda value: isinstance(value, str),
        "int": lambda value: isinstance(value, int) and not isinstance(value, bool),
        "float": _is_number,
        "float | None": _is_number,
        "float | str | None": lambda value: isinstance(value, str) or _is_number(value),
        "str | None": lambda value: isinstance(value, str),
        "tuple[str, ...]": _is_texts,
        "Mapping[str, str]": _is_headers,
    },
)
_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "str": "a text",
        "str | None": "a text",
        "int": "a whole number",
        "float": "a number",
        "float | None": "a number",
        "float | str | None": "a number or a text",
        "tuple[str, ...]": "a list of texts",
        "Mapping[str, str]": "a table of texts",
    },
)
