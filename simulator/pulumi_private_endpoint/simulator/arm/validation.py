"""What a write must look like: Azure's refusals of a request body, one function a reason.

Strict on purpose. Names, required and read-only properties and enums come from the facts; where a type has
no facts about its body, only the state itself is looked at.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.simulator.errors import WireError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi_private_endpoint.simulator.facts.table import BodyFacts
    from pulumi_private_endpoint.simulator.scenario import Target

    from .state import Live, Snapshot

# ARM's envelope: answered by every resource and let through in a request.
_ENVELOPE = frozenset({"id", "name", "type", "systemData"})
# Where the specification leaves the status a free string, the service still knows these words only.
_STATUSES = ("Approved", "Pending", "Rejected", "Disconnected")
_STATE = "privateLinkServiceConnectionState"
_MAX_QUOTED = 80


@dataclass(frozen=True, slots=True)
class Change:
    """What an accepted write asks for; None leaves a property as it is."""

    status: str
    description: str | None = None
    actions_required: str | None = None

    def of(self, now: Snapshot, settled: str) -> Snapshot:
        """The connection after this change."""
        return replace(
            now,
            status=self.status,
            description=now.description if self.description is None else self.description,
            actions_required=now.actions_required if self.actions_required is None else self.actions_required,
            provisioning_state=settled,
        )


def read_json(content: bytes) -> dict[str, Any]:
    """Reads a request body.

    Raises:
        WireError: it is not a JSON object.
    """
    try:
        body = json.loads(content)
    except ValueError as error:
        raise _invalid(
            f"The request content was invalid and could not be deserialized: '{error}'."
        ) from error
    if not isinstance(body, dict):
        raise _invalid("The request content was invalid and could not be deserialized: not an object.")
    return body


def read_change(content: bytes, live: Live, target: Target) -> Change:
    """Reads an approving PUT or PATCH and applies every check to it.

    Raises:
        WireError: the service refuses the body.
    """
    if not content and live.habits.optional_body:
        return Change("Approved")
    body = read_json(content)
    facts = live.facts.body
    if facts:
        _check_members(body, {*facts.top_level, *_ENVELOPE, "properties"}, frozenset(), "")
        _check_required(body, facts.top_level_required, "")
    _check_id(body, live)
    properties = _object(body, "properties", "")
    if facts:
        _check_properties(properties, facts, live)
    state = _object(properties, _STATE, "properties.")
    change = _read_state(state, facts, live)
    _check_policy(properties, change, target)
    return change


def _check_properties(properties: dict[str, Any], facts: BodyFacts, live: Live) -> None:
    state = properties.get("provisioningState")
    if state is not None and state != live.shown.provisioning_state:
        raise _invalid(
            "The provisioningState differs from the resource's own.", code="InvalidResource"
        )  # L38
    known = {*facts.properties_writable, *facts.properties_read_only}
    _check_members(properties, known, frozenset(facts.properties_read_only), "properties.")
    _check_required(properties, facts.properties_required, "properties.")
    endpoint = properties.get("privateEndpoint")
    if endpoint is not None and (
        not isinstance(endpoint, dict) or not _same(endpoint.get("id", ""), live.true.private_endpoint)
    ):
        raise _invalid("The private endpoint of a connection cannot be changed.")


def _read_state(state: dict[str, Any], facts: BodyFacts | None, live: Live) -> Change:
    _check_description(state, facts, live)
    if facts:
        prefix = f"properties.{_STATE}."
        _check_members(state, set(facts.state_properties), frozenset(facts.state_read_only), prefix)
        _check_required(state, facts.state_required, prefix)
    for name, value in state.items():
        if value is not None and not isinstance(value, str):
            raise _invalid(f"The value of '{name}' is not a string.")
    actions_name = (facts.actions_property if facts else None) or "actionsRequired"
    actions = state.get(actions_name)
    if facts and actions and facts.actions_enum:
        _check_enum(actions_name, actions, facts.actions_enum)
    status = state.get("status")
    if status is None:
        raise _invalid(f"Required property 'properties.{_STATE}.status' is missing.")
    _check_enum("status", status, (facts.status_enum if facts else ()) or _STATUSES)
    return Change(status, state.get("description"), actions)


def _check_description(state: dict[str, Any], facts: BodyFacts | None, live: Live) -> None:
    """SQL's answer to a missing description does not mention it (E6)."""
    required = facts is not None and "description" in facts.state_required
    if live.habits.description_error and required and not state.get("description"):
        raise WireError(
            400,
            "InvalidResourceIdSegment",
            f"The segment for '{_STATE}' in the request is invalid.",
            target=f"parameters.properties.{_STATE}",
            details=({"code": "InvalidResourceIdSegment", "message": "Invalid value given."},),
            by_service=True,
        )


def _check_id(body: Mapping[str, Any], live: Live) -> None:
    given = body.get("id")
    if given is None and live.habits.needs_id:
        raise _invalid(
            "Private Endpoint Connection Request ID is unexpected null.",
            code="ApproveOrRejectPrivateEndpointConnectionBadRequest",
        )
    if given is not None and live.habits.needs_id and not _same(given, live.spec.id):
        raise _invalid(
            "Private Endpoint Connection Request ID does not name this connection.",
            code="ApproveOrRejectPrivateEndpointConnectionBadRequest",
        )


def _check_policy(properties: Mapping[str, Any], change: Change, target: Target) -> None:
    """The cross-tenant deny policy: an approval names an endpoint of an allowed subscription (E8)."""
    if not target.policy_subscriptions or change.status != "Approved":
        return
    endpoint = properties.get("privateEndpoint") or {}
    subscription = str(endpoint.get("id", "")).strip("/").split("/")[1:2]
    allowed = {subscription.lower() for subscription in target.policy_subscriptions}
    if not {part.lower() for part in subscription} & allowed:
        info = {"policyAssignmentDisplayName": "Limit cross-tenant private endpoint connections"}
        raise WireError(
            403,
            "RequestDisallowedByPolicy",
            "The private endpoint connection was disallowed by policy.",
            additional_info=({"type": "PolicyViolation", "info": info},),
        )


def _check_members(table: Mapping[str, Any], known: set[str], read_only: frozenset[str], prefix: str) -> None:
    for name in table:
        if name not in known:
            raise _invalid(f"Could not find member '{prefix}{name[:_MAX_QUOTED]}' on the request object.")
        if name in read_only:
            raise _invalid(f"Property set method not found: '{prefix}{name}'.", code="InvalidResource")  # L38


def _check_required(table: Mapping[str, Any], required: tuple[str, ...], prefix: str) -> None:
    for name in required:
        if table.get(name) is None:
            raise _invalid(f"Required property '{prefix}{name}' is missing.")


def _check_enum(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise _invalid(
            f"'{value[:_MAX_QUOTED]}' is not a valid {name}. Valid values are {', '.join(allowed)}."
        )


def _object(table: Mapping[str, Any], name: str, prefix: str) -> dict[str, Any]:
    value = table.get(name)
    if not isinstance(value, dict):
        raise _invalid(f"Required property '{prefix}{name}' is missing or not an object.")
    return value


def _same(left: object, right: str) -> bool:
    return isinstance(left, str) and left.strip("/").lower() == right.strip("/").lower()


def _invalid(message: str, *, code: str = "InvalidRequestContent") -> WireError:
    return WireError(400, code, message, by_service=True)
