from __future__ import annotations

import asyncio
import contextlib
import json
import ssl
from typing import Any

import httpx
import pytest

from pulumi_private_endpoint.arm import (
    ArmClient,
    ArmError,
    ConnectionLost,
    Deadline,
    DeadlineExceeded,
    RequestFailed,
    SignInFailed,
    UnreadableAnswer,
    resolve_cloud,
)
from pulumi_private_endpoint.arm.errors.tree import ForeignUrl, InvalidResourceId

ARM = "https://management.azure.com"
PATH = "/subscriptions/s/providers/A.B/t/n"
OK = httpx.Response(200, json={"name": "n"})
NO_CONTENT = httpx.Response(204)


def failure(status: int, code: str = "", **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, json={"error": {"code": code, "message": "m"}}, headers=named)


async def get(client: ArmClient, deadline: Deadline) -> Any:
    return await client.get(PATH, "2024-01-01", deadline)


async def put(client: ArmClient, deadline: Deadline) -> Any:
    return await client.put(PATH, "2024-01-01", {"a": 1}, deadline)


def test_a_request_as_arm_sees_it(arm: Any) -> None:
    found = arm.says(OK).run(put)
    (request,) = arm.requests
    assert (request.method, str(request.url)) == ("PUT", f"{ARM}{PATH}?api-version=2024-01-01")
    assert json.loads(request.content) == {"a": 1}
    assert request.headers["authorization"] == "Bearer t0"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["accept"] == "application/json"
    assert request.headers["user-agent"] == "pulumi-private-endpoint"
    assert request.headers["x-ms-client-request-id"] == found.request_ids.client
    assert found.body == {"name": "n"}


def verb(method: str) -> Any:
    """The client's method of that name, called without a body."""

    async def act(client: ArmClient, deadline: Deadline) -> Any:
        body = [] if method in {"get", "delete"} else [None]
        return await getattr(client, method)(PATH, "v", *body, deadline)

    return act


@pytest.mark.parametrize("method", ["get", "delete", "put", "patch", "query"])
def test_every_verb(arm: Any, method: str) -> None:
    assert arm.says(NO_CONTENT).run(verb(method)).status == 204
    assert arm.requests[0].method == {"query": "POST"}.get(method, method.upper())


@pytest.mark.parametrize(
    ("trouble", "repeated"),
    [
        pytest.param(httpx.ReadError("x"), {"get", "query"}, id="the answer was lost"),
        pytest.param(failure(500), {"get", "query"}, id="500"),
        pytest.param(httpx.Response(200, text="<html>"), {"get", "query"}, id="spoilt"),
        pytest.param(
            failure(409, "AnotherOperationInProgress"),
            {"get", "query", "put", "patch", "delete"},
            id="refused unprocessed",
        ),
    ],
)
@pytest.mark.parametrize("method", ["get", "query", "put", "patch", "delete"])
def test_l33_what_is_repeated_unless_it_is_told_otherwise(
    arm: Any, method: str, trouble: Any, repeated: set[str]
) -> None:
    arm.says(trouble, OK)
    if method in repeated:
        assert arm.run(verb(method)).status == 200
        return
    with pytest.raises(ArmError) as caught:
        arm.run(verb(method))
    assert caught.value.outcome_unknown


def test_l22_timeouts_outlast_arm_and_fit_the_deadline(arm: Any) -> None:
    arm.says(OK).run(get)
    arm.run(get, seconds=7)
    long, short = (request.extensions["timeout"] for request in arm.requests)
    assert (long["read"], long["connect"], long["pool"]) == (90, 10, 300)
    assert (short["read"], short["connect"], short["pool"]) == (7, 7, 7)


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_l1_every_success_is_an_answer(arm: Any, status: int) -> None:
    assert arm.says(httpx.Response(status)).run(put).status == status


@pytest.mark.parametrize("content", [b"", b"  "], ids=["empty", "blank"])
def test_l40_an_empty_answer_has_no_body(arm: Any, content: bytes) -> None:
    assert arm.says(httpx.Response(200, content=content)).run(get).body is None


def test_l40_absence_is_an_error_with_a_status(arm: Any) -> None:
    with pytest.raises(RequestFailed) as caught:
        arm.says(failure(404, "NotFound")).run(get)
    assert caught.value.status == 404
    assert len(arm.requests) == 1


@pytest.mark.parametrize(("act", "unknown"), [(get, False), (put, True)], ids=["GET", "PUT"])
def test_a_success_that_is_no_json_is_not_an_absence(arm: Any, act: Any, unknown: bool) -> None:
    with pytest.raises(UnreadableAnswer, match="not JSON") as caught:
        arm.says(httpx.Response(200, text="<html>sign in to the proxy</html>")).run(act)
    assert caught.value.outcome_unknown is unknown


@pytest.mark.parametrize("status", [300, 301, 302, 307, 308])
@pytest.mark.parametrize(
    "where", [f"{ARM}/elsewhere", "http://xn--a/", "https://[", "ftp://h:port/"], ids=lambda where: where[:9]
)
def test_l32_redirects_are_not_followed(arm: Any, status: int, where: str) -> None:
    with pytest.raises(RequestFailed) as caught:
        arm.says(httpx.Response(status, headers={"Location": where})).run(put)
    assert caught.value.status == status
    assert len(arm.requests) == 1


@pytest.mark.parametrize(
    ("trouble", "slept"),
    [
        pytest.param([failure(500)], [1], id="L34 500"),
        pytest.param([failure(503, retry_after="7")], [7.4], id="L34 Retry-After"),
        pytest.param([failure(503, retry_after="120")], [120.5], id="T3 a long Retry-After"),
        pytest.param([failure(408), failure(502), failure(504)], [1, 2, 4], id="L34 growing"),
        pytest.param([httpx.ReadError("x")], [1], id="L13 dropped"),
        pytest.param(
            [httpx.ReadTimeout("x"), httpx.RemoteProtocolError("x")], [1, 2], id="L13 dropped twice"
        ),
        pytest.param([httpx.ConnectError("refused")], [1], id="refused"),
        pytest.param([failure(409, "AnotherOperationInProgress")], [1], id="E13 busy"),
    ],
)
def test_reads_are_repeated(arm: Any, trouble: list[Any], slept: list[float]) -> None:
    assert arm.says(*trouble, OK).run(get).status == 200
    assert arm.clock.slept == slept
    ids = {request.headers["x-ms-client-request-id"] for request in arm.requests}
    assert len(ids) == 1


@pytest.mark.parametrize(
    ("trouble", "slept"),
    [
        pytest.param(failure(409, "StorageAccountOperationInProgress"), [1], id="E10 busy parent"),
        pytest.param(failure(500, "OperationTimedOut"), [1], id="E14 rolled back"),
        pytest.param(
            failure(429, "RetryableErrorDueToAnotherOperation", retry_after="3"), [3.2], id="T4 busy 429"
        ),
        pytest.param(httpx.ConnectError("refused"), [1], id="never sent"),
        pytest.param(httpx.ConnectTimeout("x"), [1], id="never connected"),
    ],
)
def test_l33_writes_are_repeated_if_they_were_not_processed(
    arm: Any, trouble: Any, slept: list[float]
) -> None:
    assert arm.says(trouble, OK).run(put).status == 200
    assert arm.clock.slept == slept


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_write_that_asks_for_another_look_is_not_repeated(arm: Any, method: str) -> None:
    async def write(client: ArmClient, deadline: Deadline) -> Any:
        body = () if method == "delete" else ({"a": 1},)
        return await getattr(client, method)(PATH, "v", *body, deadline, once=True)

    with pytest.raises(RequestFailed) as caught:
        arm.says(failure(409, "AnotherOperationInProgress", retry_after="5"), OK).run(write)

    assert (caught.value.retryable, caught.value.retry_after) == (True, 5)
    assert len(arm.requests) == 1


def test_t3_a_throttled_write_waits_as_long_as_it_was_told(arm: Any) -> None:
    arm.says(failure(429, "TooManyRequests", retry_after="100"), OK).run(put)
    assert arm.clock.seconds >= 100
    assert len(arm.requests) == 2


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        pytest.param(failure(500), RequestFailed, id="500"),
        pytest.param(failure(503), RequestFailed, id="503"),
        pytest.param(failure(500, retry_after="1"), RequestFailed, id="500 with Retry-After"),
        pytest.param(failure(408), RequestFailed, id="408"),
        pytest.param(httpx.Response(200, text="<html>"), UnreadableAnswer, id="spoilt"),
        pytest.param(httpx.ReadError("x"), ConnectionLost, id="dropped"),
        pytest.param(httpx.ReadTimeout("x"), ConnectionLost, id="no answer"),
        pytest.param(httpx.RemoteProtocolError("x"), ConnectionLost, id="cut off"),
    ],
)
def test_l33_a_write_that_may_have_happened_is_not_repeated(
    arm: Any, trouble: Any, error: type[ArmError]
) -> None:
    with pytest.raises(error) as caught:
        arm.says(trouble, OK).run(put)
    assert caught.value.outcome_unknown
    assert len(arm.requests) == 1


def test_l16_a_spoilt_read_is_repeated_a_few_times(arm: Any) -> None:
    spoilt = httpx.Response(200, text="<html>sign in to the proxy</html>")
    assert arm.says(spoilt, spoilt, spoilt, OK).run(get).body == {"name": "n"}
    assert arm.clock.slept == [1, 2, 4]


def test_a_read_that_stays_spoilt_is_given_up_soon(arm: Any) -> None:
    with pytest.raises(UnreadableAnswer):
        arm.says(httpx.Response(200, text="{bad")).run(get)
    assert len(arm.requests) == 4


def test_t3_a_write_for_one_attempt_is_given_up_at_once_if_the_next_one_is_too_late(arm: Any) -> None:
    async def once(client: ArmClient, deadline: Deadline) -> Any:
        return await client.put(PATH, "v", {}, deadline, once=True)

    with pytest.raises(DeadlineExceeded, match="due in 3600 s") as caught:
        arm.says(failure(429, "TooManyRequests", retry_after="3600")).run(once)
    assert not caught.value.outcome_unknown
    assert arm.clock.seconds == 0


def test_faults_are_given_up_after_a_while(arm: Any) -> None:
    with pytest.raises(ConnectionLost) as caught:
        arm.says(httpx.ConnectError("refused")).run(get, seconds=10_000)
    assert not caught.value.sent
    assert caught.value.retryable
    assert arm.clock.slept == [1, 2, 4, 8, 16, 30, 30]
    assert "no connection (ConnectError: refused)" in str(caught.value)


def test_a_busy_parent_is_waited_for_until_the_deadline(arm: Any) -> None:
    with pytest.raises(DeadlineExceeded, match="409 ConflictError") as caught:
        arm.says(failure(409, "ConflictError")).run(put, seconds=1000)
    assert len(arm.requests) > 20
    assert arm.clock.seconds <= 1000
    assert not caught.value.outcome_unknown
    assert isinstance(caught.value.__cause__, RequestFailed)


def test_l21_nothing_is_waited_for_that_comes_too_late(arm: Any) -> None:
    with pytest.raises(DeadlineExceeded) as caught:
        arm.says(failure(503, "Busy", retry_after="600")).run(get, seconds=300)
    assert arm.clock.slept == []
    assert "503 Busy" in caught.value.last_seen


def test_l21_nothing_is_waited_for_that_comes_at_the_last_moment(arm: Any) -> None:
    with pytest.raises(DeadlineExceeded):
        arm.says(failure(503, "Busy", retry_after="100"), OK).run(get, seconds=100.5)
    assert arm.clock.slept == []


@pytest.mark.parametrize("error", [httpx.LocalProtocolError("x"), httpx.UnsupportedProtocol("x")], ids=repr)
def test_what_cannot_be_sent_at_all_is_not_retried(arm: Any, error: Exception) -> None:
    with pytest.raises(ConnectionLost) as caught:
        arm.says(error, OK).run(get)
    assert "Check the network and run again." in str(caught.value)
    assert not caught.value.retryable


def test_an_untrusted_certificate_is_not_retried(arm: Any) -> None:
    with pytest.raises(ConnectionLost, match="SSL_CERT_FILE") as caught:
        arm.says(httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed")).run(get)
    assert len(arm.requests) == 1
    assert not caught.value.retryable


def test_l21_a_slow_answer_ends_with_the_deadline(arm: Any) -> None:
    async def act(_client: ArmClient, _deadline: Deadline) -> Any:
        async def hang(_request: httpx.Request) -> httpx.Response:
            await asyncio.Event().wait()
            raise AssertionError

        client = ArmClient(arm.cloud, arm.tokens, clock=arm.clock, transport=httpx.MockTransport(hang))
        return await client.put(PATH, "v", {}, Deadline.after(arm.clock, 0.01))

    with pytest.raises(DeadlineExceeded, match="had no answer") as caught:
        arm.run(act)
    assert caught.value.outcome_unknown


def test_l21_a_slow_sign_in_ends_with_the_deadline(arm: Any) -> None:
    class Slow:
        async def token(self, scope: str, *, claims: str | None = None) -> str:  # noqa: ARG002 - the protocol
            await asyncio.Event().wait()
            raise AssertionError

    arm.tokens = Slow()
    with pytest.raises(DeadlineExceeded, match="no token") as caught:
        arm.says(OK).run(put, seconds=0.01)
    assert not caught.value.outcome_unknown


class SlowAtLast:
    """The first token comes at once; the next one never does."""

    asked = 0

    async def token(self, scope: str, *, claims: str | None = None) -> str:  # noqa: ARG002 - the protocol
        self.asked += 1
        if self.asked > 1:
            await asyncio.Event().wait()
        return "t"


@pytest.mark.parametrize("act", [get, put], ids=["GET", "PUT"])
@pytest.mark.parametrize(
    ("asked", "oversleeps"),
    [pytest.param("299.49", 0, id="a moment is left"), pytest.param("299", 1, id="nothing is left")],
)
def test_t3_time_that_ends_in_a_wait_for_the_rate_is_told_so(
    arm: Any, act: Any, asked: str, oversleeps: float
) -> None:
    sleep = arm.clock.sleep

    async def longer(seconds: float) -> None:
        await sleep(seconds + oversleeps)

    arm.clock.sleep = longer
    arm.tokens = SlowAtLast()
    with pytest.raises(DeadlineExceeded, match="429 TooManyRequests") as caught:
        arm.says(failure(429, "TooManyRequests", retry_after=asked), OK).run(act)
    assert "token" not in str(caught.value)
    assert "ARM or the service limits the rate of requests" in str(caught.value).partition("\n")[0]
    assert "429" in caught.value.last_seen
    assert not caught.value.outcome_unknown
    assert len(arm.requests) == 1


def test_t3_a_write_under_way_when_time_ends_may_stand_whatever_came_before(arm: Any) -> None:
    async def act(_client: ArmClient, _deadline: Deadline) -> Any:
        async def hang(request: httpx.Request) -> httpx.Response:
            arm.requests.append(request)
            if len(arm.requests) > 1:
                await asyncio.Event().wait()
            return failure(429, "TooManyRequests", retry_after="0.1")

        client = ArmClient(
            arm.cloud, arm.tokens, clock=arm.clock, transport=httpx.MockTransport(hang), jitter=lambda: 0.5
        )
        return await client.put(PATH, "v", {}, Deadline.after(arm.clock, 1.1))

    with pytest.raises(DeadlineExceeded, match="had no answer") as caught:
        arm.run(act)
    assert caught.value.outcome_unknown


def test_l21_nothing_is_asked_for_once_the_time_is_over(arm: Any) -> None:
    with pytest.raises(DeadlineExceeded, match="was not sent: its 0 s were over") as caught:
        arm.says(OK).run(put, seconds=0)
    assert (arm.requests, arm.tokens.asked) == ([], [])
    assert not caught.value.outcome_unknown


UNREACHED = httpx.ConnectError("[Errno -2] Name or service not known")


@pytest.mark.parametrize(
    ("script", "lines"),
    [
        pytest.param([UNREACHED, UNREACHED, UNREACHED, OK], 1, id="an outage is told once"),
        pytest.param([httpx.ConnectTimeout(""), OK], 1, id="nobody answers the knock"),
        pytest.param([httpx.ReadError("x"), failure(503), OK], 0, id="what was reached is no outage"),
        pytest.param([httpx.ConnectError("CERTIFICATE_VERIFY_FAILED")], 0, id="the error says it"),
        pytest.param([OK], 0, id="no trouble"),
    ],
)
def test_an_outage_is_told_at_its_first_failure(arm: Any, script: list[Any], lines: int) -> None:
    with contextlib.suppress(ConnectionLost):
        arm.says(*script).run(get)
    assert len(arm.told) == lines


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        pytest.param(UNREACHED, "ConnectError: [Errno -2] Name or service not known", id="with a reason"),
        pytest.param(httpx.ConnectTimeout(""), "ConnectTimeout", id="without"),
    ],
)
def test_an_outage_is_told_with_its_reason(arm: Any, failure: Exception, reason: str) -> None:
    arm.says(failure, OK).run(get)
    assert arm.told == [f"GET {PATH}: no connection ({reason}): trying again, for three minutes at most"]


def test_every_outage_is_told(arm: Any) -> None:
    async def twice(client: ArmClient, deadline: Deadline) -> None:
        await get(client, deadline)
        await get(client, deadline)

    arm.says(UNREACHED, UNREACHED, OK, UNREACHED, OK).run(twice)
    assert len(arm.told) == 2


CHALLENGE = 'Bearer error="insufficient_claims", claims="eyJhIjoxfQ"'


@pytest.mark.parametrize(
    ("headers", "claims"),
    [
        pytest.param({"WWW-Authenticate": CHALLENGE}, '{"a":1}', id="E20 with claims"),
        pytest.param({}, "", id="L42 without"),
    ],
)
def test_a_401_is_answered_once(arm: Any, headers: dict[str, str], claims: str) -> None:
    assert arm.says(httpx.Response(401, headers=headers), OK).run(put).status == 200
    assert arm.tokens.asked == [None, claims]
    assert [r.headers["authorization"] for r in arm.requests] == ["Bearer t0", "Bearer t1"]


def test_e20_the_tenant_that_a_401_names_is_told(arm: Any) -> None:
    named = "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555"
    headers = {"WWW-Authenticate": f'Bearer authorization_uri="{named}", error="invalid_token"'}
    with pytest.raises(RequestFailed) as caught:
        arm.says(httpx.Response(401, headers=headers)).run(get)
    assert caught.value.tenant == named.rpartition("/")[2]


def test_l42_never_in_a_loop(arm: Any) -> None:
    with pytest.raises(RequestFailed) as caught:
        arm.says(httpx.Response(401, headers={"WWW-Authenticate": CHALLENGE})).run(get)
    assert caught.value.status == 401
    assert len(arm.requests) == 2


@pytest.mark.parametrize("token", ["", "a\nb", "a b", "é"], ids=repr)
def test_a_token_that_is_no_header_is_refused_unseen(arm: Any, token: str) -> None:
    class Odd:
        async def token(self, scope: str, *, claims: str | None = None) -> str:  # noqa: ARG002 - the protocol
            return token

    arm.tokens = Odd()
    with pytest.raises(SignInFailed):
        arm.says(OK).run(get)
    assert arm.requests == []


# --- polling and lists


def test_l23_a_polling_url_arrives_byte_for_byte(arm: Any) -> None:
    query = "api-version=2020&t=1&c=MII%2fx%2B+~&s=a-b_c%3D%3D&h=%e4" + "x" * 4096  # L24: 4 KB are allowed

    async def act(client: ArmClient, deadline: Deadline) -> Any:
        return await client.poll(f"{ARM}/op?{query}", deadline, client_request_id="mine")

    found = arm.says(OK).run(act)
    assert arm.requests[0].url.raw_path == f"/op?{query}".encode()
    assert arm.requests[0].headers["x-ms-client-request-id"] == "mine"  # L39
    assert found.path == "/op"


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/op",
        "https://management.azure.com:8443/op",
        "http://management.azure.com/op",
        "https://management.azure.com@evil.example/op",
        "https://a:b@management.azure.com/op",
        "//evil.example/op",
    ],
)
def test_l27_a_token_goes_to_no_other_origin(arm: Any, url: str) -> None:
    async def act(client: ArmClient, deadline: Deadline) -> Any:
        return await client.poll(url, deadline)

    with pytest.raises(ForeignUrl):
        arm.says(OK).run(act)
    assert arm.requests == []
    assert arm.tokens.asked == []


@pytest.mark.parametrize("path", ["", "x", "//evil.example/x", "/a?b=c", "/a/../b", "@evil.example/x"])
def test_a_path_cannot_leave_the_endpoint(arm: Any, path: str) -> None:
    async def act(client: ArmClient, deadline: Deadline) -> Any:
        return await client.get(path, "v", deadline)

    with pytest.raises(InvalidResourceId):
        arm.says(OK).run(act)
    assert arm.requests == []


def test_an_api_version_cannot_add_to_the_query(arm: Any) -> None:
    async def act(client: ArmClient, deadline: Deadline) -> Any:
        return await client.get(PATH, "v&x=1#y/z", deadline)

    arm.says(OK).run(act)
    assert arm.requests[0].url.raw_path == f"{PATH}?api-version=v%26x%3D1%23y%2Fz".encode()


async def items(client: ArmClient, deadline: Deadline) -> Any:
    return await client.list(PATH, "v", deadline)


def page(*values: int, link: Any = None) -> httpx.Response:
    return httpx.Response(200, json={"value": list(values), "nextLink": link})


@pytest.mark.parametrize(
    ("pages", "found"),
    [
        pytest.param([page(1, 2)], [1, 2], id="one page"),
        pytest.param(
            [page(1, link=f"{ARM}/p2?s=%2F"), page(2, link=""), page(9)], [1, 2], id="E18 two pages"
        ),
        pytest.param([page(1, link="/p2"), page(2)], [1, 2], id="L29 relative link"),
        pytest.param([httpx.Response(200, json=[1])], [1], id="bare array"),
        pytest.param([httpx.Response(200, json={"Value": []})], [], id="no items"),
        pytest.param([NO_CONTENT], [], id="L40 no content"),
    ],
)
def test_lists(arm: Any, pages: list[Any], found: list[int]) -> None:
    assert arm.says(*pages).run(items) == found
    assert len({request.headers["x-ms-client-request-id"] for request in arm.requests}) == 1


@pytest.mark.parametrize("answers", [[], [page(2, link=f"{ARM}/p2")]], ids=["first page", "second page"])
def test_l40_a_list_that_lost_its_body_is_asked_for_again(arm: Any, answers: list[httpx.Response]) -> None:
    before = [2] * len(answers)
    assert arm.says(*answers, httpx.Response(200), httpx.Response(200), page(1)).run(items) == [*before, 1]
    assert len(arm.requests) == len(answers) + 3


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        pytest.param(page(1, link="https://evil.example/p2"), ForeignUrl, id="L27 foreign page"),
        pytest.param(page(1, link=f"{ARM}/same"), UnreadableAnswer, id="a page that names itself"),
        pytest.param(lambda r: page(1, link=f"{r.url}x"), UnreadableAnswer, id="pages without end"),
        pytest.param(httpx.Response(200, json={"value": {}}), UnreadableAnswer, id="no list"),
        pytest.param(httpx.Response(200, json={}), UnreadableAnswer, id="no value"),
        pytest.param(httpx.Response(200), UnreadableAnswer, id="L40 a page that lost its body"),
        pytest.param(httpx.Response(200, text="null"), UnreadableAnswer, id="null in place of a page"),
        pytest.param(page(1, link=[[1]]), UnreadableAnswer, id="a link that is none"),
        pytest.param(page(1, link="http://xn--a/"), ForeignUrl, id="L27 a host that cannot be decoded"),
        pytest.param(page(1, link=f"{ARM}/{'x' * 70_000}"), ForeignUrl, id="L29 a link without end"),
    ],
)
def test_lists_that_cannot_be_read(arm: Any, answer: Any, error: type[ArmError]) -> None:
    with pytest.raises(error):
        arm.says(answer).run(items)
    assert len(arm.requests) <= 200
    assert {r.url.host for r in arm.requests} == {"management.azure.com"}


def test_a_list_is_not_read_for_ever(arm: Any) -> None:
    def pages(request: httpx.Request) -> httpx.Response:
        content = json.dumps({"value": ["x" * 5_000_000], "nextLink": f"{request.url}x"})
        return httpx.Response(200, text=content)

    with pytest.raises(UnreadableAnswer, match="longer than 64 MB"):
        arm.says(pages).run(items)
    assert len(arm.requests) == 14


# --- what servers say


@pytest.mark.parametrize(("act", "unknown"), [(get, False), (put, True)], ids=["GET", "PUT"])
def test_a_tls_record_that_is_broken_is_a_lost_answer(arm: Any, act: Any, unknown: bool) -> None:
    with pytest.raises(ConnectionLost, match=r"the answer was lost \(SSLError\)") as caught:
        arm.says(ssl.SSLError(1, "[SSL: DECRYPTION_FAILED_OR_BAD_RECORD_MAC]")).run(act)
    assert caught.value.outcome_unknown is unknown


def test_no_cookie_is_kept(arm: Any) -> None:
    """One that is not ASCII would make every later request of the process fail."""
    spoilt = httpx.Response(
        200, headers=[(b"Set-Cookie", b"a=\xe9; Path=/"), (b"Set-Cookie", b"b=1")], json={}
    )
    arm.says(spoilt, OK)

    async def act(client: ArmClient, deadline: Deadline) -> None:
        await get(client, deadline)
        await get(client, deadline)

    arm.run(act)
    assert ["cookie" in request.headers for request in arm.requests] == [False, False]


def test_only_what_can_be_inflated_piece_by_piece_is_asked_for(arm: Any) -> None:
    arm.says(OK).run(get)
    assert arm.requests[0].headers["accept-encoding"] == "gzip"


def bomb(status: int) -> httpx.Response:
    return httpx.Response(status, stream=httpx.ByteStream(b" " * 17 * 2**20))


def test_a_success_that_is_too_long_is_no_success(arm: Any) -> None:
    for act, unknown in ((get, False), (put, True)):
        with pytest.raises(UnreadableAnswer, match="longer than 16 MB") as caught:
            arm.says(lambda _: bomb(200)).run(act)
        assert caught.value.outcome_unknown is unknown


def test_a_refusal_that_is_too_long_is_a_refusal(arm: Any) -> None:
    with pytest.raises(RequestFailed, match=r"\(403\)(.|\n)*longer than 16 MB"):
        arm.says(lambda _: bomb(403)).run(put)


@pytest.mark.parametrize("digits", [400, 5000])
def test_t5_a_limit_of_so_many_digits_says_nothing(arm: Any, digits: int) -> None:
    headers = {"x-ms-ratelimit-remaining-subscription-reads": "9" * digits}
    arm.says(httpx.Response(200, headers=headers, json={}))

    async def act(client: ArmClient, deadline: Deadline) -> None:
        await get(client, deadline)
        await deadline.sleep(1)
        await get(client, deadline)

    arm.run(act)
    assert len(arm.requests) == 2


def test_e20_claims_that_are_no_claims_are_answered_with_a_fresh_token(arm: Any) -> None:
    challenge = httpx.Response(401, headers=[(b"WWW-Authenticate", b'Bearer claims="\xff"')])
    assert arm.says(challenge, OK).run(get).status == 200
    assert arm.tokens.asked == [None, ""]


# --- rate limits


def test_t1_a_low_bucket_spaces_the_next_requests(arm: Any) -> None:
    left = httpx.Response(200, headers={"x-ms-ratelimit-remaining-subscription-reads": "2"})

    async def act(client: ArmClient, deadline: Deadline) -> None:
        for _ in range(4):
            await client.get(PATH, "v", deadline)

    arm.says(left).run(act)
    assert arm.clock.slept == [0.32, 0.32, 0.32]


def test_t3_one_429_holds_back_the_others(arm: Any) -> None:
    sent: list[float] = []

    def note(_request: httpx.Request) -> httpx.Response:
        sent.append(arm.clock.seconds)
        return OK

    async def act(client: ArmClient, deadline: Deadline) -> None:
        with pytest.raises(DeadlineExceeded):
            await client.get(PATH, "v", Deadline.after(arm.clock, 5))
        await client.get(PATH, "v", deadline)

    arm.says(failure(429, "TooManyRequests", retry_after="30"), note).run(act)
    assert sent == [30]


def test_t3_a_429_that_names_no_time_holds_back_for_a_second(arm: Any) -> None:
    assert arm.says(failure(429, "TooManyRequests"), OK).run(put).status == 200
    assert arm.clock.slept == [1]


def test_t4_a_busy_parent_holds_back_nobody_else(arm: Any) -> None:
    async def act(client: ArmClient, deadline: Deadline) -> None:
        with pytest.raises(DeadlineExceeded):
            await client.get(PATH, "v", Deadline.after(arm.clock, 5))
        await client.get(PATH, "v", deadline)

    arm.says(failure(429, "RetryableErrorDueToAnotherOperation", retry_after="30"), OK).run(act)
    assert arm.clock.slept == []


# --- what shows


def test_the_trace_names_the_request_and_no_secret(arm: Any) -> None:
    async def act(client: ArmClient, deadline: Deadline) -> None:
        await client.poll(f"{ARM}/op?s=hidden", deadline, client_request_id="mine")

    arm.says(httpx.ReadError("hidden"), httpx.Response(200, headers={"x-ms-request-id": "theirs"})).run(act)
    assert arm.trace == [
        "GET /op -> ReadError",
        "GET /op -> 200 in 0 ms, request id theirs, client request id mine",
    ]


def test_the_trace_says_how_long_it_took(arm: Any) -> None:
    def late(_request: httpx.Request) -> httpx.Response:
        arm.clock.seconds += 1.5
        return OK

    arm.says(late).run(get)
    assert f"GET {PATH} -> 200 in 1500 ms" in arm.trace[0]


def test_l39_errors_carry_the_ids(arm: Any) -> None:
    with pytest.raises(RequestFailed) as caught:
        arm.says(failure(400, "X", x_ms_correlation_request_id="c", x_ms_failure_cause="gateway")).run(get)
    assert "correlation id c" in str(caught.value)
    assert "answered by gateway" in str(caught.value)


def test_a_local_endpoint_gets_no_proxy(monkeypatch: pytest.MonkeyPatch, arm: Any) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")  # nobody is there

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    async def act(_client: ArmClient, deadline: Deadline) -> Any:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        origin = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        local = resolve_cloud({"PRIVATE_ENDPOINT_ARM_ENDPOINT": origin}, lambda _key: None)
        client = ArmClient(local, arm.tokens, clock=arm.clock)
        try:
            return await client.get(PATH, "v", deadline)
        finally:
            await client.close()
            server.close()
            await server.wait_closed()

    assert arm.run(act).status == 204


def test_nobody_listening_is_a_connection_never_made(arm: Any) -> None:
    local = resolve_cloud({"PRIVATE_ENDPOINT_ARM_ENDPOINT": "http://127.0.0.1:9"}, lambda _key: None)

    async def act(_client: ArmClient, deadline: Deadline) -> Any:
        client = ArmClient(local, arm.tokens, clock=arm.clock)
        try:
            return await client.put(PATH, "v", {}, deadline)
        finally:
            await client.close()

    with pytest.raises(ConnectionLost, match="nothing listens") as caught:
        arm.run(act)
    assert not caught.value.outcome_unknown
    assert arm.clock.slept == []


def test_a_trace_is_not_needed(arm: Any) -> None:
    async def act(_client: ArmClient, deadline: Deadline) -> Any:
        transport = httpx.MockTransport(arm.play)
        client = ArmClient(arm.cloud, arm.tokens, clock=arm.clock, transport=transport, jitter=lambda: 0.5)
        return await client.get(PATH, "v", deadline)

    assert arm.says(httpx.ReadError("x"), OK).run(act).status == 200


@pytest.mark.parametrize(
    ("asked", "slept"),
    [
        pytest.param("0", [0.05, 2, 4, 8, 10, 10], id="now"),
        pytest.param("0.9", [0.995, 2, 4, 8, 10, 10], id="nearly now"),
        pytest.param("1", [1.1] * 6, id="a second is a pause"),
    ],
)
def test_t3_now_again_and_again_is_no_tight_loop(arm: Any, asked: str, slept: list[float]) -> None:
    busy = httpx.Response(409, json={"error": {"code": "Conflict"}}, headers={"Retry-After": asked})

    with pytest.raises(DeadlineExceeded):
        arm.says(busy).run(get)

    assert arm.clock.slept[:6] == slept
