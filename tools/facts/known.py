"""Findings that were looked into and are right as they are: each with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .compare import Finding

_NETWORK = "every model of this client has an optional id, and the specification's examples leave it out"
_KNOWN = {
    ("Microsoft.Network/applicationGateways", "body", "with id "): _NETWORK,
    ("Microsoft.Network/privateLinkServices", "body", "with id "): _NETWORK,
}
"""By type, kind of finding, and how its details begin."""


def reason(finding: Finding) -> str | None:
    """Why a finding is none; None where nobody has said so yet."""
    for (arm_type, what, beginning), why in _KNOWN.items():
        if (finding.type, finding.what) == (arm_type, what) and finding.details.startswith(beginning):
            return why
    return None
