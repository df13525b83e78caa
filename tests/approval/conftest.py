"""Pulumi's SDK, talking to mocks."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterator

import pulumi
import pytest


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
