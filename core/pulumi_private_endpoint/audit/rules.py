"""The rules of the audit, one row each."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pulumi_private_endpoint.connections.model import APPROVED, DISCONNECTED, PENDING, REJECTED
from pulumi_private_endpoint.connections.text import printable
from pulumi_private_endpoint.evidence.descriptions import DEFAULTS, quality_complaints, review_complaints

from .finding import Finding, Level, Rule, Subject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pulumi_private_endpoint.connections.model import Connection

    from .estate import Estate

Said = tuple[Subject, str]
_ALIVE = (APPROVED, PENDING)


def _pending(estate: Estate) -> Iterator[Said]:
    for one in estate.connections:
        if one.status == PENDING:
            yield one, f'waits for a decision; its requester wrote "{printable(one.description)}"'


def _foreign(estate: Estate) -> Iterator[Said]:
    for one in estate.connections:
        if one.status in _ALIVE and estate.is_foreign(one) and estate.tenant_of(one) is None:
            where = f"subscription {one.requester_subscription_id}"
            yield one, f"is {one.status}, and its requester is in {where}"


def _foreign_tenant(estate: Estate) -> Iterator[Said]:
    for one in estate.connections:
        tenant = estate.tenant_of(one)
        if one.status in _ALIVE and estate.is_foreign(one) and tenant is not None:
            where = f"subscription {one.requester_subscription_id} of tenant {tenant}"
            yield one, f"is {one.status}, and its requester is in {where}"


def _hidden(estate: Estate) -> Iterator[Said]:
    for one in estate.connections:
        if one.status in _ALIVE and one.private_endpoint_id is None:
            yield one, f"is {one.status}, and Azure hides who its requester is"


def _unreasoned(estate: Estate) -> Iterator[Said]:
    for one in estate.connections:
        why = next(quality_complaints(one.description, DEFAULTS), None)
        if one.status == APPROVED and why is not None:
            yield one, f"is Approved, but its text {why}"


def _shadow(estate: Estate) -> Iterator[Said]:
    for one in estate.connections if estate.recorded is not None else ():
        if one.status == APPROVED and estate.record_of(one) is None:
            yield one, "is Approved, and no state that was given knows of it"


def _drifted(estate: Estate) -> Iterator[Said]:
    for one in estate.connections:
        record = estate.record_of(one)
        if record is None:
            continue
        if record.status is not None and record.status != one.status:
            yield (
                one,
                f"is {printable(one.status)}, and {printable(record.status)} in {printable(record.resource)}",
            )
        elif record.description is not None and record.description.split() != one.description.split():
            yield one, f"has another text than in {printable(record.resource)}"


def _leftover(estate: Estate) -> Iterator[Said]:
    for one in estate.connections:
        if one.status in (REJECTED, DISCONNECTED):
            yield one, f"is {one.status}, and still there"


def _abandoned(estate: Estate) -> Iterator[Said]:
    for one in estate.connections:
        subscription = one.requester_subscription_id
        if subscription and subscription.casefold() in estate.gone:
            yield one, f"is {one.status}, and its requester's subscription {subscription} is no longer there"


def _twice(estate: Estate) -> Iterator[Said]:
    alike: defaultdict[object, list[Connection]] = defaultdict(list)
    for one in estate.connections:
        if one.status == APPROVED and one.private_endpoint_id is not None:
            alike[one.target, one.private_endpoint_id, one.group_ids].append(one)
    for first, *others in alike.values():
        for other in others:
            yield other, f"lets in the same endpoint for the same sub-resource as {printable(first.name)}"


def _overdue(estate: Estate) -> Iterator[Said]:
    for one in estate.connections:
        for complaint in review_complaints(one.description, "optional", estate.today):
            if one.status == APPROVED:
                yield one, f"is Approved, and {complaint.partition(':')[0]}"


RULES = (
    Rule(
        "A01",
        Level.MEDIUM,
        "A request waits for a decision",
        "Somebody waits, or somebody tries. A request that nobody answers is let in by the next script that "
        "approves whatever is pending.",
        "Approve it by its endpoint's id, or reject it.",
        _pending,
    ),
    Rule(
        "A02",
        Level.HIGH,
        "A requester in a foreign subscription",
        "Its network reaches your resource, and its owner is not you.",
        "Reject it, or name the subscription as trusted (`--trusted-subscription`) if it is meant.",
        _foreign,
    ),
    Rule(
        "A03",
        Level.HIGH,
        "A requester in a foreign tenant",
        "Its network reaches your resource, and another organisation owns it.",
        "Reject it, or name the tenant as trusted (`--trusted-tenant`) if it is meant.",
        _foreign_tenant,
    ),
    Rule(
        "A05",
        Level.HIGH,
        "A hidden requester",
        "Nobody can say whose network it is.",
        "Reject it, or ask for the request again from an endpoint that shows itself.",
        _hidden,
    ),
    Rule(
        "A06",
        Level.MEDIUM,
        "Approved without a reason",
        "Nobody dares to remove it, and nobody can tell it from a mistake.",
        "Write who connects and why into the approval's description.",
        _unreasoned,
    ),
    Rule(
        "A07",
        Level.HIGH,
        "Approved, and in no code",
        "It was let in past the review that code goes through.",
        "Declare it (`private-endpoint adopt` writes the program), or reject it.",
        _shadow,
    ),
    Rule(
        "A08",
        Level.HIGH,
        "Not as the state says",
        "Somebody changed it beside the code.",
        "Run `pulumi refresh`, and decide which of the two is meant.",
        _drifted,
    ),
    Rule(
        "A09",
        Level.LOW,
        "A leftover",
        "It lets nobody in, but every list has it.",
        "Delete the connection, or let its requester delete the endpoint.",
        _leftover,
    ),
    Rule(
        "A10",
        Level.LOW,
        "A requester whose subscription is gone",
        "Nobody is at the other end, and nobody will take the connection away.",
        "Delete the connection.",
        _abandoned,
    ),
    Rule(
        "A11",
        Level.LOW,
        "Let in twice",
        "Rejecting one of the two leaves the way open.",
        "Reject one of the two.",
        _twice,
    ),
    Rule(
        "A12",
        Level.MEDIUM,
        "Its day of review is past",
        "Whoever approved it wanted it looked at again.",
        "Look at it, then set a new day in its description, or reject it.",
        _overdue,
    ),
)
BY_ID = {rule.id: rule for rule in RULES}


def findings(estate: Estate) -> list[Finding]:
    """All that is found: what matters most first, then by connection."""
    found = [Finding(rule, one, text) for rule in RULES for one, text in rule.judge(estate)]
    return sorted(found, key=lambda each: (-each.rule.level, each.rule.id, str(each.about.id).casefold()))
