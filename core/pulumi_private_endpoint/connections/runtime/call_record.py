"""What one call came upon and sent, for whoever has to tell after it failed or was cancelled."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm import ArmError, UnreadableAnswer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pulumi_private_endpoint.connections.model import Connection


@dataclass(slots=True)
class CallRecord:
    """One call's.

    Attributes:
        connection: The one that was singled out, as it was seen last before a write.
        may_stand: Whether a write was sent to it that may be in force, or become so.
        result: What the call came to, once it has; of a set's entry, whose call is not over then.
        entries: Of a set, by key.
        released: Of a set, what it lets go, by key likewise: one key may have both.
    """

    connection: Connection | None = None
    may_stand: bool = False
    result: Any = None
    entries: dict[str, CallRecord] = field(default_factory=dict)
    released: CallRecord | None = None

    def of(self, key: str) -> CallRecord:
        """The record of one entry of a set."""
        return self.entries.setdefault(key, CallRecord())

    def of_releases(self) -> CallRecord:
        """The record of what a set lets go."""
        self.released = self.released or CallRecord()
        return self.released

    def has_released(self, key: str) -> bool:
        """Whether that entry of a set, or what it was before, is let go."""
        return self.released is not None and self.released.of(key).result is not None

    @property
    def parts(self) -> list[CallRecord]:
        """The records of a set's entries, and of what it lets go."""
        return [*self.entries.values(), *(self.released.entries.values() if self.released else ())]

    @property
    def sent(self) -> bool:
        """Whether anything may stand, of a set's entries too."""
        return self.may_stand or any(part.sent for part in self.parts)

    @contextmanager
    def sending(self, connection: Connection) -> Iterator[None]:
        """While a write to the connection is sent: whatever cuts this short, it may stand."""
        stood, self.connection, self.may_stand = self.may_stand, connection, True
        try:
            yield
        except UnreadableAnswer:
            raise  # a success, whatever it means
        except ArmError as failure:
            self.may_stand = stood or failure.outcome_unknown
            raise
