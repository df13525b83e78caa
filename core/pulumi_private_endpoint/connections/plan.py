"""What to do with a connection in a given state: adopt it, PUT, wait, or refuse.

The whole state machine is one table, `_MOVES`: current status by wanted status.
Status words outside it (`Timeout`, `Removed`, `Approving` …, E5) are nobody's
decision and are waited out. Pure; `reconcile/decision.py` carries the steps out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pulumi_private_endpoint.arm.operations.status import FAILURE

from .model import APPROVED, DISCONNECTED, PENDING, REJECTED, Connection

if TYPE_CHECKING:
    from pulumi_private_endpoint.connections.services.spec import ServiceSpec

Move = Literal["decide", "keep", "redecide", "reapprove", "final"]

_MOVES: dict[tuple[str, str], Move] = {
    (PENDING, APPROVED): "decide",
    (PENDING, REJECTED): "decide",
    (APPROVED, APPROVED): "keep",
    (APPROVED, REJECTED): "redecide",
    (REJECTED, APPROVED): "reapprove",
    (REJECTED, REJECTED): "keep",
    (DISCONNECTED, APPROVED): "final",
    (DISCONNECTED, REJECTED): "final",
}

# A change is under way, by an earlier run of ours or by somebody else: a second PUT would at best be
# refused. `Creating` is not among them: nothing says that every service leaves it before the approval.
_MOVING = frozenset(
    {
        "accepted",
        "approving",
        "deleting",
        "deletingbyproxy",
        "dropping",
        "inprogress",
        "moving",
        "rejecting",
        "running",
        "updating",
        "updatingbyproxy",
    }
)


@dataclass(frozen=True, slots=True)
class Adopt:
    """Already as wanted: no PUT. `note` says what is not in line, if anything."""

    note: str | None = None


@dataclass(frozen=True, slots=True)
class Send:
    """Send the decision."""


@dataclass(frozen=True, slots=True)
class WaitOut:
    """The status is in motion: look again."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """The change is not possible; `reason` says why, and what to do unless that is `by_replacement` only.

    An approval that was made before is about the old request, and goes with it.
    """

    reason: str
    by_replacement: bool = False


Step = Adopt | Send | WaitOut | Refuse

_DEAD = {
    APPROVED: Refuse("it is Disconnected, which is final", by_replacement=True),
    REJECTED: Refuse("it is Disconnected, so there is nothing to reject"),
}


def plan(
    connection: Connection,
    status: str,
    description: str | None,
    actions_required: str | None,
    spec: ServiceSpec,
) -> Step:
    """The step from `connection` as it is to the wanted status, description and actions."""
    move = _MOVES.get((connection.status, status))
    if move is None or (connection.provisioning_state or "").casefold() in _MOVING:
        return WaitOut()
    if move == "final":
        return _DEAD[status]
    if move == "reapprove":
        return Refuse(
            "it was Rejected, which is somebody's decision and is not overturned here", by_replacement=True
        )
    if move == "redecide" and not spec.redecides:
        return Refuse(f"{spec.type} does not reject an approved connection: delete the connection instead")
    if move == "keep":
        return _keep(connection, description, actions_required, spec)
    return _decide(connection, description, spec)


def _keep(
    connection: Connection, description: str | None, actions_required: str | None, spec: ServiceSpec
) -> Step:
    differing = differences(connection, description, actions_required, spec)
    if not differing:
        failed = (connection.provisioning_state or "").casefold() in FAILURE
        return Adopt(f"an earlier operation on it ended {connection.provisioning_state}" if failed else None)
    if spec.repeats:
        return _decide(connection, description, spec)
    return Adopt(
        f"{spec.type} does not change the {' and '.join(differing)} of a decided connection: left as it is"
    )


def _decide(connection: Connection, description: str | None, spec: ServiceSpec) -> Step:
    if spec.needs_description and not (description or connection.description):
        return Refuse(
            f"{spec.type} requires a description with every decision, and the connection has none: give one"
        )
    return Send()


def differences(
    connection: Connection, description: str | None, actions_required: str | None, spec: ServiceSpec
) -> list[str]:
    """Which of the texts the program gives differ from the connection's, by their Python names."""
    differing = []
    if description is not None and spec.writes_description and description != connection.description:
        differing.append("description")
    if actions_required is not None and actions_required != connection.actions_required:
        differing.append("actions_required")
    return differing
