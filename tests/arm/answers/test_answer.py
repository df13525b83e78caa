from __future__ import annotations

from typing import Any

import pytest

from pulumi_private_endpoint.arm.answers.answer import RequestIds, find_property


@pytest.mark.parametrize(
    ("content", "body", "text"),
    [
        pytest.param(b'{"a": 1}', {"a": 1}, "", id="json without content type (L37)"),
        pytest.param(b'\xef\xbb\xbf{"a": 1}', {"a": 1}, "", id="byte order mark (L37)"),
        pytest.param(b"", None, "", id="empty (L40)"),
        pytest.param(b" \r\n", None, "", id="blank"),
        pytest.param(b"<html>no</html>", None, "<html>no</html>", id="html"),
        pytest.param(b'{"a": ', None, '{"a":', id="cut off"),
        pytest.param(b"\xff\xfe", None, "\ufffd\ufffd", id="not utf-8"),
        pytest.param(b"[" * 100_000, None, "[" * 8000, id="too deep, and cut"),
    ],
)
def test_the_body_is_read_leniently(answer: Any, content: bytes, body: Any, text: str) -> None:
    found = answer(content=content)
    assert (found.body, found.text) == (body, text)


def test_an_answer_shows_neither_query_nor_headers_nor_body(answer: Any) -> None:
    shown = repr(answer(json={"key": "hidden"}, headers={"Location": "https://x/?s=hidden"}))
    assert "secret" not in shown
    assert "hidden" not in shown
    assert "/subscriptions/s/providers/A.B/t/n" in shown


def test_l39_request_ids_are_read_and_named(answer: Any) -> None:
    headers = {
        "X-MS-Request-Id": "r",
        "x-ms-correlation-request-id": "c",
        "x-ms-failure-cause": "gateway",
    }
    ids = answer(headers=headers).request_ids
    assert ids == RequestIds("client-id", "r", "c", "gateway")
    assert str(ids) == "request id r, correlation id c, client request id client-id, answered by gateway"
    assert str(RequestIds()) == ""


@pytest.mark.parametrize(
    ("value", "keys", "found"),
    [
        pytest.param(
            {"Properties": {"PROVISIONINGSTATE": "x"}}, ("properties", "provisioningState"), "x", id="L10"
        ),
        pytest.param({"a": 1, "A": 2}, ("A",), 2, id="the exact key wins"),
        pytest.param({"a": None, "A": 2}, ("a",), None, id="null stays null"),
        pytest.param({"a": {}}, ("a", "b"), None, id="missing"),
        pytest.param([1], ("a",), None, id="no object"),
        pytest.param("text", (), "text", id="no keys"),
    ],
)
def test_lookup(value: Any, keys: tuple[str, ...], found: Any) -> None:
    assert find_property(value, *keys) == found


@pytest.mark.parametrize(("others", "found"), [(9_999, "x"), (10_000, None)])
def test_keys_of_another_case_are_looked_for_among_ten_thousand(others: int, found: Any) -> None:
    value = {f"key{number}": number for number in range(others)} | {"STATUS": "x"}
    assert find_property(value, "status") == found
