"""Programs in Python: single approvals, a set, a set that reads a table. As ruff would format them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.connections.properties.fields import python_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .entries import Entry

SET = "adopted"
_PACKAGE = "pulumi_private_endpoint.approval"


def singles(entries: Sequence[Entry]) -> str:
    """An approval for each."""
    return f"from {_PACKAGE} import PrivateEndpointApproval\n" + "".join(map(_single, entries))


def a_set(entries: Sequence[Entry]) -> str:
    """One set of them all."""
    lines = [f"from {_PACKAGE} import PrivateEndpointApprovalSet", ""]
    lines += ["PrivateEndpointApprovalSet(", f"    {literal(SET)},", "    {"]
    for entry in entries:
        lines += [*comments(entry.missing, " " * 8), f"        {literal(entry.name)}: {{"]
        lines += [f"            {literal(name)}: {value}," for name, value in _arguments(entry)]
        lines += ["        },"]
    return "\n".join([*lines, "    },", ")", ""])


def _single(entry: Entry) -> str:
    lines = ["", *comments(entry.missing), "PrivateEndpointApproval(", f"    {literal(entry.name)},"]
    lines += [f"    {name}={value}," for name, value in _arguments(entry)]
    return "\n".join([*lines, ")", ""])


def _arguments(entry: Entry) -> Iterator[tuple[str, str]]:
    for name, value in entry.inputs.items():
        yield python_name(name), literal(value)


def literal(value: Any) -> str:
    """A value as code. Of a text every letter is its own or an escape: it never ends before it ends (P3)."""
    if not isinstance(value, str):
        return repr(value)
    escaped = value.encode("unicode_escape").decode("ascii")
    quote = "'" if value.count('"') > value.count("'") else '"'
    return quote + escaped.replace(quote, f"\\{quote}") + quote


def comments(lines: Iterable[str], indent: str = "") -> list[str]:
    """Each as a comment in ASCII, which no text in it can end."""
    return [f"{indent}# {' '.join(ascii(line)[1:-1].split())}" for line in lines]


TABLE = "approvals.csv"
READER = f'''"""The approvals that {TABLE} lists: a row for each, and a column for each input."""

import csv
from pathlib import Path
from typing import Any

from {_PACKAGE} import PrivateEndpointApprovalSet

TABLE = Path(__file__).with_name("{TABLE}")
FLAG = "allow_unknown_requester"


def inputs(row: dict[str, str]) -> dict[str, Any]:
    """What a row gives; an empty cell gives nothing."""
    given: dict[str, Any] = {{name: text for name, text in row.items() if text}}
    if FLAG in given:
        given[FLAG] = given[FLAG] == "true"
    return given


approvals: dict[str, Any] = {{}}
with TABLE.open(encoding="utf-8", newline="") as rows:
    for row in csv.DictReader(rows, strict=True):
        key = row.pop("key")
        if key in approvals:
            raise ValueError(f"{TABLE} has two rows with the key {{key}}")
        approvals[key] = inputs(row)

PrivateEndpointApprovalSet("{SET}", approvals)
'''


def project(name: str) -> str:
    """`Pulumi.yaml`: the interpreter is the one on PATH until somebody names a virtual environment."""
    return f"name: {name}\nruntime:\n  name: python\n  options:\n    toolchain: pip\n"
