"""Azure Resource Manager, spoken carefully.

Resource ids, clouds, sign-in, requests, rate limits and long-running operations; nothing here knows Pulumi,
or what it is used for. High to low: operations, http, auth, errors, answers. Named here is what others use.
"""

from .answers.answer import Answer
from .auth.clouds import resolve_cloud
from .auth.credentials import PlaceholderTokens, token_source
from .auth.discovery import discover_cloud
from .clock import Deadline, SystemClock
from .errors.tree import (
    ArmError,
    ConnectionLost,
    DeadlineExceeded,
    OperationFailed,
    RequestFailed,
    SignInFailed,
    UnreadableAnswer,
)
from .http.client import ArmClient
from .operations.status import Watched
from .operations.wait import wait_for_operation
from .resource_id import ResourceId

__all__ = [
    "Answer",
    "ArmClient",
    "ArmError",
    "ConnectionLost",
    "Deadline",
    "DeadlineExceeded",
    "OperationFailed",
    "PlaceholderTokens",
    "RequestFailed",
    "ResourceId",
    "SignInFailed",
    "SystemClock",
    "UnreadableAnswer",
    "Watched",
    "discover_cloud",
    "resolve_cloud",
    "token_source",
    "wait_for_operation",
]
