"""The provider's own configuration: where ARM is, and who signs in.

Each setting has the name it has in stack configuration, without the `private-endpoint:` or `azure-native:`
before it. The environment wins over all of them, as with the dynamic provider.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.connections.properties.unknown import is_unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting; those that are switches take `true` and `false`, or words for them."""

    description: str
    switch: bool = False
    secret: bool = False


SETTINGS: Mapping[str, Setting] = {
    "armEndpoint": Setting(
        "The URL of Azure Resource Manager, where it is not the cloud's own: a simulator."
    ),
    "strict": Setting("Whether a preview fails that could not look at a connection.", switch=True),
    "environment": Setting("The Azure cloud: `public`, `usgovernment` or `china`."),
    "metadataHost": Setting("The host that names the endpoints of a cloud of one's own."),
    "tenantId": Setting("The tenant to sign in to."),
    "clientId": Setting("The application that signs in."),
    "clientSecret": Setting("Its secret.", secret=True),
    "clientCertificatePath": Setting("The file of its certificate."),
    "clientCertificatePassword": Setting("The password of that file.", secret=True),
    "useOidc": Setting("Whether to sign in with a federated token (OIDC).", switch=True),
    "oidcToken": Setting("The federated token.", secret=True),
    "oidcTokenFilePath": Setting("The file that holds the federated token."),
    "oidcRequestUrl": Setting("Where a federated token is to be had."),
    "oidcRequestToken": Setting("What to show for it there.", secret=True),
    "useMsi": Setting("Whether to sign in as the machine's managed identity.", switch=True),
    "useCli": Setting("Whether to sign in as the Azure CLI is.", switch=True),
}
# What engines add to a provider's configuration.
_PULUMI = frozenset({"version", "pluginDownloadURL", "pluginChecksums", "parameterization", "__internal"})


def problems(given: Mapping[str, Any]) -> list[str]:
    """What is wrong with a configuration; no value is repeated, for it may be a secret."""
    unknown = [
        f"{name} is not a setting of private-endpoint; there are {', '.join(SETTINGS)}"
        for name in sorted(given.keys() - SETTINGS.keys() - _PULUMI)
    ]
    return unknown + [
        f"{name} must be {'true or false' if setting.switch else 'a string'}"
        for name, setting in SETTINGS.items()
        if not _usable(given.get(name), setting)
    ]


def _usable(value: Any, setting: Setting) -> bool:
    if value is None or is_unknown(value):
        return True
    return isinstance(value, str) or (setting.switch and isinstance(value, bool))


def lookup(given: Mapping[str, Any]) -> Callable[[str], str | None]:
    """Settings by the keys that the core asks for, such as `azure-native:clientId`."""

    def find(key: str) -> str | None:
        value = given.get(key.rpartition(":")[2])
        if value is None or is_unknown(value):
            return None
        return str(value).lower() if isinstance(value, bool) else str(value)

    return find
