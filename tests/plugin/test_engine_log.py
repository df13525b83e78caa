"""The engine's log: when the engine is gone, and what is waited for before a call is answered."""

from __future__ import annotations

import asyncio
from typing import Any

import grpc.aio
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

from pulumi_private_endpoint.plugin import engine_log
from pulumi_private_endpoint.plugin.engine_log import EngineLog

NOBODY = "127.0.0.1:1"
INFO = engine_pb2.LogSeverity.INFO
LONG, SOON = 30.0, 15.0


class Engine(engine_pb2_grpc.EngineServicer):
    """Hears every line, and goes on from `hold` only when it is let."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.let = asyncio.Event()

    async def Log(self, request: Any, _context: Any) -> empty_pb2.Empty:  # noqa: N802 - Pulumi's
        if request.message == "hold":
            await self.let.wait()
        self.heard.append(request.message)
        return empty_pb2.Empty()


@pytest.mark.parametrize("address", [NOBODY, None], ids=["that never answered", "that there is none of"])
def test_an_engine_is_not_gone(monkeypatch: pytest.MonkeyPatch, address: str | None) -> None:
    monkeypatch.setattr(engine_log, "_GONE_SECONDS", 0.05)

    async def scene() -> bool:
        log = EngineLog(address)
        gone = asyncio.ensure_future(log.gone())
        await asyncio.wait({gone}, timeout=0.5)
        over = gone.done()
        gone.cancel()
        await asyncio.wait({gone})
        await log.close()
        return over

    assert not asyncio.run(scene())


def test_a_call_waits_for_no_line_that_was_said_after_it_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_log, "_SECONDS", LONG)

    async def scene() -> list[str]:
        engine, server = Engine(), grpc.aio.server()
        engine_pb2_grpc.add_EngineServicer_to_server(engine, server)
        log = EngineLog(f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}")
        await server.start()
        log.say(INFO, "approved")
        flushed = asyncio.ensure_future(log.flush())
        await asyncio.sleep(0)
        log.say(INFO, "hold")
        await asyncio.wait_for(flushed, SOON)
        heard = [*engine.heard]
        engine.let.set()
        await log.flush()
        await log.close()
        await server.stop(None)
        return heard

    assert asyncio.run(scene()) == ["approved"]


def test_a_cancelled_call_does_not_wait_long_for_an_engine_that_hears_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine_log, "_SECONDS", LONG)

    async def scene() -> list[str]:
        engine, server = Engine(), grpc.aio.server()
        engine_pb2_grpc.add_EngineServicer_to_server(engine, server)
        log = EngineLog(f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}")
        await server.start()
        log.say(INFO, "hold")
        await asyncio.wait_for(log.flush(0.05), SOON)
        heard = [*engine.heard]
        await log.close()
        await server.stop(None)
        return heard

    assert asyncio.run(scene()) == []


def test_where_nothing_was_said_nothing_is_waited_for() -> None:
    async def scene() -> None:
        log = EngineLog(NOBODY)
        await asyncio.wait_for(log.flush(), SOON)
        await log.close()

    asyncio.run(scene())


def test_a_line_that_the_engine_does_not_take_is_not_lost(capfd: pytest.CaptureFixture[str]) -> None:
    async def scene() -> None:
        log = EngineLog(NOBODY)
        log.say(INFO, "approved")
        await log.flush()
        log.say(INFO, "and so on")
        await log.flush()
        await log.close()

    asyncio.run(scene())

    assert capfd.readouterr().err.splitlines() == [
        "approved (not shown by the engine: UNAVAILABLE)",
        "and so on (not shown by the engine: UNAVAILABLE)",
    ]


def test_once_it_answers_nothing_any_more_an_engine_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_log, "_GONE_SECONDS", 0.05)

    async def scene() -> None:
        server = grpc.aio.server()
        engine_pb2_grpc.add_EngineServicer_to_server(Engine(), server)
        log = EngineLog(f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}")
        await server.start()
        gone = asyncio.ensure_future(log.gone())
        log.say(INFO, "approved")
        await log.flush()
        assert not gone.done()
        await server.stop(None)
        await asyncio.wait_for(gone, SOON)
        await log.close()

    asyncio.run(scene())
