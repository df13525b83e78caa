"""Where Fabric is, and for whom its tokens are.

A token of ARM's is of no use there, and one of Fabric's goes nowhere else: each host has a client of its own,
whose tokens are asked for by its own scope.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_private_endpoint.arm.auth.clouds import PUBLIC, Cloud, at_endpoint, same_name
from pulumi_private_endpoint.arm.errors.tree import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

ENDPOINT = "PRIVATE_ENDPOINT_FABRIC_ENDPOINT"
"""The variable that names another host, such as a simulator's."""

_HOST = "https://api.fabric.microsoft.com"


def at_fabric(arm: Cloud, environ: Mapping[str, str]) -> Cloud:
    """Fabric, for whoever signs in to that ARM.

    Raises:
        ConfigurationError: One of the two is local and the other is not, the endpoint is not usable, or
            Fabric's host in that cloud is not known.
    """
    public = Cloud("public", _HOST, arm.authority, f"{_HOST}/.default")
    fabric = at_endpoint(public, {}, lambda _: environ.get(ENDPOINT))
    if fabric.is_local != arm.is_local:
        here, there = ("ARM", "Fabric") if arm.is_local else ("Fabric", "ARM")
        raise ConfigurationError(
            f"{here} is on this machine and {there} is not: set {ENDPOINT} and "
            "PRIVATE_ENDPOINT_ARM_ENDPOINT both, or none of them."
        )
    if not arm.is_local and not same_name(arm.name, PUBLIC.name):
        raise ConfigurationError(f"Fabric is known here in the public cloud only, not in {arm.name}.")
    return fabric
