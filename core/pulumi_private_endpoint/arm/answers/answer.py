"""What ARM answered, read once and leniently.

Services send byte order marks, forget the content type and change the case of keys (L37, L10). All of
that ends here: the rest of the room sees parsed JSON, or text that is known not to be JSON.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm.answers.content import Content, parse
from pulumi_private_endpoint.arm.text import one_line, printable

if TYPE_CHECKING:
    import httpx

_LONGEST_ID = 128
_LONGEST_PATH = 1000
_MOST_KEYS = 10_000


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
            request=one_line(headers.get("x-ms-request-id", ""), _LONGEST_ID),
            correlation=one_line(headers.get("x-ms-correlation-request-id", ""), _LONGEST_ID),
            cause=one_line(headers.get("x-ms-failure-cause", ""), _LONGEST_ID),
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

    `body` is the parsed JSON, or None if there was none. `text` is the beginning of what was not JSON, `flaw`
    why nothing could be read, `size` how long it was. Headers, body and URL stay out of the repr: a polling
    URL's query works like a credential (L24).
    """

    status: int
    method: str
    path: str
    request_ids: RequestIds
    headers: httpx.Headers = field(repr=False)
    url: str = field(repr=False)
    body: Any = field(default=None, repr=False)
    text: str = field(default="", repr=False)
    flaw: str = ""
    size: int = 0

    @classmethod
    def of(cls, response: httpx.Response, client_request_id: str, content: Content | None = None) -> Answer:
        """The answer in a response; without its `content`, that must be loaded. Never raises."""
        content = content or parse(response.content.decode("utf-8-sig", errors="replace"))
        url = response.request.url
        return cls(
            status=response.status_code,
            method=response.request.method,
            path=path_of(url),
            request_ids=RequestIds.of(response.headers, client_request_id),
            headers=response.headers,
            url=str(url),
            body=content.body,
            text=content.text,
            flaw=content.flaw,
            size=content.size,
        )

    @property
    def unusable(self) -> str:
        """What a success holds that cannot be used, in words; empty if there is no such thing."""
        if self.flaw:
            return f"content that is of no use: {self.flaw}"
        return "something that is not JSON (a proxy, perhaps)" if self.text else ""


def path_of(url: httpx.URL) -> str:
    """The path as it is sent, without the query: what may be shown (L24)."""
    return printable(url.raw_path.partition(b"?")[0].decode("ascii"), _LONGEST_PATH)


def find_property(value: Any, *keys: str) -> Any:
    """Walk into nested objects without regard to the case of keys (L10); None where one is missing."""
    for key in keys:
        if not isinstance(value, dict):
            return None
        exact = value.get(key)
        value = exact if exact is not None else _folded(value, key.lower())
    return value


def _folded(found: dict[str, Any], key: str) -> Any:
    # No resource has so many properties; looking through them again and again would hold everybody up.
    names = found.items() if len(found) <= _MOST_KEYS else ()
    return next((item for name, item in names if name.lower() == key), None)
