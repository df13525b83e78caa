"""Writes docs/services.md from the service table, so that the page cannot say anything else.

Usage: python -m tools.pages.document_services [--check]. With `--check` nothing is written, and the exit code
is 1 when the page is not what the table says.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from pulumi_private_endpoint.connections.services.table import SERVICES
from tools.facts.checked import CHECKED
from tools.pages.generated_page import AZURE_NATIVE, DOCS, table, write

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pulumi_private_endpoint.connections.services.spec import ServiceSpec

PAGE = DOCS / "services.md"
AGREED = json.loads(CHECKED.read_text(encoding="utf-8"))
"""By ARM type: the official client that agrees with the row, as the last `make facts` found it."""

_TEMPLATE = """\
# Services

<!-- Written by tools/pages/document_services.py from the service table. Change the table, not this page. -->

{approvable} Azure resource types can be approved. A type that is not listed works when you give
`api_version`, as long as its connections have the usual shape.

How to read the table:

- **api-version** is what is sent unless you give `api_version`: the newest stable one, or a preview where
  there is nothing else.
- **Done when** is the provisioning state that the connection must show beside the wanted status before a
  decision counts as carried out. Where it shows none at all, its status alone decides.
- **Checked against** is the official Python client that was made to send the same request on {day}
  (`make facts`), with its api-version where that is another: verb, path and the body's names agree. Where
  none stands, no client knows the type.
- **azure-native** is that provider's resource for the same connection. It cannot decide on a connection that
  exists already (pulumi/pulumi-azure-native#808), and a connection to approve always does.
- **Quirks** are the differences from what most services share, each with its source. "spec" is the service's
  public API specification at that version; E and L numbers are [rule ids](arm-rules.md).

{services}

## Rights

Approving takes these actions on the target. The third is checked by most services, not by all.
With `on_destroy="delete"` they are joined by `privateEndpointConnections/delete`.

Where a decision takes a while, most services show its progress below the subscription, not below the target.
Reading that takes one more action of the service's namespace, usually
`Microsoft.…/locations/operationStatuses/read` or `Microsoft.…/locations/operationResults/read`;
`az provider operation show --namespace Microsoft.…` has its exact name. A role on the target alone does not
reach so far, one on the resource group does
([Microsoft's page](https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations)).
Without it nothing fails: the connection itself is watched instead (L26).

{rights}

## Known, but not approvable

{refused}
"""


def page() -> str:
    """The whole page."""
    approvable = [spec for spec in SERVICES if spec.refusal is None]
    return _TEMPLATE.format(
        approvable=len(approvable),
        day=AGREED["day"],
        services=table(
            ("Type", "api-version", "Decision", "Done when", "Checked against", "azure-native", "Quirks"),
            (_service(spec) for spec in approvable),
        ),
        rights=table(("Type", "Actions"), ((spec.type, _lines(_actions(spec))) for spec in approvable)),
        refused=table(("Type", "Why"), ((spec.type, spec.refusal) for spec in SERVICES if spec.refusal)),
    )


def _service(spec: ServiceSpec) -> tuple[str, ...]:
    native = (f"`{token}`" for token in AZURE_NATIVE.get(spec.type, ()))
    facts = (spec.type, spec.api_version, spec.verb, _end(spec), _checked(spec))
    return (*facts, _lines(native), _lines(spec.notes))


def _checked(spec: ServiceSpec) -> str:
    agreed = AGREED["types"].get(spec.type)
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


def main(arguments: list[str], target: Path = PAGE) -> str | None:
    """Writes the page, or says what is wrong with it."""
    return write(page(), target, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
