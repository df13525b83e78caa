"""What ARM answered, read once and leniently.

Services send byte order marks, forget the content type and change the case of keys (L37, L10). All of
that ends here: the rest of the room sees parsed JSON, or text that is known not to be JSON.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True, slots=True)
class RequestIds:
    """The ids that Azure support asks for (L39), empty where ARM sent none.

    `cause` is `gateway` or `service`: whether ARM itself or the service behind it refused.
    """

    client: str = ""
    request: str = ""
    correlation: str = ""
    cause: str = ""

    @classmethod
    def of(cls, headers: httpx.Headers, client: str) -> RequestIds:
        """Read the ids from an answer's headers; `client` is the id that was sent."""
        return cls(
            client=client,
            request=headers.get("x-ms-request-id", ""),
            correlation=headers.get("x-ms-correlation-request-id", ""),
            cause=headers.get("x-ms-failure-cause", ""),
        )

    def __str__(self) -> str:
        named = {
            "request id": self.request,
            "correlation id": self.correlation,
            "client request id": self.client,
            "answered by": self.cause,
        }
        return ", ".join(f"{name} {value}" for name, value in named.items() if value)


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer.

    `body` is the parsed JSON, or None if there was none. `text` is kept only if it was not JSON. Headers,
    body and URL stay out of the repr: a polling URL's query works like a credential (L24).
    """

    status: int
    method: str
    path: str
    request_ids: RequestIds
    headers: httpx.Headers = field(repr=False)
    url: str = field(repr=False)
    body: Any = field(default=None, repr=False)
    text: str = field(default="", repr=False)

    @classmethod
    def of(cls, response: httpx.Response, client_request_id: str) -> Answer:
        """Read a response whose content is loaded. Never raises for a strange body."""
        body, text = _read(response.content)
        url = response.request.url
        return cls(
            status=response.status_code,
            method=response.request.method,
            path=url.raw_path.partition(b"?")[0].decode("ascii"),
            request_ids=RequestIds.of(response.headers, client_request_id),
            headers=response.headers,
            url=str(url),
            body=body,
            text=text,
        )


def _read(content: bytes) -> tuple[Any, str]:
    text = content.decode("utf-8-sig", errors="replace").strip()
    if not text:
        return None, ""
    try:
        return json.loads(text), ""
    except (ValueError, RecursionError):
        return None, text


def lookup(value: Any, *keys: str) -> Any:
    """Walk into nested objects without regard to the case of keys (L10); None where one is missing."""
    for key in keys:
        if not isinstance(value, dict):
            return None
        exact = value.get(key)
        folded = (item for name, item in value.items() if name.lower() == key.lower())
        value = exact if exact is not None else next(folded, None)
    return value
