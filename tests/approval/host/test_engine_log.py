"""The engine's log, as the dynamic provider reaches it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

from pulumi_private_endpoint.approval.host import engine_log
from pulumi_private_endpoint.approval.host.engine_log import EngineReport, engine_address


class Engine(engine_pb2_grpc.EngineServicer):
    def __init__(self) -> None:
        self.said: list[str] = []
        self.requests: list[Any] = []
        self.patience: list[float] = []

    def Log(self, request: Any, context: Any) -> empty_pb2.Empty:  # noqa: N802 - Pulumi's
        self.said.append(request.message)
        self.requests.append(request)
        self.patience.append(context.time_remaining())
        return empty_pb2.Empty()


def test_a_proxy_is_no_way_to_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    for name in ("no_proxy", "no_grpc_proxy"):
        monkeypatch.delenv(name, raising=False)
    engine, server = Engine(), grpc.server(ThreadPoolExecutor(1))
    engine_pb2_grpc.add_EngineServicer_to_server(engine, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()

    report = EngineReport(f"127.0.0.1:{port}")
    report.note("hello")
    report.flush()

    assert engine.said == ["hello"]
    server.stop(None).wait()


def test_what_passes_what_stays_and_what_warns() -> None:
    engine, server = Engine(), grpc.server(ThreadPoolExecutor(1))
    engine_pb2_grpc.add_EngineServicer_to_server(engine, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()

    report = EngineReport(f"127.0.0.1:{port}")
    report.progress("polled")
    report.note("approved")
    report.warn("changed\x1b[2J")
    report.flush()
    server.stop(None).wait()

    severity = engine_pb2.LogSeverity
    assert [(said.severity, said.message, said.ephemeral) for said in engine.requests] == [
        (severity.INFO, "polled", True),
        (severity.INFO, "approved", False),
        (severity.WARNING, "changed\\x1b[2J", False),
    ]
    assert max(engine.patience) < 10


def test_where_there_is_no_engine_lines_go_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    EngineReport(None).note("hello")
    assert capsys.readouterr().err == "hello\n"


HOST = "/venv/lib/python3.13/site-packages/pulumi/dynamic/__main__.py"


@pytest.mark.parametrize(
    ("arguments", "address"),
    [
        pytest.param([HOST, "127.0.0.1:5000"], "127.0.0.1:5000", id="a provider's process"),
        pytest.param([HOST, "127.0.0.1:5000", "x"], "127.0.0.1:5000", id="with more behind it"),
        pytest.param([HOST.replace("/", "\\"), "127.0.0.1:5000"], "127.0.0.1:5000", id="on Windows"),
        pytest.param([HOST], None, id="without an address"),
        pytest.param(["/app/__main__.py", "127.0.0.1:5000"], None, id="a program"),
        pytest.param([], None, id="nothing"),
    ],
)
def test_the_address_is_the_first_argument_of_a_providers_process(
    arguments: list[str], address: str | None
) -> None:
    assert engine_address(arguments) == address


def test_lines_are_sent_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    all_said, threads = threading.Event(), []

    def send(*_: Any) -> None:
        all_said.wait(10)
        threads.append(threading.get_ident())

    monkeypatch.setattr(engine_log, "_send", send)
    report = EngineReport("127.0.0.1:1")
    report.note("one")
    report.note("two")
    all_said.set()
    report.flush()

    assert len(threads) == 2
    assert len(set(threads)) == 1


def test_without_an_engine_nothing_is_sent(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(engine_log, "_send", lambda *given: sent.append(given))
    report = EngineReport(None)
    report.note("approved")
    report.flush()

    assert capsys.readouterr().err == "approved\n"
    assert sent == []
