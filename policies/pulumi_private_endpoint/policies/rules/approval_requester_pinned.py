"""An approval singles out its requester by something the requester cannot choose to look like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_policy import EnforcementLevel, Severity

from pulumi_private_endpoint.evidence.guards import PINS, grants, is_pinned
from pulumi_private_endpoint.policies import controls
from pulumi_private_endpoint.policies.reading.approvals import applies, each_approval
from pulumi_private_endpoint.policies.rule import Case, Rule, Violation, is_unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def _judge(case: Case) -> Iterator[Violation]:
    """A violation for each approval that goes by a name alone."""

    def one(props: Mapping[str, Any]) -> Iterator[Violation]:
        if _is_pinned(props) or not grants(props):
            return
        if props.get("privateEndpointName") not in case.config["acceptedNames"]:
            yield Violation(
                "The requester is singled out by a name alone, and `acceptedNames` does not have it."
            )

    return each_approval(case, one)


def _is_pinned(props: Mapping[str, Any]) -> bool:
    unknown = [name for name in PINS if is_unknown(props, name)]
    if is_pinned({name: props.get(name) for name in PINS if name not in unknown}):
        return True
    # Reading it raises: it pins the requester if it gets a value, which it need not.
    return bool(unknown) and bool(props.get(unknown[0]))


RULE = Rule(
    id="approval-requester-pinned",
    display_name="Approvals single out their requester",
    description="An approval names the requesting endpoint by its id, or by an agreed message.",
    level=EnforcementLevel.MANDATORY,
    severity=Severity.HIGH,
    controls=controls.REQUESTERS,
    applies_to="PrivateEndpointApproval and every entry of a PrivateEndpointApprovalSet, unless it rejects",
    why=(
        "Whoever asks chooses the name of the endpoint, and Azure derives the connection's name from it. "
        "A stranger can ask under a name that looks right; an id or an agreed message cannot be copied "
        "without knowing it."
    ),
    fix=(
        "Set `private_endpoint_id`, or agree on a random `request_message` with the requester. For a managed "
        "private endpoint, which has neither, put its name on the list `acceptedNames`."
    ),
    config={
        "acceptedNames": {
            "type": "array",
            "items": {"type": "string", "minLength": 1},
            "default": [],
            "description": (
                "Values of `private_endpoint_name` that may stand alone, such as `my-factory.orders`: nobody "
                "is told the id of a managed private endpoint of Data Factory or Synapse. Every "
                "ApprovedManagedPrivateEndpoint needs its own here."
            ),
        },
    },
    applies=applies,
    judge=_judge,
)
