"""An approval says why it was given, in words that help whoever reads the connection later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_policy import EnforcementLevel, Severity

from pulumi_private_endpoint.evidence.descriptions import complaints
from pulumi_private_endpoint.policies.approvals import applies, each_approval, written_description
from pulumi_private_endpoint.policies.description_quality import CONFIG
from pulumi_private_endpoint.policies.resource_types import is_component
from pulumi_private_endpoint.policies.rule import Case, Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def _judge(case: Case) -> Iterator[Violation]:
    """The complaints about each approval's description, or about the one that a component is given."""

    def one(props: Mapping[str, Any]) -> Iterator[Violation]:
        for complaint in complaints(written_description(props), case.config, case.today):
            yield Violation(f"The description {complaint}.")

    return one(case.props) if is_component(case.type) else each_approval(case, one)


def _applies(case: Case) -> bool:
    # A component quotes the request's message, so its approval's text is often known in `up` alone. What a
    # component is not given, its approvals are not given either.
    return applies(case) or (is_component(case.type) and case.props.get("description") is not None)


RULE = Rule(
    id="approval-description-required",
    description="A decision on a private endpoint connection says why it was taken.",
    level=EnforcementLevel.MANDATORY,
    severity=Severity.MEDIUM,
    applies_to=(
        "PrivateEndpointApproval, every entry of a PrivateEndpointApprovalSet, and what a component is "
        "given; a request message that a component quotes behind a description does not count"
    ),
    why=(
        "The description is the only thing about a decision that stays on the connection in Azure. Without "
        "it nobody dares to remove an approval, and nobody can tell a reviewed one from a mistake."
    ),
    fix='Set `description` to who connects and why, such as "CHG-1042: the analytics team reads orders".',
    config=CONFIG,
    applies=_applies,
    judge=_judge,
)
