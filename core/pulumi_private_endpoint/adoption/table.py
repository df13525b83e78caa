"""A table, for a program that reads one and for whoever opens it in a spreadsheet."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.connections.properties.fields import INPUTS, python_name
from pulumi_private_endpoint.connections.text import FORMULA

from .entries import DESCRIPTION, ToDo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .entries import Adoption, Entry


def table(entries: Sequence[Entry]) -> str:
    """A row for each, a column for every input that one of them has."""
    given = {name for entry in entries for name in entry.inputs}
    columns = [name for name in INPUTS if name in given]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["key", *map(python_name, columns)])
    writer.writerows([entry.name, *(_cell(entry.inputs.get(name)) for name in columns)] for entry in entries)
    return out.getvalue()


def without_formulas(adoption: Adoption) -> Adoption:
    """The same without what a spreadsheet would take for a formula."""
    fine = [each for each in adoption.entries if not _is_formula(each.inputs["connectionName"])]
    odd = [
        ToDo(each.connection, "has a name that begins like a formula, which no table should hold")
        for each in adoption.entries
        if _is_formula(each.inputs["connectionName"])
    ]
    entries = tuple(map(_without_formula, fine))
    return replace(adoption, entries=entries, left_out=(*adoption.left_out, *odd))


def _without_formula(entry: Entry) -> Entry:
    if not _is_formula(entry.inputs.get("description", "")):
        return entry
    inputs = {name: value for name, value in entry.inputs.items() if name != "description"}
    why = f"its text begins like a formula: it stays as it is, and is left out of the table ({DESCRIPTION})"
    return replace(entry, inputs=inputs, missing=(*entry.missing, why))


def _is_formula(text: str) -> bool:
    return FORMULA.search(text) is not None


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else ""
    return "" if value is None else str(value)
