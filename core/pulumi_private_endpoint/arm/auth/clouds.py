"""Which Azure: the ARM endpoint, where to sign in, and for which audience (C1-C7).

An endpoint of one's own (a simulator, a gateway) wins over the named cloud. Plain http is accepted on a
loopback address only, and no real token ever goes to a loopback address.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import httpx

from pulumi_private_endpoint.arm.errors.tree import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def origin(text: str) -> httpx.URL:
    """The text as an origin. Raises ConfigurationError if it is more, or less, than that."""
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        # Not quoted: it may hold a password or a signature.
        raise ConfigurationError("The ARM endpoint is not a URL; write it as https://host:port.") from error
    if url.userinfo:  # not shown: it may hold a password
        raise ConfigurationError(f"The endpoint {url.scheme}://{url.host} must not name a user.")
    extra = url.path.strip("/") or any(c in "?#%\\" or c.isspace() for c in text)
    if url.scheme not in {"http", "https"} or not url.host or extra:
        raise ConfigurationError(
            f"The endpoint at {url.host or 'no host'} must be an origin such as https://host:port, "
            "without path or query."
        )
    return url


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:  # a name: it may resolve to anything
        return False


@dataclass(frozen=True, slots=True)
class Cloud:
    """An Azure cloud, or something that speaks its language.

    `endpoint` is an origin without a trailing slash; `authority` is where to sign in; `scope` is asked for
    as it stands, a double slash included (C4). Raises ConfigurationError for plain http beyond loopback, and
    if `is_local` does not say whether the endpoint is on a loopback address (L28).
    """

    name: str
    endpoint: str
    authority: str
    scope: str
    is_local: bool = False
    instance_discovery: bool = True  # off for AD FS, which has no directory of authorities (C5)

    def __post_init__(self) -> None:
        url = origin(self.endpoint)
        if url.scheme != "https" and not _is_loopback(url.host):
            raise ConfigurationError(
                f"The ARM endpoint {self.endpoint} must use https; http is for loopback addresses only."
            )
        if self.is_local != _is_loopback(url.host):
            raise ConfigurationError(f"is_local does not agree with the ARM endpoint {self.endpoint}.")


PUBLIC = Cloud(
    "public",
    "https://management.azure.com",
    "https://login.microsoftonline.com",
    "https://management.azure.com/.default",
)
_US_GOVERNMENT = Cloud(
    "usgovernment",
    "https://management.usgovcloudapi.net",
    "https://login.microsoftonline.us",
    "https://management.core.usgovcloudapi.net/.default",
)
_CHINA = Cloud(
    "china",
    "https://management.chinacloudapi.cn",
    "https://login.chinacloudapi.cn",
    "https://management.chinacloudapi.cn/.default",
)
_BY_NAME = {  # C7
    "public": PUBLIC,
    "azurecloud": PUBLIC,
    "azurepubliccloud": PUBLIC,
    "usgovernment": _US_GOVERNMENT,
    "usgov": _US_GOVERNMENT,
    "usgovernmentl4": _US_GOVERNMENT,
    "azureusgovernment": _US_GOVERNMENT,
    "azureusgovernmentcloud": _US_GOVERNMENT,
    "china": _CHINA,
    "azurechinacloud": _CHINA,
}


def same_name(one: str, other: str) -> bool:
    """Whether two names are one cloud's; several are in use for each (C7)."""
    names = (one.strip().lower(), other.strip().lower())
    clouds = [_BY_NAME.get(name) for name in names]
    return names[0] == names[1] or (clouds[0] is not None and clouds[0] is clouds[1])


def resolve_cloud(environ: Mapping[str, str], config: Callable[[str], str | None]) -> Cloud:
    """The cloud that the settings name; the environment wins over stack configuration.

    Reads PRIVATE_ENDPOINT_ARM_ENDPOINT or `private-endpoint:armEndpoint`, and ARM_ENVIRONMENT or
    `azure-native:environment`. Raises ConfigurationError for an unknown cloud (C7) or an unusable endpoint.
    """
    name = environ.get("ARM_ENVIRONMENT") or config("azure-native:environment") or "public"
    cloud = _BY_NAME.get(name.strip().lower())
    if cloud is None:
        raise ConfigurationError(
            f"{name!r} is not a known Azure environment; use public, usgovernment or china "
            "(ARM_ENVIRONMENT or azure-native:environment)."
        )
    return at_endpoint(cloud, environ, config)


def at_endpoint(cloud: Cloud, environ: Mapping[str, str], config: Callable[[str], str | None]) -> Cloud:
    """The cloud, moved to the endpoint that the settings give, if any."""
    given = environ.get("PRIVATE_ENDPOINT_ARM_ENDPOINT") or config("private-endpoint:armEndpoint")
    if not given:
        return cloud
    url = origin(given)
    local = _is_loopback(url.host)
    name = "local" if local else cloud.name
    return replace(cloud, name=name, endpoint=str(url).rstrip("/"), is_local=local)
