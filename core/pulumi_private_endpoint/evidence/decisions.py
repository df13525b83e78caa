"""Decisions as an auditor asks for them: who asked, who decided and why, when it is looked at again.

Made of what `approvals_of` finds in a state, so without a look at Azure: this is what was decided in code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .descriptions import DEFAULTS, NO_DAY, quality_complaints, review_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from .stacks import Recorded

TICKET = r"\b[A-Z][A-Z0-9]{1,9}(?:-\d+|\d{3,})\b"
"""What a ticket looks like where nobody says otherwise: CHG-1042, INC0001042."""
_REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision.

    Attributes:
        ticket: What the description names as one; None: nothing.
        review_by: The day on which somebody looks at it again, by the description.
        overdue: Whether that day is past.
        guarded_by: The policies whose demands it meets, as the state has it.
    """

    recorded: Recorded
    ticket: str | None
    review_by: date | None
    overdue: bool
    guarded_by: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """As JSON has it. Others build on it: a field may be added only."""
        found = self.recorded
        requester = found.requester
        return {
            "resource": found.resource,
            "target": str(found.target),
            "connection": found.name,
            "status": found.status,
            "requester": None if requester is None else str(requester),
            "requesterSubscription": None if requester is None else requester.subscription_id,
            "message": found.message,
            "decision": found.description,
            "ticket": self.ticket,
            "reviewBy": None if self.review_by is None else self.review_by.isoformat(),
            "overdue": self.overdue,
            "guardedBy": list(self.guarded_by),
            "raw": found.raw,
        }


def decisions(recorded: Iterable[Recorded], today: date, ticket: str = TICKET) -> list[Decision]:
    """The decisions in states, in their order. `ticket` is a regular expression."""
    return [_decision(each, today, re.compile(ticket)) for each in recorded]


def _decision(recorded: Recorded, today: date, ticket: re.Pattern[str]) -> Decision:
    text = _written(recorded)
    named, day = ticket.search(text), review_day(text)
    known = None if day is NO_DAY else day
    overdue = known is not None and known < today
    kept = tuple(_kept(recorded, text, known if not overdue else None))
    return Decision(recorded, named[0] if named else None, known, overdue, kept)


def _written(recorded: Recorded) -> str:
    """The description, without the request's message that components quote behind it."""
    text = recorded.description or ""
    return text.removesuffix(f" ({recorded.message})") if recorded.message else text


def _kept(recorded: Recorded, text: str, day: date | None) -> Iterator[str]:
    said = recorded.declared
    if not any(quality_complaints(text, DEFAULTS)):
        yield "raw-connection-description-required" if recorded.raw else "approval-description-required"
    if recorded.raw:
        return
    if day is not None:
        yield "approval-review-date"
    if (recorded.status or "").lower() != _REJECTED:
        yield from (rule for rule, holds in _GUARDS.items() if holds(said))


def _is_pinned(said: Mapping[str, Any]) -> bool:
    return bool(said.get("privateEndpointId") or said.get("requestMessage"))


def _is_held(said: Mapping[str, Any]) -> bool:
    return bool(said.get("privateEndpointId") or said.get("allowedSubscriptionIds"))


_GUARDS: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    "approval-requester-pinned": _is_pinned,
    "approval-requester-allowed": _is_held,
    "approval-unknown-requester-forbidden": lambda said: not said.get("allowUnknownRequester"),
    "approval-on-destroy-explicit": lambda said: bool(said.get("onDestroy")),
}
