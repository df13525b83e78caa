"""docs/command-line.md: the commands as they are typed, what they print, and every option there is."""

from __future__ import annotations

import inspect
import io
import json
import os
import re
import sys
from collections import defaultdict
from contextlib import redirect_stderr, redirect_stdout, suppress
from enum import Enum
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, get_args, get_type_hints
from unittest import mock

import typer

from pulumi_private_endpoint.cli import app
from pulumi_private_endpoint.simulator import Connection, RoleAssignment, Scenario, running
from tools.pages.page import Page, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_OURS, _THEIRS = "0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21", "c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44"
_GROUP = f"/subscriptions/{_OURS}/resourceGroups/shop"
_SHOP = f"{_GROUP}/providers/Microsoft.Search/searchServices/shop"
_KEYS = f"{_GROUP}/providers/Microsoft.KeyVault/vaults/keys"
_PATH = re.compile(r"/subscriptions/[^\s\"]*?/providers/")
_BELOW = re.compile(r"/subscriptions/…/Microsoft\.\w+/\w+/\w+/privateEndpointConnections/")
_FOLDER, _STATE = "approvals", "approvals.json"


def _connection(name: str, target: str, status: str, text: str, subscription: str = _OURS) -> Connection:
    network = f"/subscriptions/{subscription}/resourceGroups/net/providers/Microsoft.Network/privateEndpoints"
    group = "vault" if target == _KEYS else "searchService"
    return Connection(target, name, f"{network}/{name.partition('.')[0]}", status, text, group_ids=(group,))


_THERE = Scenario(
    connections=(
        _connection("orders.3f1c", _SHOP, "Pending", "please", _THEIRS),
        _connection("stock.7a20", _SHOP, "Approved", "CHG-1042: the warehouse looks up what is in stock"),
        _connection("old.11aa", _SHOP, "Disconnected", "CHG-2: moved"),
        _connection("billing.91d0", _KEYS, "Approved", "Auto-Approved"),
    ),
    role_assignments=(
        RoleAssignment(f"/subscriptions/{_OURS}", "Contributor", "5ab1e0de-0000-4000-8000-000000000005"),
    ),
    time_scale=0.01,
)


def _said(*words: str) -> str:
    """What a command prints, on both streams."""
    printed = io.StringIO()
    with (
        redirect_stdout(printed),
        redirect_stderr(printed),
        mock.patch.object(sys, "argv", ["private-endpoint", *words]),
        suppress(SystemExit),  # exit codes are another section
    ):
        app.main()
    return "\n".join(line.rstrip() for line in printed.getvalue().rstrip().splitlines())


def _typed(*words: str) -> str:
    quoted = (f'"{word}"' if " " in word else word for word in words)
    return _short(f"$ private-endpoint {' '.join(quoted)}")


def _shown(*words: str, show: Callable[[str], str] | None = None) -> str:
    return f"{_typed(*words)}\n{(show or _short)(_said(*words))}"


def _short(text: str) -> str:
    """The same with the middles of ids left out."""
    return _PATH.sub("/subscriptions/…/", text)


def _narrow(text: str) -> str:
    """A table that is short, with its columns as wide as that needs."""
    head, *rows = text.splitlines()
    starts = [found.start() for found in re.finditer(r"\S+(?: \S+)*", head)]
    ends = [*starts[1:], None]
    cells = [
        [_short(line[start:end].rstrip()) for start, end in zip(starts, ends, strict=True)]
        for line in (head, *rows)
    ]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in cells)
    return "\n".join(line.rstrip() for line in lines)


def _brief(text: str) -> str:
    """What is to do, by the names of connections alone."""
    return _BELOW.sub("…/", _short(text))


@cache
def _parts() -> dict[str, object]:
    with TemporaryDirectory() as folder, running(_THERE) as azure:
        environment = {"PRIVATE_ENDPOINT_ARM_ENDPOINT": azure.url}
        before = Path.cwd()
        os.chdir(folder)
        try:
            with mock.patch.dict(os.environ, environment):
                return dict(_printed())
        finally:
            os.chdir(before)


def _printed() -> Iterator[tuple[str, str]]:
    scope = ("--subscription", _OURS)
    endpoint = (
        f"/subscriptions/{_THEIRS}/resourceGroups/net/providers/Microsoft.Network/privateEndpoints/orders"
    )
    asked = ("approve", _SHOP, "--private-endpoint-id", endpoint, "--description", "CHG-2043: orders")
    yield "list", _shown("list", *scope, show=_narrow)
    yield "show", _shown("show", f"{_SHOP}/privateEndpointConnections/orders.3f1c")
    yield "json", _shown("list", _SHOP, "--pending", "--output", "json")
    yield "audit", _shown("audit", *scope, show=_narrow)
    yield "adopt", _shown("adopt", "--resource-group", _GROUP, show=_brief)
    yield "folders", _shown("adopt", *scope, "--output-directory", _FOLDER)
    yield "approve", f"{_shown(*asked, '--dry-run')}\n{_shown(*asked)}"
    yield "wait", _shown("wait", _SHOP, "--connection-name", "orders.3f1c")
    Path(_STATE).write_text(json.dumps(_state()), encoding="utf-8")
    yield "evidence", _shown("evidence", "--state", _STATE, show=_narrow)
    yield "options", _options()


def _state() -> dict[str, Any]:
    """As `pulumi stack export` has one approval."""
    stock, kind = _THERE.connections[1], "private-endpoint:index:PrivateEndpointApproval"
    inputs = {
        "targetResourceId": stock.target,
        "privateEndpointId": stock.private_endpoint,
        "status": stock.status,
        "description": f"{stock.description}, review by 2999-12-31",
    }
    approval = {
        "type": kind,
        "urn": f"urn:pulumi:prod::shop::{kind}::stock",
        "id": stock.id,
        "inputs": inputs,
        "outputs": inputs,
    }
    return {"version": 3, "deployment": {"resources": [approval]}}


def _options() -> str:
    commands: Any = typer.main.get_command(app.app)
    of: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    for name, command in commands.commands.items():
        given = get_type_hints(inspect.unwrap(command.callback))
        for each in command.params:
            of[_named(each), _words(given[each.name]), _told(each)].append(f"`{name}`")
    everywhere = len(commands.commands)
    rows = (
        (named, "all" if len(given) == everywhere else ", ".join(given), words, told)
        for (named, words, told), given in of.items()
    )
    return table(("option", "of", "words", "what it is"), rows)


def _named(each: Any) -> str:
    if each.param_type_name == "argument":
        return f"`{(each.metavar or each.name).strip('[].').upper()}`"
    return ", ".join(f"`{name}`" for name in (*each.opts, *each.secondary_opts))


def _words(given: Any) -> str:
    """Those that an option may have, if it may not have any."""
    if isinstance(given, type) and issubclass(given, Enum):
        return ", ".join(f"`{word.value}`" for word in given)
    return next(filter(None, map(_words, get_args(given))), "")


def _told(each: Any) -> str:
    default = getattr(each.default, "value", each.default)
    told = str(each.help)
    if default in (None, False, (), []) or "Default" in told:
        return told
    shown = "yes" if default is True else f"`{default}`".replace("|", "\\|")
    return f"{told} Default: {shown}."


PAGE = Page("command-line.md", _parts)
