"""The folders of what is adopted: a project for each subscription, and what is left to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_private_endpoint.cli.formats.markdown import verbatim
from pulumi_private_endpoint.cli.running import fail

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from pulumi_private_endpoint.adoption.entries import Adoption
    from pulumi_private_endpoint.adoption.folders import Form
    from pulumi_private_endpoint.inventory.scope import NotRead

_TO_DO = "TODO.md"


def to_do_lines(programs: Iterable[Adoption]) -> list[str]:
    """What the programs do not say, or not as they should."""
    return [str(each) for program in programs for each in program.to_do]


def write_programs(
    directory: Path, programs: Sequence[Adoption], form: Form, not_read: Sequence[NotRead]
) -> list[str]:
    """Write all files, or end with a line and none if one is there already; returns what to say of them."""
    files: dict[Path, str] = {}
    said = []
    for program in programs:
        if program.entries:
            folder = directory / program.subscription
            held = form.files(program)
            files |= {folder / name: text for name, text in held.items()}
            number = len(program.entries)
            said.append(f"{folder}: {number} connection{'s' * (number > 1)} in {', '.join(held)}")
    count = sum(len(program.to_do) for program in programs) + len(not_read)
    if count:
        files[directory / _TO_DO] = _to_do(programs, not_read)
        said.append(f"{directory / _TO_DO}: {count} to do")
    _write(files)
    return said


def _write(files: Mapping[Path, str]) -> None:
    try:
        there = next((path for path in files if path.exists()), None)
        for path, text in files.items() if there is None else ():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="") as file:
                file.write(text)
    except OSError as error:
        fail(OSError(f"{error.filename} cannot be written: {error.strerror}"))
    if there is not None:
        fail(
            FileExistsError(f"{there} is there already, and nothing is written over: give another directory")
        )


def _to_do(programs: Iterable[Adoption], not_read: Iterable[NotRead]) -> str:
    lines = ["# To do", ""]
    for program in programs:
        lines += _section(f"Subscription {program.subscription}", map(str, program.to_do))
    lines += _section("Not read", (f"{each.scope}: {each.why.partition(chr(10))[0]}" for each in not_read))
    return "\n".join(lines)


def _section(title: str, texts: Iterable[str]) -> Iterator[str]:
    boxes = [f"- [ ] {verbatim(text)}" for text in texts]
    if boxes:
        yield from (f"## {title}", "", *boxes, "")
