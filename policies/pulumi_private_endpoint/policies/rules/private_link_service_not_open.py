"""A private link service is not offered to, or approved for, all of Azure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_policy import EnforcementLevel, Severity

from pulumi_private_endpoint.policies import controls
from pulumi_private_endpoint.policies.reading.resource_types import PRIVATE_LINK_SERVICE, native
from pulumi_private_endpoint.policies.rule import Case, Rule, Violation, each

if TYPE_CHECKING:
    from collections.abc import Iterator

_EVERYBODY = {
    "visibility": "Everybody in Azure who learns the alias can ask for a connection (`visibility`).",
    "autoApproval": "Everybody in Azure who learns the alias is connected unasked (`auto_approval`).",
}


def _judge(case: Case) -> Iterator[Violation]:
    """A violation for each of the two lists that holds the star."""

    def one(name: str) -> Iterator[Violation]:
        subscriptions = (case.props.get(name) or {}).get("subscriptions") or ()
        yield from each(range(len(subscriptions)), lambda at: star(name, subscriptions[at]))

    def star(name: str, subscription: str) -> Iterator[Violation]:
        if subscription.strip() == "*":
            yield Violation(_EVERYBODY[name])

    return each(_EVERYBODY, one)


RULE = Rule(
    id="private-link-service-not-open",
    display_name="No private link service for everybody",
    description="A private link service lists the subscriptions that see it and those it approves by itself.",
    level=EnforcementLevel.MANDATORY,
    severity=Severity.CRITICAL,
    controls=controls.OPENINGS,
    applies_to="azure-native `network:PrivateLinkService`",
    why="With `*` in auto-approval there is no decision left to describe, to review or to enforce.",
    fix="List subscription ids in `visibility.subscriptions` and `auto_approval.subscriptions`.",
    applies=lambda case: native(case.type) == PRIVATE_LINK_SERVICE,
    judge=_judge,
)
