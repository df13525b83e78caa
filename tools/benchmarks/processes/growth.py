"""What a set of some size costs in CPU and memory: `python -m tools.benchmarks.processes.growth 1000`.

Not against the simulator, whose own cost would be in the numbers, but against answers made up on the spot.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import httpx

from pulumi_private_endpoint.connections.sets.reconcile import apply
from tools.benchmarks.processes.memory import megabytes
from tools.benchmarks.scene import inputs, session
from tools.benchmarks.virtual_time import VirtualClock, run

_OPERATION = 10.0
_PER_TARGET = 10


class Answers(httpx.AsyncBaseTransport):
    """An ARM where every operation takes ten seconds."""

    def __init__(self, clock: VirtualClock, entries: dict[str, Any]) -> None:
        self._clock = clock
        self._ends: dict[str, float] = {}
        self._endpoints: dict[str, list[str]] = {}
        for entry in entries.values():
            self._endpoints.setdefault(entry["targetResourceId"], []).append(entry["privateEndpointId"])

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """List, PUT, poll or GET."""
        target, _, name = request.url.path.partition("/privateEndpointConnections")
        if not name:
            value = [
                self._connection(f"{target}/privateEndpointConnections/{index}")
                for index in range(_PER_TARGET)
            ]
            return httpx.Response(200, json={"value": value})
        path = request.url.path.removesuffix("/poll")
        if request.method == "PUT":
            self._ends[path] = self._clock.now() + _OPERATION
            headers = {"Location": f"http://127.0.0.1{path}/poll?api-version=1", "Retry-After": "10"}
            return httpx.Response(202, headers=headers)
        ended = self._clock.now() >= self._ends.get(path, 0.0)
        return httpx.Response(200 if ended else 202, json=self._connection(path))

    def _connection(self, path: str) -> dict[str, Any]:
        target, _, name = path.partition("/privateEndpointConnections/")
        decided = path in self._ends
        state = {
            "status": "Approved" if decided else "Pending",
            "description": "CHG-1234" if decided else "please",
        }
        properties = {
            "privateEndpoint": {"id": self._endpoints[target][int(name)]},
            "privateLinkServiceConnectionState": state,
            "provisioningState": "Succeeded",
        }
        return {"name": name, "properties": properties}


def main(count: int) -> None:
    """Print seconds of CPU and megabytes of memory that the set took."""
    clock = VirtualClock()
    news = inputs(count, count // _PER_TARGET)
    arm = session("http://127.0.0.1", clock=clock, transport=Answers(clock, news["approvals"]))
    before, started = megabytes(), time.process_time()
    outs = run(apply(arm, {}, news))
    seconds = time.process_time() - started
    cost = {"entries": len(outs["results"]), "seconds": seconds, "megabytes": megabytes() - before}
    sys.stdout.write(json.dumps(cost))


if __name__ == "__main__":
    main(int(sys.argv[1]))
