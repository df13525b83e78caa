"""A provider process that waits for many approvals at once: `python -m … URL COUNT`.

Prints its memory in megabytes, with nothing done yet and once every PUT has been answered.
"""

from __future__ import annotations

import asyncio
import json
import sys

import pulumi_private_endpoint.approval.set_provider  # noqa: F401 - a provider process has loaded it
from pulumi_private_endpoint.connections.sets.reconcile import apply
from tools.benchmarks.processes.memory import megabytes
from tools.benchmarks.scene import TWINS, inputs, session

_SECONDS = 100.0


async def main(url: str, count: int) -> None:
    """Start the set, wait for the last PUT, and stop there."""
    sent = 0
    all_sent = asyncio.Event()

    def count_puts(line: str) -> None:
        nonlocal sent
        sent += line.startswith("PUT")
        if sent == count:
            all_sent.set()

    news = inputs(count, count // 10, TWINS, maxConcurrency=count)
    before = megabytes()
    waiting = asyncio.ensure_future(apply(session(url, trace=count_puts), {}, news))
    await asyncio.wait_for(all_sent.wait(), _SECONDS)
    sys.stdout.write(json.dumps({"before": before, "megabytes": megabytes()}))
    waiting.cancel()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
