"""Who asks for a connection says who is asking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_policy import EnforcementLevel, Severity

from pulumi_private_endpoint.policies import controls
from pulumi_private_endpoint.policies.reading.resource_types import PRIVATE_ENDPOINT, native
from pulumi_private_endpoint.policies.rule import Case, Rule, Violation, each

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

_LONGEST = 140  # What Azure takes (Microsoft.Network/privateEndpoints).
_MANUAL = "manualPrivateLinkServiceConnections"


_ASKED = "CHG-1042: the analytics team asks to read orders"


def _remedy(config: Mapping[str, Any], _today: date) -> str:
    shortest = config["minLength"]
    message = _ASKED.ljust(shortest, ".")[:_LONGEST]
    return f'Set `request_message` on each of `manual_private_link_service_connections`, such as "{message}".'


def _judge(case: Case) -> Iterator[Violation]:
    """A violation for each manual connection without a message Azure would pass on."""
    connections = case.props[_MANUAL]
    return each(range(len(connections)), lambda at: _one(connections[at], case.config["minLength"]))


def _one(connection: Any, shortest: int) -> Iterator[Violation]:
    message = (connection.get("requestMessage") or "").strip()
    if not message:
        yield Violation("A manual connection has no request message.")
    elif not shortest <= len(message) <= _LONGEST:
        yield Violation(f"A request message has not {shortest} to {_LONGEST} characters (`minLength`).")


RULE = Rule(
    id="request-message-required",
    display_name="Requests say who asks",
    description="A private endpoint that waits for somebody's approval says who asks, and why.",
    level=EnforcementLevel.MANDATORY,
    severity=Severity.LOW,
    controls=controls.REQUESTS,
    applies_to="azure-native `network:PrivateEndpoint` with manual connections",
    why=(
        "The message is all the other side sees before it decides, and an approval can be bound to its "
        "exact text."
    ),
    fix="Set `request_message` on each of `manual_private_link_service_connections`.",
    remedy=_remedy,
    config={
        "minLength": {
            "type": "integer",
            "minimum": 1,
            "maximum": _LONGEST,
            "default": 10,
            "description": "The fewest characters a message has, spaces at its ends not counted.",
        },
    },
    applies=lambda case: native(case.type) == PRIVATE_ENDPOINT and bool(case.props.get(_MANUAL)),
    judge=_judge,
)
