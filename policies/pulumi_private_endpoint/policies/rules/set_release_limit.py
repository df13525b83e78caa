"""What keeps a set from letting many go at once is not switched off unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_policy import EnforcementLevel, Severity

from pulumi_private_endpoint.policies import controls
from pulumi_private_endpoint.policies.reading.resource_types import is_set
from pulumi_private_endpoint.policies.rule import Case, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

_DEFAULT = 10  # The set's own.
_OTHERWISE = (
    "and let entries go in several updates. If that many have to go at once, exempt the set for that day."
)


def _judge(case: Case) -> Iterator[Violation]:
    """A violation for a set whose guard is wider than agreed, if only because it says nothing."""
    given, limit = case.props.get("maxReleases"), case.config["limit"]
    wanted = _DEFAULT if given is None else int(given)
    if wanted > limit:
        told = f"not set, which is {wanted}" if given is None else wanted
        yield Violation(f"`max_releases` is {told}, and {limit} is the most (`limit`).")


def _remedy(config: Mapping[str, Any], _today: date) -> str:
    limit = config["limit"]
    what = f"Set `max_releases={limit}`" if limit < _DEFAULT else "Leave out `max_releases`"
    return f"{what}, {_OTHERWISE}"


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
    fix=f"Leave out `max_releases`, or set it to no more than `limit`, {_OTHERWISE}",
    remedy=_remedy,
    config={
        "limit": {
            "type": "integer",
            "minimum": 0,
            "default": _DEFAULT,
            "description": "The most that `max_releases` may be. The default is that of the set itself.",
        },
    },
    applies=lambda case: is_set(case.type),
    judge=_judge,
)
