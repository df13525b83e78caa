from __future__ import annotations

import itertools
from typing import Any

import httpx
import pytest

from pulumi_private_endpoint.arm import (
    ArmClient,
    ArmError,
    ConnectionLost,
    Deadline,
    DeadlineExceeded,
    OperationFailed,
    RequestFailed,
    UnreadableAnswer,
    Watched,
    wait_for_operation,
)
from pulumi_private_endpoint.arm.operations.status import OperationEnd, provisioning_state

ARM = "https://management.azure.com"
PATH = "/subscriptions/s/providers/A.B/t/n"
OP = f"{ARM}/op?api-version=1&s=%2fSIG"
AAO, OL, LOC, BODY, SYNC = (
    "Azure-AsyncOperation",
    "Operation-Location",
    "Location",
    "provisioningState",
    "synchronous",
)


def reply(status: int = 200, body: Any = None, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return (
        httpx.Response(status, json=body, headers=named)
        if body is not None
        else httpx.Response(status, headers=named)
    )


def state(word: str | None, status: int = 200, **headers: str) -> httpx.Response:
    return reply(status, {"properties": {"provisioningState": word} if word else {"x": 1}}, **headers)


def op(word: str, status: int = 200, **headers: str) -> httpx.Response:
    return reply(status, {"status": word}, **headers)


def aao(status: int = 202, url: str = OP, **headers: str) -> httpx.Response:
    return reply(status, Azure_AsyncOperation=url, **headers)


def loc(status: int = 202, url: str = OP, **headers: str) -> httpx.Response:
    return reply(status, Location=url, **headers)


class Wait:
    """Start, wait_for_operation, and remember what was said."""

    def __init__(self, arm: Any) -> None:
        self.arm = arm
        self.reports: list[str] = []
        self.done: Any = lambda _answer: None

    def __call__(self, *script: Any, method: str = "PUT", seconds: float = 300) -> OperationEnd:
        async def act(client: ArmClient, deadline: Deadline) -> OperationEnd:
            start = (
                client.delete(PATH, "v", deadline)
                if method == "DELETE"
                else client.put(PATH, "v", {}, deadline)
            )
            watched = Watched(PATH, "v", self.done)
            return await wait_for_operation(client, await start, watched, deadline, self.reports.append)

        self.arm.says(*script)
        found: OperationEnd = self.arm.run(act, seconds=seconds)
        return found

    @property
    def paths(self) -> list[str]:
        """What was asked after the first request, with its query."""
        return [request.url.raw_path.decode() for request in self.arm.requests[1:]]


@pytest.fixture
def wait(arm: Any) -> Wait:
    return Wait(arm)


SELF = f"{PATH}?api-version=v"
POLL = "/op?api-version=1&s=%2fSIG"


@pytest.mark.parametrize(
    ("script", "how", "paths"),
    [
        pytest.param([state("Succeeded")], SYNC, [], id="L1 200 at once"),
        pytest.param([reply(204)], SYNC, [], id="L1 204"),
        pytest.param([state("succeeded", 201)], SYNC, [], id="L5 201 terminal"),
        pytest.param([state(None)], SYNC, [], id="L5 200 without a state"),
        pytest.param([state(None, 201), state("Succeeded")], BODY, [SELF], id="L5 201 without a state"),
        pytest.param([state("Creating", 201), state("Succeeded")], BODY, [SELF], id="L5 201 creating"),
        pytest.param(
            [state("Updating"), state("Updating"), state(None)], BODY, [SELF, SELF], id="L5 200 updating"
        ),
        pytest.param([reply(202), state("Succeeded")], BODY, [SELF], id="L5 202 without headers"),
        pytest.param(
            [state("Succeeded", 202), state("Succeeded")], BODY, [SELF], id="L4 202 is never the end"
        ),
        pytest.param([aao(200), op("Succeeded")], AAO, [POLL], id="L2 200 with a status URL"),
        pytest.param([aao(201), op("Succeeded")], AAO, [POLL], id="L2 201 with a status URL"),
        pytest.param(
            [state("Succeeded", 202, azure_asyncoperation=OP), op("InProgress"), op("Succeeded")],
            AAO,
            [POLL, POLL],
            id="L4 202 whose body says Succeeded",
        ),
        pytest.param(
            [
                aao(location="somethingBadWhichShouldNotBeUsed", operation_location=f"{ARM}/no"),
                op("Succeeded"),
            ],
            AAO,
            [POLL],
            id="L3 Azure-AsyncOperation first",
        ),
        pytest.param(
            [reply(202, operation_location=OP, location=f"{ARM}/no"), op("Succeeded")],
            OL,
            [POLL],
            id="L3 Operation-Location second",
        ),
        pytest.param([loc(), reply(202), reply(200, {"id": "x"})], LOC, [POLL, POLL], id="L8 Location"),
        pytest.param([loc(200), state("Ready")], LOC, [POLL], id="L8 200 with Location"),
        pytest.param([loc(), reply(204)], LOC, [POLL], id="L12 204 on Location"),
        pytest.param([loc(), reply(200)], LOC, [POLL], id="L11 empty 200 on Location"),
        pytest.param(
            [loc(), op("Running"), op("Succeeded")], LOC, [POLL, POLL], id="L8 status behind Location"
        ),
        pytest.param([loc(), op("Failed", 202), reply(200)], LOC, [POLL, POLL], id="L8 202 is running"),
        pytest.param([aao(), reply(204)], AAO, [POLL], id="L12 204 on a status URL"),
        pytest.param([reply(202), reply(204)], BODY, [SELF], id="L12 204 on the resource"),
        pytest.param([state("Succeeded", 201, location=OP)], SYNC, [], id="L6 body beats Location"),
        pytest.param(
            [loc(202, f"{ARM}{PATH.upper()}?x=1"), state("Succeeded")],
            BODY,
            [SELF],
            id="L6 Location names itself",
        ),
        pytest.param(
            [loc(202, f"{ARM}{PATH}"), reply(202), reply(202, {"x": 1}), state("Succeeded")],
            BODY,
            [SELF] * 3,
            id="L6 L8 Location names itself, 202 is running",
        ),
        pytest.param(
            [aao(), op("Accepted", 202), op("Succeeded")], AAO, [POLL, POLL], id="L7 202 with a status"
        ),
        pytest.param([aao(), op("sUcCeEdEd")], AAO, [POLL], id="L9 casing"),
        pytest.param([aao(), op("Completed")], AAO, [POLL], id="L9 Completed"),
        pytest.param(
            [aao(), op("Deleted"), op("Ready"), op("Reticulating Splines"), op("Succeeded")],
            AAO,
            [POLL] * 4,
            id="L9 unknown words are running",
        ),
        pytest.param([aao(), reply(200, {"Status": "Succeeded"})], AAO, [POLL], id="L10 key casing"),
        pytest.param(
            [reply(202), reply(200, {"Properties": {"ProvisioningState": "Succeeded"}})],
            BODY,
            [SELF],
            id="L10 ProvisioningState",
        ),
        pytest.param(
            [aao(202, "/op?api-version=1"), op("Succeeded")], AAO, ["/op?api-version=1"], id="L29 relative"
        ),
        pytest.param(
            [aao(202, f"{ARM}/op"), op("Succeeded")], AAO, ["/op?api-version=v"], id="L30 version added"
        ),
        pytest.param(
            [aao(202, f"{ARM}/op?s=1"), op("Succeeded")], AAO, ["/op?s=1&api-version=v"], id="L30 appended"
        ),
        pytest.param(
            [aao(202, f"{ARM}/op?API-Version=9"), op("Succeeded")], AAO, ["/op?API-Version=9"], id="L30 kept"
        ),
        pytest.param(
            [loc(), loc(202, f"{ARM}/two?api-version=1"), reply(202), reply(200)],
            LOC,
            [POLL, "/two?api-version=1", "/two?api-version=1"],
            id="L31 Location changes, then vanishes",
        ),
        pytest.param(
            [aao(), op("Running", azure_asyncoperation=f"{ARM}/two?api-version=1"), op("Succeeded")],
            AAO,
            [POLL, "/two?api-version=1"],
            id="L31 the newest status URL",
        ),
        pytest.param(
            [aao(), reply(503), reply(429), op("Succeeded")], AAO, [POLL] * 3, id="L13 trouble on the poll"
        ),
        pytest.param(
            [aao(), httpx.ReadError("x"), httpx.ReadError("x"), op("Succeeded")],
            AAO,
            [POLL] * 3,
            id="L13 drops",
        ),
        pytest.param(
            [aao(), reply(404), reply(404), op("Succeeded")], AAO, [POLL] * 3, id="L14 404 at first"
        ),
        pytest.param(
            [reply(202), reply(404), state("Succeeded")], BODY, [SELF] * 2, id="E15 resource appears late"
        ),
        pytest.param(
            [reply(202), reply(500), state("Succeeded")], BODY, [SELF] * 2, id="L16 500 on the resource"
        ),
    ],
)
def test_operations_that_end_well(wait: Any, script: list[Any], how: str, paths: list[str]) -> None:
    assert wait(*script).how == how
    assert wait.paths == paths


@pytest.mark.parametrize(
    ("script", "word", "code"),
    [
        pytest.param([aao(), op("Failed")], "Failed", "", id="L36 Failed without an error"),
        pytest.param(
            [aao(), reply(200, {"status": "Failed", "error": {"code": "C"}})], "Failed", "C", id="L36 Failed"
        ),
        pytest.param([aao(), op("cAnCeLeD")], "cAnCeLeD", "", id="L9 Canceled"),
        pytest.param([aao(), op("Cancelled")], "Cancelled", "", id="L9 Cancelled"),
        pytest.param(
            [loc(), reply(200, {"status": "Failed", "error": {"code": "C"}})],
            "Failed",
            "C",
            id="L8 behind Location",
        ),
        pytest.param([loc(), state("Failed")], "Failed", "", id="L8 provisioningState behind Location"),
        pytest.param([state("Failed")], "Failed", "", id="L5 at once"),
        pytest.param([reply(202), state("Canceled")], "Canceled", "", id="L9 on the resource"),
        pytest.param([reply(202), state("Failed", 202)], "Failed", "", id="L9 on the resource, under 202"),
    ],
)
def test_operations_that_fail(wait: Any, script: list[Any], word: str, code: str) -> None:
    with pytest.raises(OperationFailed) as caught:
        wait(*script)
    assert (caught.value.status, caught.value.code) == (word, code)
    assert len(wait.arm.requests) == len(script)


def test_a_busy_code_under_200_is_retryable(wait: Any) -> None:
    body = {"status": "Failed", "error": {"code": "StorageAccountOperationInProgress"}}
    with pytest.raises(OperationFailed) as caught:
        wait(aao(), reply(200, body))
    assert caught.value.retryable


@pytest.mark.parametrize(
    ("script", "said"),
    [
        pytest.param([aao(), reply(200, {})], "GET /op answered 200 without a status", id="L11 no status"),
        pytest.param([aao(), reply(200)], "without a status", id="L11 empty"),
        pytest.param([aao(), reply(200, {"status": None})], "without a status", id="L11 null"),
        pytest.param([aao(), op("")], "without a status", id="L11 an empty word"),
        pytest.param([aao(), reply(200, {"status": 5})], "without a status", id="L11 a number"),
        pytest.param([aao(), reply(200, ["Succeeded"])], "without a status", id="L11 array"),
        pytest.param(
            [aao(), httpx.Response(200, text="{bad")],
            r"answered 200 with something that is not JSON \(a proxy, perhaps\), so the end",
            id="L11 bad JSON",
        ),
        pytest.param(
            [reply(202), reply(200)], f"GET {PATH} answered 200 without a resource", id="L11 no resource"
        ),
        pytest.param([reply(202), reply(200, {})], "without a resource", id="L11 empty resource"),
        pytest.param([reply(202), reply(200, [{"id": "n"}])], "without a resource", id="L11 a list"),
    ],
)
def test_l11_answers_that_say_nothing_are_errors(wait: Any, script: list[Any], said: str) -> None:
    with pytest.raises(UnreadableAnswer, match=said) as caught:
        wait(*script)
    assert f"the end of PUT {PATH} is unknown" in str(caught.value).partition("\n")[0]
    assert caught.value.outcome_unknown


def test_an_untrusted_certificate_ends_the_wait(wait: Any) -> None:
    with pytest.raises(ConnectionLost):
        wait(aao(), httpx.ConnectError("CERTIFICATE_VERIFY_FAILED"))
    assert len(wait.paths) == 1


@pytest.mark.parametrize("status", [400, 401, 405, 410])
def test_l13_a_status_that_will_not_become_readable(wait: Any, status: int) -> None:
    with pytest.raises(RequestFailed) as caught:
        wait(aao(), reply(status))
    assert caught.value.status == status


@pytest.mark.parametrize("status", [400, 403])
def test_l13_a_resource_that_may_not_be_read(wait: Any, status: int) -> None:
    with pytest.raises(RequestFailed) as caught:
        wait(reply(202), reply(status))
    assert caught.value.status == status


@pytest.mark.parametrize(
    ("script", "reason", "asked"),
    [
        pytest.param([aao(), reply(403), state("Succeeded")], "may not be read", [POLL, SELF], id="L26 403"),
        pytest.param(
            [aao(202, "https://evil.example/op"), state("Succeeded")], "evil.example", [SELF], id="L27 host"
        ),
        pytest.param(
            [aao(202, f"{ARM}:8443/op"), state("Succeeded")], "nothing was sent", [SELF], id="L27 port"
        ),
        pytest.param(
            [aao(202, "//evil.example/op"), state("Succeeded")], "evil.example", [SELF], id="L29 no scheme"
        ),
        pytest.param(
            [loc(202, "https://evil.example/op"), state("Succeeded")],
            "evil.example",
            [SELF],
            id="L27 Location",
        ),
        pytest.param(
            [aao(202, "http://management.azure.com/op"), state("Succeeded")], "nothing", [SELF], id="L28 http"
        ),
        pytest.param([aao(202, "//h:x/"), state("Succeeded")], "cannot be read", [SELF], id="L29 unreadable"),
        pytest.param(
            [loc(202, "//h:x/"), state("Succeeded")], "cannot be read", [SELF], id="L29 unreadable too"
        ),
        pytest.param(
            [loc(202, "https://h:x/"), state("Succeeded")], "cannot be read", [SELF], id="L29 nor absolute"
        ),
    ],
)
def test_the_resource_is_watched_instead(wait: Any, script: list[Any], reason: str, asked: list[str]) -> None:
    assert wait(*script).how == BODY
    assert wait.paths == asked
    assert reason in wait.reports[0]
    assert wait.reports[0].endswith("Watching the resource instead.")
    assert {request.url.host for request in wait.arm.requests} == {"management.azure.com"}


def test_l14_a_status_that_stays_missing(wait: Any) -> None:
    def missing(request: httpx.Request) -> httpx.Response:
        return reply(404) if request.url.path == "/op" else state("Succeeded")

    wait.arm.clock.seconds = 1000
    found = wait(aao(), missing)
    assert found.how == BODY
    assert wait.paths[-1] == SELF
    assert 1030 <= wait.arm.clock.seconds < 1060
    assert wait.reports[0] == f"{AAO}: 404"
    assert any("not found (L14)" in line for line in wait.reports)


def test_l14_a_status_of_a_deletion_that_is_missing_is_no_deletion(wait: Any) -> None:
    assert wait(aao(), reply(404), op("Succeeded"), method="DELETE") == OperationEnd(AAO, 2)


def test_e15_a_resource_that_stays_missing(wait: Any) -> None:
    with pytest.raises(RequestFailed) as caught:
        wait(reply(202), reply(404))
    assert caught.value.status == 404
    assert 30 <= wait.arm.clock.seconds < 60


@pytest.mark.parametrize(
    "missing",
    [
        pytest.param(reply(404), id="404"),
        pytest.param(reply(204), id="L40 204"),
        pytest.param(reply(200), id="L40 empty 200"),
    ],
)
@pytest.mark.parametrize(
    "first",
    [pytest.param(reply(202), id="no headers"), pytest.param(loc(202, f"{ARM}{PATH}"), id="L6 names itself")],
)
def test_a_deleted_resource_is_gone_when_it_is_missing(wait: Any, first: Any, missing: Any) -> None:
    assert wait(first, state("Deleting"), reply(202), missing, method="DELETE") == OperationEnd(BODY, 3)


def test_l6_a_deletion_whose_empty_200_names_the_resource_has_ended(wait: Any) -> None:
    assert wait(loc(200, f"{ARM}{PATH}"), method="DELETE") == OperationEnd(SYNC, 0)
    assert wait.paths == []


# --- a status that cannot be read (L13)


@pytest.mark.parametrize(
    ("trouble", "why"),
    [
        pytest.param(reply(503), "GET /op was refused (503)", id="L13 503 for ever"),
        pytest.param(
            httpx.ReadError("x"), "GET /op: the answer was lost (ReadError)", id="L13 lost for ever"
        ),
        pytest.param(
            httpx.ConnectError("x"), "GET /op: no connection (ConnectError: x)", id="L13 never reached"
        ),
    ],
)
def test_l13_a_status_that_stays_unreadable_is_given_up(wait: Any, trouble: Any, why: str) -> None:
    with pytest.raises(UnreadableAnswer) as caught:
        wait(aao(), trouble, seconds=3600)
    first = str(caught.value).partition("\n")[0]
    assert first == f"{why}, so the end of PUT {PATH} is unknown."
    assert caught.value.outcome_unknown
    assert 300 <= wait.arm.clock.seconds < 480


def test_l13_five_minutes_of_trouble_are_enough(wait: Any) -> None:
    def trouble(_request: httpx.Request) -> httpx.Response:
        wait.arm.clock.seconds = 1 + 300
        return reply(503)

    with pytest.raises(UnreadableAnswer):
        wait(aao(retry_after="1"), *[reply(503)] * 7, trouble, seconds=3600)
    assert len(wait.paths) == 8


def test_l13_trouble_is_told(wait: Any) -> None:
    lost = [httpx.ReadError("x")] * 8
    with pytest.raises(DeadlineExceeded) as caught:
        wait(aao(), *lost, reply(503, x_ms_request_id="r9"), seconds=290)
    assert wait.reports == [
        f"{AAO}: GET /op: the answer was lost (ReadError). Check the network and run again.",
        f"{AAO}: 503",
    ]
    assert "(polling /op)" in str(caught.value)
    assert "request id r9" in str(caught.value)


def test_l13_only_trouble_without_a_break_is_counted(wait: Any) -> None:
    asked = itertools.count()

    def now_and_then(_request: httpx.Request) -> httpx.Response:
        return op("Running") if next(asked) % 12 == 0 else reply(503)

    with pytest.raises(DeadlineExceeded):
        wait(aao(), now_and_then, seconds=700)


def test_l13_t3_a_throttled_status_is_waited_for(wait: Any) -> None:
    throttled = [reply(429, retry_after="200")] * 4
    assert wait(aao(), *throttled, op("Succeeded"), seconds=3600).how == AAO


# --- the resource's own words


@pytest.mark.parametrize(
    ("script", "how"),
    [
        pytest.param([state("Ready")], SYNC, id="at once"),
        pytest.param([reply(202), state("Approving"), state("Ready")], BODY, id="while watching"),
        pytest.param([aao(), reply(403), state("Approving"), state("Ready")], BODY, id="after falling back"),
    ],
)
def test_l10_ready_is_a_success_if_the_watcher_says_so(wait: Any, script: list[Any], how: str) -> None:
    wait.done = lambda answer: answer.body["properties"]["provisioningState"] == "Ready"
    assert wait(*script) == OperationEnd(how, len(script) - 1)


def test_l15_the_watcher_prevails_over_the_state(wait: Any) -> None:
    seen: list[int] = []

    def done(answer: Any) -> bool:
        seen.append(answer.status)
        return len(seen) == 3

    wait.done = done
    assert wait(reply(202), state("Succeeded")) == OperationEnd(BODY, 3)


def test_the_watcher_may_raise(wait: Any) -> None:
    class RejectedError(ArmError):
        pass

    def done(_answer: Any) -> bool:
        raise RejectedError

    wait.done = done
    with pytest.raises(RejectedError):
        wait(reply(202), state("Succeeded"))


# --- timing


@pytest.mark.parametrize(
    ("script", "slept"),
    [
        pytest.param([aao(retry_after="12"), op("Succeeded")], [12], id="L20 the first Retry-After counts"),
        pytest.param([aao(), op("Running", retry_after="3"), op("Succeeded")], [0.8, 3], id="L17 seconds"),
        pytest.param([aao(retry_after="0"), op("Succeeded")], [0.1], id="L17 zero is now"),
        pytest.param([aao(retry_after="/bar"), op("Succeeded")], [0.8], id="L17 garbage"),
        pytest.param(
            [aao(retry_after="Thu, 01 Jan 2026 12:00:20 GMT"), op("Succeeded")],
            [20],
            id="L17 date, by the clock",
        ),
        pytest.param(
            [aao(retry_after_ms="250", retry_after="9"), op("Succeeded")], [0.25], id="L18 milliseconds"
        ),
        pytest.param(
            [aao(), *[op("Running")] * 14, op("Succeeded")],
            [*[0.8] * 13, 0.832, 0.899],
            id="L19 easing off, a share of the time passed",
        ),
        pytest.param(
            [
                aao(retry_after="124"),
                op("Running"),
                op("Running", retry_after="100"),
                op("Running"),
                op("Succeeded"),
            ],
            [124, 9.92, 100, 10],
            id="L19 never more than ten seconds",
        ),
    ],
)
def test_pauses_between_polls(wait: Any, script: list[Any], slept: list[float]) -> None:
    wait(*script)
    assert wait.arm.clock.slept == slept


def test_l19_the_time_before_the_operation_is_not_counted(wait: Any) -> None:
    wait.arm.clock.seconds = 1000
    wait(aao(), op("Running"), op("Succeeded"))
    assert wait.arm.clock.slept == [0.8, 0.8]


@pytest.mark.parametrize(
    "script",
    [
        pytest.param([aao(), op("Running")], id="running for ever"),
        pytest.param([aao(retry_after="600"), op("Running")], id="told to wait too long"),
        pytest.param([aao(retry_after="0"), op("Running", retry_after="0")], id="told not to wait"),
        pytest.param([aao(), reply(503)], id="status never readable"),
        pytest.param([aao(), reply(429, retry_after="200")], id="throttled"),
        pytest.param([aao(), httpx.ConnectError("x")], id="never reached"),
        pytest.param([aao(retry_after="600"), httpx.ConnectError("x")], id="not reached at the end"),
        pytest.param([aao(retry_after="600"), reply(404)], id="not found at the end"),
        pytest.param([reply(202), state("Updating")], id="watching"),
    ],
)
def test_l21_every_wait_ends_at_the_deadline(wait: Any, script: list[Any]) -> None:
    with pytest.raises(DeadlineExceeded) as caught:
        wait(*script, seconds=50)
    assert wait.arm.clock.seconds <= 50.001
    assert caught.value.last_seen
    assert caught.value.outcome_unknown
    first, ids = str(caught.value).splitlines()
    assert f"PUT {PATH} did not finish within 50 s; last seen: {caught.value.last_seen}" in first
    assert "It may still finish" in first
    assert "client request id" in ids
    assert "SIG" not in str(caught.value)


@pytest.mark.parametrize("script", [[aao(retry_after="600")], [aao(), op("Running", retry_after="600")]])
def test_l21_what_is_done_by_the_deadline_is_a_success_whenever_its_status_is_due(
    wait: Any, script: list[Any]
) -> None:
    wait.done = lambda answer: answer.body["properties"]["provisioningState"] == "Ready"
    assert wait(*script, state("Ready")).how == BODY
    assert wait.paths[-1] == SELF
    assert 290 <= wait.arm.clock.seconds < 300
    assert any("due in 600 s" in line for line in wait.reports)


GONE = [
    pytest.param(reply(404), id="404"),
    pytest.param(reply(204), id="L40 204"),
    pytest.param(reply(200), id="L40 empty 200"),
]


@pytest.mark.parametrize("gone", GONE)
def test_l21_what_is_gone_by_the_deadline_is_deleted(wait: Any, gone: httpx.Response) -> None:
    wait.done = lambda _answer: False
    assert wait(aao(retry_after="600"), gone, method="DELETE").how == BODY


@pytest.mark.parametrize("trouble", [reply(400), httpx.ConnectError("x")], ids=["400", "never reached"])
def test_l21_what_cannot_be_read_at_the_deadline_is_not_deleted(wait: Any, trouble: Any) -> None:
    with pytest.raises(DeadlineExceeded):
        wait(aao(retry_after="600"), trouble, method="DELETE")


def test_l21_where_the_next_answer_is_due_at_the_deadline_it_is_looked_at_half_way(wait: Any) -> None:
    wait.done = lambda _answer: True
    assert wait(aao(), state("Ready"), seconds=0.8).how == BODY
    assert wait.arm.clock.slept == [0.4]


def test_l21_a_throttled_poll_ends_the_wait_with_its_reason(wait: Any) -> None:
    with pytest.raises(DeadlineExceeded) as caught:
        wait(aao(), reply(429, retry_after="200"), seconds=50)
    assert caught.value.last_seen.startswith("GET /op was refused (429)")
    assert wait.reports == []


def test_l21_a_sleep_that_took_too_long_leaves_what_was_seen(wait: Any) -> None:
    sleep = wait.arm.clock.sleep

    async def longer(seconds: float) -> None:
        await sleep(seconds + 60)

    wait.arm.clock.sleep = longer
    with pytest.raises(DeadlineExceeded, match=r"last seen: HTTP 202 \("):
        wait(aao(), op("Running"), seconds=50)


@pytest.mark.parametrize("gone", GONE)
def test_l21_what_is_gone_by_the_deadline_is_not_created(wait: Any, gone: httpx.Response) -> None:
    wait.done = lambda _answer: False
    with pytest.raises(DeadlineExceeded):
        wait(aao(retry_after="600"), gone)


def test_l21_what_is_still_there_at_the_deadline_is_not_deleted(wait: Any) -> None:
    wait.done = lambda _answer: False
    with pytest.raises(DeadlineExceeded, match=f"DELETE {PATH} did not finish"):
        wait(aao(retry_after="600"), state("Deleting"), method="DELETE")


@pytest.mark.parametrize(
    ("first", "polled"),
    [
        pytest.param(aao(retry_after="600"), "the operation's status", id="its status"),
        pytest.param(reply(202, retry_after="600"), PATH, id="the resource"),
    ],
)
def test_l21_the_message_names_what_would_have_been_polled(wait: Any, first: Any, polled: str) -> None:
    with pytest.raises(DeadlineExceeded, match=rf"last seen: HTTP 202 \(polling {polled}\)"):
        wait(first, state("Updating"), seconds=20)


def test_l21_the_message_names_the_last_word_and_where(wait: Any) -> None:
    with pytest.raises(DeadlineExceeded, match=r"last seen: Busy Bees \(polling /op\)") as caught:
        wait(aao(), op("Running"), op("Busy Bees", x_ms_request_id="r1"), seconds=20)
    assert caught.value.last_seen == "Busy Bees"
    assert "request id r1" in str(caught.value)


@pytest.mark.parametrize(
    "script",
    [
        pytest.param([aao(), op("Running"), op("Succeeded")], id="of the status"),
        pytest.param([reply(202), state("Updating"), state("Succeeded")], id="of the resource"),
        pytest.param([aao(), reply(403), state("Succeeded")], id="of the resource instead"),
        pytest.param([aao(retry_after="600"), state("Ready")], id="the last look"),
    ],
)
def test_l39_polls_repeat_the_request_id(wait: Any, script: list[Any]) -> None:
    wait.done = lambda answer: provisioning_state(answer.body) in {"Succeeded", "Ready"}
    wait(*script)
    assert len(wait.arm.requests) == len(script)
    assert len({request.headers["x-ms-client-request-id"] for request in wait.arm.requests}) == 1


def test_progress_is_told_when_it_changes_and_now_and_then(wait: Any) -> None:
    wait(aao(), op("Accepted"), *[op("Running")] * 30, op("Succeeded"))
    assert wait.reports == [
        f"{AAO}: Accepted",
        f"{AAO}: Running",
        f"{AAO}: Running",
        f"{AAO}: Succeeded",
    ]


def test_progress_is_told_again_after_half_a_minute(wait: Any) -> None:
    running = op("Running", retry_after="10")
    wait(aao(retry_after="10"), *[running] * 4, op("Succeeded"))
    assert wait.reports == [f"{AAO}: Running", f"{AAO}: Running", f"{AAO}: Succeeded"]


def acknowledges(answer: Any) -> bool:
    return provisioning_state(answer.body) == "Ready"


@pytest.mark.parametrize(
    ("script", "done", "told"),
    [
        pytest.param(
            [loc(), reply(202), op("Working", 202), reply(200)],
            None,
            ["Location: 202 Accepted", "Location: Working"],
            id="L8 of a Location",
        ),
        pytest.param(
            [loc(202, f"{ARM}{PATH}"), state("Moving", 202), reply(202), state(None)],
            None,
            [f"{BODY}: Moving", f"{BODY}: 202 Accepted"],
            id="L6 of the resource, not finished",
        ),
        pytest.param(
            [reply(202), state("Approving"), state(None), state("Ready")],
            acknowledges,
            [f"{BODY}: Approving", f"{BODY}: HTTP 200", f"{BODY}: Ready"],
            id="L10 of the resource, as the watcher has it",
        ),
    ],
)
def test_progress_is_told_in_the_services_words(
    wait: Any, script: list[Any], done: Any, told: list[str]
) -> None:
    if done:
        wait.done = done
    wait(*script)
    assert wait.reports == told
