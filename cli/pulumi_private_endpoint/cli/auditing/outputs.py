"""Where an audit's answer goes: to standard output, and to files in other formats, all of one reading."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from pulumi_private_endpoint.cli.formats import TEXTS, AuditOutput
from pulumi_private_endpoint.cli.formats.sarif import left_out
from pulumi_private_endpoint.cli.formats.table import as_table
from pulumi_private_endpoint.cli.running import show_table, tell
from pulumi_private_endpoint.connections.text import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulumi_private_endpoint.cli.audit_report import AuditReport

_FORMS = ", ".join(form.value for form in TEXTS)


def parsed_files(texts: Sequence[str] | None) -> list[tuple[AuditOutput, Path]]:
    """The files of `--write`, and their formats.

    Raises:
        typer.BadParameter: One is none, or cannot be written where it is.
    """
    return [_file(text) for text in texts or ()]


def _file(text: str) -> tuple[AuditOutput, Path]:
    form, _, name = text.partition("=")
    if form not in {each.value for each in TEXTS} or not name:
        raise typer.BadParameter(f"--write must be FORMAT=FILE, with FORMAT one of {_FORMS}")
    file = Path(name)
    if file.is_dir():
        raise typer.BadParameter(f"--write {printable(name)} is a folder")
    if not file.parent.is_dir():
        raise typer.BadParameter(f"--write {printable(str(file.parent))} is no folder")
    return AuditOutput(form), file


def answer(output: AuditOutput, report: AuditReport) -> None:
    """Print it."""
    if output is AuditOutput.TABLE:
        show_table(as_table(report))
    else:
        print(_text(output, report), end="")
    _tell_left_out(output, report)


def write(files: Sequence[tuple[AuditOutput, Path]], report: AuditReport) -> bool:
    """Write the files; whether all could be. Why not is told, and hides nothing that was found."""
    written = [_is_written(form, file, report) for form, file in files]
    return all(written)


def _is_written(form: AuditOutput, file: Path, report: AuditReport) -> bool:
    _tell_left_out(form, report)
    text = _text(form, report)
    try:
        file.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
    except OSError as error:
        tell(f"{file} cannot be written: {error.strerror}")
        return False
    return True


def _text(form: AuditOutput, report: AuditReport) -> str:
    return TEXTS[form](report).removesuffix("\n") + "\n"


def _tell_left_out(form: AuditOutput, report: AuditReport) -> None:
    if form is AuditOutput.SARIF and (missing := left_out(report)):
        tell(missing)
