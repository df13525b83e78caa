"""How long a call may take at most: beyond every deadline of the work itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from pulumi_private_endpoint.plugin.calls import approval_set

TARGET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v"
ENTRY = {"targetResourceId": TARGET, "connectionName": "c", "timeout": "5m"}
SET = {"approvals": {str(number): ENTRY for number in range(10)}, "results": {}}


class Call(SimpleNamespace):
    """Notes how long its work may take."""

    seconds = 0.0

    async def run(self, _work: Any, seconds: float, _tenant: Any) -> Any:
        self.seconds = seconds
        return {**SET}


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(lambda call: approval_set.create(call, SET), id="create"),
        pytest.param(lambda call: approval_set.read(call, "id", SET, {}), id="read"),
        pytest.param(lambda call: approval_set.delete(call, SET), id="delete"),
    ],
)
def test_custom_timeouts_of_a_set_are_for_each_entry(made: Callable[[Any], Any]) -> None:
    call = Call(timeout=3600.0, preview=False, urn="a::b::c::d", command=SimpleNamespace(releases={}))

    asyncio.run(made(call))

    assert call.seconds == 10 * 3600
