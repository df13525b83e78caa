"""The program's inputs: typed, or one clear line for each that is wrong.

A property bag comes in as Pulumi hands it over (camelCase, possibly with values
that are unknown in preview); `ApprovalInputs` goes on. Reasons name the property
as the program spells it and never repeat its value, which may be a secret
(`pulumi-python`: a check failure is printed in clear).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm import ArmError, ResourceId
from pulumi_private_endpoint.connections import durations
from pulumi_private_endpoint.connections.errors import UnknownService
from pulumi_private_endpoint.connections.model import APPROVED, ENDPOINT_TYPE, REJECTED
from pulumi_private_endpoint.connections.services.lookup import spec_for
from pulumi_private_endpoint.connections.text import STORED, has_control_characters

from .unknown import is_unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SELECTORS = ("connectionName", "privateEndpointId", "privateEndpointName", "requestMessage")
TEXTS = ("requestMessage", "description", "actionsRequired")
"""The inputs that are words for somebody, which a program may keep secret."""
SECRET = "__secret"  # noqa: S105 - a property's name
"""The names of the texts that the program keeps secret, kept beside the inputs."""


@dataclass(frozen=True, slots=True)
class ApprovalInputs:
    """What one `PrivateEndpointApproval` asks for; durations in seconds, None where not given."""

    target: ResourceId
    connection_name: str | None
    private_endpoint_id: ResourceId | None
    private_endpoint_name: str | None
    request_message: str | None
    group_id: str | None
    allowed_subscription_ids: tuple[str, ...] | None
    allow_unknown_requester: bool
    status: str
    description: str | None
    actions_required: str | None
    api_version: str | None
    tenant_id: str | None
    on_destroy: str
    wait_for_connection: float
    timeout: float
    secrets: frozenset[str] = frozenset()
    """The texts that must not be shown."""

    @property
    def selection(self) -> tuple[ResourceId | str | None, ...]:
        """All that singles out the connection: who has the same means the same one."""
        selectors = (
            self.connection_name,
            self.private_endpoint_id,
            self.private_endpoint_name,
            self.request_message,
        )
        return (self.target, *selectors)


@dataclass(frozen=True, slots=True)
class Problem:
    """One input that cannot be used, and why."""

    property: str
    reason: str

    def __str__(self) -> str:
        return f"{python_name(self.property)} {self.reason}"


def python_name(wire_name: str) -> str:
    """A property's name as a Python program spells it."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in wire_name)


def from_props(props: Mapping[str, Any]) -> ApprovalInputs:
    """The typed inputs of a bag that `problems` found nothing wrong with."""
    allowed = props.get("allowedSubscriptionIds")
    endpoint = props.get("privateEndpointId")
    return ApprovalInputs(
        target=ResourceId.parse(props["targetResourceId"]),
        connection_name=props.get("connectionName"),
        private_endpoint_id=ResourceId.parse(endpoint) if endpoint is not None else None,
        private_endpoint_name=props.get("privateEndpointName"),
        request_message=props.get("requestMessage"),
        group_id=props.get("groupId"),
        allowed_subscription_ids=None if allowed is None else tuple(allowed),
        allow_unknown_requester=bool(props.get("allowUnknownRequester")),
        status=str(props.get("status") or APPROVED),
        description=props.get("description"),
        actions_required=props.get("actionsRequired"),
        api_version=props.get("apiVersion"),
        tenant_id=props.get("tenantId"),
        on_destroy=str(props.get("onDestroy") or "keep"),
        wait_for_connection=durations.seconds(props.get("waitForConnection") or "10m"),
        timeout=durations.seconds(props.get("timeout") or "30m"),
        secrets=secret_texts(props),
    )


def secret_texts(props: Mapping[str, Any]) -> frozenset[str]:
    """The texts in a bag that its program keeps secret."""
    return frozenset(text for name in props.get(SECRET) or () if (text := props.get(name)))


def problems(props: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong with a bag of inputs; values that are unknown yet pass."""
    found = [
        Problem(name, reason)
        for name, check in _CHECKS.items()
        if (value := props.get(name)) is not None
        and not is_unknown(value)
        and (reason := check(value)) is not None
    ]
    found += [
        Problem(name, "is not an input of PrivateEndpointApproval")
        for name in sorted(props.keys() - _CHECKS.keys() - {SECRET})
    ]
    if props.get("targetResourceId") is None:
        found.append(
            Problem("targetResourceId", "is missing: give the id of the resource being connected to")
        )
    if all(props.get(name) is None for name in SELECTORS):
        names = ", ".join(python_name(name) for name in SELECTORS)
        found.append(Problem("connectionName", f"or another selector is missing: give any of {names}"))
    return found or _service_problems(props)


def doubts(props: Mapping[str, Any]) -> list[Problem]:
    """What may go wrong with inputs that nothing is known to be wrong with."""
    text = props.get("description")
    if not isinstance(text, str) or len(text) <= _PROMISED:
        return []
    promised = f"Azure promises no more than {_PROMISED}, and a service may cut or refuse it"
    return [Problem("description", f"has {len(text)} characters: {promised}")]


def _service_problems(props: Mapping[str, Any]) -> list[Problem]:
    """What only the service can tell; asked once everything else is in order."""
    target, api_version = props.get("targetResourceId"), props.get("apiVersion")
    if is_unknown(target) or is_unknown(api_version):
        return []
    try:
        spec = spec_for(ResourceId.parse(str(target)).type, api_version)
    except UnknownService as error:
        return [Problem("targetResourceId", f"cannot be used: {error}")]
    found = []
    if props.get("onDestroy") == "reject" and props.get("status") != REJECTED and not spec.redecides:
        found.append(Problem("onDestroy", f"cannot be reject: {spec.type} does not reject what was approved"))
    actions = props.get("actionsRequired")
    if actions is None or is_unknown(actions):
        return found
    if spec.actions_property is None:
        found.append(Problem("actionsRequired", f"is not accepted by {spec.type}: leave it out"))
    elif spec.actions_words and actions not in spec.actions_words:
        words = ", ".join(spec.actions_words)
        found.append(Problem("actionsRequired", f"must be one of {words} for {spec.type}"))
    return found


def _target(value: Any) -> str | None:
    parsed = _id(value)
    if isinstance(parsed, str):
        return parsed
    if parsed.type.casefold() == ENDPOINT_TYPE:
        return "is the id of a private endpoint: give the resource it connects to"
    if parsed.type.casefold().endswith("/privateendpointconnections"):
        return "is the id of a connection: give its parent here, and its name as connection_name"
    return None


def _endpoint(value: Any) -> str | None:
    parsed = _id(value)
    if isinstance(parsed, str):
        return parsed
    if parsed.type.casefold().endswith("/privateendpointconnections"):
        return "is the id of a connection: give the private endpoint's own id, or connection_name"
    if parsed.type.casefold() != ENDPOINT_TYPE:
        return f"is the id of a {parsed.type}, not of a Microsoft.Network/privateEndpoints"
    if parsed.extends is not None:
        return "is nested below another resource, where no private endpoint can be"
    return None


def _id(value: Any) -> ResourceId | str:
    if not isinstance(value, str):
        return "must be a string"
    try:
        return ResourceId.parse(value)
    except ArmError:
        # What the parser says quotes the text.
        return (
            "is not an Azure resource id of the form "
            "/subscriptions/{id}/resourceGroups/{group}/providers/{type}/{name}"
        )


def _name(value: Any) -> str | None:
    reason = _line(value)
    if reason is not None:
        return reason
    if "/" in value:
        return "must be a name alone, without a path"
    try:
        _ANY_TARGET.child("privateEndpointConnections", value)
    except ArmError:
        return "is not a name Azure could have given: it holds a space or a sign that no name can have"
    return None


_ANY_TARGET = ResourceId.parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.Any/targets/t")


def _line(value: Any) -> str | None:
    if not isinstance(value, str):
        return "must be a string"
    if not value.strip():
        return "is empty: give a text, or leave it out"
    if has_control_characters(value):
        return "holds control or invisible characters"
    if len(value) > STORED:
        return f"is longer than {STORED} characters"
    return None


def _duration(value: Any) -> str | None:
    if not isinstance(value, str):
        return 'must be a string such as "10m"'
    try:
        durations.seconds(value)
    except ValueError as error:
        return str(error)
    return None


def _timeout(value: Any) -> str | None:
    reason = _duration(value)
    if reason is None and durations.seconds(value) == 0:
        return "must be longer than zero: every wait has a deadline, and this is it"
    return reason


def _subscriptions(value: Any) -> str | None:
    if not isinstance(value, list) or not value:
        return "must be a list of at least one subscription id; leave it out to allow any"
    return next((f"has an entry that {reason}" for entry in value if (reason := _subscription(entry))), None)


def _subscription(value: Any) -> str | None:
    # What is none would never match anybody's.
    return _line(value) or (None if _GUID.fullmatch(value) else "is no subscription id: give the GUID alone")


_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def _tenant(value: Any) -> str | None:
    reason = _line(value)
    if reason is None and not _GUID.fullmatch(value) and not _DOMAIN.fullmatch(value):
        return "is neither a GUID nor a domain such as contoso.onmicrosoft.com"
    return reason


_DOMAIN = re.compile(r"[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)+")


def _message(value: Any) -> str | None:
    reason = _line(value)
    if reason is None and len(value) > _PROMISED:
        return f"is longer than {_PROMISED} characters, and no request can carry more"
    return reason


_PROMISED = 140
"""Characters of a request's message (E9). No limit is documented for the text of a decision."""


def _version(value: Any) -> str | None:
    reason = _line(value)
    if reason is None and not _API_VERSION.fullmatch(value):
        return "must be a date such as 2024-05-01, perhaps with a word such as -preview behind it"
    return reason


_API_VERSION = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(-[A-Za-z]+)?")


def _flag(value: Any) -> str | None:
    return None if isinstance(value, bool) else "must be True or False"


def _one_of(*words: str) -> Callable[[Any], str | None]:
    def check(value: Any) -> str | None:
        return None if value in words else f"must be one of {', '.join(words)}"

    return check


_CHECKS: Mapping[str, Callable[[Any], str | None]] = {
    "targetResourceId": _target,
    "connectionName": _name,
    "privateEndpointId": _endpoint,
    "privateEndpointName": _name,
    "requestMessage": _message,
    "groupId": _line,
    "allowedSubscriptionIds": _subscriptions,
    "allowUnknownRequester": _flag,
    "status": _one_of(APPROVED, REJECTED),
    "description": _line,
    "actionsRequired": _line,
    "apiVersion": _version,
    "tenantId": _tenant,
    "onDestroy": _one_of("keep", "reject", "delete"),
    "waitForConnection": _duration,
    "timeout": _timeout,
}

INPUTS = tuple(_CHECKS)
"""Every input's name on the wire."""
