"""Managed private endpoints of Microsoft Fabric, over Fabric's own REST API.

Another host with tokens of its own, which azure-native does not reach. Nothing here approves anything.
"""

from .endpoint import INPUTS, REQUIRED, Endpoint, Wanted, is_approved, problems, python_name
from .host import at_fabric
from .service import CREATE_SECONDS, READ_SECONDS, Fabric, FabricFailed, workspace_of

__all__ = [
    "CREATE_SECONDS",
    "INPUTS",
    "READ_SECONDS",
    "REQUIRED",
    "Endpoint",
    "Fabric",
    "FabricFailed",
    "Wanted",
    "at_fabric",
    "is_approved",
    "problems",
    "python_name",
    "workspace_of",
]
