"""Looking ahead where ARM cannot be reached."""

from __future__ import annotations

from typing import Any

import httpx

from pulumi_private_endpoint.approval.foresee import foresee_create


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
