"""Private endpoint approvals as a Pulumi resource: the public names, nothing else.

The provider behind them is stored in users' state by its import path, so the
modules of this package keep their places for ever.
"""

from .errors import ApprovalFailed
from .resource import PrivateEndpointApproval, PrivateEndpointApprovalArgs
from .set_resource import PrivateEndpointApprovalSet

__all__ = [
    "ApprovalFailed",
    "PrivateEndpointApproval",
    "PrivateEndpointApprovalArgs",
    "PrivateEndpointApprovalSet",
]
