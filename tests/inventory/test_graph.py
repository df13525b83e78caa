"""Every row of a query, or word of what is missing; never more queries than there may be."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from pulumi_private_endpoint.arm import (
    ArmClient,
    PlaceholderTokens,
    RequestFailed,
    UnreadableAnswer,
    resolve_cloud,
)
from pulumi_private_endpoint.connections.runtime.session import Session
from pulumi_private_endpoint.inventory.graph import Rows, query
from pulumi_private_endpoint.inventory.scope import Scope, targets_of

QUERY = "resources | order by id asc"
Answers = list[Any]


def page(*rows: Any, token: str | None = None, truncated: str = "false", **headers: str) -> httpx.Response:
    body = {"totalRecords": 9, "count": len(rows), "data": list(rows), "resultTruncated": truncated}
    return httpx.Response(200, json=body | ({"$skipToken": token} if token else {}), headers=headers)


def row(name: str) -> dict[str, str]:
    return {"id": f"/subscriptions/s/resourceGroups/g/providers/Microsoft.Search/searchServices/{name}"}


@pytest.fixture
def graph(clock: Any, told: Any) -> Callable[..., Any]:
    """`graph([answers])`: a session, and the bodies that were asked, with their times."""

    def make(answers: Answers) -> tuple[Session, list[tuple[float, Any]]]:
        asked: list[tuple[float, Any]] = []

        def answer(request: httpx.Request) -> httpx.Response:
            asked.append((clock.now(), json.loads(request.content)))
            given = answers[min(len(asked), len(answers)) - 1]
            if isinstance(given, Exception):
                raise given
            return httpx.Response(given.status_code, headers=given.headers, content=given.content)

        cloud = resolve_cloud({"PRIVATE_ENDPOINT_ARM_ENDPOINT": "http://127.0.0.1"}, lambda _: None)
        client = ArmClient(
            cloud, PlaceholderTokens(), clock=clock, transport=httpx.MockTransport(answer), jitter=lambda: 0.5
        )
        return Session(client, told), asked

    return make


def rows_of(session: Session, scope: Any = None) -> Rows:
    return asyncio.run(query(session, QUERY, scope or {}, session.deadline(600)))


def test_every_page_is_read_with_the_same_query_and_scope(graph: Any) -> None:
    session, asked = graph([page(row("a"), token="1"), page(row("b"), token="2"), page(row("c"))])

    found = rows_of(session, {"subscriptions": ["s"]})

    assert [each["id"][-1] for each in found.rows] == ["a", "b", "c"]
    assert found.missing == []
    bodies = [body for _, body in asked]
    assert {(body["query"], tuple(body["subscriptions"])) for body in bodies} == {(QUERY, ("s",))}
    assert [body["options"].get("$skipToken") for body in bodies] == [None, "1", "2"]
    assert {body["options"]["$top"] for body in bodies} == {1000}


def test_where_no_query_is_left_the_next_page_waits_for_the_next_window(graph: Any) -> None:
    spent = {"x-ms-user-quota-remaining": "0", "x-ms-user-quota-resets-after": "00:00:05"}
    session, asked = graph([page(token="1", **spent), page(**spent)])

    rows_of(session)

    assert [when for when, _ in asked] == [0.0, 5.0]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        pytest.param(page(truncated="true"), "the answer was cut off", id="cut off"),
        pytest.param(
            page(**{"x-ms-tenant-subscription-limit-hit": "true"}),
            "only the first 10,000 subscriptions were looked at",
            id="too many subscriptions",
        ),
    ],
)
def test_what_the_service_left_out_is_missing(graph: Any, answer: httpx.Response, said: str) -> None:
    assert rows_of(graph([answer])[0]).missing == [said]


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param([httpx.ConnectError("no"), page(row("a"))], id="not reached"),
        pytest.param([httpx.ReadError("no"), page(row("a"))], id="a lost answer"),
        pytest.param([httpx.Response(503), page(row("a"))], id="a fault"),
        pytest.param([httpx.Response(429, headers={"Retry-After": "5"}), page(row("a"))], id="throttled"),
    ],
)
def test_a_query_changes_nothing_so_it_is_asked_again(graph: Any, answers: Answers) -> None:
    assert len(rows_of(graph(answers)[0]).rows) == 1


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        pytest.param(
            [httpx.Response(400, json={"error": {"code": "InvalidQuery"}})], RequestFailed, id="refused"
        ),
        pytest.param([httpx.Response(200, json={"data": {}})], UnreadableAnswer, id="no rows"),
        pytest.param([httpx.Response(200, json={"data": [3]})], UnreadableAnswer, id="rows that are none"),
        pytest.param([page(row("a"), token="1")], UnreadableAnswer, id="pages that do not end"),
    ],
)
def test_what_is_no_answer_is_an_error(graph: Any, answers: Answers, error: Any) -> None:
    with pytest.raises(error):
        rows_of(graph(answers)[0])


def test_a_scope_that_cannot_be_read_is_told_and_the_others_are_read(graph: Any) -> None:
    refused = httpx.Response(403, json={"error": {"code": "AuthorizationFailed", "message": "no"}})
    session, asked = graph([page(row("a"), {"id": "odd"}), refused])

    found, missed = asyncio.run(targets_of(session, Scope(subscriptions=("s",), management_groups=("top",))))

    assert [target.name for target in found] == ["a"]
    assert [each.scope for each in missed] == ["s", "management group top"]
    assert "odd" in missed[0].why
    assert "AuthorizationFailed" in missed[1].why
    assert [sorted(body.keys() - {"query", "options"}) for _, body in asked] == [
        ["subscriptions"],
        ["managementGroups"],
    ]
    assert "mv-expand" not in asked[0][1]["query"]


def test_subscriptions_are_asked_about_a_thousand_at_a_time() -> None:
    scope = Scope(subscriptions=tuple(map(str, range(2001))))
    assert [len(asked["subscriptions"]) for _, _, asked in scope.queries()] == [1000, 1000, 1]
