"""Which resource is which, by the type token Pulumi shows.

An azure-native token may carry an API version: in its module (`azure-native:network/v20240501:…`), or in its
package, where that was made by `pulumi package add` (`azure-native_network_v20240501:network:…`). The same
resource must not escape a rule by it. Components are not listed one by one: they create approvals, and those
are judged wherever they stand.
"""

from __future__ import annotations

import re

APPROVAL = "pulumi-python:dynamic/privateendpoint:PrivateEndpointApproval"
APPROVAL_SET = "pulumi-python:dynamic/privateendpoint:PrivateEndpointApprovalSet"
_COMPONENTS = "private-endpoint:index:"
# The plugin's own, under the same names.
_PLUGIN_APPROVAL = f"{_COMPONENTS}PrivateEndpointApproval"
_PLUGIN_SET = f"{_COMPONENTS}PrivateEndpointApprovalSet"
# What components are made of beside approvals.
_PLUGIN_PARTS = {
    f"{_COMPONENTS}{name}" for name in ("FabricEndpointStatus", "FabricManagedPrivateEndpoint", "Nonce")
}
GENERIC = "resources:Resource"
PRIVATE_ENDPOINT = "network:PrivateEndpoint"
PRIVATE_LINK_SERVICE = "network:PrivateLinkService"

_AZAPI = re.compile(r"azapi:index(?:/\w+)?:(?P<name>Resource|UpdateResource|ResourceAction)")
_NATIVE = re.compile(r"azure-native(?:_\w+)?:(?P<module>\w+)(?:/v\w+)?:(?P<name>\w+)")


def native(type_token: str) -> str | None:
    """`network:PrivateEndpoint` for azure-native's token of any version; None for other providers."""
    found = _NATIVE.fullmatch(type_token)
    return f"{found['module']}:{found['name']}" if found else None


def azapi(type_token: str) -> str | None:
    """`Resource`, `UpdateResource` or `ResourceAction` for azapi's token; None for any other.

    Pulumi bridges that provider of Terraform's: `azapi:index/updateResource:UpdateResource`.
    """
    found = _AZAPI.fullmatch(type_token)
    return found["name"] if found else None


def is_deployment(type_token: str) -> bool:
    """Whether it is a deployment of an ARM template, or a deployment stack, at whatever scope."""
    return (native(type_token) or "").startswith("resources:Deployment")


def is_approval(type_token: str) -> bool:
    """Whether it is one approval, or a set of them."""
    return type_token in {APPROVAL, _PLUGIN_APPROVAL} or is_set(type_token)


def is_set(type_token: str) -> bool:
    """Whether it is a set of approvals."""
    return type_token in {APPROVAL_SET, _PLUGIN_SET}


def is_component(type_token: str) -> bool:
    """Whether it is one of `pulumi_private_endpoint.components`, made by the program or by the plugin."""
    own = is_approval(type_token) or type_token in _PLUGIN_PARTS
    return type_token.startswith(_COMPONENTS) and not own


def is_raw_connection(type_token: str) -> bool:
    """Whether it is one of azure-native's own resources for a connection, which has 93 names for it."""
    return "PrivateEndpointConnection" in (native(type_token) or "")
