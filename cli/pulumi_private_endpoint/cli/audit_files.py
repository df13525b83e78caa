"""The files that an audit is given: states, exemptions, an earlier audit. A bad one is one line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

from pulumi_private_endpoint.audit.exemptions import UnreadableExemptions, read_exemptions
from pulumi_private_endpoint.audit.report import UnreadableBaseline, first_seen_in
from pulumi_private_endpoint.evidence.stacks import UnreadableState, approvals_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from pulumi_private_endpoint.arm import ResourceId
    from pulumi_private_endpoint.audit.exemptions import Exemption
    from pulumi_private_endpoint.evidence.stacks import Recorded


def recorded(files: Sequence[Path]) -> dict[tuple[ResourceId, str], Recorded] | None:
    """The decisions in states; None without any file.

    Raises:
        typer.BadParameter: A file is no export of a state.
    """
    if not files:
        return None
    return {each.key: each for file in files for each in _approvals(file)}


def _approvals(file: Path) -> list[Recorded]:
    try:
        return approvals_of(_json(file))
    except UnreadableState as error:
        raise typer.BadParameter(f"{file} {error}") from None


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
        return first_seen_in(_json(file))
    except UnreadableBaseline as error:
        raise typer.BadParameter(f"{file} {error}") from None


def _json(file: Path) -> Any:
    try:
        return json.loads(_text(file))
    except json.JSONDecodeError as error:
        raise typer.BadParameter(f"{file}:{error.lineno}: is not JSON") from None


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise typer.BadParameter(f"{file} cannot be read: {why}") from None
