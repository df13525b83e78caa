"""The engine's log: when the engine is gone, and what is waited for before a call is answered."""

from __future__ import annotations

import asyncio

import pytest

from pulumi_private_endpoint.plugin import engine_log
from pulumi_private_endpoint.plugin.engine_log import EngineLog

NOBODY = "127.0.0.1:1"


def test_an_engine_that_never_answered_is_not_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_log, "_GONE_SECONDS", 0.05)

    async def scene() -> bool:
        log = EngineLog(NOBODY)
        gone = asyncio.ensure_future(log.gone())
        await asyncio.wait({gone}, timeout=0.5)
        over = gone.done()
        gone.cancel()
        await asyncio.wait({gone})
        await log.close()
        return over

    assert not asyncio.run(scene())
