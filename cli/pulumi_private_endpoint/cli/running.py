"""How every command runs: ids from what was typed, one session for the walk, failures in their own words."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import typer
from rich.console import Console

from pulumi_private_endpoint.arm import ArmError, ResourceId
from pulumi_private_endpoint.connections.errors import ApprovalError
from pulumi_private_endpoint.connections.runtime.preview_memory import PreviewMemory
from pulumi_private_endpoint.connections.runtime.sessions import Sessions
from pulumi_private_endpoint.connections.text import message, printable

from . import exit_codes
from .options import in_option_names
from .terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable

    from rich.table import Table

    from pulumi_private_endpoint.connections.runtime.session import Session
    from pulumi_private_endpoint.inventory.scope import NotRead

T = TypeVar("T")
_WIDE = 1000
_LONGEST = 400


def parsed_id(text: str, name: str) -> ResourceId:
    """Any Azure id; `name` is the argument's.

    Raises:
        typer.BadParameter: It is none.
    """
    try:
        return ResourceId.parse(text)
    except ArmError:
        raise typer.BadParameter(f"{name} is not an Azure resource id") from None


def run(
    tenant_id: str | None,
    work: Callable[[Session], Coroutine[Any, Any, T]],
    notes: list[str] | None = None,
) -> T:
    """What the walk returns; a failure ends the command with its own words.

    Args:
        tenant_id: The tenant to sign in to; None: the one of the environment.
        work: The walk, given a session.
        notes: Takes what the walk has to say beside what it returns.
    """
    shown = Terminal(Console(stderr=True), [] if notes is None else notes)

    async def walk() -> T:
        async with Sessions(os.environ, lambda _: None, shown).once(tenant_id) as session:
            # What a Pulumi preview showed is no promise of this command's.
            own = replace(
                session,
                counts=shown.counts,
                preview_memory=PreviewMemory(None),
                command="this command",
                replace_with="",
            )
            return await work(own)

    try:
        with shown.passing():
            return asyncio.run(walk())
    except (ApprovalError, ArmError) as failure:
        fail(failure)


def tell_not_read(missed: Iterable[NotRead]) -> None:
    """Say what is missing."""
    for each in missed:
        tell(not_read_line(each))


def not_read_line(each: NotRead) -> str:
    """What is missing, and why."""
    return f"not read: {printable(each.scope, _LONGEST)}: {message(each.why)}"


def fail(failure: Exception) -> NoReturn:
    """End with a failure's own words, in which the first line names options; what follows quotes others."""
    first, *more = str(failure).split("\n")
    tell("\n".join([in_option_names(first), *more]))
    raise typer.Exit(exit_codes.FAILED)


def tell(text: str) -> None:
    """A line beside the answer, on standard error; what the text holds is never read as markup."""
    Console(stderr=True).print(text, markup=False, highlight=False, soft_wrap=True)


def show_table(table: Table) -> None:
    """The answer; in a pipe a row is a line, however long."""
    Console(highlight=False, width=None if sys.stdout.isatty() else _WIDE).print(table)
