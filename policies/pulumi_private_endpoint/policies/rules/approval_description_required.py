"""An approval says why it was given, in words that help whoever reads the connection later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_policy import EnforcementLevel, Severity

from pulumi_private_endpoint.policies.approvals import applies, each_approval
from pulumi_private_endpoint.policies.description_quality import CONFIG, complaints
from pulumi_private_endpoint.policies.rule import Case, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def judge(case: Case) -> Iterator[Violation]:
    """The complaints about each approval's description."""

    def one(props: Mapping[str, Any]) -> Iterator[Violation]:
        for complaint in complaints(props.get("description"), case.config, case.today):
            yield Violation(f"The description {complaint}.")

    return each_approval(case, one)


RULE = Rule(
    id="approval-description-required",
    description="A decision on a private endpoint connection says why it was taken.",
    level=EnforcementLevel.MANDATORY,
    severity=Severity.MEDIUM,
    applies_to="PrivateEndpointApproval and every entry of a PrivateEndpointApprovalSet",
    why=(
        "The description is the only thing about a decision that stays on the connection in Azure. Without "
        "it nobody dares to remove an approval, and nobody can tell a reviewed one from a mistake."
    ),
    fix='Set `description` to who connects and why, such as "CHG-1042: the analytics team reads orders".',
    config=CONFIG,
    applies=applies,
    judge=judge,
)
