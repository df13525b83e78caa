"""What a 401 asks for: the claims where a valid token is not enough (E20), the tenant where it is another's.

Conditional access and the demand for multi-factor authentication arrive as a 401 whose header holds base64
in either alphabet, with or without padding.
"""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_CLAIMS = re.compile(r'claims="', re.IGNORECASE)
_LONGEST = 3000
_AUTHORITY = re.compile(r'authorization_uri="https://login\.[a-z.]+/([0-9a-f-]{36})["/]', re.IGNORECASE)


def tenant_of(headers: Mapping[str, str]) -> str | None:
    """The tenant whose sign-in a challenge asks for, or None if it names none."""
    found = _AUTHORITY.search(headers.get("www-authenticate", "")[:_LONGEST])
    return found[1].lower() if found else None


def claims_of(headers: Mapping[str, str]) -> str | None:
    """The claims of a challenge as JSON text, or None if there are none to be read."""
    _, *after = _CLAIMS.split(headers.get("www-authenticate", ""), maxsplit=1)
    given, quote, _ = "".join(after).partition('"')
    if not quote or len(given) > _LONGEST:
        return None
    text = given.translate(str.maketrans("-_", "+/")).rstrip("=")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True).decode("utf-8") or None
    except ValueError:  # unreadable, or no ASCII even: a fresh token is all that can be tried
        return None
