"""Of the query language the stages that an inventory takes; others are refused.

What the real one does with others is not claimed. `mv-expand` is refused too: the real one caps its rows and
says nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.simulator.errors import WireError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from .rows import Row

_WORDS = re.compile(r"where\s+(type|id|resourceGroup)\s+(?:=~\s*('[^']*')|in~\s*\(([^)]*)\))", re.IGNORECASE)
_FILLED = re.compile(r"where\s+array_length\(([\w.]+)\)\s*>\s*0", re.IGNORECASE)
_WITHOUT = re.compile(r"where\s+tostring\(([\w.]+)\)\s+!contains\s+'([^']*)'", re.IGNORECASE)
_ORDER = re.compile(r"(?:order|sort)\s+by\s+id(?:\s+asc)?", re.IGNORECASE)
_PROJECT = re.compile(r"project\s+(.+)", re.IGNORECASE | re.DOTALL)
_COLUMN = re.compile(r"(\w+)(?:\s*=\s*([\w.]+))?")


def table(query: str) -> str:
    """The table that is asked."""
    return query.partition("|")[0].strip().lower()


def run(query: str, rows: Iterable[Row]) -> tuple[list[Row], Callable[[Row], dict[str, Any]]]:
    """The rows of a query's answer in their order, and what is shown of each.

    Raises:
        WireError: a stage is not known.
    """
    found: list[Row] = list(rows)
    show: Callable[[Row], dict[str, Any]] = lambda row: row.whole()  # noqa: E731 - replaced by a project
    for stage in (part.strip() for part in query.split("|")[1:]):
        if chosen := _PROJECT.fullmatch(stage):
            show = _projection(chosen[1])
        elif _ORDER.fullmatch(stage):
            found.sort(key=lambda row: str(row.columns["id"]).lower())
        else:
            keeps = _condition(stage)
            found = [row for row in found if keeps(row)]
    return found, show


def _condition(stage: str) -> Callable[[Row], bool]:
    if given := _WORDS.fullmatch(stage):
        column = given[1]
        words = {word.strip().strip("'").lower() for word in (given[2] or given[3]).split(",")}
        return lambda row: str(row.value(column)).lower() in words
    if given := _FILLED.fullmatch(stage):
        path = given[1]
        return lambda row: bool(row.value(path))
    if given := _WITHOUT.fullmatch(stage):
        path, text = given[1], given[2].lower()
        return lambda row: text not in str(row.value(path) or "").lower()
    raise refused("InvalidQuery", f"Query is invalid: '{stage}' is not a stage this simulator knows.")


def _projection(text: str) -> Callable[[Row], dict[str, Any]]:
    columns = {}
    for word in text.split(","):
        given = _COLUMN.fullmatch(word.strip())
        if given is None:
            raise refused("InvalidQuery", f"Query is invalid: '{word.strip()}' is no column.")
        columns[given[1]] = given[2] or given[1]
    return lambda row: _columns(row, columns)


def _columns(row: Row, columns: Mapping[str, str]) -> dict[str, Any]:
    return {name: row.value(path) for name, path in columns.items()}


def refused(code: str, message: str) -> WireError:
    """A query that is none."""
    return WireError(400, code, message)
