"""What else is a secret where a request's message is one: Azure keeps it as the connection's description."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pulumi_private_endpoint.connections.sets.inputs import APPROVALS
from pulumi_private_endpoint.connections.sets.state import RESULTS

if TYPE_CHECKING:
    from typing import Any

    from pulumi_private_endpoint.plugin.values import Path, Secrets

_MESSAGE = "requestMessage"
_DESCRIPTION = "description"


def mark_descriptions(inputs: Mapping[str, Any], secrets: Secrets) -> None:
    """Mark where the message comes back: trimmed, cut or escaped it cannot be told by its text any more."""
    _mark(inputs, (), (), secrets)
    entries = inputs.get(APPROVALS)
    for key, entry in entries.items() if isinstance(entries, Mapping) else ():
        if isinstance(entry, Mapping):
            _mark(entry, (APPROVALS, key), (RESULTS, key), secrets)


def _mark(given: Mapping[str, Any], above: Path, seen: Path, secrets: Secrets) -> None:
    if secrets.has((*above, _MESSAGE)) and given.get(_DESCRIPTION) is None:
        secrets.paths.add((*seen, _DESCRIPTION))
