"""Azure Resource Manager, spoken carefully.

Resource ids, clouds, sign-in, requests, rate limits and long-running operations. This room knows nothing of
Pulumi or of what it is used for. Its layers, low to high: clock, answer and errors; clouds and credentials;
the client; long-running operations.
"""

from .answer import Answer, RequestIds, lookup
from .client import ArmClient
from .clock import Clock, Deadline, SystemClock
from .clouds import Cloud, resolve_cloud
from .credentials import AzureTokens, PlaceholderTokens, TokenSource, token_source
from .discovery import discover_cloud
from .error_body import ServiceError, parse_error
from .errors import (
    ArmError,
    ConfigurationError,
    ConnectionLost,
    DeadlineExceeded,
    ForeignUrl,
    InvalidResourceId,
    OperationFailed,
    RequestFailed,
    SignInFailed,
    UnreadableAnswer,
    advice,
)
from .lro import Settled, settle
from .operation import Watched, provisioning_state
from .resource_id import ResourceId

__all__ = [
    "Answer",
    "ArmClient",
    "ArmError",
    "AzureTokens",
    "Clock",
    "Cloud",
    "ConfigurationError",
    "ConnectionLost",
    "Deadline",
    "DeadlineExceeded",
    "ForeignUrl",
    "InvalidResourceId",
    "OperationFailed",
    "PlaceholderTokens",
    "RequestFailed",
    "RequestIds",
    "ResourceId",
    "ServiceError",
    "Settled",
    "SignInFailed",
    "SystemClock",
    "TokenSource",
    "UnreadableAnswer",
    "Watched",
    "advice",
    "discover_cloud",
    "lookup",
    "parse_error",
    "provisioning_state",
    "resolve_cloud",
    "settle",
    "token_source",
]
