"""Long-running operations: from the first answer to the operation's end (L1-L31).

A status that cannot be read says nothing of the operation, so where ARM forbids or forgets it, or lets it be
read only after the deadline, the resource itself is watched instead (L14, L21, L26, L27). One that is broken,
for minutes or in what it says, ends the wait: the end is then unknown (L11, L13). The end of an operation is
necessary, not sufficient: callers still read the resource back (L15).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, NoReturn

import httpx

from pulumi_private_endpoint.arm.answers.answer import Answer, RequestIds, find_property
from pulumi_private_endpoint.arm.answers.retry_after import retry_after
from pulumi_private_endpoint.arm.errors.tree import (
    ArmError,
    ConnectionLost,
    DeadlineExceeded,
    ForeignUrl,
    RequestFailed,
    UnreadableAnswer,
)
from pulumi_private_endpoint.arm.errors.verdict import spread
from pulumi_private_endpoint.arm.text import one_line

from .status import (
    BODY,
    LOCATION,
    SUCCESS,
    OperationEnd,
    Watched,
    link,
    provisioning_state,
    raise_if_failed,
    where_to_poll,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulumi_private_endpoint.arm.clock import Deadline
    from pulumi_private_endpoint.arm.http.client import ArmClient

_NOT_FOUND_PATIENCE = 30.0  # seconds; a new operation or resource may be unknown at first (L14, E15)
_UNREADABLE_PATIENCE = 300.0  # seconds of nothing but faults and lost answers: an outage, not a hiccup (L13)
# Without a Retry-After: a share of the time passed, so that the wait adds at most a tenth to any operation,
# but no more often than is polite (L19). `spread` adds up to a quarter to each.
_SHARE = 0.08
_SOONEST = 0.8
_LATEST = 10.0
_SHORTEST = 0.1  # "Retry-After: 0" means now (L17), but not in a tight loop
_REPORT_EVERY = 30.0
_LONGEST_WORD = 160
_LAST_LOOK = 5.0  # seconds before the deadline; time for this one and for the caller's own reading


async def wait_for_operation(
    client: ArmClient, first: Answer, watched: Watched, deadline: Deadline, report: Callable[[str], None]
) -> OperationEnd:
    """Wait until the operation that `first` began has ended well.

    `report` gets a line when something changes. Raises OperationFailed (L36), UnreadableAnswer for a status
    that says nothing or stays out of reach (L11, L13), RequestFailed for one that is refused for good (L13),
    and DeadlineExceeded (L21).
    """
    how = where_to_poll(first, watched)
    if how is None:
        return OperationEnd("synchronous", 0)
    return await _Wait(client, first, watched, deadline, report, how).run()


@dataclass(slots=True)
class _Wait:
    """One wait: what is polled, what was seen, how often. The only mutable thing in this module."""

    client: ArmClient
    first: Answer
    watched: Watched
    deadline: Deadline
    report: Callable[[str], None]
    how: str
    url: str = field(default="", repr=False)
    path: str = ""
    polls: int = 0
    began: float = 0.0
    seen: str = ""
    said: tuple[str, float] = ("", 0.0)
    ids: RequestIds = field(default_factory=RequestIds)
    missing_since: float | None = None
    unread_since: float | None = None

    def __post_init__(self) -> None:
        self.url = link(self.first, self.how, self.watched.api_version)
        self.path = self.watched.path if self.how == BODY else "the operation's status"
        self.seen = f"HTTP {self.first.status}"
        self.began = self.deadline.clock.now()
        self.ids = self.first.request_ids

    async def run(self) -> OperationEnd:
        delay = self._delay(self.first)  # the first Retry-After counts too (L20)
        while delay < self.deadline.remaining():
            await self.deadline.sleep(delay)
            answer = await self._poll()
            if answer is not None and self._is_done(answer):
                return OperationEnd(self.how, self.polls)
            delay = self._delay(answer)
        return await self._last_look(delay)

    async def _last_look(self, due: float) -> OperationEnd:
        """At the resource itself, which may be done although nobody may ask for the status before the end."""
        left = self.deadline.remaining()
        self.report(f"{self.how}: the next answer is due in {due:.0f} s, looking at the resource before that")
        await self.deadline.sleep(left - min(_LAST_LOOK, left / 2))
        try:
            answer = await self._resource()
            done = self._is_gone(answer) or self.watched.done(answer) is True
        except ArmError as error:
            if not self._was_deleted(error):
                self._give_up(error)
            done = True
        if not done:
            self._give_up()
        return OperationEnd(BODY, self.polls)

    def _was_deleted(self, error: ArmError) -> bool:
        missing = isinstance(error, RequestFailed) and error.status == HTTPStatus.NOT_FOUND
        return missing and self.first.method == "DELETE"

    def _is_gone(self, answer: Answer) -> bool:
        """Whether the resource itself says that it was deleted; an empty 200 is absence too (L6, L40)."""
        absent = answer.status == HTTPStatus.OK and answer.body is None
        return self.first.method == "DELETE" and (absent or answer.status == HTTPStatus.NO_CONTENT)

    def _give_up(self, cause: Exception | None = None) -> NoReturn:
        raise DeadlineExceeded(
            f"{self.first.method} {self.first.path} did not finish within {self.deadline.seconds:.0f} s; "
            f"last seen: {self.seen} (polling {self.path}). It may still finish: run again to find out.\n"
            f"{self.ids}",
            last_seen=self.seen,
            outcome_unknown=True,
        ) from cause

    def _delay(self, answer: Answer | None) -> float:
        asked = None if answer is None else retry_after(answer.headers, self.deadline.clock.utcnow())
        if asked is not None:
            return max(_SHORTEST, asked)
        passed = self.deadline.clock.now() - self.began
        return spread(min(_LATEST, max(_SOONEST, _SHARE * passed)), self.client.jitter)

    async def _poll(self) -> Answer | None:
        """One poll; None if it gave no news and the next one may."""
        self.polls += 1
        asked = self.deadline.clock.now()
        try:
            answer = await self._fetch()
        except DeadlineExceeded as error:
            self.seen = error.last_seen or self.seen
            self._give_up(error)
        except ForeignUrl as error:
            self._fall_back(str(error))
        except ConnectionLost as error:
            if not error.retryable:
                raise
            self._note(str(error).partition("\n")[0])
            self._unread(error, asked)
        except UnreadableAnswer as error:
            first_line, _, ids = str(error).partition("\n")
            self._end_unknown(first_line.rstrip("."), ids, error)
        except RequestFailed as error:
            return self._refused(error, asked)
        else:
            self.missing_since = self.unread_since = None
            self.ids, self.path = answer.request_ids, answer.path
            # The newest one counts (L31).
            self.url = link(answer, self.how, self.watched.api_version)
            return answer
        return None

    async def _fetch(self) -> Answer:
        if self.how == BODY:
            return await self._resource()
        return await self.client.poll(
            self.url, self.deadline, client_request_id=self.first.request_ids.client
        )

    async def _resource(self) -> Answer:
        return await self.client.get(
            self.watched.path,
            self.watched.api_version,
            self.deadline,
            client_request_id=self.first.request_ids.client,  # L39
        )

    def _refused(self, error: RequestFailed, asked: float) -> Answer | None:
        """A status that could not be read is not a failed operation (L13)."""
        self.ids, self.path = error.request_ids, error.path
        if error.status == HTTPStatus.NOT_FOUND:
            return self._not_found(error)
        if error.status == HTTPStatus.FORBIDDEN and self.how != BODY:
            self._fall_back("the operation's status may not be read (L26)")
        elif error.retryable:
            self._note(f"{error.status} {error.code}")
            self._unread(error, asked)
        else:
            raise error
        return None

    def _unread(self, error: ArmError, asked: float) -> None:
        """One more poll without an answer; raises once they have lasted too long (L13)."""
        self.unread_since = asked if self.unread_since is None else self.unread_since
        if self.deadline.clock.now() - self.unread_since >= _UNREADABLE_PATIENCE:
            first_line, _, rest = str(error).partition("\n")
            self._end_unknown(first_line.partition(". ")[0].rstrip("."), rest, error)

    def _not_found(self, error: RequestFailed) -> Answer | None:
        now = self.deadline.clock.now()
        if self.how == BODY and self._was_deleted(error):
            return Answer(204, "GET", error.path, error.request_ids, httpx.Headers(), "")
        self.missing_since = now if self.missing_since is None else self.missing_since
        if now - self.missing_since < _NOT_FOUND_PATIENCE:
            self._note(f"{error.status} {error.code}")
        elif self.how == BODY:
            raise error
        else:
            self._fall_back("the operation's status is not found (L14)")
        return None

    def _fall_back(self, reason: str) -> None:
        self.report(f"{self.how} cannot be followed: {reason} Watching the resource instead.")
        self.how, self.path, self.missing_since = BODY, self.watched.path, None

    def _note(self, seen: str) -> None:
        self.seen = seen = one_line(seen, _LONGEST_WORD)
        now = self.deadline.clock.now()
        said, at = self.said
        if seen != said or now - at >= _REPORT_EVERY:
            self.said = (seen, now)
            self.report(f"{self.how}: {seen}")

    def _is_done(self, answer: Answer) -> bool:
        if answer.status == HTTPStatus.NO_CONTENT:
            return True  # nothing more to read; the read-back decides (L12)
        if self.how == BODY:
            return self._resource_done(answer)
        return self._location_done(answer) if self.how == LOCATION else self._monitor_done(answer)

    def _monitor_done(self, answer: Answer) -> bool:
        word = find_property(answer.body, "status")
        if not isinstance(word, str) or not word:
            self._unreadable(answer, "without a status")
        return self._ended(answer, word)

    def _location_done(self, answer: Answer) -> bool:
        if answer.status == HTTPStatus.ACCEPTED:
            word = find_property(answer.body, "status")
            self._note(word if isinstance(word, str) else "202 Accepted")
            return False
        word = find_property(answer.body, "status")
        if isinstance(word, str):  # an operation status stands where the result should (L8)
            return self._ended(answer, word)
        raise_if_failed(answer, provisioning_state(answer.body))
        return True

    def _resource_done(self, answer: Answer) -> bool:
        if self._is_gone(answer):
            return True
        word = provisioning_state(answer.body)
        raise_if_failed(answer, word)
        if answer.status == HTTPStatus.ACCEPTED:  # by a Location that named the resource itself (L6, L8)
            self._note(word or "202 Accepted")
            return False
        if not isinstance(answer.body, dict) or not answer.body:
            self._unreadable(answer, "without a resource")
        verdict = self.watched.done(answer)
        if verdict is not None:
            self._note(word or f"HTTP {answer.status}")
            return verdict
        return not word or self._ended(answer, word)  # absent means succeeded (L5)

    def _ended(self, answer: Answer, word: str) -> bool:
        self._note(word)
        raise_if_failed(answer, word)
        return word.lower() in SUCCESS  # every other word is still running (L9)

    def _unreadable(self, answer: Answer, what: str) -> NoReturn:
        self._end_unknown(f"GET {answer.path} answered {answer.status} {what}", str(answer.request_ids))

    def _end_unknown(self, why: str, ids: str, cause: Exception | None = None) -> NoReturn:
        raise UnreadableAnswer(
            f"{why}, so the end of {self.first.method} {self.first.path} is unknown.\n{ids}",
            outcome_unknown=True,
        ) from cause
