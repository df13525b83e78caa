"""No failure, whatever its shape, shows a token or the query of a polling URL (L24, L27)."""

from __future__ import annotations

import json
import logging
from typing import Any

import httpx
import pytest

from pulumi_private_endpoint.arm import (
    ArmClient,
    ArmError,
    Deadline,
    SystemClock,
    Watched,
    wait_for_operation,
)
from pulumi_private_endpoint.arm.answers.content import Content
from pulumi_private_endpoint.arm.http.call import Call

ARM = "https://management.azure.com"
PATH = "/subscriptions/s/providers/A.B/t/n"
TOKEN = "eyJSECRET.eyJSECRET.SECRET"
OPAQUE = "0.AQ-SECRET~SECRET+SECRET/SECRET=="
LINK = f"{ARM}/op?api-version=1&s=SECRET"


class Tokens:
    said = TOKEN

    async def token(self, scope: str, *, claims: str | None = None) -> str:  # noqa: ARG002 - the protocol
        return self.said


def started(**headers: str) -> httpx.Response:
    return httpx.Response(202, headers={"Azure-AsyncOperation": LINK, **headers})


def echo(request: httpx.Request) -> httpx.Response:
    """A server that repeats everything it was sent."""
    said = f"{request.headers.get('authorization')} for {request.url}"
    return httpx.Response(
        400, json={"error": {"code": "Echo", "message": said, "details": [{"message": said}]}}
    )


@pytest.mark.parametrize(
    "script",
    [
        pytest.param([echo], id="PUT refused, request echoed"),
        pytest.param(
            [lambda r: httpx.Response(502, text=f"<b>{r.headers['authorization']}</b>")], id="echo in html"
        ),
        pytest.param([httpx.ReadError(f"Bearer {TOKEN}")], id="PUT lost"),
        pytest.param(
            [httpx.LocalProtocolError(f"Illegal header value b'Bearer {TOKEN}'")], id="header refused"
        ),
        pytest.param([started(), echo], id="poll refused, request echoed"),
        pytest.param([started(), httpx.Response(200, json={})], id="poll without status"),
        pytest.param([started(), httpx.Response(200, text="{")], id="poll with bad JSON"),
        pytest.param([started(), httpx.Response(200, json={"status": "Failed"})], id="operation failed"),
        pytest.param([started(), httpx.Response(200, json={"status": "Running"})], id="deadline"),
        pytest.param([started(), httpx.Response(503)], id="status never readable"),
        pytest.param([started(), httpx.ReadError("x")], id="status never reached"),
        pytest.param([started(), httpx.Response(404)], id="status not found, resource neither"),
        pytest.param(
            [httpx.Response(202, headers={"Azure-AsyncOperation": "https://evil.example/?s=SECRET"}), echo],
            id="foreign status URL",
        ),
        pytest.param([httpx.Response(401), echo], id="challenge"),
    ],
)
def test_nothing_secret_is_shown(arm: Any, script: list[Any], caplog: pytest.LogCaptureFixture) -> None:
    reports: list[str] = []

    async def act(client: ArmClient, deadline: Deadline) -> None:
        first = await client.put(PATH, "v", {}, deadline)
        reports.append(repr(first))
        await wait_for_operation(
            client, first, Watched(PATH, "v", lambda _answer: None), deadline, reports.append
        )

    caplog.set_level(logging.DEBUG)
    arm.tokens = Tokens()
    with pytest.raises(ArmError) as caught:
        arm.says(*script).run(act)
    own = [caught.value]
    while isinstance(own[-1].__cause__, ArmError):
        own.append(own[-1].__cause__)
    shown = [*map(str, own), *map(repr, own), *reports, *arm.trace, caplog.text]
    shown += [repr(vars(error)) for error in own]
    assert "SECRET" not in "\n".join(shown)


def everywhere(request: httpx.Request) -> httpx.Response:
    """A server that repeats the token wherever it can say anything."""
    token = request.headers["authorization"].removeprefix("Bearer ")
    error = {
        "code": token,
        "message": f"Bearer\t{token}",
        "target": token,
        "details": [{"code": token, "message": token}],
        "innererror": {"code": token},
        "additionalInfo": [{"type": "PolicyViolation", "info": {"policyAssignmentName": token}}],
    }
    ids = ("x-ms-request-id", "x-ms-correlation-request-id", "x-ms-failure-cause")
    answer = httpx.Response(int(request.url.params["api-version"]), headers=dict.fromkeys(ids, token))
    answer.extensions["reason_phrase"] = token.encode()
    answer.stream = httpx.ByteStream(json.dumps({"error": error, "status": token}).encode())
    return answer


def test_nothing_shows_what_it_was_made_of() -> None:
    url = httpx.URL(LINK)
    call = Call("PUT", url, {"key": "SECRET"}, Deadline.after(SystemClock(), 1), "id")
    shown = [repr(call), repr(Content({"key": "SECRET"}, text="SECRET"))]
    assert "SECRET" not in "\n".join(shown)
    assert "method='PUT'" in shown[0]


@pytest.mark.parametrize("status", ["200", "400", "401", "403", "500"])
@pytest.mark.parametrize("token", [TOKEN, OPAQUE], ids=["JWT", "opaque"])
def test_a_token_that_is_repeated_everywhere_is_shown_nowhere(
    arm: Any, token: str, status: str, caplog: pytest.LogCaptureFixture
) -> None:
    shown: list[str] = []

    async def act(client: ArmClient, deadline: Deadline) -> None:
        try:
            first = await client.put(PATH, status, {}, deadline)
            shown.append(repr(first))
            await wait_for_operation(
                client, first, Watched(PATH, status, lambda _: None), deadline, shown.append
            )
        except ArmError as error:
            shown.extend([str(error), repr(error), repr(vars(error))])

    caplog.set_level(logging.DEBUG)
    arm.tokens = Tokens()
    arm.tokens.said = token
    arm.says(everywhere).run(act)
    assert arm.trace
    assert "SECRET" not in "\n".join([*shown, *arm.trace, caplog.text])


def test_what_httpx_logs_has_no_query(arm: Any, caplog: pytest.LogCaptureFixture) -> None:
    async def act(client: ArmClient, deadline: Deadline) -> None:
        await client.poll(LINK, deadline)

    caplog.set_level(logging.INFO)
    arm.says(httpx.Response(204)).run(act)
    assert f"{ARM}/op " in caplog.text
    assert "SECRET" not in caplog.text


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        (
            "receive_response_headers.complete return_value=(b'HTTP/1.1', 202, [(b'Location', b'SECRET')])",
            False,
        ),
        ("receive_response_headers.started request=<Request [b'GET']>", True),
    ],
    ids=["headers", "the rest"],
)
@pytest.mark.parametrize("logger", ["httpcore.http11", "httpcore.http2"])
def test_httpcore_does_not_log_headers(
    arm: Any, caplog: pytest.LogCaptureFixture, message: str, kept: bool, logger: str
) -> None:
    async def act(client: ArmClient, _deadline: Deadline) -> None:
        assert client.cloud == arm.cloud

    arm.run(act)
    caplog.set_level(logging.DEBUG)
    logging.getLogger("httpx").debug("%(named)s", {"named": "arguments"})
    assert caplog.text
    caplog.clear()
    logging.getLogger(logger).debug(message)
    assert bool(caplog.text) is kept
