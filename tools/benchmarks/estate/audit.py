"""An audit in a process of its own: `python -m tools.benchmarks.estate.audit URL`.

Prints what it found, how long that took and what it asked.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from datetime import date
from http import HTTPStatus

import httpx

from pulumi_private_endpoint.audit.estate import Estate
from pulumi_private_endpoint.audit.rules import findings
from pulumi_private_endpoint.cli.auditing.reading import Question, read_estate
from pulumi_private_endpoint.inventory.scope import Scope
from tools.benchmarks.estate.there import subscriptions
from tools.benchmarks.scene import Far, session


async def main(url: str) -> None:
    """Read all subscriptions and judge them."""
    far = Far(httpx.AsyncHTTPTransport())
    asking = session(url, transport=far)
    question = Question(Scope(subscriptions=tuple(subscriptions())))
    started = time.monotonic()
    found, estate = await read_estate(asking, question, Estate((), frozenset(), date(2026, 11, 21)))
    told = findings(estate)
    seconds = time.monotonic() - started
    await asking.client.close()
    refused = sum(
        count for (_, status), count in far.answers.items() if status == HTTPStatus.TOO_MANY_REQUESTS
    )
    answer = {
        "connections": len(found.connections),
        "findings": len(told),
        "notRead": len(found.not_read),
        "seconds": seconds,
        "requests": far.answers.total(),
        "refused": refused,
    }
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
