"""A user's Pulumi, an Azure that others act on too, and a witness on the wire between them.

The provider's own seven methods are driven, with property bags, as the engine drives them. The witness
notes what truly was under the name of each connection that was written to, at the moment of the write:
what the provider believes does not count.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote

import httpx
import pytest

from pulumi_private_endpoint.approval import ApprovalFailed, process
from pulumi_private_endpoint.approval.checks import Checks
from pulumi_private_endpoint.approval.property_bag import DRY_RUN, NAME
from pulumi_private_endpoint.approval.provider import PrivateEndpointApprovalProvider
from pulumi_private_endpoint.connections.runtime.claims import Claims
from pulumi_private_endpoint.connections.runtime.preview_memory import PreviewMemory
from pulumi_private_endpoint.connections.runtime.session import Report, Session
from pulumi_private_endpoint.simulator import Connection, Fault

T = TypeVar("T")
Bag = dict[str, Any]
Hook = Callable[[httpx.Request], Awaitable[None]]


class Refused(ApprovalFailed):
    """`check` found something wrong with the inputs."""


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


class Desk:
    """Stands in for the provider's process: one session, and every call in the caller's own thread."""

    session: Session
    checks: Checks
    strict = False

    @property
    def report(self) -> Report:
        return self.session.report

    def run(
        self,
        work: Callable[[Session], Coroutine[Any, Any, T]],
        _seconds: float,
        _tenant_id: str | None = None,
    ) -> T:
        return asyncio.run(work(self.session))

    def claim(self, claims_of: Any) -> list[str]:
        return list(self.session.claims.keep(claims_of).values())

    def say(self, warning: str) -> None:
        self.session.report.warn(warning)

    def begin(self) -> None:
        """Every command has a process of its own, which knows nothing of the one before."""
        self.session, self.checks = replace(self.session, claims=Claims()), Checks()


class Stack:
    """One resource of a user's program, its state, and the commands the user knows."""

    def __init__(self, desk: Desk, session: Session) -> None:
        desk.session = session
        self._desk = desk
        self._provider = PrivateEndpointApprovalProvider()
        self.id: str | None = None
        self.inputs: Bag = {}
        self.outs: Bag = {}
        self.replaced: list[tuple[str, Bag]] = []

    def preview(self, props: Mapping[str, Any]) -> None:
        self._desk.begin()
        news = self._checked(props, previewing=True)
        if self.id is not None:
            self._provider.diff(self.id, _wire(self.outs), news)

    def up(self, props: Mapping[str, Any]) -> str:
        """Do what the engine does for an `up`; the word for it comes back."""
        self._desk.begin()
        done = self._apply(props)
        self._finish_replacing()
        return done

    def _apply(self, props: Mapping[str, Any]) -> str:
        news = self._checked(props, previewing=False)
        if self.id is None:
            self._create(news)
            return "create"
        diff = self._provider.diff(self.id, _wire(self.outs), news)
        # Where the provider does not say, the engine compares the inputs.
        changed = self.inputs != news if diff.changes is None else diff.changes
        if changed and diff.replaces:
            self._replace(news, first_delete=bool(diff.delete_before_replace))
            return "replace"
        if changed:
            self.outs = _wire(self._provider.update(self.id, _wire(self.outs), news).outs or {})
        self.inputs = news
        return "update" if changed else "same"

    def refresh(self) -> None:
        assert self.id is not None
        self._desk.begin()
        found = self._provider.read(self.id, _wire(self.outs))
        self.id, self.outs, self.inputs = found.id, _wire(found.outs or {}), _wire(found.inputs or {})

    def destroy(self) -> None:
        self._desk.begin()
        self._destroy()
        self._finish_replacing()

    def _destroy(self) -> None:
        if self.id is not None:
            self._provider.delete(self.id, _wire(self.outs))
            self.id, self.outs, self.inputs = None, {}, {}

    def _checked(self, props: Mapping[str, Any], *, previewing: bool) -> Bag:
        news = _wire(props) | {DRY_RUN if previewing else NAME: "orders"}
        checked = self._provider.check(_wire(self.inputs), news)
        if checked.failures:
            raise Refused("\n".join(failure.reason for failure in checked.failures))
        return _wire(checked.inputs)

    def _create(self, news: Bag) -> None:
        created = self._provider.create(news)
        self.id, self.outs, self.inputs = created.id, _wire(created.outs or {}), news

    def _replace(self, news: Bag, *, first_delete: bool) -> None:
        assert self.id is not None
        if first_delete:
            self._destroy()
            self._create(news)
            return
        old = (self.id, self.outs)
        self._create(news)
        self.replaced.append(old)

    def _finish_replacing(self) -> None:
        """A replaced resource stays in the state until its deletion has worked, at a command's end."""
        while self.replaced:
            id_, outs = self.replaced[0]
            self._provider.delete(id_, _wire(outs))
            del self.replaced[0]


def _wire(bag: Mapping[str, Any]) -> Bag:
    """A bag after its way through gRPC: a copy, without what is null."""
    return dict(json.loads(json.dumps({name: value for name, value in bag.items() if value is not None})))


class World:
    """An Azure, a user's stack on it, and the witness between the two."""

    def __init__(
        self,
        azure: type[Any],
        desk: Desk,
        connections: Sequence[Connection],
        faults: Sequence[Fault] = (),
        preview_memory: Path | None = None,
        **scenario: Any,
    ) -> None:
        self.azure = azure(connections, faults, wire=self._watch, **scenario)
        self.session: Session = replace(
            self.azure.session, preview_memory=PreviewMemory(preview_memory, now=lambda: 0.0)
        )
        self.stack = Stack(desk, self.session)

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


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    stand_in = Desk()
    # The provider object must stay empty, so the process' shared part is where a session can be given to it.
    monkeypatch.setattr(process, "_shared", stand_in)
    return stand_in


@pytest.fixture
def world(azure: type[Any], desk: Desk) -> Callable[..., World]:
    """`world(connections, faults, ...)`: with `previews`, what a preview showed is remembered there."""

    def make(connections: Sequence[Connection] = (), *more: Any, **scenario: Any) -> World:
        return World(azure, desk, connections, *more, **scenario)

    return make
