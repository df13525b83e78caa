"""What the rules about connections hold for. Each says of whom, and what."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from typing import TYPE_CHECKING

from pulumi_private_endpoint.arm import ArmError
from pulumi_private_endpoint.connections.errors import ApprovalError
from pulumi_private_endpoint.connections.model import APPROVED, DISCONNECTED, PENDING, REJECTED
from pulumi_private_endpoint.connections.services.lookup import spec_to_read
from pulumi_private_endpoint.connections.text import STORED, printable
from pulumi_private_endpoint.evidence.descriptions import DEFAULTS, quality_complaints, review_complaints

from .subject import Resource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pulumi_private_endpoint.connections.model import Connection
    from pulumi_private_endpoint.evidence.stacks import Recorded

    from .estate import Estate
    from .subject import Subject

Said = tuple["Connection", str]
_ALIVE = (APPROVED, PENDING)
MICROSOFT = frozenset(
    {
        # learn.microsoft.com, "Verify first-party Microsoft applications in sign-in reports".
        "72f988bf-86f1-41af-91ab-2d7cd011db47",
        "f8cdef31-a31e-4b4a-93e4-5f571e91255a",
        # Where its services run: what customers are told to trust, such as by Sentinel's connector for GCP.
        "33e01921-4d64-4f8c-a055-5bdaffd5e33d",
    }
)
"""Microsoft's own tenants. An endpoint's name proves nothing: anybody may call his `eafd-Prod-…`."""


def pending(estate: Estate) -> Iterator[Said]:
    """Requests that wait."""
    for one in estate.connections:
        if one.status == PENDING:
            yield one, f'waits for a decision; its requester wrote "{printable(one.description)}"'


def foreign(estate: Estate) -> Iterator[Said]:
    """Requesters in subscriptions that are not known."""
    for one in estate.connections:
        if one.status in _ALIVE and estate.is_foreign(one) and estate.tenant_of(one) is None:
            where = f"subscription {one.requester_subscription_id}"
            yield one, f"is {one.status}, and its requester is in {where}"


def foreign_tenant(estate: Estate) -> Iterator[Said]:
    """Requesters in another tenant."""
    for one in estate.connections:
        tenant = estate.tenant_of(one)
        if one.status in _ALIVE and estate.is_foreign(one) and tenant not in (None, *MICROSOFT):
            where = f"subscription {one.requester_subscription_id} of tenant {tenant}"
            yield one, f"is {one.status}, and its requester is in {where}"


def microsofts(estate: Estate) -> Iterator[Said]:
    """Requesters that services of Microsoft's have made, in a tenant of Microsoft's own."""
    for one in estate.connections:
        tenant = estate.tenant_of(one)
        if one.status in _ALIVE and estate.is_foreign(one) and tenant in MICROSOFT:
            where = f"subscription {one.requester_subscription_id} of tenant {tenant}"
            yield one, f"is {one.status}, and its requester is in Microsoft's own {where}"


def hidden(estate: Estate) -> Iterator[Said]:
    """Requesters that Azure hides."""
    for one in estate.connections:
        if one.status in _ALIVE and one.private_endpoint_id is None:
            yield one, f"is {one.status}, and Azure hides who its requester is"


def unreasoned(estate: Estate) -> Iterator[Said]:
    """Approvals without a reason."""
    for one in estate.connections:
        why = next(quality_complaints(one.description, DEFAULTS), None)
        if one.status == APPROVED and why is not None:
            yield one, f"is Approved, but its text {why.says}"


def shadow(estate: Estate) -> Iterator[Said]:
    """Approvals that no given state knows of."""
    for one in estate.connections if estate.recorded is not None else ():
        if one.status == APPROVED and estate.record_of(one) is None:
            yield one, "is Approved, and no state that was given knows of it"


def drifted(estate: Estate) -> Iterator[tuple[Subject, str]]:
    """What is not as a state says."""
    for one in estate.connections:
        record = estate.record_of(one)
        if record is not None and (said := _drift(one, record)):
            yield one, said
    for record in estate.missing():
        with suppress(ApprovalError, ArmError):  # no name or type of Azure's: it was never there
            segment = spec_to_read(record.target.type).segment
            status = printable(record.status or "recorded")
            said = f"is not there, and {status} in {printable(record.resource)}"
            yield Resource(record.target.child(segment, record.name), record.target), said


def _drift(one: Connection, record: Recorded) -> str | None:
    where = printable(record.resource)
    if record.requester and one.private_endpoint_id and record.requester != one.private_endpoint_id:
        return f"is of {one.private_endpoint_id}, and of {record.requester} in {where}"
    if record.status is not None and record.status != one.status:
        return f"is {printable(one.status)}, and {printable(record.status)} in {where}"
    if record.description is not None and _kept(record.description) != _kept(one.description):
        return f"has another text than in {where}"
    return None


def _kept(text: str) -> list[str]:
    """A text as a state may have it: made safe, and trimmed by its service."""
    return printable(text, STORED).split()


def leftover(estate: Estate) -> Iterator[Said]:
    """What lets nobody in."""
    for one in estate.connections:
        if one.status in (REJECTED, DISCONNECTED):
            yield one, f"is {one.status}, and still there"


def abandoned(estate: Estate) -> Iterator[Said]:
    """Requesters whose subscription is gone."""
    for one in estate.connections:
        subscription = one.requester_subscription_id
        if subscription and subscription.casefold() in estate.gone:
            yield one, f"is {one.status}, and its requester's subscription {subscription} is no longer there"


def twice(estate: Estate) -> Iterator[Said]:
    """Endpoints that are let in twice."""
    alike: defaultdict[object, list[Connection]] = defaultdict(list)
    for one in estate.connections:
        if one.status == APPROVED and one.private_endpoint_id is not None:
            alike[one.target, one.private_endpoint_id, one.group_ids].append(one)
    for first, *others in alike.values():
        for other in others:
            yield other, f"lets in the same endpoint for the same sub-resource as {printable(first.name)}"


def overdue(estate: Estate) -> Iterator[Said]:
    """Days of review that are past."""
    for one in estate.connections:
        for complaint in review_complaints(one.description, "optional", estate.today):
            if one.status == APPROVED:
                yield one, f"is Approved, and {complaint.says.partition(':')[0]}"
