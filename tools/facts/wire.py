"""A wire that ends here: a request is taken down and answered, and nothing leaves the machine."""

from __future__ import annotations

import io
import json
from typing import Any

import requests
from azure.core.pipeline.transport import RequestsTransport
from requests.adapters import BaseAdapter


class Wire(BaseAdapter):
    """Answers with the status it was told, and remembers the last request."""

    def __init__(self) -> None:
        super().__init__()
        self._code = 0
        self._last = requests.PreparedRequest()

    def expect(self, code: int) -> None:
        """Forgets the last request; the next is answered with `code` and an empty list."""
        self._code = code
        self._last = requests.PreparedRequest()

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        """Stands in for the network."""
        self._last = request
        response = requests.Response()
        response.request = request
        response.url = request.url or ""
        response.status_code = self._code
        response.headers["Content-Type"] = "application/json"
        response.raw = io.BytesIO(b'{"value": []}')
        return response

    def close(self) -> None:
        """There is nothing to close."""

    def transport(self) -> Any:
        """What a client is built on."""
        session = requests.Session()
        session.mount("https://", self)
        return RequestsTransport(session=session, session_owner=False)

    @property
    def verb(self) -> str:
        """The last request's method; empty where nothing was sent."""
        return self._last.method or ""

    @property
    def url(self) -> str:
        """Where the last request would have gone."""
        return self._last.url or ""

    @property
    def body(self) -> Any:
        """The last request's body; None where it had none."""
        body = self._last.body
        return json.loads(body) if isinstance(body, str | bytes) else None
