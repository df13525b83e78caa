"""What one provider process shares: its loop, its sessions, and what it knows of the command it serves."""

from __future__ import annotations

import asyncio
import concurrent.futures
import functools
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from pulumi_private_endpoint.approval.host import process
from pulumi_private_endpoint.approval.host.failed import ApprovalFailed
from pulumi_private_endpoint.approval.host.process import Process
from pulumi_private_endpoint.arm import ConnectionLost, DeadlineExceeded, ResourceId
from pulumi_private_endpoint.arm.errors.tree import ConfigurationError
from pulumi_private_endpoint.connections.errors import ConnectionNotFound, NotConfirmed
from pulumi_private_endpoint.connections.runtime import sessions
from pulumi_private_endpoint.connections.runtime.session import Session
from pulumi_private_endpoint.connections.runtime.sessions import DEBUG

TARGET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v"
INPUTS = {"targetResourceId": TARGET, "connectionName": "c1", "description": "PLANTED"}
LOCAL = {"private-endpoint:armEndpoint": "http://127.0.0.1:9"}


def claim(status: str = "Approved", claimant: str = "", name: str = "c1") -> Any:
    return ResourceId.parse(TARGET), name, claimant, status


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[..., Process]]:
    """`made(config)`: a process on a loop of its own, which ends with the test."""
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path))
    loops: list[asyncio.AbstractEventLoop] = []
    others = set(threading.enumerate())

    def new_event_loop() -> asyncio.AbstractEventLoop:
        loops.append(asyncio.DefaultEventLoopPolicy().new_event_loop())
        return loops[-1]

    monkeypatch.setattr(process.asyncio, "new_event_loop", new_event_loop)
    yield lambda config=LOCAL: Process(config.get)
    for loop in loops:
        asyncio.run_coroutine_threadsafe(_end_others(), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
    for thread in set(threading.enumerate()) - others:
        thread.join(5)
    for loop in loops:
        loop.close()


async def _end_others() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_default_executor()


@pytest.fixture
def the_one(made: Callable[..., Process], monkeypatch: pytest.MonkeyPatch) -> Process:
    """The process that `call` and `look` use."""
    monkeypatch.delenv(DEBUG, raising=False)
    only = made()
    monkeypatch.setattr(process, "_shared", only)
    return only


async def _itself(session: Session) -> Session:
    return session


class TestRun:
    def test_brings_back_what_the_work_returns(self, made: Callable[..., Process]) -> None:
        async def work(session: Session) -> tuple[str, str]:
            return session.client.cloud.endpoint, threading.current_thread().name

        assert made().run(work, 5) == ("http://127.0.0.1:9", "private-endpoint")

    @pytest.mark.parametrize(
        "failure", [OSError("theirs"), asyncio.TimeoutError("theirs"), ConnectionNotFound("theirs")], ids=repr
    )
    def test_brings_back_what_the_work_raises(
        self, made: Callable[..., Process], failure: BaseException
    ) -> None:
        async def work(_session: Session) -> None:
            raise failure

        with pytest.raises(type(failure), match="theirs"):
            made().run(work, 5)

    def test_work_without_an_end_is_given_up(
        self, made: Callable[..., Process], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(process, "_GRACE_SECONDS", 0.0)
        ended = threading.Event()

        async def work(_session: Session) -> None:
            try:
                await asyncio.Event().wait()
            finally:
                ended.set()

        shared = made()
        shared.run(_itself, 5)  # else the session might not be there in that time
        with pytest.raises(NotConfirmed, match="no end within 0s: run again to take it up"):
            shared.run(work, 0.01)
        assert ended.wait(5)

    def test_a_tenant_has_one_session_and_all_share_turns_and_wishes(
        self, made: Callable[..., Process]
    ) -> None:
        shared = made()
        first, again, other = (shared.run(_itself, 5, tenant) for tenant in ("a", "a", "b"))

        assert first is again
        assert first.client is not other.client
        assert (first.claims, first.target_locks) == (other.claims, other.target_locks)

    def test_a_cloud_that_cannot_be_used_is_told(self, made: Callable[..., Process]) -> None:
        shared = made({"azure-native:environment": "nowhere"})
        with pytest.raises(ConfigurationError, match="'nowhere' is not a known Azure environment"):
            shared.run(_itself, 5)

    @pytest.mark.parametrize(("debug", "traced"), [("", False), ("1", True)], ids=["as usual", "debug"])
    def test_requests_are_traced_if_asked_for(
        self,
        made: Callable[..., Process],
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        debug: str,
        traced: bool,
    ) -> None:
        monkeypatch.setenv(DEBUG, debug)

        async def work(session: Session) -> None:
            with pytest.raises(ConnectionLost):
                await session.client.get(TARGET, "2030-01-01", session.deadline(5))

        made().run(work, 5)
        assert ("GET " in capsys.readouterr().err) is traced

    def test_an_outage_is_told_when_it_begins(
        self,
        made: Callable[..., Process],
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        def nowhere(_request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("no route")

        async def work(session: Session) -> str:
            with pytest.raises(DeadlineExceeded):
                await session.client.get(TARGET, "2030-01-01", session.deadline(2))
            return capsys.readouterr().err

        unreachable = functools.partial(sessions.ArmClient, transport=httpx.MockTransport(nowhere))
        monkeypatch.setattr(sessions, "ArmClient", unreachable)
        said = made().run(work, 5)

        assert said.count("\n") == 1
        assert "no connection (ConnectError: no route): trying again" in said


class TestWhatACommandWants:
    """What is kept is nobody's to release."""

    def test_what_stays_as_it_is_is_wanted(self, made: Callable[..., Process]) -> None:
        shared = made()
        assert shared.claim([claim()]) == []

        held = shared.run(_itself, 5).claims
        assert held.has(ResourceId.parse(TARGET), "c1")

    def test_checks_and_diffs_of_four_threads_lose_nothing(self, made: Callable[..., Process]) -> None:
        shared, times = made(), 500
        interval = sys.getswitchinterval()
        sys.setswitchinterval(1e-6)

        def ask(_: int) -> int:
            found = 0
            for _ in range(times):
                shared.checks.add(INPUTS, {})
                found += shared.checks.take(INPUTS) is not None
            return found

        try:
            with concurrent.futures.ThreadPoolExecutor(4) as threads:
                assert sum(threads.map(ask, range(4))) == 4 * times
        finally:
            sys.setswitchinterval(interval)

    def test_what_another_one_has_is_refused(self, made: Callable[..., Process]) -> None:
        shared = made()
        shared.claim([claim(claimant="orders")])
        told = "connection c1 is wanted by orders too (as Approved): remove one of the two"

        assert shared.claim([claim(), claim(claimant="stock")]) == [told, f"stock: {told}"]


class TestCall:
    @pytest.fixture(autouse=True)
    def _one(self, the_one: Process) -> None:
        self.one = the_one

    @pytest.mark.parametrize("way", ["call", "look"])
    @pytest.mark.parametrize(
        "failure", [ConnectionNotFound("no connection"), ConfigurationError("no sign-in")], ids=repr
    )
    def test_a_failure_is_its_text_alone(self, way: str, failure: Exception) -> None:
        with pytest.raises(ApprovalFailed, match=str(failure)) as caught:
            ask(way, failure)
        assert caught.value.__suppress_context__

    @pytest.mark.parametrize("way", ["call", "look"])
    def test_with_debug_it_is_the_failure_itself(self, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
        monkeypatch.setenv(DEBUG, "1")
        with pytest.raises(ConnectionNotFound):
            ask(way, ConnectionNotFound("no connection"))

    @pytest.mark.parametrize("way", ["call", "look"])
    def test_what_is_nobodys_failure_is_not_dressed_up(self, way: str) -> None:
        with pytest.raises(ZeroDivisionError):
            ask(way, ZeroDivisionError())

    def test_a_look_without_a_network_is_said(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert ask("look", ConnectionLost("no network\nrequest id 1", sent=False)) == "unread"
        assert capsys.readouterr().err == "orders: could not look, up will: no network\n"

    def test_a_strict_look_without_a_network_fails(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(self.one.sessions, "strict", True)
        with pytest.raises(
            ApprovalFailed, match="could not look, which PRIVATE_ENDPOINT_STRICT makes an error"
        ):
            ask("look", ConnectionLost("no network", sent=False))

    def test_a_call_without_a_network_fails(self) -> None:
        with pytest.raises(ApprovalFailed, match="no network"):
            ask("call", ConnectionLost("no network", sent=False))

    def test_what_is_said_is_said_at_once(self, capsys: pytest.CaptureFixture[str]) -> None:
        process.shared().say("look here")
        assert capsys.readouterr().err == "look here\n"


def ask(way: str, failure: Exception) -> Any:
    async def work(_session: Session) -> None:
        raise failure

    if way == "call":
        return process.call(work, 5, None)
    return process.preview(work, 5, None, "unread", "orders")


class TestConfigure:
    @pytest.fixture(autouse=True)
    def _unconfigured(self, made: Callable[..., Process], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(process, "_shared", None)
        monkeypatch.setattr(sys, "tracebacklimit", 1000, raising=False)
        monkeypatch.delenv(DEBUG, raising=False)
        self.made = made  # it ends the loop that `configure` starts

    def test_one_for_all_calls(self) -> None:
        process.configure({"a": "first"}.get)
        first = process.shared()
        process.configure({"a": "second"}.get)
        assert process.shared() is first

    @pytest.mark.parametrize(("debug", "limit"), [("", 0), ("1", 1000)], ids=["as usual", "debug"])
    def test_a_users_error_has_no_traceback(
        self, monkeypatch: pytest.MonkeyPatch, debug: str, limit: int
    ) -> None:
        monkeypatch.setenv(DEBUG, debug)
        process.configure({}.get)
        assert sys.tracebacklimit == limit

    def test_before_it_there_is_nothing(self) -> None:
        with pytest.raises(RuntimeError, match="used before it was configured"):
            process.shared()


def test_its_loop_keeps_no_process_alive(made: Callable[..., Process]) -> None:
    before = set(threading.enumerate())
    made()
    (loop,) = [each for each in set(threading.enumerate()) - before if each.name == "private-endpoint"]
    assert loop.daemon
