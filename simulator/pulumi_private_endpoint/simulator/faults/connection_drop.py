"""Connections that are cut: before the answer, or in the middle of it.

ASGI has no word for that. Under uvicorn the protocol below lends the application its transport; under an
in-process transport there is no socket, so the client's own exception is raised in its place.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
from starlette.responses import Response
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

_ABORT = "simulator.abort"


class ConnectionDrop(Response):
    """Cuts the connection; with `begun`, after the headers and half of the body."""

    def __init__(self, *args: Any, begun: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._begun = begun

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends what is to be sent and aborts the transport."""
        del receive  # the request was read before it was answered
        abort = scope.get(_ABORT)
        if abort is None:
            raise httpx.RemoteProtocolError("The simulator dropped the connection.")
        if self._begun:
            await send(
                {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
            )
            half = bytes(self.body)[: len(self.body) // 2]
            await send({"type": "http.response.body", "body": half, "more_body": True})
        abort()
        # uvicorn learns of the abort in the loop's next round; before that it would answer 500 for us.
        await asyncio.sleep(0)
        await asyncio.sleep(0)


class ConnectionDropProtocol(H11Protocol):
    """uvicorn's HTTP/1.1 protocol, with a way for the application to abort."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        application = self.app

        async def with_abort(scope: Any, receive: Any, send: Any) -> None:
            await application({**scope, _ABORT: self.transport.abort}, receive, send)

        self.app = with_abort
