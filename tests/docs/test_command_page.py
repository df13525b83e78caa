"""docs/command-line.md shows what the commands print, and tells of every option."""

from __future__ import annotations

from typing import Any

import pytest
import typer

from pulumi_private_endpoint.cli import app
from tools.pages import document_command

COMMANDS: Any = typer.main.get_command(app.app)
OPTIONS = sorted(
    {
        name
        for each in COMMANDS.commands.values()
        for one in each.params
        for name in one.opts
        if name[:2] == "--"
    }
)


@pytest.fixture(scope="module")
def text() -> str:
    return document_command.PAGE.text()


def test_it_is_current() -> None:
    assert document_command.PAGE.stale() == []


@pytest.mark.parametrize("option", OPTIONS)
def test_each_option_is_told(option: str, text: str) -> None:
    assert f"| `{option}`" in text.partition("## Options")[2]


@pytest.mark.parametrize("command", sorted(COMMANDS.commands))
def test_each_command_is_seen_at_work(command: str, text: str) -> None:
    assert (
        f"$ private-endpoint {command} " in text or command == "reject"
    )  # which is `approve` but for a word
