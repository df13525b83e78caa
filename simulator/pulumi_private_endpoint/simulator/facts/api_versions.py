"""The api-version rules of ARM: given, well formed, and served by the type (E25)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pulumi_private_endpoint.simulator.errors import WireError

if TYPE_CHECKING:
    from .address import Address

_WELL_FORMED = re.compile(r"\d{4}-\d{2}-\d{2}(-(preview|alpha|beta|privatepreview))?", re.IGNORECASE)


def check(place: Address, api_version: str | None, location: str) -> str:
    """Returns the api-version in the type's own casing.

    Raises:
        WireError: missing, malformed or not served.
    """
    if not api_version:
        raise WireError(
            400,
            "MissingApiVersionParameter",
            "The api-version query parameter (?api-version=) is required for all requests.",
        )
    served = {version.lower(): version for version in place.api_versions}
    if api_version.lower() in served:
        return served[api_version.lower()]
    listed = ", ".join(place.api_versions)
    if not _WELL_FORMED.fullmatch(api_version):
        raise WireError(
            400,
            "InvalidApiVersionParameter",
            f"The api-version '{api_version}' is invalid. The supported versions are '{listed}'.",
        )
    resource_type = place.facts.type.partition("/")[2]
    raise WireError(
        400,
        "NoRegisteredProviderFound",
        f"No registered resource provider found for location '{location}' and API version '{api_version}' "
        f"for type '{resource_type}'. The supported api-versions are '{listed}'. "
        f"The supported locations are '{location}'.",
    )
