"""Clouds that are not on the list: asking a metadata host (C5).

Azure Stack and sovereign clouds publish their endpoints, sometimes as one object and sometimes as a list,
and sometimes behind a byte order mark. What the host names must be https throughout.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import httpx

from pulumi_private_endpoint.arm.answers.answer import Answer, find_property
from pulumi_private_endpoint.arm.answers.content import ENCODING, read
from pulumi_private_endpoint.arm.errors.tree import ConfigurationError, ConnectionLost
from pulumi_private_endpoint.arm.text import one_line

from .clouds import PUBLIC, Cloud, at_endpoint, origin, resolve_cloud, same_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pulumi_private_endpoint.arm.clock import Deadline

_METADATA_TIMEOUT = 30.0
_LONGEST_NAME = 60
_MOST_NAMES = 10  # there are four clouds at most


async def discover_cloud(
    environ: Mapping[str, str],
    config: Callable[[str], str | None],
    deadline: Deadline,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
) -> Cloud:
    """As resolve_cloud, but ask the metadata host first if one is set (C5).

    The host comes from ARM_METADATA_HOSTNAME or `azure-native:metadataHost`. No request is made if there is
    none, or if the endpoint is local. Raises ConnectionLost if the host gives no answer, and
    ConfigurationError if it gives one that cannot be used.
    """
    host = environ.get("ARM_METADATA_HOSTNAME") or config("azure-native:metadataHost")
    if not host or at_endpoint(PUBLIC, environ, config).is_local:
        return resolve_cloud(environ, config)
    wanted = environ.get("ARM_ENVIRONMENT") or config("azure-native:environment")
    base = origin(f"https://{host}")
    url = f"{str(base).rstrip('/')}/metadata/endpoints?api-version=2022-09-01"
    timeout = min(_METADATA_TIMEOUT, deadline.remaining())
    try:
        async with httpx.AsyncClient(transport=transport, timeout=timeout) as http:
            answer = await asyncio.wait_for(_ask(http, url), timeout)
    except (httpx.RequestError, asyncio.TimeoutError) as error:
        raise ConnectionLost(
            f"The metadata host {host} gave no answer ({type(error).__name__}); "
            "check the network and ARM_METADATA_HOSTNAME.",
            sent=not isinstance(error, httpx.ConnectError),
        ) from error
    return at_endpoint(_from_metadata(answer, host, wanted), environ, config)


async def _ask(http: httpx.AsyncClient, url: str) -> Answer:
    async with http.stream("GET", url, headers={"Accept-Encoding": ENCODING}) as response:
        return Answer.of(response, "", await read(response))


def _from_metadata(answer: Answer, host: str, wanted: str | None) -> Cloud:
    found = answer.body if isinstance(answer.body, list) else [answer.body]  # both forms occur (C5)
    entry = _meant(found, host, wanted) if answer.status == HTTPStatus.OK and found else None
    audiences = find_property(entry, "authentication", "audiences")
    login = find_property(entry, "authentication", "loginEndpoint")
    endpoint = find_property(entry, "resourceManager")
    usable = isinstance(audiences, list) and audiences and all(map(_is_text, (audiences[0], login, endpoint)))
    if not usable:
        raise ConfigurationError(
            f"The metadata host {host} answered {answer.status} without naming an ARM endpoint, a sign-in "
            "endpoint and an audience; check ARM_METADATA_HOSTNAME."
        )
    authority = login.rstrip("/")
    if origin(authority.removesuffix("/adfs")).scheme != "https":
        raise ConfigurationError(f"The metadata host {host} names a sign-in endpoint without https: {login}.")
    is_adfs = _text(find_property(entry, "authentication", "identityProvider")).upper() == "ADFS"
    if is_adfs and not authority.endswith("/adfs"):
        authority += "/adfs"
    return Cloud(
        name=one_line(_text(find_property(entry, "name")) or host, _LONGEST_NAME),
        endpoint=endpoint.rstrip("/"),
        authority=authority,
        scope=f"{audiences[0]}/.default",
        instance_discovery=not is_adfs,
    )


def _meant(found: list[Any], host: str, wanted: str | None) -> Any:
    """The entry of the name that is wanted; without one, the host's own, or the only one there is."""
    if wanted:
        listed = [one for one in found if same_name(_text(find_property(one, "name")), wanted)]
        missing = f"does not list {wanted!r}, but"
    else:
        listed = found if len(found) == 1 else [one for one in found if _is_at(one, host)]
        missing = "lists"
    if listed:
        return listed[0]
    there = ", ".join(_name(one) for one in found[:_MOST_NAMES])
    raise ConfigurationError(
        f"The metadata host {host} {missing} {there}; choose by ARM_ENVIRONMENT or azure-native:environment."
    )


def _name(entry: Any) -> str:
    name = find_property(entry, "name")
    return one_line(name)[:_LONGEST_NAME] if _is_text(name) else "a nameless one"


def _is_at(entry: Any, host: str) -> bool:
    endpoint = _text(find_property(entry, "resourceManager")).rstrip("/")
    return endpoint.lower() == f"https://{host}".lower()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)
