"""By which door a component's approvals go to Azure: the dynamic provider's, or that of the plugin.

A dynamic resource runs in the program's own Python, and most languages have none. So where the plugin makes
a component, on behalf of such a program, it has it made of its own resources.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from pulumi_private_endpoint.approval import (
    FabricEndpointStatus,
    FabricManagedPrivateEndpoint,
    PrivateEndpointApproval,
    PrivateEndpointApprovalSet,
)
from pulumi_private_endpoint.components.nonce import Nonce


@dataclass(frozen=True, slots=True)
class Door:
    """The resources that components make."""

    approval: type[PrivateEndpointApproval] = PrivateEndpointApproval
    approval_set: type[PrivateEndpointApprovalSet] = PrivateEndpointApprovalSet
    nonce: type[Nonce] = Nonce
    fabric_endpoint: type[FabricManagedPrivateEndpoint] = FabricManagedPrivateEndpoint
    fabric_status: type[FabricEndpointStatus] = FabricEndpointStatus
    honours_custom_timeouts: bool = False


_DYNAMIC = Door()
_DOOR: ContextVar[Door] = ContextVar("door")


def door() -> Door:
    """The one that components being made now go by."""
    return _DOOR.get(_DYNAMIC)


@contextmanager
def through(chosen: Door) -> Iterator[None]:
    """Components made inside of this go by that door."""
    before = _DOOR.set(chosen)
    try:
        yield
    finally:
        _DOOR.reset(before)
