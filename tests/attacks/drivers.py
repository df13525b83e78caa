"""The two doors as an engine sees them: property bags in and out, and one refusal for all that fails."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

import httpx

from pulumi_private_endpoint.approval import ApprovalFailed
from pulumi_private_endpoint.approval.host.checks import PendingChecks
from pulumi_private_endpoint.approval.host.property_bag import DRY_RUN, NAME
from pulumi_private_endpoint.approval.provider import PrivateEndpointApprovalProvider
from pulumi_private_endpoint.connections.runtime.claims import Claims
from pulumi_private_endpoint.connections.runtime.session import Report, Session
from tests.plugin.served import Mortal, Served
from tests.plugin.served import Refused as CallFailed

T = TypeVar("T")
Bag = dict[str, Any]


class Refused(ApprovalFailed):
    """`check` found something wrong with the inputs."""


class Unfinished(ApprovalFailed):
    """A create that failed, and is kept in the state all the same."""

    def __init__(self, text: str, id_: str, outs: Bag) -> None:
        super().__init__(text)
        self.id, self.outs = id_, outs


@dataclass(frozen=True)
class Difference:
    """What a provider says of a state and a program; `changes` None: the engine compares the inputs."""

    changes: bool | None
    replaces: bool
    first_delete: bool = False


class Driver(Protocol):
    """A door."""

    def wire(self, inner: httpx.AsyncBaseTransport) -> httpx.AsyncBaseTransport:
        """What is outermost on the way to Azure."""

    def begin(self, session: Session) -> None:
        """Begin a command: it has a process of its own, which knows nothing of the one before."""

    def checked(self, olds: Bag, props: Mapping[str, Any], *, previewing: bool) -> Bag: ...

    def foresee(self, id_: str | None, outs: Bag, inputs: Bag, news: Bag) -> None:
        """What a preview does after the check."""

    def diff(self, id_: str, outs: Bag, inputs: Bag, news: Bag) -> Difference: ...

    def create(self, news: Bag) -> tuple[str, Bag]: ...

    def update(self, id_: str, outs: Bag, news: Bag) -> Bag: ...

    def read(self, id_: str, outs: Bag, inputs: Bag) -> tuple[str | None, Bag, Bag]: ...

    def delete(self, id_: str, outs: Bag) -> None: ...


class Desk:
    """Stands in for the dynamic provider's process: one session, every call in the caller's own thread."""

    session: Session
    checks: PendingChecks
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


class Dynamic:
    """The dynamic provider's own seven methods."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._provider = PrivateEndpointApprovalProvider()

    def wire(self, inner: httpx.AsyncBaseTransport) -> httpx.AsyncBaseTransport:
        return inner

    def begin(self, session: Session) -> None:
        self._desk.session, self._desk.checks = replace(session, claims=Claims()), PendingChecks()

    def checked(self, olds: Bag, props: Mapping[str, Any], *, previewing: bool) -> Bag:
        news = wired(props) | {DRY_RUN if previewing else NAME: "orders"}
        checked = self._provider.check(wired(olds), news)
        if checked.failures:
            raise Refused("\n".join(failure.reason for failure in checked.failures))
        return wired(checked.inputs)

    def foresee(self, id_: str | None, outs: Bag, _inputs: Bag, news: Bag) -> None:
        if id_ is not None:
            self._provider.diff(id_, wired(outs), news)

    def diff(self, id_: str, outs: Bag, _inputs: Bag, news: Bag) -> Difference:
        diff = self._provider.diff(id_, wired(outs), news)
        return Difference(diff.changes, bool(diff.replaces), bool(diff.delete_before_replace))

    def create(self, news: Bag) -> tuple[str, Bag]:
        created = self._provider.create(news)
        return created.id, wired(created.outs or {})

    def update(self, id_: str, outs: Bag, news: Bag) -> Bag:
        return wired(self._provider.update(id_, wired(outs), news).outs or {})

    def read(self, id_: str, outs: Bag, _inputs: Bag) -> tuple[str | None, Bag, Bag]:
        found = self._provider.read(id_, wired(outs))
        return found.id, wired(found.outs or {}), wired(found.inputs or {})

    def delete(self, id_: str, outs: Bag) -> None:
        self._provider.delete(id_, wired(outs))


class Plugin:
    """The plugin's servicer, over gRPC."""

    def __init__(self, served: Served) -> None:
        self._served = served

    def wire(self, inner: httpx.AsyncBaseTransport) -> httpx.AsyncBaseTransport:
        return Mortal(inner, self._served)

    def begin(self, session: Session) -> None:
        self._served.begin(replace(session, claims=Claims()))

    def checked(self, olds: Bag, props: Mapping[str, Any], *, previewing: bool) -> Bag:  # noqa: ARG002 - it is not told
        inputs, failures = self._served.check(olds, wired(props))
        if failures:
            raise Refused("\n".join(failures))
        return inputs

    def foresee(self, id_: str | None, outs: Bag, inputs: Bag, news: Bag) -> None:
        if id_ is None:
            _said(lambda: self._served.create(news, preview=True))
            return
        found = self.diff(id_, outs, inputs, news)
        if found.replaces:
            _said(lambda: self._served.create(news, preview=True))
        elif found.changes:
            _said(lambda: self._served.update(id_, outs, news, preview=True))

    def diff(self, id_: str, outs: Bag, inputs: Bag, news: Bag) -> Difference:
        answer = _said(lambda: self._served.diff(id_, outs, inputs, news))
        changes = answer.changes == answer.DIFF_SOME
        return Difference(changes, bool(answer.replaces), answer.deleteBeforeReplace)

    def create(self, news: Bag) -> tuple[str, Bag]:
        return _said(lambda: self._served.create(news))

    def update(self, id_: str, outs: Bag, news: Bag) -> Bag:
        return _said(lambda: self._served.update(id_, outs, news))

    def read(self, id_: str, outs: Bag, inputs: Bag) -> tuple[str | None, Bag, Bag]:
        found, outs, inputs = _said(lambda: self._served.read(id_, outs, inputs))
        return found or None, outs, inputs

    def delete(self, id_: str, outs: Bag) -> None:
        _said(lambda: self._served.delete(id_, outs))


def _said(call: Callable[[], T]) -> T:
    try:
        return call()
    except CallFailed as failure:
        if failure.left is not None:
            raise Unfinished(str(failure), *failure.left) from None
        raise ApprovalFailed(str(failure)) from None


def wired(bag: Mapping[str, Any]) -> Bag:
    """A bag after its way through gRPC: a copy, without what is null."""
    return dict(json.loads(json.dumps({name: value for name, value in bag.items() if value is not None})))
