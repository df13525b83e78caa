"""What can go wrong with an approval, beside what ARM itself reports.

    ApprovalError
    ├── UnknownService       the target's type cannot be approved, or is not known
    ├── ConnectionNotFound   nothing matched before the wait was over
    ├── AmbiguousConnection  more than one matched
    ├── ForbiddenConnection  one matched, and a guard refuses it
    ├── ConnectionChanged    it is no longer the connection that was singled out
    ├── ConnectionTaken      another resource or entry of the program is about it
    ├── DecisionStands       the service or somebody's decision does not allow it
    ├── NotLooked            a strict preview could not look at it
    ├── StateTooNew          a newer version wrote what Pulumi keeps of it
    └── NotConfirmed         the connection does not show, or cannot be seen to have, what was wanted

Each message is one line first: what happened, to which connection, what to do.
"""

from __future__ import annotations

from pulumi_private_endpoint.arm.text import message


class ApprovalError(Exception):
    """Base of the tree above. What it says is safe to show, whoever wrote it."""

    def __init__(self, text: str = "") -> None:
        super().__init__(message(text))


class UnknownService(ApprovalError):
    """The target's type cannot be approved, or is not known."""


class ConnectionNotFound(ApprovalError):
    """No connection matched before the wait was over."""


class AmbiguousConnection(ApprovalError):
    """More than one connection matched (rule 1: exactly one, or nothing)."""


class ForbiddenConnection(ApprovalError):
    """The connection matched, but a guard refuses it."""


class ConnectionChanged(ApprovalError):
    """The connection is no longer the one that was singled out."""


class ConnectionTaken(ApprovalError):
    """Another resource or entry of the same program is about the connection."""


class DecisionStands(ApprovalError):
    """Somebody's decision, or the service, does not allow the change (E2 to E4)."""


class NotLooked(ApprovalError):
    """A preview could not look at the connection, and is asked to fail then."""


class StateTooNew(ApprovalError):
    """A newer version wrote what Pulumi keeps of the connection."""


class NotConfirmed(ApprovalError):
    """What was wanted is not to be seen on the connection in the time there was (L15, L21)."""
