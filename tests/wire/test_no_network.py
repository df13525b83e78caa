"""What a run says when nobody answers, over gRPC: soon, in one line, with what to do."""

from __future__ import annotations

import time
from typing import Any

import grpc
import pytest

TARGET = (
    "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop/providers"
    "/Microsoft.DocumentDB/databaseAccounts/orders"
)
INPUTS = {"targetResourceId": TARGET, "connectionName": "c1", "status": "Approved"}
CONNECTION_ID = f"{TARGET}/privateEndpointConnections/c1"
OUTS = INPUTS | {"privateEndpointId": "", "onDestroy": "reject"}
CALLS = {
    "up": lambda host: host.create(INPUTS),
    "refresh": lambda host: host.read(CONNECTION_ID, OUTS),
    "destroy": lambda host: host.delete(CONNECTION_ID, OUTS),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_simulator_that_is_not_running_ends_the_run_at_once(start_host: Any, call: Any) -> None:
    host = start_host("http://127.0.0.1:9")
    began = time.monotonic()

    with pytest.raises(
        grpc.RpcError, match=r"nothing listens at http://127\.0\.0\.1:9\. Start the simulator"
    ):
        call(host)

    assert time.monotonic() - began < 30  # not the minute and a half of an outage
