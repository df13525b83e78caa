"""What keeps a set from letting many go at once is not switched off unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_policy import EnforcementLevel, Severity

from pulumi_private_endpoint.policies import controls
from pulumi_private_endpoint.policies.resource_types import is_set
from pulumi_private_endpoint.policies.rule import Case, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator


def _judge(case: Case) -> Iterator[Violation]:
    """A violation for a set whose guard is wider than agreed."""
    wanted, limit = case.props.get("maxReleases"), case.config["limit"]
    if wanted is not None and wanted > limit:
        yield Violation(f"`max_releases` is {wanted:g}, and {limit} is the most (`limit`).")


RULE = Rule(
    id="set-release-limit",
    display_name="Sets let few go at once",
    description="A set's guard against letting many connections go at once is not raised.",
    level=EnforcementLevel.MANDATORY,
    severity=Severity.MEDIUM,
    controls=controls.BYPASSES,
    applies_to="PrivateEndpointApprovalSet; without `max_releases` it has 10",
    why=(
        "A table that is half empty, or read from the wrong place, would shut everybody out in one update. "
        "The guard is there for the day on which nobody looks, so raising it is agreed upon by others."
    ),
    fix=(
        "Leave out `max_releases`, and let entries go in several updates. If that many have to go at once, "
        "exempt the set for that day."
    ),
    config={
        "limit": {
            "type": "integer",
            "minimum": 0,
            "default": 10,
            "description": "The most that `max_releases` may be. The default is that of the set itself.",
        },
    },
    applies=lambda case: is_set(case.type),
    judge=_judge,
)
