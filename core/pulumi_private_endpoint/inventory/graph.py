"""Azure Resource Graph: every row of a query, page by page, within the user's quota.

Never `mv-expand`: the service caps its rows and says nothing. What it leaves out otherwise it tells, and so
do we.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm import UnreadableAnswer
from pulumi_private_endpoint.arm.answers.answer import find_property

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi_private_endpoint.arm import Answer, Deadline
    from pulumi_private_endpoint.connections.runtime.session import Session

PATH = "/providers/Microsoft.ResourceGraph/resources"
_VERSION = "2024-04-01"
_ROWS = 1000
_MOST_PAGES = 2000
_RESETS = re.compile(r"(\d{1,2}):(\d\d):(\d\d)(?:\.\d+)?")


@dataclass(slots=True)
class Rows:
    """What a query found; `missing` says what it did not look at, if the service said so."""

    rows: list[Mapping[str, Any]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


async def query(session: Session, text: str, scope: Mapping[str, Any], deadline: Deadline) -> Rows:
    """All rows of a query.

    Args:
        session: Whose client asks.
        text: The query, ordered by a column that is unique, or pages could overlap.
        scope: `subscriptions` or `managementGroups`; empty: all that can be read.
        deadline: Until when.

    Raises:
        ArmError: It was refused, or what came is no answer to it.
    """
    found, token = Rows(), None
    seen: set[str] = set()
    for _ in range(_MOST_PAGES):
        options = {"$top": _ROWS, "resultFormat": "objectArray"} | ({"$skipToken": token} if token else {})
        body = {"query": text, "options": options, **scope}
        answer = await session.client.query(PATH, _VERSION, body, deadline)
        found.rows += _data(answer)
        token = find_property(answer.body, "$skipToken")
        if answer.headers.get("x-ms-tenant-subscription-limit-hit", "").lower() == "true":
            found.missing.append("only the first 10,000 subscriptions were looked at")
        if not token:
            if str(find_property(answer.body, "resultTruncated")).lower() == "true":
                found.missing.append("the answer was cut off")
            return found
        if str(token) in seen:
            break
        seen.add(str(token))
        await _keep_quota(answer, deadline)
    raise UnreadableAnswer(f"POST {PATH}: the list of pages does not end.")


def _data(answer: Answer) -> list[Mapping[str, Any]]:
    data = find_property(answer.body, "data")
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        raise UnreadableAnswer(f"POST {PATH} answered without rows.\n{answer.request_ids}")
    return data


async def _keep_quota(answer: Answer, deadline: Deadline) -> None:
    """Wait for the next window where this one has no query left."""
    left = answer.headers.get("x-ms-user-quota-remaining", "")
    resets = _RESETS.fullmatch(answer.headers.get("x-ms-user-quota-resets-after", "").strip())
    if left.strip() == "0" and resets:
        hours, minutes, seconds = map(int, resets.groups())
        await deadline.sleep(hours * 3600 + minutes * 60 + seconds)
