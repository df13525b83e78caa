"""A walk over a simulated Azure, as a command makes it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from pulumi_private_endpoint.arm import ArmClient, PlaceholderTokens, resolve_cloud
from pulumi_private_endpoint.connections.runtime.session import Session
from pulumi_private_endpoint.simulator import Running

OURS = "0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21"
GROUP = f"/subscriptions/{OURS}/resourceGroups/g/providers"
ENDPOINTS = f"/subscriptions/{OURS}/resourceGroups/net/providers/Microsoft.Network/privateEndpoints"


def target_of(arm_type: str, name: str = "t") -> str:
    namespace, *kinds = arm_type.split("/")
    return "/".join([GROUP, namespace, *(part for kind in kinds for part in (kind, name))])


@pytest.fixture
def walk(told: Any) -> Callable[..., Any]:
    """`walk(azure, lambda session: ...)`: what the walk returns."""

    def go(azure: Running, work: Callable[[Session], Coroutine[Any, Any, Any]]) -> Any:
        async def run() -> Any:
            cloud = resolve_cloud({"PRIVATE_ENDPOINT_ARM_ENDPOINT": azure.url}, lambda _: None)
            client = ArmClient(cloud, PlaceholderTokens())
            try:
                return await work(Session(client, told))
            finally:
                await client.close()

        return asyncio.run(run())

    return go
