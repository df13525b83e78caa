"""The faults that can be called by name, each with where it was seen.

A preset either answers with an error of Azure's, or spoils the transport or the true answer (`spoils`).
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Preset:
    """A named fault: an error answer, or with `spoils` an answer left true and then damaged."""

    source: str
    status: int = 0
    code: str = ""
    message: str = ""
    additional_info: tuple[Mapping[str, Any], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    spoils: bool = False


# The MFA claim of E20; the padding text makes the two base64 alphabets differ.
_CLAIMS = b'{"access_token":{"acrs":{"essential":true,"values":["p1"]},"note":{"value":"?>?~?"}}}'
_CHALLENGE = (
    'Bearer authorization_uri="https://login.microsoftonline.com/common", '
    'error="insufficient_claims", claims="'
)


def _claims(encoded: str) -> Preset:
    return Preset(
        source="E20: Azure/azure-cli#31699",
        status=401,
        code="RequestDisallowedByPolicy",
        message="Users must authenticate with multi-factor authentication to create or change resources.",
        headers=(("WWW-Authenticate", f'{_CHALLENGE}{encoded}"'),),
    )


_VIOLATION = MappingProxyType(
    {
        "type": "PolicyViolation",
        "info": {
            "policyAssignmentDisplayName": "Deny private endpoints of other tenants",
            "policyAssignmentId": "/providers/Microsoft.Management/managementGroups/root/providers/"
            "Microsoft.Authorization/policyAssignments/deny-cross-tenant",
            "policyDefinitionEffect": "deny",
        },
    },
)

PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        "error": Preset("RPC", 500, "InternalServerError", "The server encountered an internal error."),
        "busy": Preset("E13", 409, "AnotherOperationInProgress", "Another operation is in progress."),
        "busy-network": Preset(
            "T4",
            429,
            "RetryableErrorDueToAnotherOperation",
            "The operation is locked by another operation.",
        ),
        "throttled": Preset(
            "T3", 429, "SubscriptionRequestsThrottled", "Number of requests exceeded the limit."
        ),
        "policy": Preset(
            "E22",
            403,
            "RequestDisallowedByPolicy",
            "The resource was disallowed by policy.",
            (_VIOLATION,),
        ),
        "locked": Preset(
            "E23",
            409,
            "ScopeLocked",
            "The scope cannot perform write operation because following scope(s) are locked: 'read-only'.",
        ),
        "missing-role": Preset(
            "E21",
            403,
            "AuthorizationFailed",
            "The client does not have authorization to perform the action over this scope.",
        ),
        "missing-linked-role": Preset(
            "E21: azure-docs#96892",
            403,
            "LinkedAuthorizationFailed",
            "The client lacks 'PrivateEndpointConnectionsApproval/action' on the linked scope.",
        ),
        "unregistered": Preset(
            "E24",
            409,
            "MissingSubscriptionRegistration",
            "The subscription is not registered to use this resource provider.",
        ),
        "claims": _claims(base64.b64encode(_CLAIMS).decode()),
        "claims-unpadded": _claims(base64.b64encode(_CLAIMS).decode().rstrip("=")),
        "claims-urlsafe": _claims(base64.urlsafe_b64encode(_CLAIMS).decode().rstrip("=")),
        "redirect": Preset("L32", 307, headers=(("Location", "https://elsewhere.example/moved"),)),
        "reset-before": Preset("L33: the request never arrived", spoils=True),
        "reset-after": Preset("L33: it was acted on, the answer was lost", spoils=True),
        "delay": Preset("L22", spoils=True),
        "truncated": Preset("L33", spoils=True),
        "empty": Preset("L11", spoils=True),
        "html": Preset("L35: a gateway's page", 502, "BadGateway", "Bad Gateway"),
        "bom": Preset("L37", spoils=True),
        "no-content-type": Preset("L37", spoils=True),
        "wrong-content-type": Preset("L37", spoils=True),
        "no-headers": Preset("L31", spoils=True),
    },
)
