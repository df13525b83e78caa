"""The files that an audit is given: states, exemptions, an earlier audit. A bad one is one line."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import typer

from pulumi_private_endpoint.audit.exemptions import UnreadableExemptions, read_exemptions
from pulumi_private_endpoint.audit.report import UnreadableBaseline, first_seen_in
from pulumi_private_endpoint.evidence.stacks import UnreadableState, approvals_of

from .formats.places import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from pulumi_private_endpoint.arm import ResourceId
    from pulumi_private_endpoint.audit.exemptions import Exemption
    from pulumi_private_endpoint.evidence.stacks import Recorded

_URN = re.compile(r'"urn":\s*("[^"\\]*(?:\\.[^"\\]*)*")')


@dataclass(frozen=True, slots=True)
class States:
    """What Pulumi knows: the decisions in states, None without any state, and where they stand."""

    records: Mapping[tuple[ResourceId, str], Recorded] | None = None
    places: Mapping[str, Place] = field(default_factory=dict)


def states(files: Sequence[Path]) -> States:
    """The decisions in files of `pulumi stack export`.

    Raises:
        typer.BadParameter: A file is no export of a state.
    """
    if not files:
        return States()
    texts = [(file, _text(file)) for file in files]
    records = {each.key: each for file, text in texts for each in _approvals(file, text)}
    return States(records, {urn: place for file, text in texts for urn, place in _places(file, text)})


def _approvals(file: Path, text: str) -> list[Recorded]:
    try:
        return approvals_of(_parsed(file, text))
    except UnreadableState as error:
        raise typer.BadParameter(f"{file} {error}") from None


def _places(file: Path, text: str) -> Iterator[tuple[str, Place]]:
    for number, line in enumerate(text.splitlines(), 1):
        for urn in _URN.findall(line):
            yield json.loads(urn), Place(str(file), number)


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


def first_seen(file: Path | None) -> Mapping[str, date]:
    """What an earlier audit found, and when first; nothing without a file.

    Raises:
        typer.BadParameter: It is not the JSON of one.
    """
    if file is None:
        return {}
    try:
        return first_seen_in(_parsed(file, _text(file)))
    except UnreadableBaseline as error:
        raise typer.BadParameter(f"{file} {error}") from None


def _parsed(file: Path, text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise typer.BadParameter(f"{file}:{error.lineno}: is not JSON") from None


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise typer.BadParameter(f"{file} cannot be read: {why}") from None
