"""Decisions go through the approval, which knows what azure-native does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_policy import EnforcementLevel, Severity

from pulumi_private_endpoint.policies import controls
from pulumi_private_endpoint.policies.reading.raw_connections import APPLIES_TO, applies
from pulumi_private_endpoint.policies.rule import Case, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator


def _judge(_case: Case) -> Iterator[Violation]:
    """Always a violation: the resource itself is what is wrong."""
    yield Violation("This resource writes connections by name, whoever is behind them.")


RULE = Rule(
    id="raw-connection-forbidden",
    display_name="No raw connections",
    description="Connections are decided with PrivateEndpointApproval, not written by name.",
    level=EnforcementLevel.ADVISORY,
    severity=Severity.LOW,
    controls=controls.BYPASSES,
    applies_to=APPLIES_TO,
    why=(
        "Such a resource needs the connection's name beforehand, does not look who asks, and removes the "
        "connection on destroy."
    ),
    fix="Use PrivateEndpointApproval; it takes over a connection that is approved already.",
    applies=applies,
    judge=_judge,
)
