"""Azure Resource Graph: which resources there are, in pages, for as many queries as a user has.

Of its language only the stages that finding resources takes: `resources`, `where type`,
`where resourceGroup`, `project`, `order by`. What it does with others is not claimed: they are refused,
`mv-expand` too, which the real one caps.
"""

from __future__ import annotations

import base64
import json
import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.simulator.errors import WireError
from pulumi_private_endpoint.simulator.facts import address

from .answers import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .state import World

PATH = "/providers/microsoft.resourcegraph/resources"
VERSIONS = frozenset({"2021-03-01", "2022-10-01", "2024-04-01"})
TENANT = "7c1a0000-0000-4000-8000-000000000001"
_MOST_ROWS = 1000
_MOST_SUBSCRIPTIONS = 1000
_QUOTA = 15
_WINDOW_SECONDS = 5.0
_TYPES = re.compile(r"where\s+type\s+(?:=~\s*('[^']*')|in~\s*\(([^)]*)\))", re.IGNORECASE)
_GROUP = re.compile(r"where\s+resourceGroup\s*=~\s*'([^']*)'", re.IGNORECASE)
_ORDER = re.compile(r"(?:order|sort)\s+by\s+id(?:\s+asc)?", re.IGNORECASE)
_PROJECT = re.compile(r"project\s+([\w\s,]+)", re.IGNORECASE)
_Rows = list[dict[str, Any]]


@dataclass(slots=True)
class Graph:
    """The queries of one user in the window that runs."""

    world: World
    began: float = -math.inf
    asked: int = field(default=0)

    def answer(self, method: str, version: str | None, content: bytes) -> Answer:
        """One page of a query's rows.

        Raises:
            WireError: As the service refuses: a query that is none, a wrong scope, too many queries.
        """
        if method != "POST":
            raise WireError(405, "MethodNotAllowed", "Resource Graph is queried with POST.")
        if version not in VERSIONS:
            raise WireError(400, "MissingApiVersionParameter", "The api-version query parameter is required.")
        headers = self._take()
        try:
            body = json.loads(content)
            return Answer(200, _page(self.world, body), headers)
        except (json.JSONDecodeError, AttributeError, TypeError):
            raise WireError(400, "InvalidRequestContent", "The request content was invalid.") from None

    def _take(self) -> dict[str, str]:
        now = self.world.clock.now()
        window = self.world.scaled(_WINDOW_SECONDS)
        if now - self.began >= window:
            self.began, self.asked = now, 0
        left = max(0.0, self.began + window - now)
        resets = f"00:00:{math.ceil(left):02d}"
        if self.asked >= _QUOTA:
            raise WireError(
                429,
                "RateLimiting",
                "Client application has been throttled and should not attempt to repeat the request.",
                headers={
                    "Retry-After": str(math.ceil(left)),
                    "x-ms-user-quota-remaining": "0",
                    "x-ms-user-quota-resets-after": resets,
                },
            )
        self.asked += 1
        return {"x-ms-user-quota-remaining": str(_QUOTA - self.asked), "x-ms-user-quota-resets-after": resets}


def _page(world: World, body: dict[str, Any]) -> dict[str, Any]:
    query, options = str(body.get("query") or ""), body.get("options") or {}
    size = options.get("$top", _MOST_ROWS)
    if not isinstance(size, int) or not 1 <= size <= _MOST_ROWS:
        raise _refused("InvalidTop", f"$top must be between 1 and {_MOST_ROWS}.")
    rows = _rows(world, _scope(world, body))
    for stage in _stages(query):
        rows = stage(rows)
    start = _start(query, options.get("$skipToken"))
    shown, more = rows[start : start + size], start + size < len(rows)
    page = {
        "totalRecords": len(rows),
        "count": len(shown),
        "data": shown,
        "facets": [],
        "resultTruncated": "false",
    }
    return page | ({"$skipToken": _token(query, start + size)} if more else {})


def _scope(world: World, body: dict[str, Any]) -> frozenset[str] | None:
    subscriptions, groups = body.get("subscriptions") or [], body.get("managementGroups") or []
    if subscriptions and groups:
        raise _refused("InvalidScope", "Subscriptions and management groups cannot both be given.")
    if len(subscriptions) > _MOST_SUBSCRIPTIONS:
        raise _refused("TooManySubscriptions", f"At most {_MOST_SUBSCRIPTIONS} subscriptions can be given.")
    known = world.scenario.management_groups
    for group in groups:
        if group not in known:
            raise WireError(403, "AuthorizationFailed", f"No access to the management group '{group}'.")
        subscriptions = [*subscriptions, *known[group]]
    return frozenset(text.lower() for text in subscriptions) if subscriptions or groups else None


def _rows(world: World, scope: frozenset[str] | None) -> _Rows:
    found = []
    for target in world.targets.values():
        parts = target.id.rstrip("/").split("/")
        if scope is None or parts[2].lower() in scope:
            found.append(
                {
                    "id": target.id.rstrip("/"),
                    "name": parts[-1],
                    "type": address.parse_target(target.id).type.lower(),
                    "tenantId": TENANT,
                    "subscriptionId": parts[2],
                    "resourceGroup": parts[4],
                }
            )
    return found


def _stages(query: str) -> list[Callable[[_Rows], _Rows]]:
    table, *stages = (part.strip() for part in query.split("|"))
    if table.lower() != "resources":
        raise _refused("InvalidQuery", f"Query is invalid: this simulator has no table '{table}'.")
    return [_stage(text) for text in stages]


def _stage(text: str) -> Callable[[_Rows], _Rows]:
    if found := _TYPES.fullmatch(text):
        types = {word.strip().strip("'").lower() for word in (found[1] or found[2]).split(",")}
        return lambda rows: [row for row in rows if row["type"] in types]
    if found := _GROUP.fullmatch(text):
        group = found[1].lower()
        return lambda rows: [row for row in rows if str(row["resourceGroup"]).lower() == group]
    if _ORDER.fullmatch(text):
        return lambda rows: sorted(rows, key=lambda row: str(row["id"]).lower())
    if found := _PROJECT.fullmatch(text):
        return _projection([word.strip() for word in found[1].split(",")])
    raise _refused("InvalidQuery", f"Query is invalid: '{text}' is not a stage this simulator knows.")


def _projection(names: Sequence[str]) -> Callable[[_Rows], _Rows]:
    return lambda rows: [{name: row.get(name) for name in names} for row in rows]


def _token(query: str, start: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([query, start]).encode()).decode()


def _start(query: str, token: Any) -> int:
    if token is None:
        return 0
    try:
        asked, start = json.loads(base64.urlsafe_b64decode(str(token)))
    except ValueError:
        asked, start = None, 0
    if asked != query:
        raise _refused("InvalidSkipToken", "The skip token belongs to no such query.")
    return int(start)


def _refused(code: str, message: str) -> WireError:
    return WireError(400, code, message)
