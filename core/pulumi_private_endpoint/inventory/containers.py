"""Which subscriptions a scope has, and which of those that were named Resource Graph did not look at.

Of a subscription or resource group that is not there, or that may not be read, it says nothing: its answer
has no rows, as that of an empty one. The groups and subscriptions themselves are rows, too, and tell the two
apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .graph import Query, RowTooLarge, stages
from .scope import NotRead

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .graph import Graph
    from .scope import Scope

_SUBSCRIPTION = "microsoft.resources/subscriptions"
_GROUP = f"{_SUBSCRIPTION}/resourcegroups"
_UNSEEN = "Resource Graph does not show it: there is no such thing, or you have no right to read it"
_EMPTY = "Resource Graph shows no subscription in it: you have no right to read any, or there is none"


async def subscriptions_of(graph: Graph, scope: Scope) -> tuple[dict[str, str], list[NotRead]]:
    """The tenant of each subscription of a scope, by its id in lower case, and what was not looked at."""
    found, missed = dict[str, str](), list[NotRead]()
    for name, narrowed, asked in scope.queries():
        if graph.is_refused(name):
            continue
        told = len(missed)
        seen = await _seen(graph, name, narrowed, asked, missed)
        if len(missed) == told:
            missed += _unseen(name, narrowed, asked, seen)
        found |= seen
    return found, missed


async def _seen(
    graph: Graph, name: str, narrowed: str, asked: Mapping[str, Any], missed: list[NotRead]
) -> dict[str, str]:
    text = stages(
        "resourcecontainers",
        f"where type =~ '{_GROUP if narrowed else _SUBSCRIPTION}'",
        narrowed,
        "project id, subscriptionId, tenantId",
        "order by id asc",
    )
    about = f"what there is of {name}"
    try:
        rows = [row async for row in graph.rows(Query(text, "subscriptions"), asked, about, missed)]
    except RowTooLarge as failure:
        missed.append(NotRead(about, str(failure)))
        return {}
    return {_text(row, "subscriptionId"): _text(row, "tenantId") for row in rows}


def _unseen(name: str, narrowed: str, asked: Mapping[str, Any], seen: Mapping[str, str]) -> Iterator[NotRead]:
    named = asked.get("subscriptions", ())
    if narrowed or not named:
        if not seen:
            yield NotRead(name, _UNSEEN if narrowed else _EMPTY)
        return
    yield from (NotRead(each, _UNSEEN) for each in named if each.casefold() not in seen)


def _text(row: Mapping[str, Any], name: str) -> str:
    return str(row.get(name) or "").casefold()
