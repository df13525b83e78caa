"""Private endpoint approvals as a Pulumi resource: the public names, nothing else.

The provider behind them is stored in users' state by its import path, so the
modules of this package keep their places for ever.
"""

import os as _os

from .decisions import decisions
from .fabric_endpoint import FabricManagedPrivateEndpoint
from .fabric_status import FabricEndpointStatus
from .host.failed import ApprovalFailed
from .host.interpreter import name_interpreter as _name_interpreter
from .listing import get_connections
from .resource import PrivateEndpointApproval, PrivateEndpointApprovalArgs
from .set_resource import PrivateEndpointApprovalEntryArgs, PrivateEndpointApprovalSet

__all__ = [
    "ApprovalFailed",
    "FabricEndpointStatus",
    "FabricManagedPrivateEndpoint",
    "PrivateEndpointApproval",
    "PrivateEndpointApprovalArgs",
    "PrivateEndpointApprovalEntryArgs",
    "PrivateEndpointApprovalSet",
    "decisions",
    "get_connections",
]

# Before a program's first Pulumi command: the engine it starts has this process' environment.
_name_interpreter(_os.environ)
