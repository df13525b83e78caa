"""A request of this stack that nobody in this stack answers stays pending until somebody clicks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_policy import EnforcementLevel, Severity
from pulumi_policy.proxy import UnknownValueError

from pulumi_private_endpoint.policies.resource_types import PRIVATE_ENDPOINT, is_approval, native
from pulumi_private_endpoint.policies.rule import Member, StackCase, StackRule, Violation, each, is_unknown
from pulumi_private_endpoint.policies.stack_approvals import Approval, approvals

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MANUAL = "manualPrivateLinkServiceConnections"


def judge(case: StackCase) -> Iterator[Violation]:
    """A violation for each private endpoint with a manual connection that no approval is for."""
    endpoints = [member for member in case.members if native(member.type) == PRIVATE_ENDPOINT]
    urns = frozenset(endpoint.urn for endpoint in endpoints)
    answers = list(approvals(case.members))

    def one(endpoint: Member) -> Iterator[Violation]:
        if not endpoint.props.get(_MANUAL) or any(
            endpoint.urn in answer.requester_urns for answer in answers
        ):
            return
        if not _is_answered(endpoint, [answer for answer in answers if not _is_elsewhere(answer, urns)]):
            yield Violation("No approval in this stack is for this private endpoint.", endpoint.urn)

    return each(endpoints, one)


def _is_elsewhere(answer: Approval, endpoints: frozenset[str]) -> bool:
    """Whether its id is not known yet, but is the id of an endpoint of this stack: that one's approval."""
    return is_unknown(answer.props, "privateEndpointId") and not endpoints.isdisjoint(answer.requester_urns)


def _is_answered(endpoint: Member, answers: Sequence[Approval]) -> bool:
    unknown: UnknownValueError | None = None
    for answer in answers:
        try:
            if _matches(answer, endpoint):
                return True
        except UnknownValueError as error:  # noqa: PERF203 - another approval may be the answer.
            unknown = unknown or error
    if unknown is not None:
        raise unknown
    return False


def _matches(answer: Approval, endpoint: Member) -> bool:
    """Whether it points at the endpoint by its id, or by a message the endpoint sends."""
    name = endpoint.props.get("privateEndpointName") or endpoint.props.get("name")
    wanted_id = answer.props.get("privateEndpointId") or ""
    if name and wanted_id.lower().endswith(f"/privateendpoints/{name.lower()}"):
        return True
    message = answer.props.get("requestMessage")
    manual = endpoint.props[_MANUAL]
    return bool(message) and any(connection.get("requestMessage") == message for connection in manual)


RULE = StackRule(
    id="manual-endpoint-approved",
    description="Every private endpoint with a manual connection has its approval in the stack.",
    level=EnforcementLevel.ADVISORY,
    severity=Severity.LOW,
    applies_to="stacks with an approval and azure-native `network:PrivateEndpoint` with manual connections",
    why=(
        "A request nobody answers does not fail: it stays pending, and so does whatever needs the "
        "connection. In a stack that approves at all, a request without its approval is likely forgotten."
    ),
    fix=(
        "Add a PrivateEndpointApproval with this endpoint's id. If somebody else approves it, keep this "
        "rule advisory."
    ),
    applies=lambda case: any(is_approval(member.type) for member in case.members),
    judge=judge,
)
