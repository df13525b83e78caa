"""Reading connections: one by name, or all of a target.

Read-only. Absent means absent whether the service says 404, 204 or an empty
200 (L40); the last two may also be an answer that lost its body, so the list
must agree. Lists come from the collection, or inline from the parent where the
service has none (E18); stubs are completed by a GET of their own.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm import Answer, Deadline, RequestFailed, ResourceId, UnreadableAnswer
from pulumi_private_endpoint.arm.answers.answer import find_property
from pulumi_private_endpoint.arm.errors.tree import InvalidResourceId
from pulumi_private_endpoint.connections.model import Connection, Listed, is_stub, parse
from pulumi_private_endpoint.connections.text import printable

if TYPE_CHECKING:
    from pulumi_private_endpoint.connections.runtime.session import Session
    from pulumi_private_endpoint.connections.services.spec import ServiceSpec

_NOT_OURS_TO_SAY = frozenset(
    {
        "subscriptionnotfound",
        "invalidsubscriptionid",
        "invalidauthenticationtokentenant",
        "invalidresourcetype",
        "noregisteredproviderfound",
        "invalidapiversionparameter",
    }
)
"""404s that may only mean a sign-in to another tenant: never proof that a connection is gone."""

TOO_LITTLE = 1.0
"""Seconds, for a read: its failure would hide that the waiting took the time."""

_AT_A_TIME = 50
_MOST_WARNINGS = 5


async def get_connection(
    session: Session, spec: ServiceSpec, target: ResourceId, name: str, deadline: Deadline
) -> Connection | None:
    """The connection of that name, or None if it does not exist.

    Raises:
        ArmError: It could not be read.
    """
    answer = await _get(session, spec, target, name, deadline)
    if answer is None:
        return None
    found = from_answer(answer, spec, target, name)
    if found is not None:
        return found
    listed = await list_connections(session, spec, target, deadline)
    return next((one for one in listed if one.id == target.child(spec.segment, name)), None)


async def _get(
    session: Session, spec: ServiceSpec, target: ResourceId, name: str, deadline: Deadline
) -> Answer | None:
    try:
        return await session.client.get(target.child(spec.segment, name).path, spec.api_version, deadline)
    except RequestFailed as failure:
        if failure.status == HTTPStatus.NOT_FOUND and _is_absence(failure):
            return None
        raise


def _is_absence(failure: RequestFailed) -> bool:
    """Whether a 404 is ARM's word about the connection: a page without a code is somebody else's."""
    if not failure.code:
        return not failure.error.message
    return failure.code.lower() not in _NOT_OURS_TO_SAY


def from_answer(answer: Answer, spec: ServiceSpec, target: ResourceId, name: str) -> Connection | None:
    """The connection a GET answered with; None for 204 and an empty body (L40)."""
    if answer.status == HTTPStatus.NO_CONTENT or not answer.body:
        return None
    found = _read(answer, spec, target, name)
    if found.id != target.child(spec.segment, name):
        raise UnreadableAnswer(
            f"GET {answer.path} answered with another connection, {printable(found.name)}: nothing is done.\n"
            f"{answer.request_ids}"
        )
    return found


def _read(answer: Answer, spec: ServiceSpec, target: ResourceId, name: str) -> Connection:
    if isinstance(find_property(answer.body, "properties"), dict):
        with suppress(InvalidResourceId):
            return parse(answer.body, spec, target, name)
    raise UnreadableAnswer(f"GET {answer.path} answered without a connection.\n{answer.request_ids}")


async def list_connections(
    session: Session, spec: ServiceSpec, target: ResourceId, deadline: Deadline, since: float | None = None
) -> list[Connection]:
    """All connections of a target that can be addressed; see `whole_list`."""
    return (await whole_list(session, spec, target, deadline, since)).connections


async def whole_list(
    session: Session, spec: ServiceSpec, target: ResourceId, deadline: Deadline, since: float | None = None
) -> Listed:
    """All connections of a target; calls that ask at the same moment share one list (T6).

    Args:
        session: Whose calls share it.
        spec: How the target is read.
        target: The resource that is connected to.
        deadline: Until when.
        since: When this call looked last, if it did; a list begun after that will do.

    Raises:
        ArmError: They could not be read; a 404 means the target itself does not exist (E25).
    """
    key = (target, spec.api_version)
    return await session.lists.join(key, lambda: _list(session, spec, target, deadline), deadline, since)


async def _list(session: Session, spec: ServiceSpec, target: ResourceId, deadline: Deadline) -> Listed:
    found, left_out = [], 0
    for number, entry in enumerate(await _entries(session, spec, target, deadline)):
        if number % _AT_A_TIME == 0:
            await asyncio.sleep(0)  # thousands of entries are no reason to hold up the others
        try:
            connection = parse(entry, spec, target)
        except InvalidResourceId as error:
            left_out += 1
            if left_out <= _MOST_WARNINGS:
                session.report.warn(
                    f"{target.name}: left out a connection that cannot be addressed ({error})"
                )
            continue
        if is_stub(entry):
            answer = await _get(session, spec, target, connection.name, deadline)
            completed = None if answer is None else from_answer(answer, spec, target, connection.name)
            found += [completed] if completed is not None else []
        else:
            found.append(connection)
    if left_out > _MOST_WARNINGS:
        more = left_out - _MOST_WARNINGS
        session.report.warn(f"{target.name}: left out {more:,} more connections that cannot be addressed")
    return Listed(found, left_out)


async def _entries(session: Session, spec: ServiceSpec, target: ResourceId, deadline: Deadline) -> list[Any]:
    if spec.listing == "collection":
        return await session.client.list(f"{target.path}/{spec.segment}", spec.api_version, deadline)
    answer = await session.client.get(target.path, spec.parent_api_version or spec.api_version, deadline)
    properties = find_property(answer.body, "properties")
    entries = find_property(properties, "privateEndpointConnections")
    # A target without any may leave the property out; anything else is no word about them.
    if not isinstance(properties, dict) or not isinstance(entries, (list, type(None))):
        raise UnreadableAnswer(f"GET {answer.path} answered without a list.\n{answer.request_ids}")
    return entries or []


def target_label(target: ResourceId) -> str:
    """A target as messages name it: short, and safe to show."""
    return f"{printable(target.type)} {printable(target.name)}"
