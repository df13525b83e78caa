"""How services differ from what most of them share, and why we believe it.

A trait is one difference with its signed reason: a rule id, the service's
public API specification ("spec"), or a public thread. Rows in
`table.py` are made of traits, so no difference goes unsigned and the
same difference always has the same reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Trait:
    """One difference.

    Attributes:
        note: The signed reason, as the documentation shows it.
        differs: The fields of a `ServiceSpec` it sets; none, for what only readers need to know.
    """

    note: str
    differs: Mapping[str, Any]


def _trait(note: str, **differs: Any) -> Trait:
    return Trait(note, MappingProxyType(differs))


def _refuses(reason: str, **differs: Any) -> Trait:
    return _trait(reason, refusal=reason, **differs)


# Where the row comes from.
AZ_CLI_ONLY = _trait(
    "Known from az CLI 2.91.0 alone: there is no public spec.",
    origin="az-cli",
)
REMOVED = _trait(
    "No longer in the public specs.",
    origin="removed",
)

# The request.
PATCHED = _trait(
    "A decision is a PATCH; there is no PUT (spec).",
    verb="PATCH",
)
PATCHED_IN_SOME_VERSIONS = _trait(
    "PUT from 2026-05-01-preview on; PATCH alone at 2026-01-20-preview (spec).",
    patched_at=frozenset({"2026-01-20-preview"}),
)
OWN_ID = _trait(
    "E7: the body must carry the connection's own id.",
    sends_id=True,
)
NO_ENDPOINT = _trait(
    "privateEndpoint is not accepted in the body (spec).",
    echoes_endpoint=False,
)
DESCRIPTION_REQUIRED = _trait(
    "Status and description are both required (spec; E6).",
    needs_description=True,
)
DESCRIPTION_READ_ONLY = _trait(
    "description is read-only: only the status can be set (spec).",
    writes_description=False,
)
ACTIONS_READ_ONLY = _trait(
    "actionsRequired is read-only (spec).",
    actions_property=None,
)
ACTIONS_ABSENT = _trait(
    "The state has no actionsRequired (spec).",
    actions_property=None,
)
ACTION_SINGULAR = _trait(
    "The property is spelt actionRequired in every version (spec).",
    actions_property="actionRequired",
)
ACTIONS_NONE = _trait(
    "actionsRequired can only be None (spec).",
    actions_words=("None",),
)
ACTIONS_NONE_OR_RECREATE = _trait(
    "actionsRequired is None or Recreate (spec).",
    actions_words=("None", "Recreate"),
)

# What is read back.
LISTED_IN_VAULT = _trait(
    "No list of its own: the vault carries its connections. The vault's api-versions are not the "
    "connections' (spec `recoveryservices` 2025-02-01, example GETVault).",
    listing="parent",
    parent_api_version="2025-02-01",
)
NO_PROVISIONING_STATE = _trait(
    "Connections have no provisioningState (spec): the status alone decides.",
    success_states=frozenset(),
)
ENDS_READY = _trait(
    "L10: Ready is the success; Succeeded is taken too, as the az CLI does.",
    success_states=frozenset({"ready", "succeeded"}),
)
STATUS_AS_STATE = _trait(
    "L10: provisioningState is specified in words of the status, and Succeeded in the documented samples.",
    success_states=frozenset({"succeeded", "approved", "rejected"}),
)
MANY_ENDS = _trait(
    "provisioningState can end in Created, Updated or Completed as well (spec).",
    success_states=frozenset({"succeeded", "created", "updated", "completed"}),
)
SAYS_SUCCEEDED = _trait(
    "The documented answer to an approval shows the status Succeeded: taken as Approved.",
    approved=frozenset({"approved", "succeeded"}),
)

# What happens to a decided connection.
APPROVED_ONCE = _trait(
    "E1: approving an approved connection answers 400 (Azure/azure-rest-api-specs#30308); rejecting it works "
    "(Azure/azure-cli, storage account scenario tests).",
    repeats=False,
)
DECIDED_ONCE = _trait(
    "E2: only a Pending connection can be decided (spec; MicrosoftDocs/azure-docs#71740).",
    redecides=False,
    repeats=False,
)
REJECTED_FOR_GOOD = _trait("E3: a rejected connection cannot be approved (MicrosoftDocs/azure-docs#86823).")

# One change at a time.
ACCOUNT_EXCLUSIVE = _trait(
    "E10: 409 StorageAccountOperationInProgress while the account changes.", one_writer=True
)
VAULT_SERIALIZED = _trait("E11: 409 ConflictError when two changes of a vault overlap.", one_writer=True)
ACCOUNT_LOCKED = _trait(
    "E12: 412 PreconditionFailed while another operation holds the account.", one_writer=True
)
OTHER_OPERATION = _trait("E13: 409 AnotherOperationInProgress while the target changes.", one_writer=True)
ACCOUNT_NOT_SETTLED = _trait(
    "E13: 400 AccountProvisioningStateInvalid while the account changes.", one_writer=True
)
TRANSITIONING = _trait("E13: refuses changes while the service is transitioning.", one_writer=True)
ETAG_RACE = _trait(
    "Changes of a hub and its connections race on the hub's ETag "
    "(hashicorp/terraform-provider-azurerm#9060).",
    one_writer=True,
)

# Nothing to decide.
READ_AND_DELETE_ONLY = _refuses(
    "connections can be read and deleted here, but no api-version can approve or reject one (spec)"
)
READ_ONLY = _refuses("connections can only be read here: the public API cannot approve or reject one (spec)")
RELAY_ACTION = _refuses(
    "it approves by the POST action updateRelayPrivateEndpointConnection; there is no connection to single "
    "out before or to read back after, so nothing could be proved: call the action itself",
    readable=False,
)
ARTIFACT_STORE_ACTION = _refuses(
    "it approves by the POST action approvePrivateEndPoints; there is no connection to single "
    "out before or to read back after, so nothing could be proved: call the action itself",
    readable=False,
)
