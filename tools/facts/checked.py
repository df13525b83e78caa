"""What each row of the table was compared with, for `checked.json`, which the page of services shows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pulumi_private_endpoint.connections.services.spec import ServiceSpec

    from .compare import Finding
    from .sent import Sent

CHECKED = Path(__file__).with_name("checked.json")


def record(
    rows: Iterable[ServiceSpec], sent: Iterable[Sent], findings: Iterable[Finding], day: str
) -> dict[str, Any]:
    """By type, the client that a row agrees with and its api-version: the row's own, or the nearest known.

    A row without a client is not in it, nor one with a finding.
    """
    differing = {finding.type for finding in findings}
    deciding = [request for request in sent if request.decides]
    types = {}
    for spec in rows:
        about = [each for each in deciding if each.type.casefold() == spec.type.casefold()]
        if about and spec.type not in differing:
            nearest = max(about, key=lambda each: (each.api_version == spec.api_version, each.api_version))
            types[spec.type] = {"client": nearest.client, "api_version": nearest.api_version}
    return {"day": day, "types": types}
