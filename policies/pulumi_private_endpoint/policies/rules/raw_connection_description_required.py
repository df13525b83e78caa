"""What holds for an approval's description holds for azure-native's own connection resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_policy import EnforcementLevel, Severity

from pulumi_private_endpoint.evidence.descriptions import complaints
from pulumi_private_endpoint.policies.description_quality import CONFIG
from pulumi_private_endpoint.policies.raw_connections import APPLIES_TO, applies, connections, state
from pulumi_private_endpoint.policies.resource_types import native
from pulumi_private_endpoint.policies.rule import Case, Rule, Violation, each

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WITHOUT_DESCRIPTION = frozenset(
    {"deviceupdate:PrivateEndpointConnectionProxy", "offazure:PrivateEndpointConnection"}
)
"""Types that take no connection state at all (azure-native 3.29.0); raw-connection-forbidden sees them."""


def _judge(case: Case) -> Iterator[Violation]:
    """The complaints about the description in each connection's state."""
    written = connections(case)

    def one(connection: Mapping[str, Any]) -> Iterator[Violation]:
        for complaint in complaints(state(connection).get("description"), case.config, case.today):
            yield Violation(f"The description {complaint}.")

    return each(range(len(written)), lambda at: one(written[at]))


RULE = Rule(
    id="raw-connection-description-required",
    description="A connection decided with azure-native says why, as an approval has to.",
    level=EnforcementLevel.MANDATORY,
    severity=Severity.MEDIUM,
    applies_to=f"{APPLIES_TO}; two types take no description",
    why="Going round the approval would otherwise go round the rule on descriptions.",
    fix="Set `private_link_service_connection_state.description`, or use PrivateEndpointApproval.",
    config=CONFIG,
    applies=lambda case: native(case.type) not in WITHOUT_DESCRIPTION and applies(case),
    judge=_judge,
)
