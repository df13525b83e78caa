"""The HTTP client that all requests share, and what it must not do by itself."""

from __future__ import annotations

from http.cookiejar import CookieJar
from typing import TYPE_CHECKING

import httpx

from pulumi_private_endpoint.arm.answers.content import ENCODING

from .log import install

if TYPE_CHECKING:
    from pulumi_private_endpoint.arm.auth.clouds import Cloud

_CONNECTIONS = 32  # the bound on requests under way (T7)


def http_client(cloud: Cloud, transport: httpx.AsyncBaseTransport | None) -> httpx.AsyncClient:
    """A client that follows nobody elsewhere and keeps nothing of what it is told."""
    install()
    return httpx.AsyncClient(
        transport=transport,
        follow_redirects=False,  # L32
        event_hooks={"response": [_stay]},
        cookies=_NoCookies(),
        trust_env=not cloud.is_local,  # a proxy cannot reach this machine's loopback
        limits=httpx.Limits(max_connections=_CONNECTIONS),
        headers={
            "Accept": "application/json",
            "Accept-Encoding": ENCODING,
            "User-Agent": "pulumi-private-endpoint",
        },
    )


class _NoCookies(CookieJar):
    """Keeps none: what one answer sets would be sent with every later request of the process."""

    def extract_cookies(self, response: object, request: object) -> None:
        """Leave them alone."""


async def _stay(response: httpx.Response) -> None:
    """Have httpx not even read where a redirect leads."""
    if response.has_redirect_location:
        del response.headers["Location"]
