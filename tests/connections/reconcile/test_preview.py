"""Looking ahead: what is said of what was seen, and of what could not be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from pulumi_private_endpoint.arm import RequestFailed, ResourceId
from pulumi_private_endpoint.connections.errors import (
    AmbiguousConnection,
    ConnectionNotFound,
    DecisionStands,
    ForbiddenConnection,
    NotLooked,
)
from pulumi_private_endpoint.connections.model import parse
from pulumi_private_endpoint.connections.reconcile.preview import preview_create, preview_update
from pulumi_private_endpoint.connections.runtime.preview_memory import PreviewMemory
from pulumi_private_endpoint.connections.services.lookup import spec_for
from pulumi_private_endpoint.simulator import Connection, Fault

TARGET = (
    "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop/providers"
    "/Microsoft.DocumentDB/databaseAccounts/orders"
)
ENDPOINT = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints/warehouse-orders"
)


def connection(**more: Any) -> Connection:
    given = {"name": "c1", "private_endpoint": ENDPOINT, "description": "please"} | more
    return Connection(target=TARGET, **given)


@pytest.mark.parametrize(
    ("found", "foreseen"),
    [
        pytest.param({}, "decide", id="pending"),
        pytest.param({"status": "Approved", "description": "CHG-0"}, "change", id="another text"),
        pytest.param({"status": "Approved", "description": "CHG-1 orders"}, "have", id="all as wanted"),
        pytest.param({"provisioning_state": "Updating"}, "move", id="in motion"),
        pytest.param({"private_endpoint": f"{ENDPOINT}-2"}, "await", id="not there"),
    ],
)
def test_says_what_an_up_would_do(azure: Any, wanted: Any, found: dict[str, str], foreseen: str) -> None:
    sim = azure([connection(**found)])

    assert sim.run(preview_create(sim.session, wanted())) == foreseen
    assert sim.puts == 0


def test_of_a_connection_in_motion_it_says_that_up_would_wait(azure: Any, wanted: Any) -> None:
    sim = azure([connection(provisioning_state="Updating")])

    sim.run(preview_create(sim.session, wanted()))

    (said,) = sim.told.notes
    assert said.startswith("in motion, up would wait and look again: connection c1 (Pending, requester ")


def test_where_nothing_matches_it_lists_what_is_there_and_why_not(azure: Any, wanted: Any) -> None:
    others = [
        connection(name=f"c{n}", private_endpoint=f"{ENDPOINT}-{n}", status="Approved") for n in range(30)
    ]
    sim = azure([*others, connection(name="last", private_endpoint=f"{ENDPOINT}-x")])

    sim.run(preview_create(sim.session, wanted()))

    (said,) = sim.told.notes
    head, *lines = said.splitlines()
    assert head.endswith("databaseAccounts orders yet: up will wait for it, at most 600s")
    assert lines[0].startswith("  last (Pending, requester ")
    assert lines[0].endswith('message "please"): has another private endpoint')
    assert (len(lines), lines[-1]) == (21, "  … and 11 more")


def test_where_nothing_is_there_it_says_that(azure: Any, wanted: Any) -> None:
    sim = azure([connection(appears_after=45)])

    sim.run(preview_create(sim.session, wanted()))

    assert sim.told.notes[0].splitlines()[1:] == ["  there is no connection at all"]


STATE = {
    "targetResourceId": TARGET,
    "connectionName": "c1",
    "privateEndpointId": ENDPOINT,
    "description": "CHG-0",
}


@pytest.mark.parametrize(
    ("olds", "warned"),
    [
        pytest.param({}, False, id="as the last up left it"),
        pytest.param({"description": "CHG"}, True, id="changed since"),
        pytest.param({"descriptionRewritten": True}, True, id="changed before a refresh"),
    ],
)
def test_warns_of_a_text_that_somebody_else_wrote(
    azure: Any, wanted: Any, olds: dict[str, Any], warned: bool
) -> None:
    sim = azure([connection(status="Approved", description="CHG-0")])

    sim.run(preview_update(sim.session, wanted(), STATE | olds))

    (said,) = sim.told.warnings if warned else sim.told.notes
    assert ("which this resource did not write" in said) is warned
    assert len(sim.told.warnings + sim.told.notes) == 1


def test_a_text_is_not_its_own_where_a_new_approval_finds_it(azure: Any, wanted: Any) -> None:
    sim = azure([connection(status="Approved", description="of the portal")])

    sim.run(preview_create(sim.session, wanted()))

    (said,) = sim.told.warnings
    assert said.startswith('already Approved: would replace its description "of the portal", which this ')


@pytest.mark.parametrize(
    ("before", "now", "message", "shown"),
    [
        pytest.param([], [], "nonce", '"CHG-0" by "CHG-1 orders"', id="none"),
        pytest.param(["description"], [], "nonce", '[secret] by "CHG-1 orders"', id="the text so far"),
        pytest.param([], ["CHG-1 orders"], "nonce", "[secret] by [secret]", id="the text from now on"),
        pytest.param(["requestMessage"], [], "nonce", '"CHG-0" by "CHG-1 orders"', id="the message"),
        pytest.param(["requestMessage"], [], "G-0", '[secret] by "CHG-1 orders"', id="the message, quoted"),
    ],
)
def test_no_secret_of_the_state_is_shown(
    azure: Any, wanted: Any, before: list[str], now: list[str], message: str, shown: str
) -> None:
    sim = azure([connection(status="Approved", description="CHG-0")])
    claim = replace(wanted(), secrets=frozenset(now))

    sim.run(preview_update(sim.session, claim, STATE | {"__secret": before, "requestMessage": message}))

    assert f"would replace its description {shown}: " in sim.told.notes[0]


async def create(session: Any, claim: Any) -> str:
    return await preview_create(session, claim)


async def update(session: Any, claim: Any) -> str:
    return await preview_update(session, claim, STATE)


@pytest.mark.parametrize(
    ("preview_set", "fault"),
    [
        pytest.param(create, Fault(status=404, code="ResourceNotFound", times=0), id="no such target"),
        pytest.param(create, Fault(effect="missing-role", times=0), id="no right to read"),
        pytest.param(create, Fault(effect="reset-before", times=0), id="no network"),
        pytest.param(update, Fault(effect="missing-role", times=0), id="no right to read again"),
        pytest.param(update, Fault(effect="reset-before", times=0), id="no network again"),
    ],
)
class TestWhereItCannotLook:
    def test_it_warns_and_goes_on(self, azure: Any, wanted: Any, preview_set: Any, fault: Fault) -> None:
        sim = azure([connection()], [fault])

        assert sim.run(preview_set(sim.session, wanted())) == "unread"

        (said,) = sim.told.warnings
        assert said.startswith("could not look at Microsoft.DocumentDB/databaseAccounts orders, up will ")
        assert "\n" not in said
        assert sim.told.notes == []

    def test_a_strict_preview_fails(self, azure: Any, wanted: Any, preview_set: Any, fault: Fault) -> None:
        sim = azure([connection()], [fault])

        with pytest.raises(NotLooked) as failure:
            sim.run(preview_set(replace(sim.session, strict=True), wanted()))

        assert str(failure.value).startswith(
            "could not look at Microsoft.DocumentDB/databaseAccounts orders, which PRIVATE_ENDPOINT_STRICT "
            "makes an error: GET "
        )
        assert sim.told.warnings == sim.told.notes == []


def test_a_dry_run_that_could_not_look_fails_without_being_strict(azure: Any, wanted: Any) -> None:
    sim = azure([connection()], [Fault(effect="missing-role", times=0)])

    with pytest.raises(NotLooked, match=r"^could not look at Microsoft\.DocumentDB/\S+ orders: GET "):
        sim.run(preview_create(replace(sim.session, dry_run=True), wanted()))


@pytest.mark.parametrize("strict", [False, True], ids=["as usual", "strict"])
def test_what_azure_refuses_as_wrong_fails_any_preview(azure: Any, wanted: Any, strict: bool) -> None:
    sim = azure([connection()], [Fault(status=400, code="NoRegisteredProviderFound", times=0)])

    with pytest.raises(RequestFailed, match="400 NoRegisteredProviderFound"):
        sim.run(preview_create(replace(sim.session, strict=strict), wanted()))


class Unplugged(httpx.AsyncBaseTransport):
    """No network; counts who tries."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner = inner
        self.tries = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.tries += 1
        raise httpx.ConnectError("no route", request=request)


def test_once_it_cannot_be_reached_the_other_looks_are_spared(azure: Any, wanted: Any) -> None:
    plugs: list[Unplugged] = []
    sim = azure(wire=lambda inner: plugs.append(Unplugged(inner)) or plugs[0])
    sim.run(preview_create(sim.session, wanted()))
    (plug,) = plugs
    tries, seconds = plug.tries, sim.clock.now()

    sim.run(preview_create(sim.session, wanted(connectionName="another")))

    assert tries > 0
    assert (plug.tries, sim.clock.now()) == (tries, seconds)
    first, second = sim.told.warnings
    assert first.startswith("could not look at Microsoft.DocumentDB/databaseAccounts orders")
    assert second.partition(": ")[2] == first.partition(": ")[2]


def test_once_it_cannot_be_reached_every_look_of_a_strict_preview_fails(azure: Any, wanted: Any) -> None:
    sim = azure(wire=Unplugged)
    session = replace(sim.session, strict=True)

    for name in ("c1", "c2"):
        with pytest.raises(NotLooked, match="no connection"):
            sim.run(preview_create(session, wanted(connectionName=name)))


@pytest.mark.parametrize(
    ("there", "given", "error"),
    [
        pytest.param(
            [{}, {"name": "c2", "private_endpoint": f"{ENDPOINT}-2"}],
            {"privateEndpointId": None, "requestMessage": "please"},
            AmbiguousConnection,
            id="several match",
        ),
        pytest.param([{}], {"groupId": "blob"}, ForbiddenConnection, id="a guard refuses it"),
        pytest.param([{"status": "Rejected"}], {}, DecisionStands, id="a decision that stands"),
        pytest.param(
            [{"name": "c2", "private_endpoint": f"{ENDPOINT}-2"}],
            {"waitForConnection": "0s"},
            ConnectionNotFound,
            id="not there, and not to be waited for",
        ),
    ],
)
def test_what_would_fail_fails_the_preview(
    azure: Any, wanted: Any, there: list[dict[str, Any]], given: dict[str, Any], error: type[Exception]
) -> None:
    sim = azure([connection(**each) for each in there])

    with pytest.raises(error):
        sim.run(preview_create(sim.session, wanted(**given)))

    assert sim.told.notes == sim.told.warnings == []


def test_what_would_be_waited_for_a_second_is(azure: Any, wanted: Any) -> None:
    sim = azure([connection(private_endpoint=f"{ENDPOINT}-2")])
    assert sim.run(preview_create(sim.session, wanted(waitForConnection="1s"))) == "await"


@pytest.mark.parametrize(
    ("found", "warned"),
    [
        pytest.param({}, [], id="at rest"),
        pytest.param(
            {"provisioning_state": "Failed"}, ["an earlier operation on it ended Failed"], id="not in line"
        ),
    ],
)
def test_of_what_is_as_wanted_it_says_that_nothing_would_be_sent(
    azure: Any, wanted: Any, found: dict[str, str], warned: list[str]
) -> None:
    sim = azure([connection(status="Approved", description="CHG-1 orders", **found)])

    assert sim.run(preview_create(sim.session, wanted())) == "have"

    (note,) = sim.told.notes
    assert note.startswith("already Approved, nothing would be sent: connection c1 (Approved, ")
    assert [text.rpartition(": ")[2] for text in sim.told.warnings] == warned


def test_what_is_shown_is_this_ones_from_then_on(azure: Any, wanted: Any) -> None:
    sim = azure([connection()])
    session = sim.session

    sim.run(preview_create(session, wanted()))

    assert session.claims.has(ResourceId.parse(TARGET), "c1")


def test_a_memory_that_cannot_be_written_is_told(azure: Any, wanted: Any, tmp_path: Path) -> None:
    sim = azure([connection()])
    (tmp_path / "file").touch()
    session = replace(sim.session, preview_memory=PreviewMemory(tmp_path / "file" / "folder"))

    sim.run(preview_create(session, wanted()))

    assert sim.told.warnings == ["what is shown here cannot be kept: up will not compare with it"]


def test_a_preview_that_finds_nothing_forgets_what_an_earlier_one_showed(
    azure: Any, wanted: Any, tmp_path: Path
) -> None:
    sim, target = azure([connection(private_endpoint=f"{ENDPOINT}-2")]), ResourceId.parse(TARGET)
    state = {"privateLinkServiceConnectionState": {"status": "Pending", "description": "x"}}
    shown = parse({"name": "c1", "properties": state}, spec_for(target.type), target)
    memory = PreviewMemory(tmp_path)
    memory.remember(wanted(), shown)
    assert memory.contradicts(wanted(), replace(shown, description="y"))

    sim.run(preview_create(replace(sim.session, preview_memory=memory), wanted()))

    assert not memory.contradicts(wanted(), replace(shown, description="y"))


REFUSED = httpx.ConnectError("refused")
REFUSED.__cause__ = ConnectionRefusedError(111, "refused")


@pytest.mark.parametrize(
    ("answer", "unreachable"),
    [
        pytest.param(httpx.ConnectError("no route"), True, id="not reached in all the time"),
        pytest.param(REFUSED, True, id="nothing listens there"),
        pytest.param(httpx.ReadError("cut off"), False, id="reached, and the answer lost"),
        pytest.param(httpx.Response(503), False, id="reached, and refused"),
        pytest.param(httpx.Response(403), False, id="reached, and forbidden"),
    ],
)
def test_only_where_nothing_is_reached_other_looks_are_spared(
    service: Any, wanted: Any, answer: Any, unreachable: bool
) -> None:
    there = service(before=[answer])

    assert there.run(preview_create(there.session, wanted())) == "unread"

    assert bool(there.session.preview_memory.unreachable) is unreachable
