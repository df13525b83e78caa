"""A simulated Azure, and the command as a shell would run it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from pulumi_private_endpoint.cli import app
from pulumi_private_endpoint.simulator import Connection, Running, Scenario, running

GROUP = "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop/providers"
SEARCH = f"{GROUP}/Microsoft.Search/searchServices/shop"
VAULT = f"{GROUP}/Microsoft.KeyVault/vaults/keys"
ENDPOINTS = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/net"
    "/providers/Microsoft.Network/privateEndpoints"
)


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def pending(name: str, target: str = SEARCH, **more: Any) -> Connection:
    given = {"private_endpoint": f"{ENDPOINTS}/{name}", "description": f"{name} asks"} | more
    return Connection(target=target, name=name, **given)


def approve(azure: Running, name: str, text: str = "") -> None:
    """As somebody else would: the portal, or another pipeline."""
    azure.change(f"{SEARCH}/privateEndpointConnections/{name}", status="Approved", description=text)


@pytest.fixture
def azure(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """One with these connections; parametrise it indirectly for others."""
    connections = getattr(request, "param", (pending("orders"), pending("stock"), pending("keys", VAULT)))
    with running(Scenario(connections=connections)) as simulated:
        monkeypatch.setenv("PRIVATE_ENDPOINT_ARM_ENDPOINT", simulated.url)
        yield simulated


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """`run("list", SEARCH)`."""

    def command(*words: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["private-endpoint", *words])
        with pytest.raises(SystemExit) as ended:
            app.main()
        out, err = capsys.readouterr()
        return Ended(int(ended.value.code or 0), out, err)

    return command
