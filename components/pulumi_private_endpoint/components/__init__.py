"""Both sides of a private connection in one resource: the consumer that asks, and the approval.

Each component makes the request, approves exactly that one, and where the consumer has a state of its own,
waits until it agrees. Those that create Azure resources need the extra `azure-native`.
"""

from .databricks_endpoint import ApprovedDatabricksEndpoint, ApprovedDatabricksEndpointArgs
from .fabric_endpoint import ApprovedFabricEndpoint, ApprovedFabricEndpointArgs
from .front_door_origin import ApprovedFrontDoorOrigin, ApprovedFrontDoorOriginArgs
from .managed_private_endpoint import ApprovedManagedPrivateEndpoint, ApprovedManagedPrivateEndpointArgs
from .nonce import Nonce
from .parts.azure_native import load_ahead
from .parts.door import Door, through
from .parts.requesters import Requester, RequestersError
from .private_endpoint import ApprovedPrivateEndpoint, ApprovedPrivateEndpointArgs
from .private_link_approvals import PrivateLinkApprovals, PrivateLinkApprovalsArgs
from .shared_private_link import ApprovedSharedPrivateLink, ApprovedSharedPrivateLinkArgs

__all__ = [
    "ApprovedDatabricksEndpoint",
    "ApprovedDatabricksEndpointArgs",
    "ApprovedFabricEndpoint",
    "ApprovedFabricEndpointArgs",
    "ApprovedFrontDoorOrigin",
    "ApprovedFrontDoorOriginArgs",
    "ApprovedManagedPrivateEndpoint",
    "ApprovedManagedPrivateEndpointArgs",
    "ApprovedPrivateEndpoint",
    "ApprovedPrivateEndpointArgs",
    "ApprovedSharedPrivateLink",
    "ApprovedSharedPrivateLinkArgs",
    "Door",
    "Nonce",
    "PrivateLinkApprovals",
    "PrivateLinkApprovalsArgs",
    "Requester",
    "RequestersError",
    "load_ahead",
    "through",
]
