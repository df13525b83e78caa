"""How services differ from what most of them share, and why we believe it.

A trait is one difference with its signed reason: a rule id, the service's
public API specification ("spec"), or a public thread. Rows in
`service_table.py` are made of traits, so no difference goes unsigned and the
same difference always has the same reason.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from .service_spec import ServiceSpec


def _unchanged(spec: ServiceSpec) -> ServiceSpec:
    return spec


@dataclass(frozen=True, slots=True)
class Trait:
    """One difference.

    Attributes:
        note: The signed reason, as the documentation shows it.
        change: What it changes; by default nothing, for what only readers need to know.
    """

    note: str
    change: Callable[[ServiceSpec], ServiceSpec] = _unchanged


def _refuses(reason: str) -> Trait:
    return Trait(reason, lambda spec: replace(spec, refusal=reason))


def _one_writer(note: str) -> Trait:
    return Trait(note, lambda spec: replace(spec, one_writer=True))


# Where the row comes from.
AZ_CLI_ONLY = Trait(
    "Known from az CLI 2.91.0 alone: there is no public spec.",
    lambda spec: replace(spec, origin="az-cli"),
)
REMOVED = Trait(
    "No longer in the public specs.",
    lambda spec: replace(spec, origin="removed"),
)

# The request.
PATCHED = Trait(
    "A decision is a PATCH; there is no PUT (spec).",
    lambda spec: replace(spec, verb="PATCH"),
)
PATCHED_IN_SOME_VERSIONS = Trait(
    "PUT from 2026-05-01-preview on; PATCH alone at 2026-01-20-preview (spec).",
    lambda spec: replace(spec, patched_at=frozenset({"2026-01-20-preview"})),
)
OWN_ID = Trait(
    "E7: the body must carry the connection's own id.",
    lambda spec: replace(spec, sends_id=True),
)
NO_ENDPOINT = Trait(
    "privateEndpoint is not accepted in the body (spec).",
    lambda spec: replace(spec, echoes_endpoint=False),
)
DESCRIPTION_REQUIRED = Trait(
    "Status and description are both required (spec; E6).",
    lambda spec: replace(spec, needs_description=True),
)
DESCRIPTION_READ_ONLY = Trait(
    "description is read-only: only the status can be set (spec).",
    lambda spec: replace(spec, writes_description=False),
)
ACTIONS_READ_ONLY = Trait(
    "actionsRequired is read-only (spec).",
    lambda spec: replace(spec, actions_property=None),
)
ACTIONS_ABSENT = Trait(
    "The state has no actionsRequired (spec).",
    lambda spec: replace(spec, actions_property=None),
)
ACTION_SINGULAR = Trait(
    "The property is spelt actionRequired in every version (spec).",
    lambda spec: replace(spec, actions_property="actionRequired"),
)
ACTIONS_NONE = Trait(
    "actionsRequired can only be None (spec).",
    lambda spec: replace(spec, actions_words=("None",)),
)
ACTIONS_NONE_OR_RECREATE = Trait(
    "actionsRequired is None or Recreate (spec).",
    lambda spec: replace(spec, actions_words=("None", "Recreate")),
)

# What is read back.
LISTED_IN_VAULT = Trait(
    "No list of its own: the vault carries its connections. The vault's api-versions are not the "
    "connections' (spec `recoveryservices` 2025-02-01, example GETVault).",
    lambda spec: replace(spec, listing="parent", parent_api_version="2025-02-01"),
)
NO_PROVISIONING_STATE = Trait(
    "Connections have no provisioningState (spec): the status alone decides.",
    lambda spec: replace(spec, settled=frozenset()),
)
ENDS_READY = Trait(
    "L10: Ready is the success; Succeeded is taken too, as the az CLI does.",
    lambda spec: replace(spec, settled=frozenset({"ready", "succeeded"})),
)
STATUS_AS_STATE = Trait(
    "L10: provisioningState is specified in words of the status, and Succeeded in the documented samples.",
    lambda spec: replace(spec, settled=frozenset({"succeeded", "approved", "rejected"})),
)
MANY_ENDS = Trait(
    "provisioningState can end in Created, Updated or Completed as well (spec).",
    lambda spec: replace(spec, settled=frozenset({"succeeded", "created", "updated", "completed"})),
)
SAYS_SUCCEEDED = Trait(
    "The documented answer to an approval shows the status Succeeded: taken as Approved.",
    lambda spec: replace(spec, approved=frozenset({"approved", "succeeded"})),
)

# What happens to a decided connection.
APPROVED_ONCE = Trait(
    "E1: approving an approved connection answers 400 (Azure/azure-rest-api-specs#30308); rejecting it works "
    "(Azure/azure-cli, storage account scenario tests).",
    lambda spec: replace(spec, repeats=False),
)
DECIDED_ONCE = Trait(
    "E2: only a Pending connection can be decided (spec; MicrosoftDocs/azure-docs#71740).",
    lambda spec: replace(spec, redecides=False, repeats=False),
)
REJECTED_FOR_GOOD = Trait("E3: a rejected connection cannot be approved (MicrosoftDocs/azure-docs#86823).")

# One change at a time.
ACCOUNT_EXCLUSIVE = _one_writer("E10: 409 StorageAccountOperationInProgress while the account changes.")
VAULT_SERIALIZED = _one_writer("E11: 409 ConflictError when two changes of a vault overlap.")
ACCOUNT_LOCKED = _one_writer("E12: 412 PreconditionFailed while another operation holds the account.")
OTHER_OPERATION = _one_writer("E13: 409 AnotherOperationInProgress while the target changes.")
ACCOUNT_NOT_SETTLED = _one_writer("E13: 400 AccountProvisioningStateInvalid while the account changes.")
TRANSITIONING = _one_writer("E13: refuses changes while the service is transitioning.")
ETAG_RACE = _one_writer(
    "Changes of a hub and its connections race on the hub's ETag (hashicorp/terraform-provider-azurerm#9060)."
)

# Nothing to decide.
READ_AND_DELETE_ONLY = _refuses(
    "connections can be read and deleted here, but no api-version can approve or reject one (spec)"
)
READ_ONLY = _refuses("connections can only be read here: the public API cannot approve or reject one (spec)")
RELAY_ACTION = _refuses(
    "it approves by the POST action updateRelayPrivateEndpointConnection; there is no connection to single "
    "out before or to read back after, so nothing could be proved: call the action itself"
)
ARTIFACT_STORE_ACTION = _refuses(
    "it approves by the POST action approvePrivateEndPoints; there is no connection to single "
    "out before or to read back after, so nothing could be proved: call the action itself"
)
