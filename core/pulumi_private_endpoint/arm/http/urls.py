"""URLs: which may be requested, and how one from an answer is read.

A path from a program must arrive as it was written, a polling URL byte for byte (L23), and a token may go to
one origin only (L27). The checks look at the same parsed URL that is then sent, so that no two parsers can
disagree about the host.
"""

from __future__ import annotations

from urllib.parse import quote

import httpx

from pulumi_private_endpoint.arm.errors.tree import ForeignUrl, InvalidResourceId
from pulumi_private_endpoint.arm.text import printable


def check_path(path: str) -> None:
    """Refuse a path that would not arrive as it was written. Raises InvalidResourceId."""
    root, *segments = path.split("/")
    if root or not segments or not all(segments) or {".", ".."} & set(segments):
        raise InvalidResourceId(f"{path!r} is not an absolute path without empty or relative segments.")
    if any(c in "?#%\\" or not c.isprintable() or c.isspace() for c in path):
        raise InvalidResourceId(f"{path!r} contains a character that would change the request.")


def check_origin(text: str, endpoint: str) -> httpx.URL:
    """The URL, if it is on the endpoint's origin and names no user. Raises ForeignUrl (L27, L28)."""
    url = read_url(text)
    if _origin(url) != _origin(httpx.URL(endpoint)) or url.userinfo:
        named = printable(f"{url.scheme}://{url.raw_host.decode('ascii')}")
        raise ForeignUrl(f"{named} is not the ARM endpoint {endpoint}; nothing was sent.")
    return url


def absolute(base: str, link: str) -> str:
    """The link as an absolute URL; one that has a scheme is returned byte for byte (L23, L29)."""
    if "://" in link.partition("?")[0]:
        return link
    try:
        return str(httpx.URL(base).join(link))
    except (httpx.InvalidURL, ValueError):
        raise _unreadable() from None


def at_version(url: str, api_version: str) -> str:
    """The URL of a request with its api-version; an empty one is for an API that has none."""
    return f"{url}?api-version={quote(api_version, safe='')}" if api_version else url


def with_version(url: str, api_version: str) -> str:
    """The URL with an api-version, which some services leave out (L30). What is there stays (L23)."""
    if "api-version=" in url.lower():
        return url
    return f"{url}{'&' if '?' in url else '?'}api-version={api_version}"


def read_url(text: str) -> httpx.URL:
    """The URL in its parts. Raises ForeignUrl for a text that is none."""
    try:
        return httpx.URL(text)
    except (httpx.InvalidURL, ValueError):
        raise _unreadable() from None


def _unreadable() -> ForeignUrl:
    return ForeignUrl("ARM gave a URL that cannot be read; nothing was sent.")


def _origin(url: httpx.URL) -> tuple[str, bytes, int | None]:
    # The host as it is sent: an international name that cannot be decoded is a host all the same.
    return url.scheme, url.raw_host.lower(), url.port or {"https": 443, "http": 80}.get(url.scheme)
