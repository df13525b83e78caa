"""Every row of a query, or word of what is missing; never more queries than there may be."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from pulumi_private_endpoint.arm import ArmClient, PlaceholderTokens, resolve_cloud
from pulumi_private_endpoint.connections.runtime.session import Session
from pulumi_private_endpoint.inventory.graph import Graph, Query, RowTooLarge, words
from pulumi_private_endpoint.inventory.scope import NotRead, Scope
from pulumi_private_endpoint.inventory.targets import targets_of

QUERY = Query("resources | order by id asc", "them", {"authorizationScopeFilter": "x"})
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


def rows_of(session: Session, scope: Any = None, times: int = 1) -> tuple[list[Any], list[NotRead]]:
    missed: list[NotRead] = []

    async def ask() -> list[Any]:
        graph = Graph(session)
        return [row for _ in range(times) async for row in graph.rows(QUERY, scope or {}, "it", missed)]

    return asyncio.run(ask()), missed


def test_every_page_is_read_with_the_same_query_and_scope(graph: Any) -> None:
    session, asked = graph([page(row("a"), token="1"), page(row("b"), token="2"), page(row("c"))])

    found, missed = rows_of(session, {"subscriptions": ["s"]})

    assert [each["id"][-1] for each in found] == ["a", "b", "c"]
    assert missed == []
    bodies = [body for _, body in asked]
    assert {(body["query"], tuple(body["subscriptions"])) for body in bodies} == {(QUERY.text, ("s",))}
    assert [body["options"].get("$skipToken") for body in bodies] == [None, "1", "2"]
    assert {body["options"]["$top"] for body in bodies} == {1000}
    assert {body["options"]["authorizationScopeFilter"] for body in bodies} == {"x"}


def test_where_no_query_is_left_the_next_page_waits_for_the_next_window(graph: Any) -> None:
    spent = {"x-ms-user-quota-remaining": "0", "x-ms-user-quota-resets-after": "00:00:05"}
    session, asked = graph([page(token="1", **spent), page(**spent)])

    rows_of(session)

    assert [when for when, _ in asked] == [0.0, 5.0]


def test_where_no_query_is_left_the_next_query_waits_too(graph: Any) -> None:
    spent = {"x-ms-user-quota-remaining": "0", "x-ms-user-quota-resets-after": "00:00:05"}
    session, asked = graph([page(**spent)])

    rows_of(session, times=3)

    assert [when for when, _ in asked] == [0.0, 5.0, 10.0]


def refused(code: str, **error: Any) -> httpx.Response:
    return httpx.Response(400, json={"error": {"code": code, "message": "no", **error}})


TOO_LARGE = refused("BadRequest", details=[{"code": "ResponsePayloadTooLarge", "message": "16 MB"}])


@pytest.mark.parametrize("answer", [TOO_LARGE, refused("ResponsePayloadTooLarge")], ids=["detail", "code"])
def test_what_is_too_long_for_an_answer_is_asked_for_in_smaller_pieces(graph: Any, answer: Any) -> None:
    session, asked = graph([page(row("a"), token="1"), answer, answer, page(row("b"), token="2"), page()])

    found, missed = rows_of(session)

    assert ([each["id"][-1] for each in found], missed) == (["a", "b"], [])
    options = [body["options"] for _, body in asked]
    assert [each["$top"] for each in options] == [1000, 1000, 250, 62, 62]
    assert [each.get("$skipToken") for each in options] == [None, "1", "1", "1", "2"]


def test_a_single_row_that_is_too_long_is_no_miss_to_be_told_in_passing(graph: Any) -> None:
    session, asked = graph([TOO_LARGE])

    with pytest.raises(RowTooLarge):
        rows_of(session)

    assert [body["options"]["$top"] for _, body in asked] == [1000, 250, 62, 15, 3, 1]


def test_a_quote_would_end_a_text_in_a_query() -> None:
    assert words(["a", "b"]) == "'a', 'b'"
    with pytest.raises(ValueError, match="a quote cannot stand"):
        words(["a' or '1' == '1"])


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
    assert rows_of(graph([answer])[0])[1] == [NotRead("it", said)]


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
    assert len(rows_of(graph(answers)[0])[0]) == 1


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        pytest.param([refused("InvalidQuery")], "(400 InvalidQuery)", id="refused"),
        pytest.param([httpx.Response(200, json={"data": {}})], "answered without rows", id="no rows"),
        pytest.param([httpx.Response(200, json={"data": [3]})], "answered without rows", id="odd rows"),
        pytest.param([page(row("a"), token="1")], "pages does not end", id="pages that do not end"),
    ],
)
def test_what_is_no_answer_is_told(graph: Any, answers: Answers, said: str) -> None:
    (missed,) = rows_of(graph(answers)[0])[1]
    assert (missed.scope, said in missed.why) == ("it", True)


def test_a_scope_that_cannot_be_read_is_told_and_the_others_are_read(graph: Any) -> None:
    forbidden = httpx.Response(403, json={"error": {"code": "AuthorizationFailed", "message": "no"}})
    session, asked = graph([page(row("a"), {"id": "odd"}), forbidden])
    scope = Scope(subscriptions=("s",), management_groups=("top",))

    found, missed = asyncio.run(targets_of(Graph(session), scope))

    assert [target.id.name for target in found] == ["a"]
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
