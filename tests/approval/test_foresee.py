"""Looking ahead where ARM cannot be reached."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from pulumi_private_endpoint.approval.foresee import foresee_create
from pulumi_private_endpoint.simulator import Connection

TARGET = (
    "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop/providers"
    "/Microsoft.DocumentDB/databaseAccounts/orders"
)
ENDPOINT = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints/warehouse-orders"
)


@pytest.mark.parametrize(
    ("found", "foreseen"),
    [
        pytest.param({}, "decide", id="pending"),
        pytest.param({"status": "Approved", "description": "CHG-0"}, "change", id="another text"),
        pytest.param({"status": "Approved", "description": "CHG-1 orders"}, "have", id="all as wanted"),
        pytest.param({"provisioning_state": "Updating"}, "move", id="in motion"),
        pytest.param({"private_endpoint": f"{ENDPOINT}-2"}, "await", id="not there"),
    ],
)
def test_says_what_an_up_would_do(azure: Any, wanted: Any, found: dict[str, str], foreseen: str) -> None:
    connection = {"name": "c1", "private_endpoint": ENDPOINT, "description": "please"} | found
    sim = azure([Connection(target=TARGET, **connection)])

    assert sim.run(foresee_create(sim.session, wanted())) == foreseen
    assert sim.puts == 0


class Unplugged(httpx.AsyncBaseTransport):
    """No network; counts who tries."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner = inner
        self.tries = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.tries += 1
        raise httpx.ConnectError("no route", request=request)


def test_once_it_cannot_be_reached_the_other_looks_are_spared(azure: Any, wanted: Any) -> None:
    plugs: list[Unplugged] = []
    sim = azure(wire=lambda inner: plugs.append(Unplugged(inner)) or plugs[0])
    sim.run(foresee_create(sim.session, wanted()))
    (plug,) = plugs
    tries, seconds = plug.tries, sim.clock.now()

    sim.run(foresee_create(sim.session, wanted(connectionName="another")))

    assert tries > 0
    assert (plug.tries, sim.clock.now()) == (tries, seconds)
    first, second = sim.told.notes
    assert first.startswith("could not look at Microsoft.DocumentDB/databaseAccounts orders")
    assert second.partition(": ")[2] == first.partition(": ")[2]
