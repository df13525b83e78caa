"""What the servicer hands on of a call, and how long it waits for one that was cancelled."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from pulumi.runtime.proto import provider_pb2

from pulumi_private_endpoint.plugin import servicer, under_way
from pulumi_private_endpoint.plugin.calls import approval, listing
from pulumi_private_endpoint.plugin.calls.call import Call

from .conftest import bag, urn

TARGET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v"
LIST = provider_pb2.InvokeRequest(tok=listing.TOKEN, args=bag({"targetResourceId": TARGET}))
SOON = 30.0


def test_an_end_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        begun, over = asyncio.Event(), asyncio.Event()

        async def stubborn(*_: Any) -> dict[str, Any]:
            begun.set()
            while not over.is_set():
                try:
                    await over.wait()
                except asyncio.CancelledError:  # noqa: PERF203 - it is what this is about
                    continue
            return {}

        monkeypatch.setattr(listing, "get_connections", stubborn)
        plugin = servicer.Servicer(None)
        call = asyncio.ensure_future(plugin.Invoke(LIST, None))  # type: ignore[arg-type]  # not asked
        await begun.wait()
        try:
            await asyncio.wait_for(asyncio.shield(asyncio.ensure_future(plugin.stop())), SOON)
        finally:
            over.set()
            await call

    monkeypatch.setattr(under_way, "_STOP_SECONDS", 0.05)
    asyncio.run(scene())


@pytest.mark.skipif(
    "timeout" not in provider_pb2.ReadRequest.DESCRIPTOR.fields_by_name, reason="this SDK knows of none"
)
def test_a_refresh_has_the_time_that_the_program_gives_it(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Call] = []

    async def read(call: Call, *_: Any) -> None:
        seen.append(call)

    monkeypatch.setattr(approval, "read", read)
    request = provider_pb2.ReadRequest(id="id", urn=urn(), timeout=7200)

    asyncio.run(servicer.Servicer(None).Read(request, None))  # type: ignore[arg-type]  # not asked

    assert seen[0].timeout == 7200
