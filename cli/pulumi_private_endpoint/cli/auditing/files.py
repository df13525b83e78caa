"""The files that an audit is given: states, exemptions, an earlier audit. A bad one is one line."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from pulumi_private_endpoint.audit.baseline import Baseline, UnreadableBaseline, read_baseline
from pulumi_private_endpoint.audit.exemptions import UnreadableExemptions, read_exemptions
from pulumi_private_endpoint.cli.places import Place
from pulumi_private_endpoint.connections.text import printable
from pulumi_private_endpoint.evidence.stacks import UnreadableState, approvals_of, hidden_in
from pulumi_private_endpoint.inventory.scope import NotRead

from .stacks import exported

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pulumi_private_endpoint.arm import ResourceId
    from pulumi_private_endpoint.audit.exemptions import Exemption
    from pulumi_private_endpoint.evidence.stacks import Recorded

_PROJECT = "Pulumi.yaml"
_URN = re.compile(r'"urn":\s*("[^"\\]*(?:\\.[^"\\]*)*")')


@dataclass(frozen=True, slots=True)
class States:
    """What Pulumi knows: the decisions in states, None without any state, and where they stand.

    Attributes:
        places: By the URN of a resource.
        hidden: Decisions that a state has encrypted.
        files: The states' files, or the file of the program that stacks are of.
    """

    records: Mapping[tuple[ResourceId, str], Recorded] | None = None
    places: Mapping[str, Place] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    hidden: tuple[NotRead, ...] = ()


def states(files: Sequence[Path], stacks: Sequence[str] = ()) -> States:
    """The decisions in files of `pulumi stack export`, and in stacks by their names.

    Raises:
        typer.BadParameter: One is no export of a state.
    """
    if not files and not stacks:
        return States()
    texts, exports = _exports(files, stacks)
    found, hidden = _read([*texts, *exports])
    records = {each.key: each for each in found}
    places = {urn: Place(file, line) for file, text in texts for urn, line in _lines(text)}
    program = _PROJECT if stacks and Path(_PROJECT).is_file() else None
    if program is not None:
        places |= {urn: Place(program) for _, text in exports for urn, _ in _lines(text)}
    named = (*(name for name, _ in texts), *([program] if program else []))
    return States(records, places, named, tuple(hidden))


def recorded(files: Sequence[Path], stacks: Sequence[str] = ()) -> tuple[list[Recorded], list[NotRead]]:
    """The same decisions in their order, of a connection that is in two states both; and what is encrypted.

    Raises:
        typer.BadParameter: One is no export of a state.
    """
    texts, exports = _exports(files, stacks)
    return _read([*texts, *exports])


def _exports(
    files: Sequence[Path], stacks: Sequence[str]
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The texts of files and of stacks, each with its name."""
    texts = [(str(file), _text(file)) for file in files]
    return texts, [(f"--stack {printable(name)}", exported(name)) for name in stacks]


def _read(named: Sequence[tuple[str, str]]) -> tuple[list[Recorded], list[NotRead]]:
    found: list[Recorded] = []
    hidden: list[NotRead] = []
    for name, text in named:
        export = _parsed(name, text)
        try:
            found += approvals_of(export)
            hidden += [NotRead(one.resource, one.why) for one in hidden_in(export)]
        except UnreadableState as error:
            raise typer.BadParameter(f"{name} {error}") from None
    return found, hidden


def _lines(text: str) -> Iterator[tuple[str, int]]:
    """The resources of a state, each with the line of its URN."""
    for number, line in enumerate(text.splitlines(), 1):
        for urn in _URN.findall(line):
            yield json.loads(urn), number


def exemptions(file: Path | None) -> list[Exemption]:
    """The exemptions; none without a file.

    Raises:
        typer.BadParameter: With the place in the file.
    """
    if file is None:
        return []
    try:
        return read_exemptions(_text(file), str(file))
    except UnreadableExemptions as error:
        raise typer.BadParameter(str(error)) from None


def baseline(file: Path | None) -> Baseline:
    """What an earlier audit knows; nothing without a file.

    Raises:
        typer.BadParameter: It is not the JSON of one.
    """
    if file is None:
        return Baseline()
    try:
        return read_baseline(_parsed(str(file), _text(file)))
    except UnreadableBaseline as error:
        raise typer.BadParameter(f"{file} {error}") from None


def _parsed(name: str, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:  # also numbers and nesting without end
        place = f"{name}:{error.lineno}:" if isinstance(error, json.JSONDecodeError) else name
        raise typer.BadParameter(f"{place} is not JSON") from None


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise typer.BadParameter(f"{file} cannot be read: {why}") from None
