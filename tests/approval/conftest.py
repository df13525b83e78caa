"""Typed inputs for the rooms below the provider."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterator
from typing import Any

import pulumi
import pytest

from pulumi_private_endpoint.approval.inputs import ApprovalInputs, from_props, problems

SUBSCRIPTION = "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21"
COSMOS = f"{SUBSCRIPTION}/resourceGroups/shop/providers/Microsoft.DocumentDB/databaseAccounts/orders"
ENDPOINT = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints/warehouse-orders"
)


@pytest.fixture
def wanted() -> Any:
    """Typed inputs from wire names; the Cosmos account and its one connection unless said otherwise."""

    def make(**props: Any) -> ApprovalInputs:
        bag = {"targetResourceId": COSMOS, "description": "CHG-1 orders"} | props
        if not bag.keys() & {"connectionName", "privateEndpointId", "privateEndpointName", "requestMessage"}:
            bag["privateEndpointId"] = ENDPOINT
        bag = {name: value for name, value in bag.items() if value is not None}
        assert problems(bag) == []
        return from_props(bag)

    return make


@pytest.fixture
def mocked() -> Iterator[Callable[..., None]]:
    """`mocked(mocks, preview=False)`: Pulumi's SDK talks to those mocks until the test is over."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    yield pulumi.runtime.set_mocks
    pulumi.runtime.settings.reset_options()
    loop.run_until_complete(loop.shutdown_default_executor())
    asyncio.set_event_loop(None)
    # The mocks leave an open event loop in each worker thread, besides this one.
    for left in [thing for thing in gc.get_objects() if isinstance(thing, asyncio.BaseEventLoop)]:
        left.close()
