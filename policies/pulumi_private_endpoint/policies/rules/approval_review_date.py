"""A decision that lets somebody in says when somebody looks at it again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from pulumi_policy import EnforcementLevel, Severity

from pulumi_private_endpoint.evidence.descriptions import MAX_DAYS, review_day, unfit
from pulumi_private_endpoint.evidence.guards import grants
from pulumi_private_endpoint.policies import controls
from pulumi_private_endpoint.policies.reading.approvals import (
    describes,
    each_description,
    written_description,
)
from pulumi_private_endpoint.policies.rule import Case, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SOON = 180


def _judge(case: Case) -> Iterator[Violation]:
    """A violation for each approval without a day of review that is still to come, and near enough."""

    def one(props: Mapping[str, Any]) -> Iterator[Violation]:
        if not grants(props):
            return
        day = review_day(written_description(props) or "")
        if why := unfit(day, case.today, case.config["maxDays"]):
            yield Violation(f"The description {why}.")

    return each_description(case, one)


def _remedy(config: Mapping[str, Any], today: date) -> str:
    ahead = min(_SOON, config["maxDays"], (date.max - today).days)
    day = today + timedelta(days=ahead)
    return f'Say in `description` when the connection is looked at again, such as "review by {day}".'


RULE = Rule(
    id="approval-review-date",
    display_name="Approvals are looked at again",
    description="An approval says by which day somebody looks at it again.",
    level=EnforcementLevel.ADVISORY,
    severity=Severity.LOW,
    controls=controls.DECISIONS,
    applies_to=(
        "PrivateEndpointApproval, every entry of a PrivateEndpointApprovalSet, and what a component is given "
        "as its description, unless it rejects"
    ),
    why=(
        "Access that nobody looks at again is access for ever: the team that asked is gone, and so is the "
        "reason. The day also reaches the audit (A12), the connection in the portal, and the evidence."
    ),
    fix="Say in `description` when the connection is looked at again: `review by`, and a day.",
    remedy=_remedy,
    config={
        "maxDays": {
            "type": "integer",
            "minimum": 1,
            "default": MAX_DAYS,
            "description": "The most days from today until the day of review.",
        },
    },
    applies=describes,
    judge=_judge,
)
