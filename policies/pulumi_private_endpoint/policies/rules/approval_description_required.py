"""An approval says why it was given, in words that help whoever reads the connection later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_policy import EnforcementLevel, Severity

from pulumi_private_endpoint.policies import controls
from pulumi_private_endpoint.policies.reading.approvals import (
    describes,
    each_description,
    written_description,
)
from pulumi_private_endpoint.policies.rule import Case, Rule, Violation
from pulumi_private_endpoint.policies.settings import description_quality

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def _judge(case: Case) -> Iterator[Violation]:
    """What is wrong with each approval's description, or with the one that a component is given."""

    def one(props: Mapping[str, Any]) -> Iterator[Violation]:
        return description_quality.judge(written_description(props), case.config, case.today)

    return each_description(case, one)


RULE = Rule(
    id="approval-description-required",
    display_name="Approvals say why",
    description="A decision on a private endpoint connection says why it was taken.",
    level=EnforcementLevel.MANDATORY,
    severity=Severity.MEDIUM,
    controls=controls.DECISIONS,
    applies_to=(
        "PrivateEndpointApproval, every entry of a PrivateEndpointApprovalSet, and what a component is "
        "given; a request message that a component quotes behind a description does not count"
    ),
    why=(
        "The description is the only thing about a decision that stays on the connection in Azure. Without "
        "it nobody dares to remove an approval, and nobody can tell a reviewed one from a mistake."
    ),
    fix="Set `description` to who connects and why, by the settings below.",
    remedy=description_quality.remedy("description"),
    config=description_quality.CONFIG,
    applies=describes,
    judge=_judge,
)
