"""How the one connection is looked for, and for how long."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from pulumi_private_endpoint.arm import DeadlineExceeded, RequestFailed
from pulumi_private_endpoint.connections.errors import (
    AmbiguousConnection,
    ConnectionNotFound,
    ForbiddenConnection,
)
from pulumi_private_endpoint.connections.properties.inputs import from_props
from pulumi_private_endpoint.connections.reconcile.find import describe_selectors, find
from pulumi_private_endpoint.connections.reconcile.find import listed as told_below
from pulumi_private_endpoint.connections.services.lookup import spec_for

TARGET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Search/searchServices/shop"
ENDPOINT = "/subscriptions/r/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/pe"
BY_ENDPOINT = {"privateEndpointId": ENDPOINT}
BY_NAME = {"connectionName": "pe.1"}
GONE = httpx.Response(404, json={"error": {"code": "NotFound"}})


def entry(name: str = "pe.1", endpoint: str = ENDPOINT, status: str = "Pending") -> dict[str, Any]:
    state = {"status": status, "description": "please"}
    return {
        "name": name,
        "properties": {"privateLinkServiceConnectionState": state, "privateEndpoint": {"id": endpoint}},
    }


def listed(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"value": list(entries)}


def found(service: Any, *, seconds: float = 1800, **props: Any) -> Any:
    bag = {"targetResourceId": TARGET, "waitForConnection": "5m", "timeout": f"{seconds}s"} | props
    wanted = from_props(bag)
    spec = spec_for(wanted.target.type)
    return service.run(find(service.session, spec, wanted, service.session.deadline(seconds)))


STRANGER = entry("other.1", ENDPOINT.replace("/pe", "/other"))


@pytest.mark.parametrize(
    ("answers", "props", "looks"),
    [
        pytest.param([listed(entry())], BY_ENDPOINT, [0], id="in the list"),
        pytest.param([entry()], BY_NAME, [0], id="by its name, without a list"),
        pytest.param([listed(), listed(STRANGER), listed(entry())], BY_ENDPOINT, [0, 1, 2.5], id="E15 late"),
        pytest.param([GONE, listed(), entry()], BY_NAME, [0, 0, 1], id="E15 late, by its name"),
        pytest.param([GONE, listed(entry()), entry()], BY_NAME, [0, 0, 1], id="the name itself must answer"),
    ],
)
def test_it_is_found(service: Any, answers: list[Any], props: dict[str, str], looks: list[float]) -> None:
    there = service(before=answers)

    assert found(there, **props).name == "pe.1"
    assert there.looks == looks


@pytest.mark.parametrize(
    ("answers", "props", "error"),
    [
        pytest.param([listed(entry(), entry("pe.2"))], BY_ENDPOINT, AmbiguousConnection, id="several"),
        pytest.param([listed(entry())], BY_ENDPOINT | {"groupId": "x"}, ForbiddenConnection, id="a guard"),
        pytest.param([entry()], BY_NAME | {"groupId": "x"}, ForbiddenConnection, id="a guard, by name"),
        pytest.param([httpx.Response(403)], BY_ENDPOINT, RequestFailed, id="no right to look"),
        pytest.param([GONE], BY_ENDPOINT, RequestFailed, id="E25 no target"),
        pytest.param([GONE], BY_NAME, RequestFailed, id="E25 no target, by name"),
    ],
)
def test_what_waiting_does_not_mend_is_told_at_once(
    service: Any, answers: list[Any], props: dict[str, str], error: type[Exception]
) -> None:
    there = service(before=answers)

    with pytest.raises(error):
        found(there, **props)

    assert there.clock.seconds == 0


WAITS = [
    pytest.param("5m", 1800, 300, id="as long as it may take to appear"),
    pytest.param("0s", 1800, 0, id="not at all"),
    pytest.param("5m", 60, 60, id="no longer than there is time"),
]


@pytest.mark.parametrize(("wait", "seconds", "waited"), WAITS)
def test_what_does_not_appear_is_told_with_what_is_there(
    service: Any, wait: str, seconds: float, waited: float
) -> None:
    there = service(before=[listed(STRANGER)])

    with pytest.raises(ConnectionNotFound, match=f"after {waited}s") as failure:
        found(there, seconds=seconds, waitForConnection=wait, **BY_ENDPOINT)

    assert there.clock.seconds == waited
    assert "other.1 (Pending" in str(failure.value).splitlines()[1]
    assert len(there.looks) == len(set(there.looks))


def test_a_name_that_is_not_there_is_told_with_what_is(service: Any) -> None:
    there = service(before=[GONE, listed(STRANGER)])

    with pytest.raises(ConnectionNotFound, match=r"other\.1 \(Pending"):
        found(there, waitForConnection="0s", **BY_NAME)


def test_a_name_that_only_the_list_has_is_not_there(service: Any) -> None:
    there = service(before=[GONE, listed(entry())])

    with pytest.raises(ConnectionNotFound) as failure:
        found(there, waitForConnection="0s", **BY_NAME)

    assert "pe.1 (Pending" not in str(failure.value)


def test_the_last_look_is_at_the_end_of_the_wait(service: Any) -> None:
    there = service(before=[listed(STRANGER)])

    with pytest.raises(ConnectionNotFound):
        found(there, waitForConnection="60s", **BY_ENDPOINT)

    assert there.looks[-2:] == [50.781, 60.0]


def test_with_no_time_for_a_look_it_is_the_waiting_that_is_told(service: Any) -> None:
    there = service(before=[listed(STRANGER)])
    back_off = there.clock.sleep

    async def a_moment_short(seconds: float) -> None:
        await back_off(min(seconds, max(0.0, 59.5 - there.clock.seconds)))

    there.clock.sleep = a_moment_short

    with pytest.raises(ConnectionNotFound, match="no connection matches"):
        found(there, seconds=60, **BY_ENDPOINT)

    assert there.looks[-1] < 59


def test_t3_a_look_that_is_throttled_for_too_long_is_told_so(service: Any) -> None:
    throttled = httpx.Response(429, headers={"Retry-After": "3600"})
    there = service(before=[listed(), throttled])

    with pytest.raises(DeadlineExceeded, match="429"):
        found(there, **BY_ENDPOINT)

    assert there.clock.seconds == 1


def test_the_wait_is_told(service: Any) -> None:
    there = service(before=[listed(STRANGER), listed(entry())])

    found(there, **BY_ENDPOINT)

    (told,) = there.told.passing
    assert told.startswith(f'waiting for private endpoint "{ENDPOINT}" to appear on Microsoft.Search/')
    assert told.endswith("searchServices shop: 1 other connection(s) there, 300s left")


@pytest.mark.parametrize(
    ("props", "words"),
    [
        pytest.param(BY_NAME, 'connection "pe.1"', id="name"),
        pytest.param({"privateEndpointName": "pe"}, 'private endpoint name "pe"', id="endpoint's name"),
        pytest.param({"requestMessage": "secret"}, "the request message given", id="a message is not told"),
        pytest.param(
            BY_NAME | BY_ENDPOINT | {"requestMessage": "secret"},
            f'connection "pe.1", private endpoint "{ENDPOINT}", the request message given',
            id="all that hold",
        ),
    ],
)
def test_what_is_sought_is_told(props: dict[str, str], words: str) -> None:
    assert describe_selectors(from_props({"targetResourceId": TARGET} | props)) == words


def test_a_long_endpoint_is_told_in_short() -> None:
    wanted = from_props({"targetResourceId": TARGET, "privateEndpointId": ENDPOINT + "x" * 1000})
    assert describe_selectors(wanted) == f'private endpoint "{(ENDPOINT + "x" * 1000)[:399]}…"'


@pytest.mark.parametrize(
    ("there", "more"), [(20, []), (21, ["  … and 1 more"])], ids=["as many as are shown", "one more"]
)
def test_of_many_connections_the_first_are_told(there: int, more: list[str]) -> None:
    seen = [f"c{number}" for number in range(there)]
    assert told_below(seen).splitlines() == ["", *(f"  {line}" for line in seen[:20]), *more]
