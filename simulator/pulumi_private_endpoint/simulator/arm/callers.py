"""Who is asking: every ARM request needs a bearer token, and an operation answers its own caller only (L25).

No token is checked for truth. If it is a JWT its `oid` tells callers apart; any other token names nobody.
"""

from __future__ import annotations

import base64
import json

from pulumi_private_endpoint.simulator.errors import WireError

_CHALLENGE = (
    'Bearer authorization_uri="https://login.microsoftonline.com/common", '
    'error="invalid_token", error_description="The authentication failed."'
)


def identify(authorization: str | None) -> str:
    """The caller's object id, or an empty text if the token does not say.

    Raises:
        WireError: there is no bearer token.
    """
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise WireError(
            401,
            "AuthenticationFailed",
            "Authentication failed. The 'Authorization' header is missing or is not a bearer token.",
            headers={"WWW-Authenticate": _CHALLENGE},
        )
    return _object_id(token.strip())


def _object_id(token: str) -> str:
    parts = token.split(".")
    if len(parts) != 3:  # noqa: PLR2004 - a JWT has three parts
        return ""
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:  # three parts, yet no JWT: a token that names nobody, as any opaque one
        return ""
    return str(claims.get("oid", "")) if isinstance(claims, dict) else ""
