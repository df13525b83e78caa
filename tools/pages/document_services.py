"""docs/services.md from the service table, so that the page cannot say anything else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pulumi_private_endpoint.connections.services.table import SERVICES
from tools.facts.checked import CHECKED
from tools.pages.page import AZURE_NATIVE, Page, table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pulumi_private_endpoint.connections.services.spec import ServiceSpec

_AGREED = json.loads(CHECKED.read_text(encoding="utf-8"))
"""By ARM type: the official client that agrees with the row, as the last `make facts` found it."""


def _parts() -> dict[str, object]:
    approvable = [spec for spec in SERVICES if spec.refusal is None]
    return {
        "approvable": len(approvable),
        "day": _AGREED["day"],
        "services": table(
            ("Type", "api-version", "Decision", "Done when", "Checked against", "azure-native", "Quirks"),
            (_service(spec) for spec in approvable),
        ),
        "rights": table(("Type", "Actions"), ((spec.type, _lines(_actions(spec))) for spec in approvable)),
        "refused": table(("Type", "Why"), ((spec.type, spec.refusal) for spec in SERVICES if spec.refusal)),
    }


def _service(spec: ServiceSpec) -> tuple[str, ...]:
    native = (f"`{token}`" for token in AZURE_NATIVE.get(spec.type, ()))
    facts = (spec.type, spec.api_version, spec.verb, _end(spec), _checked(spec))
    return (*facts, _lines(native), _lines(spec.notes))


def _checked(spec: ServiceSpec) -> str:
    agreed = _AGREED["types"].get(spec.type)
    if agreed is None:
        return ""
    at = "" if agreed["api_version"] == spec.api_version else f" at {agreed['api_version']}"
    return f"{agreed['client']}{at}"


def _end(spec: ServiceSpec) -> str:
    words = " or ".join(word.capitalize() for word in sorted(spec.success_states))
    return words or "the status alone"


def _actions(spec: ServiceSpec) -> tuple[str, ...]:
    """E21: the connection's own actions, the approval, and the parent's where it carries the list."""
    connections = f"`{spec.type}/{spec.segment}"
    actions = (f"{connections}/read`", f"{connections}/write`", f"{connections}Approval/action`")
    return (*actions, f"`{spec.type}/read`") if spec.listing == "parent" else actions


def _lines(parts: Iterable[str]) -> str:
    return "<br>".join(parts)


PAGE = Page("services.md", _parts)
