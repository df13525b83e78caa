"""What holds for an approval's description holds for azure-native's own connection resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_policy import EnforcementLevel, Severity

from pulumi_private_endpoint.policies import controls
from pulumi_private_endpoint.policies.reading.raw_connections import APPLIES_TO, applies, connections
from pulumi_private_endpoint.policies.reading.resource_types import native
from pulumi_private_endpoint.policies.reading.templates import Unread
from pulumi_private_endpoint.policies.rule import Case, Rule, Violation, each
from pulumi_private_endpoint.policies.settings import description_quality

if TYPE_CHECKING:
    from collections.abc import Iterator

WITHOUT_DESCRIPTION = frozenset(
    {"deviceupdate:PrivateEndpointConnectionProxy", "offazure:PrivateEndpointConnection"}
)
"""Types that take no connection state at all (azure-native 3.29.0); raw-connection-forbidden sees them."""

_UNREAD = "The description is put together by the template, where nobody can read it."


def _judge(case: Case) -> Iterator[Violation]:
    """What is wrong with the description in each connection's state."""
    written = connections(case)

    def one(text: Any) -> Iterator[Violation]:
        if isinstance(text, Unread):
            return iter([Violation(_UNREAD)])
        if text is not None and not isinstance(text, str):
            return iter([Violation("The description is not a text.")])
        return description_quality.judge(text, case.config, case.today)

    return each(written, lambda connection: each(connection(), one))


RULE = Rule(
    id="raw-connection-description-required",
    display_name="Raw connections say why",
    description="A connection decided with azure-native says why, as an approval has to.",
    level=EnforcementLevel.MANDATORY,
    severity=Severity.MEDIUM,
    controls=controls.DECISIONS,
    applies_to=f"{APPLIES_TO}; two types take no description",
    why="Going round the approval would otherwise go round the rule on descriptions.",
    fix="Set `private_link_service_connection_state.description`, or use PrivateEndpointApproval.",
    remedy=description_quality.remedy("private_link_service_connection_state.description"),
    config=description_quality.CONFIG,
    applies=lambda case: native(case.type) not in WITHOUT_DESCRIPTION and applies(case),
    judge=_judge,
)
