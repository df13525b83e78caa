"""How patient a write is: the same for a decision and a deletion, in tables of answers and of moments."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from pulumi_private_endpoint.arm import (
    ArmClient,
    DeadlineExceeded,
    OperationFailed,
    PlaceholderTokens,
    RequestFailed,
    ResourceId,
    SignInFailed,
)
from pulumi_private_endpoint.connections.errors import NotConfirmed
from pulumi_private_endpoint.connections.model import parse
from pulumi_private_endpoint.connections.reconcile.decision import Decision
from pulumi_private_endpoint.connections.reconcile.release import Deletion
from pulumi_private_endpoint.connections.services.lookup import spec_for

GROUP = "/subscriptions/s/resourceGroups/g/providers"
TWICE = f"{GROUP}/Microsoft.Search/searchServices/shop"  # takes the same decision again
ONCE = f"{GROUP}/Microsoft.Storage/storageAccounts/shop"  # E1
SQL = f"{GROUP}/Microsoft.Sql/servers/shop"  # E2
UNLISTED = f"{GROUP}/Contoso.Shop/shops/shop"
ENDPOINT = "/subscriptions/r/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/pe"
OPERATION = "http://127.0.0.1/subscriptions/s/providers/A.B/operations/1?api-version=1"


def shown(status: str = "Pending", provisioning: str = "Succeeded", **state: str) -> dict[str, Any]:
    words = {"status": status, "description": "please"} | state
    properties = {
        "privateLinkServiceConnectionState": words,
        "privateEndpoint": {"id": ENDPOINT},
        "provisioningState": provisioning,
    }
    return {"name": "pe.1", "properties": properties}


def refused(status: int, code: str = "", message: str = "no", **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, json={"error": {"code": code, "message": message}}, headers=named)


def operation(word: str | None, code: str = "") -> httpx.Response:
    return httpx.Response(200, json={"status": word, "error": {"code": code}} if word else {})


THERE = shown()
TAKEN = httpx.Response(202, headers={"Azure-AsyncOperation": OPERATION})
DONE = httpx.Response(204)
GONE = refused(404, "NotFound")
BUSY = refused(409, "AnotherOperationInProgress")
FAULT = refused(500)
LOST = httpx.ReadError("gone")


@dataclass(frozen=True)
class Kind:
    """A kind of write, and how it looks when it is done."""

    make: Callable[..., Any]
    done: Any
    named: str
    begins: str

    def walk(self, service: Any, target: str = TWICE, seconds: float = 1800) -> Any:
        return self.make(service.session, ResourceId.parse(target), service.session.deadline(seconds))


def _deciding(session: Any, target: ResourceId, deadline: Any) -> Any:
    spec = spec_for(target.type, "2030-01-01")
    connection = parse(THERE, spec, target)
    return Decision(session, spec, connection, deadline, "Approved", "text").carry_out(by_id=True)


def _deleting(session: Any, target: ResourceId, deadline: Any) -> Any:
    spec = spec_for(target.type, "2030-01-01")
    connection = parse(THERE, spec, target)
    return Deletion(session, spec, connection, deadline).send_until_shown(connection)


DECISION = Kind(_deciding, shown("Approved", description="text"), "Approved", "sending Approved")
DELETION = Kind(_deleting, GONE, "a deletion", "deleting")
KINDS = [pytest.param(DECISION, id="decision"), pytest.param(DELETION, id="deletion")]
both = pytest.mark.parametrize("kind", KINDS)


# --- when it is sent again

AGAIN = [
    # Looks come after 1, 2.5, 4.75, 8.125, 13.188, 20.781, 30.781 … seconds, then every ten.
    pytest.param([BUSY], [0, 1], id="busy: after a look"),
    pytest.param([BUSY, BUSY, BUSY], [0, 1, 2.5, 4.75], id="busy: looks ease off"),
    pytest.param(
        [refused(409, "AnotherOperationInProgress", retry_after="7")], [0, 8.125], id="T3 busy: when it says"
    ),
    pytest.param([refused(429, retry_after="7")], [0, 8.125], id="T3 throttled: when it says"),
    pytest.param([refused(503, retry_after="7")], [0, 8.125], id="L34 overloaded: when it says"),
    pytest.param([httpx.ConnectError("no way there")], [0, 1], id="L33 never sent: after a look"),
    pytest.param(
        [httpx.ConnectError("CERTIFICATE_VERIFY_FAILED")], [0, 1], id="L33 never trusted: after a look"
    ),
    pytest.param([FAULT], [0, 1], id="L33 500: after a look that shows all as it was"),
    pytest.param([FAULT] * 2, [0, 1, 2.5], id="500 twice: a second more"),
    pytest.param([FAULT] * 3, [0, 1, 2.5, 8.125], id="500 three times: three seconds"),
    pytest.param(
        [FAULT] * 8, [0, 1, 2.5, 8.125, 20.781, 40.781, 80.781, 140.781, 200.781], id="500 again and again"
    ),
    pytest.param([refused(500, retry_after="7")], [0, 8.125], id="T3 500: not before it says"),
    pytest.param(
        [refused(500, retry_after="90")], [0, 90.781], id="T3 500: not before it says, however long"
    ),
    pytest.param([refused(500, "OperationTimedOut")], [0, 1], id="E14 rolled back: after a look"),
    pytest.param([LOST], [0, 60.781], id="L33 lost: a minute of looks"),
    pytest.param([LOST, LOST], [0, 60.781, 120.781], id="L33 lost twice: a minute each"),
    pytest.param([httpx.ReadTimeout("")], [0, 60.781], id="L33 no answer: a minute of looks"),
    pytest.param([refused(408)], [0, 60.781], id="L33 408: a minute of looks"),
    pytest.param([refused(502)], [0, 60.781], id="L33 502: a minute of looks"),
    pytest.param([refused(503)], [0, 60.781], id="L33 503: a minute of looks"),
    pytest.param([refused(504)], [0, 60.781], id="L33 504: a minute of looks"),
    pytest.param([refused(504, retry_after="90")], [0, 90.781], id="L33 T3 504: and when it says"),
    pytest.param([httpx.Response(200, text="<html>")], [0, 60.781], id="L33 no JSON: a minute of looks"),
    pytest.param([FAULT, BUSY], [0, 1, 60.781], id="busy after a 500: it may be the first that runs"),
    pytest.param([LOST, BUSY, BUSY], [0, 60.781, 70.781, 80.781], id="busy a minute after a lost one"),
    pytest.param([BUSY, FAULT], [0, 1, 2.5], id="busy, then 500"),
]


@both
@pytest.mark.parametrize(("answers", "sent"), AGAIN)
def test_it_is_sent_again(service: Any, kind: Kind, answers: list[Any], sent: list[float]) -> None:
    there = service(before=[THERE], writes=[*answers, DONE], after=[kind.done])

    there.run(kind.walk(there))

    assert there.writes == sent


@both
@pytest.mark.parametrize(("word", "code"), [("Failed", "ConflictError"), ("Failed", "InternalServerError")])
def test_an_operation_that_may_go_better_is_begun_again(
    service: Any, kind: Kind, word: str, code: str
) -> None:
    there = service(
        before=[THERE],
        writes=[TAKEN, DONE],
        after=[THERE, kind.done],
        polls=[operation("Running"), operation(word, code)],
    )

    there.run(kind.walk(there))

    assert there.writes == [0, 2.6]  # two polls at 0.8 seconds each, and a look a second later


@pytest.mark.parametrize("target", [ONCE, SQL, UNLISTED], ids=["E1 Storage", "E2 SQL", "a type nobody knows"])
def test_l33_where_a_repeat_is_refused_a_500_too_is_looked_into_for_a_minute(
    service: Any, target: str
) -> None:
    there = service(before=[THERE], writes=[FAULT, DONE], after=[DECISION.done])

    there.run(DECISION.walk(there, target))

    assert there.writes == [0, 60.781]


@pytest.mark.parametrize("target", [ONCE, SQL, UNLISTED], ids=["E1 Storage", "E2 SQL", "a type nobody knows"])
def test_a_deletion_may_be_repeated_everywhere(service: Any, target: str) -> None:
    there = service(before=[THERE], writes=[FAULT, DONE], after=[GONE])

    there.run(DELETION.walk(there, target))

    assert there.writes == [0, 1]


@both
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(shown(provisioning="Refreshing"), id="its provisioning state"),
        pytest.param(shown(actionsRequired="x"), id="its texts"),
    ],
)
def test_l33_after_a_500_that_changed_something_it_is_looked_into_for_a_minute(
    service: Any, kind: Kind, change: Any
) -> None:
    there = service(before=[change], writes=[FAULT, DONE], after=[kind.done])

    there.run(kind.walk(there))

    assert there.writes == [0, 60.781]


@both
@pytest.mark.parametrize(("seconds", "again"), [(40, 20.781), (50, 30.781)])
def test_l33_with_little_time_it_is_sent_again_after_half_of_it(
    service: Any, kind: Kind, seconds: float, again: float
) -> None:
    there = service(before=[THERE], writes=[LOST, DONE], after=[kind.done])

    there.run(kind.walk(there, seconds=seconds))

    assert there.writes == [0, again]


@both
def test_what_was_not_begun_is_sent_again_at_the_first_look_however_soon(service: Any, kind: Kind) -> None:
    there = service(before=[THERE], writes=[BUSY, DONE], after=[kind.done])
    there.session.client.jitter = lambda: 0.0

    there.run(kind.walk(there))

    assert there.writes == [0, 0.75]


# --- when it is not sent again


@both
@pytest.mark.parametrize(
    "answer", [LOST, FAULT, BUSY, refused(400, "Odd"), refused(403, "AuthorizationFailed")]
)
def test_what_is_as_wanted_all_the_same_is_not_sent_again(service: Any, kind: Kind, answer: Any) -> None:
    there = service(before=[kind.done], writes=[answer])

    there.run(kind.walk(there))

    assert there.writes == [0]
    assert there.told.warnings == []


@both
@pytest.mark.parametrize(
    ("answer", "polls", "error"),
    [
        pytest.param(refused(400, "Odd"), [], RequestFailed, id="refused"),
        pytest.param(refused(501), [], RequestFailed, id="L34 501"),
        pytest.param(TAKEN, [operation("Failed", "Odd")], OperationFailed, id="L36 failed"),
        pytest.param(TAKEN, [refused(400, "Odd")], NotConfirmed, id="L13 a status that is refused for good"),
    ],
)
def test_what_is_refused_for_good_ends_after_one_look(
    service: Any, kind: Kind, answer: Any, polls: list[Any], error: Any
) -> None:
    there = service(before=[THERE], writes=[answer], after=[THERE], polls=polls)

    with pytest.raises(error, match=r"Odd|501"):
        there.run(kind.walk(there))

    assert len(there.writes) == len(there.looks) == 1


@both
def test_what_is_refused_says_more_than_that_it_cannot_be_looked_into(service: Any, kind: Kind) -> None:
    there = service(before=[refused(403, "AuthorizationFailed")], writes=[refused(400, "Odd")])

    with pytest.raises(RequestFailed, match="400 Odd") as caught:
        there.run(kind.walk(there))

    assert isinstance(caught.value.__cause__, RequestFailed)


@both
def test_what_was_taken_in_is_looked_at_until_it_shows(service: Any, kind: Kind) -> None:
    there = service(before=[THERE], writes=[DONE], after=[THERE, THERE, THERE, kind.done])

    there.run(kind.walk(there))

    assert there.writes == [0]
    assert there.looks == [0, 1, 2.5, 4.75]


UNREADABLE = [
    pytest.param([operation(None)], "without a status", 300, id="L11 no status"),
    pytest.param([httpx.Response(200, text="{bad")], "not JSON", 307, id="L11 no JSON"),
    pytest.param([refused(503)], "GET .* was refused", 600, id="L13 faults for minutes"),
    pytest.param([httpx.ReadError("x")], "the answer was lost", 600, id="L13 lost for minutes"),
    pytest.param([httpx.ConnectError("CERTIFICATE_VERIFY_FAILED")], "CERTIFICATE", 300, id="no way there"),
]


@both
@pytest.mark.parametrize(("polls", "said", "seconds"), UNREADABLE)
def test_l11_what_was_taken_in_is_not_sent_again_and_not_waited_for_for_ever(
    service: Any, kind: Kind, polls: list[Any], said: str, seconds: float
) -> None:
    there = service(before=[THERE], writes=[TAKEN], after=[THERE], polls=polls)

    with pytest.raises(NotConfirmed, match=said) as caught:
        there.run(kind.walk(there, seconds=36_000))

    assert there.writes == [0]
    assert seconds <= there.clock.seconds < seconds + 120
    first_line = str(caught.value).partition("\n")[0]
    assert f"after {there.clock.seconds:.0f}s" in first_line
    assert first_line.endswith("Run again to take it up.")


@both
@pytest.mark.parametrize(("polls", "_said", "_seconds"), UNREADABLE)
def test_l11_what_was_taken_in_and_shows_is_done(
    service: Any, kind: Kind, polls: list[Any], _said: str, _seconds: float
) -> None:
    there = service(before=[THERE], writes=[TAKEN], after=[THERE, THERE, kind.done], polls=polls)

    there.run(kind.walk(there))

    assert there.writes == [0]


def test_l11_what_shows_a_change_under_way_is_waited_for(service: Any) -> None:
    after = [*[shown(provisioning="Updating")] * 60, DECISION.done]
    there = service(before=[THERE], writes=[TAKEN], after=after, polls=[operation(None)])

    there.run(DECISION.walk(there))

    assert there.writes == [0]
    assert there.clock.seconds > 500


# --- what is said at the end


@both
@pytest.mark.parametrize(
    ("answers", "after", "said"),
    [
        pytest.param([BUSY], [], "409 AnotherOperationInProgress", id="busy"),
        pytest.param([LOST], [], "the answer was lost", id="lost"),
        pytest.param([FAULT], [], r"\(500\)", id="500"),
        pytest.param([DONE], [THERE], "the operation may still finish", id="L15 it does not show"),
    ],
)
def test_l21_the_deadline_says_what_stood_in_the_way(
    service: Any, kind: Kind, answers: list[Any], after: list[Any], said: str
) -> None:
    there = service(before=[THERE], writes=answers, after=after)

    with pytest.raises(NotConfirmed, match=rf"after 100s.*{said}.* Run again to take it up\.$"):
        there.run(kind.walk(there, seconds=100))

    assert there.clock.seconds == 100


@both
@pytest.mark.parametrize("left", [0.0, 0.01], ids=["nothing is left", "a moment is left"])
def test_t3_time_that_ends_in_the_wait_for_the_rate_is_not_the_sign_ins_fault(
    service: Any, kind: Kind, left: float
) -> None:
    class SlowAtLast:
        async def token(self, scope: str, *, claims: str | None = None) -> str:  # noqa: ARG002 - the protocol
            if there.clock.seconds > 90:
                await asyncio.Event().wait()
            return "t"

    there = service(before=[THERE], writes=[refused(429, "TooManyRequests", retry_after="99")])
    back_off = there.clock.sleep

    async def to_the_end(seconds: float) -> None:
        await back_off(seconds if there.clock.seconds + seconds < 90 else 100 - left - there.clock.seconds)

    there.clock.sleep = to_the_end
    there.session.client._tokens = SlowAtLast()  # noqa: SLF001 - as if a token had run out

    with pytest.raises(NotConfirmed, match=r"after 100s.*429 TooManyRequests") as caught:
        there.run(kind.walk(there, seconds=100))

    assert "token" not in str(caught.value)


@both
@pytest.mark.parametrize(
    ("writes", "error"),
    [
        pytest.param([DONE], NotConfirmed, id="taken in"),
        pytest.param([LOST], NotConfirmed, id="lost"),
        pytest.param([BUSY], DeadlineExceeded, id="busy"),
    ],
)
def test_t3_a_look_that_is_throttled_for_too_long_is_told_so(
    service: Any, kind: Kind, writes: list[Any], error: Any
) -> None:
    throttled = refused(429, "TooManyRequests", retry_after="3600")
    there = service(before=[throttled], writes=writes, after=[throttled])

    with pytest.raises(error, match=r"due in 3600 s .* Last seen: GET .* \(429 TooManyRequests\)"):
        there.run(kind.walk(there))

    assert there.clock.seconds < 2


@both
def test_l21_time_that_ends_while_something_else_is_waited_out_is_told_so(service: Any, kind: Kind) -> None:
    there = service(before=[shown("Timeout", "Deleting")], writes=[DONE], after=[THERE])
    back_off = there.clock.sleep

    async def too_long(seconds: float) -> None:
        await back_off(seconds + 200)

    there.clock.sleep = too_long

    with pytest.raises(NotConfirmed, match=r"after 100s.*the operation may still finish\. Run again"):
        there.run(kind.walk(there, seconds=100))


@both
def test_a_write_that_may_come_too_late_is_not_begun(service: Any, kind: Kind) -> None:
    there = service(before=[THERE], writes=[refused(429, retry_after="3600")])

    with pytest.raises(DeadlineExceeded, match="due in 3600 s"):
        there.run(kind.walk(there))

    assert there.clock.seconds == 0


@both
def test_a_write_under_way_at_the_deadline_may_be_taken_up(service: Any, kind: Kind) -> None:
    async def hang(_request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    there = service()
    client = there.session.client
    hanging = ArmClient(
        client.cloud, PlaceholderTokens(), clock=there.clock, transport=httpx.MockTransport(hang)
    )
    object.__setattr__(there.session, "client", hanging)

    with pytest.raises(NotConfirmed, match=r"had no answer .* Run again to take it up\.$"):
        there.run(kind.walk(there, seconds=0.01))


@both
@pytest.mark.parametrize(
    ("answers", "unread"),
    [
        pytest.param([DONE], refused(403, "AuthorizationFailed"), id="taken in, forbidden"),
        pytest.param([LOST], refused(403, "AuthorizationFailed"), id="lost, forbidden"),
        pytest.param([LOST], httpx.Response(200, text="<html>"), id="lost, no JSON"),
        pytest.param([FAULT, BUSY], [THERE, refused(403, "AuthorizationFailed")], id="500, busy, forbidden"),
    ],
)
def test_l16_what_may_stand_and_cannot_be_read_is_told_so(
    service: Any, kind: Kind, answers: list[Any], unread: Any
) -> None:
    reads = unread if isinstance(unread, list) else [unread]
    there = service(before=reads, writes=answers, after=reads)

    with pytest.raises(NotConfirmed) as caught:
        there.run(kind.walk(there))

    first_line = str(caught.value).partition("\n")[0]
    assert f"was sent {kind.named}, which may stand, but it cannot be read: GET" in first_line
    assert first_line.endswith("Run again to find out.")


@both
@pytest.mark.parametrize(
    "answers",
    [[BUSY], [httpx.ConnectError("x")], [BUSY, BUSY]],
    ids=["busy", "never sent", "busy, and busy again"],
)
def test_what_was_not_done_and_cannot_be_read_is_no_doubt(
    service: Any, kind: Kind, answers: list[Any]
) -> None:
    looks = [*[THERE] * (len(answers) - 1), refused(403, "AuthorizationFailed")]
    there = service(before=looks, writes=answers)

    with pytest.raises(RequestFailed, match="403 AuthorizationFailed"):
        there.run(kind.walk(there))


@pytest.mark.parametrize("seconds", [1800, 1.9], ids=["with time left", "at the last moment"])
def test_what_is_waited_out_and_cannot_be_read_is_told_as_it_is(service: Any, seconds: float) -> None:
    there = service(before=[refused(403, "AuthorizationFailed")])
    target = ResourceId.parse(TWICE)
    spec = spec_for(target.type)
    moving = parse(shown("Approved", "Updating"), spec, target)
    deciding = Decision(there.session, spec, moving, there.session.deadline(seconds), "Approved", "text")

    with pytest.raises(RequestFailed, match="403 AuthorizationFailed"):
        there.run(deciding.send_until_shown(moving))

    assert there.writes == []


@both
def test_l42_a_sign_in_that_ends_while_it_runs_is_told_so(service: Any, kind: Kind) -> None:
    class Ended:
        asked = 0

        async def token(self, scope: str, *, claims: str | None = None) -> str:  # noqa: ARG002 - the protocol
            self.asked += 1
            if self.asked > 1:
                raise SignInFailed("Sign in again.")
            return "t"

    there = service(before=[THERE], writes=[TAKEN], after=[THERE], polls=[operation("Running")])
    there.session.client._tokens = Ended()  # noqa: SLF001 - as if it had ended

    with pytest.raises(NotConfirmed, match=r"may stand, but it cannot be read: Sign in again"):
        there.run(kind.walk(there))


@both
def test_what_is_going_on_is_told(service: Any, kind: Kind) -> None:
    there = service(
        before=[THERE],
        writes=[BUSY, TAKEN],
        after=[kind.done],
        polls=[operation("Running"), operation("Succeeded")],
    )

    there.run(kind.walk(there))

    told = "\n".join(there.told.passing)
    assert there.told.passing[0].endswith(f": {kind.begins}")
    assert "409 AnotherOperationInProgress). Looking at the connection." in told
    assert ": waiting" in told
    assert "pe.1 of Microsoft.Search/searchServices shop: Azure-AsyncOperation: Running" in told
    assert "operation ended (Azure-AsyncOperation, 2 polls)" in told
    assert all(
        line.startswith("connection pe.1 of Microsoft.Search/searchServices shop")
        for line in there.told.passing
    )
