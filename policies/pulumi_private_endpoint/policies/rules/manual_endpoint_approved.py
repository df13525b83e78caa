"""A request of this stack that nobody in this stack approves stays pending until somebody clicks."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from pulumi_policy import EnforcementLevel, Severity
from pulumi_policy.proxy import UnknownValueError

from pulumi_private_endpoint.evidence.guards import grants, subscription
from pulumi_private_endpoint.policies import controls
from pulumi_private_endpoint.policies.reading.resource_types import PRIVATE_ENDPOINT, native
from pulumi_private_endpoint.policies.reading.stack_approvals import Approval, approvals
from pulumi_private_endpoint.policies.rule import Member, StackCase, StackRule, Violation, each

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

_MANUAL = "manualPrivateLinkServiceConnections"
_ID = re.compile(
    r"/subscriptions/([^/]+)/resourceGroups/([^/]+)/providers/Microsoft\.Network/privateEndpoints/([^/]+)",
    re.IGNORECASE,
)


def _judge(case: StackCase) -> Iterator[Violation]:
    """A violation for each private endpoint with a manual connection that no approval lets in."""
    endpoints = _endpoints(case)
    urns = frozenset(endpoint.urn for endpoint in endpoints)
    answers = list(approvals(case.members))

    def one(endpoint: Member) -> Iterator[Violation]:
        possible = [answer for answer in answers if not _is_anothers(answer, endpoint, urns)]
        ways = [partial(_lets_in, answer, endpoint) for answer in possible]
        elsewhere = partial(_is_left_to_others, endpoint, case.config["approvedElsewhere"])
        if endpoint.props.get(_MANUAL) and not _any([*ways, elsewhere]):
            yield Violation("Nothing in this stack approves this private endpoint.", endpoint.urn)

    return each(endpoints, one)


def _endpoints(case: StackCase) -> list[Member]:
    return [member for member in case.members if native(member.type) == PRIVATE_ENDPOINT]


def _is_anothers(answer: Approval, endpoint: Member, endpoints: frozenset[str]) -> bool:
    """Whether its id is not known yet, but is the id of another endpoint of this stack."""
    sources = answer.requester_urns
    tied = endpoint.urn not in sources and not endpoints.isdisjoint(sources)
    return tied and answer.is_said_later("privateEndpointId")


def _any(ways: Iterable[Callable[[], bool]]) -> bool:
    unknown: UnknownValueError | None = None
    for way in ways:
        try:
            if way():
                return True
        except UnknownValueError as error:  # noqa: PERF203 - another way may hold.
            unknown = error
    if unknown is not None:
        raise unknown
    return False


def _lets_in(answer: Approval, endpoint: Member) -> bool:
    return _is_for(answer, endpoint) and grants(answer.props)


def _is_for(answer: Approval, endpoint: Member) -> bool:
    """Whether it is about the endpoint: by its id, else by where values come from, else by its message."""
    later = answer.is_said_later("privateEndpointId")
    if not later and (wanted := answer.said("privateEndpointId")):
        return _has_id(endpoint.props, wanted)
    if endpoint.urn in answer.requester_urns:
        return True
    answer.said("privateEndpointId")  # Raises if that is what is not known.
    message = answer.said("requestMessage")
    manual = endpoint.props[_MANUAL]
    return bool(message) and any(connection.get("requestMessage") == message for connection in manual)


def _has_id(props: Mapping[str, Any], wanted: str) -> bool:
    """Whether the endpoint's id can be that one. No property holds it, but several hold parts of it."""
    found = _ID.fullmatch(wanted)
    name = props.get("privateEndpointName") or props.get("name")
    if found is None or not name or found[3].lower() != name.lower():
        return False
    if found[2].lower() != (props.get("resourceGroupName") or found[2]).lower():
        return False
    # An endpoint is in its network's subscription (learn.microsoft.com, "Private endpoint properties").
    subnet = (props.get("subnet") or {}).get("id") or wanted
    return subscription(wanted) == subscription(subnet)


def _is_left_to_others(endpoint: Member, owners: Sequence[str]) -> bool:
    manual = endpoint.props[_MANUAL]
    return bool(owners) and all(_is_in(one.get("privateLinkServiceId") or "", owners) for one in manual)


def _is_in(target: str, owners: Iterable[str]) -> bool:
    places = (f"{owner.rstrip('/')}/".lower() for owner in owners)
    return any(f"{target}/".lower().startswith(place) for place in places)


RULE = StackRule(
    id="manual-endpoint-approved",
    display_name="Requests are answered in the stack",
    description="Every private endpoint with a manual connection has its approval in the stack.",
    level=EnforcementLevel.ADVISORY,
    severity=Severity.LOW,
    controls=controls.REQUESTS,
    applies_to="stacks with azure-native `network:PrivateEndpoint`, for each that has manual connections",
    why=(
        "A request nobody answers does not fail: it stays pending, and so does whatever needs the "
        "connection. The stack that forgot the approval is the one where nothing else says so."
    ),
    fix=(
        "Add a PrivateEndpointApproval with this endpoint's id. If another stack approves it, put its target "
        "on the list `approvedElsewhere`."
    ),
    config={
        "approvedElsewhere": {
            "type": "array",
            "items": {"type": "string", "minLength": 1},
            "default": [],
            "description": (
                "Targets that another team or stack approves for: their ids or aliases, or what their ids "
                "begin with, such as `/subscriptions/00000000-0000-0000-0000-000000000001`. For a stack that "
                "only ever asks, `/subscriptions` is every target with an id."
            ),
        },
    },
    applies=lambda case: bool(_endpoints(case)),
    judge=_judge,
)
