"""How Resource Graph is asked: for as many queries as a user has, in a scope, page by page.

An answer is never longer than 16 MB, and one that would be is refused
(https://github.com/microsoft/ARI/issues/199): fewer rows at a time have to be asked for.
"""

from __future__ import annotations

import base64
import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.simulator.arm.answers import Answer
from pulumi_private_endpoint.simulator.errors import WireError

from . import containers, language, resources, roles
from .language import refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pulumi_private_endpoint.simulator.arm.state import World

    from .past import Past
    from .rows import Row

PATH = "/providers/microsoft.resourcegraph/resources"
VERSIONS = frozenset({"2021-03-01", "2022-10-01", "2024-04-01"})
_MOST_ROWS = 1000
_MOST_SUBSCRIPTIONS = 1000
_MOST_BYTES = 16 * 2**20
_QUOTA = 15
_WINDOW_SECONDS = 5.0


@dataclass(slots=True)
class Graph:
    """The queries of one user in the window that runs."""

    world: World
    past: Past
    began: float = -math.inf
    asked: int = 0

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
            return Answer(200, self._page(body), headers)
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

    def _page(self, body: dict[str, Any]) -> dict[str, Any]:
        query, options = str(body.get("query") or ""), body.get("options") or {}
        size = options.get("$top", _MOST_ROWS)
        if not isinstance(size, int) or not 1 <= size <= _MOST_ROWS:
            raise refused("InvalidTop", f"$top must be between 1 and {_MOST_ROWS}.")
        rows, show = language.run(query, self._table(query, body, options))
        start = _start(query, options.get("$skipToken"))
        shown = [show(row) for row in rows[start : start + size]]
        _check_size(shown)
        page = {
            "totalRecords": len(rows),
            "count": len(shown),
            "data": shown,
            "facets": [],
            "resultTruncated": "false",
        }
        more = start + size < len(rows)
        return page | ({"$skipToken": _token(query, start + size)} if more else {})

    def _table(self, query: str, body: dict[str, Any], options: dict[str, Any]) -> Iterable[Row]:
        scope = _scope(self.world, body)
        table = language.table(query)
        if table == "resources":
            return resources.rows(self.past.known(), scope)
        if table == "resourcecontainers":
            return containers.rows(self.world.scenario, self.past.known(), scope)
        if table == "authorizationresources":
            scope_filter = str(options.get("authorizationScopeFilter") or "")
            return roles.rows(self.world.scenario, scope, scope_filter)
        raise refused("InvalidQuery", f"Query is invalid: this simulator has no table '{table}'.")


def _check_size(shown: list[dict[str, Any]]) -> None:
    size = len(json.dumps(shown))
    if size > _MOST_BYTES:
        message = (
            f"Response payload size is {size}, and has exceeded the limit of {_MOST_BYTES}. Please consider "
            "querying less data at a time and make paginated call if needed."
        )
        detail = {"code": "ResponsePayloadTooLarge", "message": message}
        raise WireError(400, "BadRequest", "The query failed.", details=(detail,))


def _scope(world: World, body: dict[str, Any]) -> frozenset[str] | None:
    subscriptions, groups = body.get("subscriptions") or [], body.get("managementGroups") or []
    if subscriptions and groups:
        raise refused("InvalidScope", "Subscriptions and management groups cannot both be given.")
    if len(subscriptions) > _MOST_SUBSCRIPTIONS:
        raise refused("TooManySubscriptions", f"At most {_MOST_SUBSCRIPTIONS} subscriptions can be given.")
    known = world.scenario.management_groups
    for group in groups:
        if group not in known:
            raise WireError(403, "AuthorizationFailed", f"No access to the management group '{group}'.")
        subscriptions = [*subscriptions, *known[group]]
    return frozenset(text.lower() for text in subscriptions) if subscriptions or groups else None


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
        raise refused("InvalidSkipToken", "The skip token belongs to no such query.")
    return int(start)
