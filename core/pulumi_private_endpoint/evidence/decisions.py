"""Decisions as an auditor asks for them: who asked, who decided and why, when it is looked at again.

Made of what `approvals_of` finds in a state, so without a look at Azure: this is what was decided in code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .descriptions import DEFAULTS, MAX_DAYS, NO_DAY, complaints, review_day, unfit
from .guards import grants, is_pinned, lets_the_hidden_in, says_its_end, without_message

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from .stacks import Recorded

TICKET = r"\b[A-Z][A-Z0-9]{1,9}(?:-\d+|\d{3,})\b"
"""What a ticket looks like where nobody says otherwise: CHG-1042, INC0001042."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision.

    Attributes:
        ticket: What the description names as one; None: nothing.
        review_by: The day on which somebody looks at it again, by the description.
        overdue: Whether that day is past.
        guarded_by: The policies whose demands it meets at their default settings, as the program has it.
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
            "decision": found.reason,
            "text": found.description,
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
    kept = tuple(_kept(recorded, text, today))
    return Decision(recorded, named[0] if named else None, known, overdue, kept)


def _written(recorded: Recorded) -> str:
    """What its author wrote, which the connection's own text need not be: it may be the requester's."""
    declared = recorded.declared.get("requestMessage")
    text = without_message(recorded.reason, declared if isinstance(declared, str) else None)
    return without_message(text, recorded.message) or ""


def _kept(recorded: Recorded, text: str, today: date) -> Iterator[str]:
    said = recorded.declared
    if not any(complaints(text, DEFAULTS, today)):
        yield "raw-connection-description-required" if recorded.raw else "approval-description-required"
    if not said or recorded.raw or not grants(said):
        return
    if unfit(review_day(text), today, MAX_DAYS) is None:
        yield "approval-review-date"
    if is_pinned(said):
        yield "approval-requester-pinned"
    if not lets_the_hidden_in(said):
        yield "approval-unknown-requester-forbidden"
    if says_its_end(said):
        yield "approval-on-destroy-explicit"
