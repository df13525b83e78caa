"""A user's Pulumi, an Azure that others act on too, and a witness on the wire between them.

Both doors are driven, with property bags, as the engine drives them (`drivers.py`). The witness
notes what truly was under the name of each connection that was written to, at the moment of the write:
what the provider believes does not count.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from pulumi_private_endpoint.approval.host import process
from pulumi_private_endpoint.connections.runtime.preview_memory import PreviewMemory
from pulumi_private_endpoint.connections.runtime.session import Session
from pulumi_private_endpoint.plugin import servicer
from pulumi_private_endpoint.simulator import Connection, Fault
from tests.plugin.served import Served

from .drivers import Desk, Driver, Dynamic, Plugin, Unfinished

Bag = dict[str, Any]
Hook = Callable[[httpx.Request], Awaitable[None]]


@dataclass(frozen=True)
class Write:
    """One PUT, PATCH or DELETE of a connection, and what the connection truly was when it arrived.

    `answer` is the HTTP status; 0, it was lost.
    """

    method: str
    name: str
    wanted: str | None
    endpoint: str
    before: str
    changing: bool
    answer: int

    @property
    def effective(self) -> bool:
        return 200 <= self.answer < 300


class Witness(httpx.AsyncBaseTransport):
    """Stands on the wire, and lets the world act just before or just after a request."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self.count = 0
        self.writes: list[Write] = []
        self.before: Hook | None = None
        self.after: Hook | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.count += 1
        if self.before is not None:
            await self.before(request)
        truth = None if request.method == "GET" else await self._truth(request)
        answer = 0
        try:
            response = await self._inner.handle_async_request(request)
            answer = response.status_code
        finally:
            if truth is not None:
                self.writes.append(_write(request, truth, answer))
            if self.after is not None:
                await self.after(request)
        return response

    async def act(self, method: str, path: str, **arguments: Any) -> Any:
        """Somebody else's doing, by the control API."""
        async with httpx.AsyncClient(transport=self._inner, base_url="http://127.0.0.1") as http:
            answer = await http.request(method, f"/_simulator/{path}", **arguments)
            answer.raise_for_status()
            return answer.json() if answer.content else None

    async def _truth(self, request: httpx.Request) -> Bag:
        path = unquote(request.url.path).lower()
        there = await self.act("GET", "connections")
        return next((each for each in there if each["id"].lower() == path), {})


def _write(request: httpx.Request, truth: Bag, answer: int) -> Write:
    body = json.loads(request.content or b"{}")
    state = body.get("properties", {}).get("privateLinkServiceConnectionState", {})
    return Write(
        method=request.method,
        name=unquote(request.url.path).rsplit("/", 1)[-1],
        wanted=state.get("status"),
        endpoint=truth.get("private_endpoint", ""),
        before=truth.get("status", "absent"),
        changing=truth.get("changing", False),
        answer=answer,
    )


class Stack:
    """One resource of a user's program, its state, and the commands the user knows."""

    def __init__(self, door: Driver, session: Session) -> None:
        self._door, self._session = door, session
        self.id: str | None = None
        self.inputs: Bag = {}
        self.outs: Bag = {}
        self.replaced: list[tuple[str, Bag]] = []
        self._unfinished = False

    def preview(self, props: Mapping[str, Any]) -> None:
        self._door.begin(self._session)
        news = self._door.checked(self.inputs, props, previewing=True)
        self._door.foresee(self.id, self.outs, self.inputs, news)

    def up(self, props: Mapping[str, Any]) -> str:
        """Do what the engine does for an `up`; the word for it comes back."""
        self._door.begin(self._session)
        done = self._apply(props)
        self._finish_replacing()
        return done

    def _apply(self, props: Mapping[str, Any]) -> str:
        news = self._door.checked(self.inputs, props, previewing=False)
        if self.id is None:
            self._create(news)
            return "create"
        diff = self._door.diff(self.id, self.outs, self.inputs, news)
        # Where the provider does not say, the engine compares the inputs.
        changed = self.inputs != news if diff.changes is None else diff.changes
        if changed and diff.replaces:
            self._replace(news, first_delete=diff.first_delete)
            return "replace"
        changed = changed or self._unfinished  # The engine goes on with what failed to begin.
        if changed:
            self.outs = self._door.update(self.id, self.outs, news)
            self._unfinished = False
        self.inputs = news
        return "update" if changed else "same"

    def refresh(self) -> None:
        assert self.id is not None
        self._door.begin(self._session)
        self.id, self.outs, self.inputs = self._door.read(self.id, self.outs, self.inputs)
        self._unfinished = False

    def destroy(self) -> None:
        self._door.begin(self._session)
        self._destroy()
        self._finish_replacing()

    def _destroy(self) -> None:
        if self.id is not None:
            self._door.delete(self.id, self.outs)
            self.id, self.outs, self.inputs, self._unfinished = None, {}, {}, False

    def _create(self, news: Bag) -> None:
        try:
            self.id, self.outs = self._door.create(news)
        except Unfinished as failed:
            self.id, self.outs, self.inputs, self._unfinished = failed.id, failed.outs, news, True
            raise
        self.inputs = news

    def _replace(self, news: Bag, *, first_delete: bool) -> None:
        assert self.id is not None
        if first_delete:
            self._destroy()
            self._create(news)
            return
        old = (self.id, self.outs)
        try:
            self._create(news)
        except Unfinished:
            self.replaced.append(old)
            raise
        self.replaced.append(old)

    def _finish_replacing(self) -> None:
        """A replaced resource stays in the state until its deletion has worked, at a command's end."""
        while self.replaced:
            self._door.delete(*self.replaced[0])
            del self.replaced[0]


class World:
    """An Azure, a user's stack on it, and the witness between the two."""

    def __init__(
        self,
        azure: type[Any],
        door: Driver,
        connections: Sequence[Connection],
        faults: Sequence[Fault] = (),
        preview_memory: Path | None = None,
        **scenario: Any,
    ) -> None:
        self.azure = azure(connections, faults, wire=lambda inner: door.wire(self._watch(inner)), **scenario)
        self.session: Session = replace(
            self.azure.session, preview_memory=PreviewMemory(preview_memory, now=lambda: 0.0)
        )
        self.stack = Stack(door, self.session)

    def _watch(self, inner: httpx.AsyncBaseTransport) -> Witness:
        self.witness = Witness(inner)
        return self.witness

    @property
    def truth(self) -> dict[str, Bag]:
        """Every connection as it truly is, by name."""
        return {each["id"].rsplit("/", 1)[-1]: each for each in self.azure.control("GET", "connections")}

    def change(self, connection_id: str, **changes: Any) -> None:
        self.azure.control("PATCH", "connections", params={"id": connection_id}, json=changes)

    def writes_to_others(self, meant: Sequence[Connection] = ()) -> list[Write]:
        """The writes that reached a connection which is none of those `meant`.

        The simulator's log is what counts them: the witness must not have missed any.
        """
        logged = [entry for entry in self.azure.control("GET", "log") if entry["method"] != "GET"]
        assert len(logged) == len(self.witness.writes)
        singled_out = {(each.name, each.private_endpoint) for each in meant}
        return [write for write in self.witness.writes if (write.name, write.endpoint) not in singled_out]


@pytest.fixture(params=["dynamic", "plugin"])
def door(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Driver]:
    if request.param == "dynamic":
        desk = Desk()
        # The provider object must stay empty, so a session can be given to its process' shared part only.
        monkeypatch.setattr(process, "_shared", desk)
        yield Dynamic(desk)
        return
    served = Served(lambda sessions: monkeypatch.setattr(servicer, "Sessions", sessions))
    yield Plugin(served)
    served.close()


@pytest.fixture
def world(azure: type[Any], door: Driver) -> Callable[..., World]:
    """`world(connections, faults, ...)`: with `previews`, what a preview showed is remembered there."""

    def make(connections: Sequence[Connection] = (), *more: Any, **scenario: Any) -> World:
        return World(azure, door, connections, *more, **scenario)

    return make
