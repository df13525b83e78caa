"""Azure Resource Graph: every row of a query, page by page, within the user's quota.

Never `mv-expand`: the service caps its rows and says nothing. What it leaves out otherwise it tells, and so
do we.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm import ArmError, RequestFailed, UnreadableAnswer
from pulumi_private_endpoint.arm.answers.answer import find_property

from .scope import NotRead

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from pulumi_private_endpoint.arm import Answer, Deadline
    from pulumi_private_endpoint.connections.runtime.session import Session

PATH = "/providers/Microsoft.ResourceGraph/resources"
_VERSION = "2024-04-01"
_ROWS = 1000
_MOST_PAGES = 2000
_SECONDS = 900.0
_RESETS = re.compile(r"(\d{1,2}):(\d\d):(\d\d)(?:\.\d+)?")
_TOO_LARGE = "responsepayloadtoolarge"


class RowTooLarge(ArmError):
    """A single row is longer than an answer may be."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question.

    Attributes:
        text: It, ordered by a column that is unique, or pages could overlap.
        finds: What its rows are, for whoever watches.
        options: Its own, beside those of its pages.
    """

    text: str
    finds: str
    options: Mapping[str, Any] = field(default_factory=dict)


class Graph:
    """The queries of one walk: one at a time, for all of them draw on one quota."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._turn = asyncio.Lock()
        self._opens = 0.0
        self._refused: set[str] = set()

    def is_refused(self, name: str) -> bool:
        """Whether a query of that name had no answer at all: told once, its scope need not be asked again."""
        return name in self._refused

    async def rows(
        self, query: Query, scope: Mapping[str, Any], name: str, missed: list[NotRead]
    ) -> AsyncIterator[Mapping[str, Any]]:
        """Each row of a query. What there is besides, a refusal included, is added to `missed`.

        Args:
            query: What is asked.
            scope: `subscriptions` or `managementGroups`; empty: all that can be read.
            name: What this is about, for whoever reads what was missed.
            missed: Takes what the service did not look at, or did not answer.

        Raises:
            RowTooLarge: There is one that no answer can hold.
        """
        body = {"query": query.text, "options": dict(query.options), **scope}
        answered, count = False, 0
        self._session.counts(f"finding {query.finds}", 0, None)
        try:
            async for answer in self._pages(body, self._session.deadline(_SECONDS)):
                answered = True
                missed += [NotRead(name, why) for why in _left_out(answer)]
                found = _data(answer)
                count += len(found)
                self._session.counts(f"finding {query.finds}", count, _total(answer))
                for row in found:
                    yield row
        except RowTooLarge:
            raise
        except ArmError as failure:
            missed.append(NotRead(name, str(failure)))
            self._refused |= set() if answered else {name}

    async def _pages(self, body: Mapping[str, Any], deadline: Deadline) -> AsyncIterator[Answer]:
        token, rows, seen = None, _ROWS, set[str]()
        for _ in range(_MOST_PAGES):
            answer, rows = await self._page(body, token, rows, deadline)
            yield answer
            token = find_property(answer.body, "$skipToken")
            if not token:
                return
            if str(token) in seen:
                break
            seen.add(str(token))
        raise UnreadableAnswer(f"POST {PATH}: the list of pages does not end.")

    async def _page(
        self, body: Mapping[str, Any], token: Any, rows: int, deadline: Deadline
    ) -> tuple[Answer, int]:
        """A page, of fewer rows where so many are too much for one answer; and of how many."""
        while True:
            options = {"$top": rows, "resultFormat": "objectArray"} | ({"$skipToken": token} if token else {})
            try:
                asked = {**body, "options": {**body["options"], **options}}
                return await self._answer(asked, deadline), rows
            except (RequestFailed, UnreadableAnswer) as failure:
                if not _is_too_large(failure):
                    raise
                if rows == 1:
                    raise RowTooLarge(str(failure)) from failure
                rows = max(1, rows // 4)

    async def _answer(self, body: Mapping[str, Any], deadline: Deadline) -> Answer:
        clock = self._session.client.clock
        async with self._turn:
            await deadline.sleep(max(0.0, self._opens - clock.now()))
            answer = await self._session.client.query(PATH, _VERSION, body, deadline)
            self._opens = clock.now() + _resting(answer)
            return answer


def stages(*parts: str) -> str:
    """A query of these; empty ones are left out."""
    return " | ".join(part for part in parts if part)


def words(texts: Sequence[str]) -> str:
    """Texts as a query's list. None of them may hold a quote: it would end there, and a query go on."""
    if any("'" in text for text in texts):
        raise ValueError("a quote cannot stand in a query's text")
    return ", ".join(f"'{text}'" for text in texts)


def _data(answer: Answer) -> list[Mapping[str, Any]]:
    data = find_property(answer.body, "data")
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        raise UnreadableAnswer(f"POST {PATH} answered without rows.\n{answer.request_ids}")
    return data


def _total(answer: Answer) -> int | None:
    """How many rows there are in all, where the service says so."""
    total = find_property(answer.body, "totalRecords")
    return total if isinstance(total, int) else None


def _left_out(answer: Answer) -> list[str]:
    """What the service says it did not look at."""
    found = []
    if answer.headers.get("x-ms-tenant-subscription-limit-hit", "").lower() == "true":
        found.append("only the first 10,000 subscriptions were looked at")
    last = not find_property(answer.body, "$skipToken")
    if last and str(find_property(answer.body, "resultTruncated")).lower() == "true":
        found.append("the answer was cut off")
    return found


def _is_too_large(failure: RequestFailed | UnreadableAnswer) -> bool:
    if isinstance(failure, UnreadableAnswer):
        return failure.retryable  # ours: longer than is read of any answer
    codes = (failure.code, *(detail.code for detail in failure.error.details))
    return any(code.lower() == _TOO_LARGE for code in codes)


def _resting(answer: Answer) -> float:
    """Seconds until the next query may go: where this window has none left, its rest."""
    left = answer.headers.get("x-ms-user-quota-remaining", "")
    resets = _RESETS.fullmatch(answer.headers.get("x-ms-user-quota-resets-after", "").strip())
    if left.strip() != "0" or not resets:
        return 0.0
    hours, minutes, seconds = map(int, resets.groups())
    return hours * 3600.0 + minutes * 60 + seconds
