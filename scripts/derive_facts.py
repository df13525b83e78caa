"""Derives the simulator's facts from a survey of Azure's public API specifications.

Usage: python -m scripts.derive_facts SERVICES_JSON OUT_JSON. Same rows in the same order, cut down to what a
server needs to know. The simulator reads these facts and never the provider's service table: a table that was
checked against itself would prove nothing.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

_TARGET_VERSIONS: dict[str, list[str]] = json.loads(
    Path(__file__).with_name("target_versions.json").read_text(encoding="utf-8")
)
"""By ARM type: the target's own api-versions, where its connections have others. The survey lacks them.

Taken by hand from learn.microsoft.com/azure/templates/microsoft.recoveryservices/allversions, and from
azure-native 3.29.0 for the newest.
"""

_BODY_FIELDS = (
    "top_level",
    "top_level_required",
    "properties_required",
    "properties_writable",
    "properties_read_only",
    "state_properties",
    "state_required",
    "state_read_only",
    "actions_property",
    "actions_enum",
    "status_enum",
    "provisioning_state_enum",
    "provisioning_state_present",
    "private_endpoint",
    "group_property",
)


def derive_row(row: dict[str, Any]) -> dict[str, Any]:
    """Cuts one surveyed ARM type down to the simulator's fields."""
    cli = row["az_cli"]
    body = row["request_body"]
    return {
        "type": row["arm_type"],
        "kind": row["kind"],
        # "PUT (undocumented)" marks types known from the az CLI alone; `kind` says so already.
        "verb": (row["approve_verb"] or "").split(" ")[0],
        "path": row["path_template"],
        "stable": row["stable_api_versions"],
        "preview": row["preview_api_versions"],
        "cli_versions": [v for v in (cli.get("api_version"), cli.get("resource_get_api_version")) if v],
        "cli_list": cli.get("support_list", False),
        "list_shape": row["list"]["shape"],
        "target_versions": _TARGET_VERSIONS.get(row["arm_type"], []),
        **{verb: derive_operation(row[verb]) for verb in ("put", "patch", "post", "delete")},
        "body": {field: body[field] for field in _BODY_FIELDS} if body else None,
    }


def derive_operation(operation: dict[str, Any] | None) -> dict[str, Any] | None:
    """Keeps the status codes, their headers and whether the operation is long-running."""
    return operation and {
        "codes": operation["response_codes"],
        "long_running": operation["long_running"],
        "headers": operation["response_headers"],
        "without_body": operation.get("codes_without_body", []),
    }


def main(source: str, destination: str) -> None:
    """Writes one row a line, so that a change of facts reads well in a diff."""
    rows = json.loads(Path(source).read_text(encoding="utf-8"))
    lines = ",\n".join(json.dumps(derive_row(row)) for row in rows)
    Path(destination).write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
