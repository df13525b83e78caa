"""What is read of one connection, and of all that a target has."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from pulumi_private_endpoint.arm import RequestFailed, ResourceId, UnreadableAnswer
from pulumi_private_endpoint.connections.reconcile.read import get_connection, list_connections
from pulumi_private_endpoint.connections.services.spec import ServiceSpec

TARGET = ResourceId.parse("/subscriptions/s/resourceGroups/g/providers/Contoso.Widgets/boxes/one")
COLLECTION = ServiceSpec(type="Contoso.Widgets/boxes", api_version="2030-01-01")
INLINE = ServiceSpec(type="Contoso.Widgets/boxes", api_version="2030-01-01", listing="parent")
GONE = httpx.Response(404, json={"error": {"code": "NotFound"}})


def entry(name: str) -> dict[str, Any]:
    return {"name": name, "properties": {"privateLinkServiceConnectionState": {"status": "Pending"}}}


def stub(name: str) -> dict[str, Any]:
    return {"name": name, "properties": {"provisioningState": "Succeeded"}}


def all_of(service: Any, spec: ServiceSpec = COLLECTION) -> list[str]:
    found = service.run(list_connections(service.session, spec, TARGET, service.session.deadline(300)))
    return [connection.name for connection in found]


@pytest.mark.parametrize(
    ("status", "code", "message", "gone"),
    [
        *(
            pytest.param(404, code, "no", False, id=code)
            for code in (
                "SubscriptionNotFound",
                "InvalidSubscriptionId",
                "InvalidAuthenticationTokenTenant",
                "InvalidResourceType",
                "NoRegisteredProviderFound",
                "InvalidApiVersionParameter",
                "INVALIDAPIVERSIONPARAMETER",
            )
        ),
        pytest.param(404, "NotFound", "no", True, id="not found"),
        pytest.param(404, "ResourceGroupNotFound", "no", True, id="nor what it is in"),
        pytest.param(404, "", "", True, id="without a word"),
        pytest.param(404, "", "no such page", False, id="somebody else's words"),
        pytest.param(400, "NotFound", "no", False, id="another status"),
    ],
)
def test_which_404_says_that_it_is_gone(
    service: Any, status: int, code: str, message: str, gone: bool
) -> None:
    there = service(before=[httpx.Response(status, json={"error": {"code": code, "message": message}})])
    if gone:
        assert one(there) is None
        return
    with pytest.raises(RequestFailed):
        one(there)


@pytest.mark.parametrize(
    ("bad", "lines"),
    [
        pytest.param(1, 1, id="one"),
        pytest.param(5, 5, id="as many as are named"),
        pytest.param(6, 6, id="one more"),
        pytest.param(1205, 6, id="a thousand more"),
    ],
)
def test_what_cannot_be_addressed_is_left_out_and_told(service: Any, told: Any, bad: int, lines: int) -> None:
    there = service(before=[{"value": [entry("a?b")] * bad + [entry("pe.1")]}])

    assert all_of(there) == ["pe.1"]
    assert len(told.warnings) == lines
    assert told.warnings[0].startswith("one: left out a connection that cannot be addressed (")
    if bad > 5:
        assert told.warnings[-1] == f"one: left out {bad - 5:,} more connections that cannot be addressed"


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        pytest.param(entry("pe.2"), ["pe.1", "pe.2"], id="completed"),
        pytest.param(GONE, ["pe.1"], id="gone by now"),
        pytest.param(httpx.Response(204), ["pe.1"], id="L40 nothing there"),
    ],
)
def test_e18_a_stub_is_completed_by_a_get_of_its_own(service: Any, answer: Any, found: list[str]) -> None:
    there = service(before=[{"value": [entry("pe.1"), stub("pe.2")]}, answer])

    assert all_of(there) == found
    assert len(there.looks) == 2


@pytest.mark.parametrize(
    ("properties", "found"),
    [
        pytest.param({"privateEndpointConnections": [entry("pe.1")]}, ["pe.1"], id="a list"),
        pytest.param({"privateEndpointConnections": None}, [], id="null"),
        pytest.param({}, [], id="nothing"),
    ],
)
def test_e18_what_has_no_list_is_read_from_its_parent(
    service: Any, properties: dict[str, Any], found: list[str]
) -> None:
    there = service(polls=[{"properties": properties}])

    assert all_of(there, INLINE) == found
    assert (there.sent, there.looks) == ([("GET", 0)], [])


@pytest.mark.parametrize(
    "properties", [{"privateEndpointConnections": {"pe.1": entry("pe.1")}}, [], None, "text"], ids=repr
)
def test_e18_a_parent_that_says_nothing_of_them_is_unreadable(service: Any, properties: Any) -> None:
    with pytest.raises(UnreadableAnswer, match="answered without a list"):
        all_of(service(polls=[{"properties": properties}]), INLINE)


def test_many_entries_hold_up_nobody_and_cost_no_time(service: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    real = asyncio.sleep

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await real(0)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    breaths = []
    for number in (50, 151):
        slept.clear()
        all_of(service(before=[{"value": [entry(f"pe.{each}") for each in range(number)]}]))
        breaths.append(len(slept))
    assert breaths[1] - breaths[0] == 3
    assert set(slept) == {0}


def one(service: Any) -> Any:
    return service.run(
        get_connection(service.session, COLLECTION, TARGET, "pe.1", service.session.deadline(300))
    )


@pytest.mark.parametrize("empty", [httpx.Response(204), httpx.Response(200)], ids=["204", "an empty 200"])
@pytest.mark.parametrize(("listed", "there"), [(["pe.1", "pe.2"], True), (["pe.2"], False)])
def test_l40_an_answer_without_a_body_is_believed_if_the_list_agrees(
    service: Any, empty: httpx.Response, listed: list[str], there: bool
) -> None:
    found = one(service(before=[empty, {"value": [entry(name) for name in listed]}]))

    assert (found is not None and found.name == "pe.1") is there


def test_what_is_gone_is_looked_for_nowhere_else(service: Any) -> None:
    there = service(before=[GONE])

    assert one(there) is None
    assert len(there.looks) == 1


@pytest.mark.parametrize("body", [{"name": "pe.1"}, {"properties": []}, [entry("pe.1")]], ids=repr)
def test_what_is_no_connection_is_unreadable(service: Any, body: Any) -> None:
    with pytest.raises(UnreadableAnswer, match="answered without a connection"):
        one(service(before=[httpx.Response(200, json=body)]))
