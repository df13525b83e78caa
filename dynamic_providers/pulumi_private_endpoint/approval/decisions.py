"""`decisions`: what a program exports of its approvals, so that its outputs say who was let in and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import pulumi

from pulumi_private_endpoint.connections.properties.fields import INPUTS, python_name
from pulumi_private_endpoint.connections.properties.state import OUTPUTS
from pulumi_private_endpoint.evidence import decisions as evidence
from pulumi_private_endpoint.evidence.stacks import approvals_of

from .resource import PrivateEndpointApproval

if TYPE_CHECKING:
    from .set_resource import PrivateEndpointApprovalSet

_WIRE_NAMES = {python_name(name): name for name in (*INPUTS, *OUTPUTS)}
# Another day alone must not be a change of the stack.
_OF_THE_DAY = "overdue"
_SINGLE = ("status", "description", "private_endpoint_id", "request_message")
_SET = ("approvals", "results")


def decisions(
    *approvals: PrivateEndpointApproval | PrivateEndpointApprovalSet,
) -> pulumi.Output[list[dict[str, Any]]]:
    """Each decision of these approvals and sets, for `pulumi.export`: `pulumi stack output` then shows them.

    The records are those of `private-endpoint evidence --output json`, but for `overdue`. Where anything of
    an approval is a secret, so is the whole.
    """
    return pulumi.Output.all(*map(_resource, approvals)).apply(_documents)


def _resource(approval: PrivateEndpointApproval | PrivateEndpointApprovalSet) -> dict[str, Any]:
    """It as a state's export has it, but for its names."""
    outputs = _SINGLE if isinstance(approval, PrivateEndpointApproval) else _SET
    return {
        "type": f"private-endpoint:index:{type(approval).__name__}",
        "urn": approval.urn,
        "id": approval.id,
        "inputs": approval.declared,
        "outputs": {name: getattr(approval, name) for name in outputs},
    }


def _documents(resources: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = approvals_of({"deployment": {"resources": [_on_the_wire(each) for each in resources]}})
    told = evidence.decisions(found, datetime.now(timezone.utc).date())
    return [{name: of for name, of in each.document().items() if name != _OF_THE_DAY} for each in told]


def _on_the_wire(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_WIRE_NAMES.get(name, name): _on_the_wire(inner) for name, inner in value.items()}
    return value
