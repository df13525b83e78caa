"""A program as the files of its folder, in the form that was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import import_file, python_program, table, yaml_program

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .entries import Adoption

Files = dict[str, str]
MAIN, PROJECT, IMPORT = "__main__.py", "Pulumi.yaml", "import.json"


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a program.

    Attributes:
        shown: The file that says it all.
        files: What its folder holds, by name.
        fitted: The same without what this form cannot hold, which is to do then.
    """

    shown: str
    files: Callable[[Adoption], Files]
    fitted: Callable[[Adoption], Adoption] = lambda adoption: adoption

    @property
    def has_comments(self) -> bool:
        """Whether lines behind a `#` may follow in the file that is shown."""
        return self.shown != python_program.TABLE


def _single(adoption: Adoption) -> Files:
    program = python_program.singles(adoption.entries)
    return _python(adoption, program) | {IMPORT: import_file.for_dynamic(adoption.entries)}


def _set(adoption: Adoption) -> Files:
    return _python(adoption, python_program.a_set(adoption.entries))


def _table(adoption: Adoption) -> Files:
    return _python(adoption, python_program.READER) | {python_program.TABLE: table.table(adoption.entries)}


def _yaml(adoption: Adoption) -> Files:
    program = yaml_program.program(_project(adoption), adoption.entries)
    return {PROJECT: program, IMPORT: import_file.for_plugin(adoption.entries)}


def _python(adoption: Adoption, program: str) -> Files:
    return {PROJECT: python_program.project(_project(adoption)), MAIN: program}


def _project(adoption: Adoption) -> str:
    return f"private-endpoints-{adoption.subscription}"


FORMS: Mapping[str, Form] = {
    "single": Form(MAIN, _single),
    "set": Form(MAIN, _set),
    "yaml": Form(PROJECT, _yaml),
    "csv": Form(python_program.TABLE, _table, table.without_formulas),
}
