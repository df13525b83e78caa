from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulumi_private_endpoint.arm import Answer
from pulumi_private_endpoint.arm.answers.answer import RequestIds
from pulumi_private_endpoint.arm.answers.error_body import ServiceError, parse_error

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["error", "code", "Message", "details", "innererror", "additionalInfo", "x"]),
            inner,
        )
    ),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        pytest.param({"error": {"code": "C", "message": "m"}}, "C: m", id="contract"),
        pytest.param(
            {"error": {"code": "C", "message": "m", "details": [{"code": "D", "message": "n"}]}},
            "C: m; D: n",
            id="details",
        ),
        pytest.param({"error": {"code": "C", "message": "m", "details": None}}, "C: m", id="details null"),
        pytest.param({"code": "C", "message": "m\r\nActivityId: 1"}, "C: m ActivityId: 1", id="no wrapper"),
        pytest.param(
            {
                "Code": "C",
                "Message": "m",
                "Details": [{"Message": "m"}, {"Code": "D"}, {"ErrorEntity": {"Code": "E"}}],
            },
            "C: m; m; D; E",
            id="App Service",
        ),
        pytest.param(
            {"error": {"code": "C", "innererror": {"code": "I", "message": "i"}}}, "C; I: i", id="innererror"
        ),
        pytest.param({"error": {"code": "C", "innerError": {"code": "I"}}}, "C; I", id="innerError"),
        pytest.param({"error": {"code": 500, "message": "m"}}, "500: m", id="integer code"),
        pytest.param({"error": {"message": "m"}}, "m", id="message only"),
        pytest.param({"error": "plain"}, "plain", id="plain string"),
        pytest.param({"error": {"details": [{"code": "D"}]}}, "D", id="details only"),
        pytest.param({"error": {"code": "C", "message": {"lang": "en", "value": "m"}}}, "C: m", id="OData"),
        pytest.param(
            {"status": "Failed", "error": {"code": "C", "message": "m"}}, "C: m", id="operation (L36)"
        ),
        pytest.param({"properties": {"error": {"code": "C"}}}, "C", id="error in properties"),
        pytest.param({"status": "Failed"}, "", id="operation without error (L36)"),
        pytest.param([], "", id="array"),
        pytest.param({"error": {"code": True, "message": 3}}, "", id="nonsense"),
    ],
)
def test_l35_every_shape_of_error(answer: Any, body: Any, shown: str) -> None:
    assert str(parse_error(answer(400, json=body))) == shown


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        pytest.param(b"<html><h1>Bad</h1>\n<p>Gateway</html>", "Bad Gateway", id="html"),
        pytest.param(b"", "", id="empty"),
        pytest.param(b'\xef\xbb\xbf{"error":{"code":"C"}}', "C", id="byte order mark"),
    ],
)
def test_l35_bodies_that_are_no_json(answer: Any, content: bytes, shown: str) -> None:
    assert str(parse_error(answer(502, content=content))) == shown


def test_target_and_additional_info_are_kept(answer: Any) -> None:
    info = {"type": "PolicyViolation", "info": {"policyAssignmentId": "/p"}}
    body = {"error": {"code": "C", "target": "t", "additionalInfo": [info, "junk"]}}
    assert parse_error(answer(403, json=body)) == ServiceError("C", "", "t", (), (info,))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("see https://h/p?t=1&s=SECRET now", "see https://h/p now", id="signed URL"),
        pytest.param("got Bearer SECRETSECRETSECRETSECRET", "got Bearer [removed]", id="bearer"),
        pytest.param("got eyJSECRET0.eyJSECRET1.SECRET2!", "got [removed]!", id="JWT"),
        pytest.param("use Bearer authentication", "use Bearer authentication", id="harmless"),
        pytest.param("a\x1b[31m\nb", "a [31m b", id="control characters"),
        pytest.param("x" * 5000, "x" * 2000, id="long"),
    ],
)
def test_l24_messages_are_one_clean_line(answer: Any, text: str, shown: str) -> None:
    assert parse_error(answer(400, json={"error": {"message": text}})).message == shown


def test_l35_a_hundred_thousand_details_are_counted(answer: Any) -> None:
    details = [{"code": f"D{number}", "message": "m" * 100} for number in range(100_000)]
    body = {"error": {"code": "C", "message": "m", "details": details, "innererror": {"code": "I"}}}
    found = parse_error(answer(400, json=body))
    assert str(found).startswith("C: m; D0: mmm")
    assert str(found).endswith("; and 99,988 more")
    assert "; I; " in str(found)
    assert len(str(found)) < 4000


def test_l35_details_of_details_are_counted_together(answer: Any) -> None:
    body: dict[str, Any] = {"code": "C"}
    for _ in range(7):
        body = {"code": "C", "details": [body] * 7}
    assert len(list(parse_error(answer(500, json=body)).flat())) <= 14


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("/" * 400_000, id="slashes"),
        pytest.param("-eyJ" * 100_000, id="beginnings of tokens"),
        pytest.param("<" * 400_000, id="beginnings of tags"),
    ],
)
@pytest.mark.parametrize("as_json", [True, False], ids=["a message", "a page"])
def test_l35_a_message_without_end_takes_no_time(answer: Any, text: str, as_json: bool) -> None:
    content = {"json": {"error": {"code": text, "message": text}}} if as_json else {"content": text.encode()}
    began = time.process_time()
    found = str(parse_error(answer(400, **content)))
    assert time.process_time() - began < 1
    assert len(found) < 4000


def test_l35_what_could_not_be_read_is_said() -> None:
    refused = Answer(400, "GET", "/p", RequestIds(), httpx.Headers(), "", flaw="it is longer than 16 MB")
    assert str(parse_error(refused)) == "what it says cannot be shown: it is longer than 16 MB"


def test_l35_an_entity_in_an_entity_ends(answer: Any) -> None:
    body: dict[str, Any] = {"code": "C"}
    for _ in range(300):
        body = {"ErrorEntity": body}
    assert str(parse_error(answer(500, json={"details": [body]}))) == ""


@given(JSON)
@settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # `answer` keeps no state
def test_l35_no_body_raises(answer: Any, body: Any) -> None:
    found = parse_error(answer(500, json=body if body is not None else []))
    assert "\n" not in str(found)
    assert all(isinstance(part, ServiceError) for part in found.flat())


@pytest.mark.parametrize(
    "nested",
    [
        pytest.param(lambda inner: {"details": [inner]}, id="details"),
        pytest.param(lambda inner: {"innererror": inner}, id="innererror"),
    ],
)
def test_l35_nesting_is_read_to_a_bounded_depth(
    answer: Any, nested: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    body: dict[str, Any] = {"code": "C"}
    for _ in range(300):
        body = {"code": "C", **nested(body)}
    assert len(list(parse_error(answer(500, json=body)).flat())) == 9


def test_l35_of_each_part_so_much_is_shown_and_no_more(answer: Any) -> None:
    info = [{"type": str(number)} for number in range(20)]
    long = {"code": "C" * 500, "message": "m" * 5000, "target": "t" * 500, "additionalInfo": info}
    found = parse_error(answer(400, json={"error": {**long, "details": [{**long, "code": "D"}]}}))
    assert (len(found.code), len(found.message), len(found.target or "")) == (100, 2000, 100)
    assert [entry["type"] for entry in found.info] == [str(number) for number in range(12)]
    assert len(str(found)) == 3000
    assert len(parse_error(answer(502, content=b"<p>" + b"x" * 5000)).message) == 300


def test_a_target_that_is_not_named_is_none(answer: Any) -> None:
    assert parse_error(answer(400, json={"error": {"code": "C"}})).target is None
