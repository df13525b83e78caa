"""One odd answer is one call's trouble: the others of the process, and its own next try, go on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pulumi.dynamic.dynamic import serialize_provider

from pulumi_private_endpoint.approval.set_provider import PROVIDER
from pulumi_private_endpoint.simulator import Connection, Fault, Running, Scenario, running

GROUP = "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop/providers"
ENDPOINT = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints/pe"
)
NAMES = ("first", "second", "third")


def target(name: str) -> str:
    return f"{GROUP}/Microsoft.DocumentDB/databaseAccounts/{name}"


def inputs(name: str) -> dict[str, Any]:
    return {
        "targetResourceId": target(name),
        "privateEndpointId": f"{ENDPOINT}-{name}",
        "description": "CHG-1",
    }


def azure(*faults: Fault) -> Any:
    pending = tuple(
        Connection(target=target(name), name=f"c-{name}", private_endpoint=f"{ENDPOINT}-{name}")
        for name in NAMES
    )
    return running(Scenario(connections=pending, faults=faults, time_scale=0.02))


def struck(status: int = 503, **headers: str) -> Fault:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fault(route="list", path="*first*", status=status, headers=named)


@pytest.fixture
def start(start_host: Any, tmp_path: Path) -> Any:
    """A provider process of a user who has previewed nothing yet."""
    return lambda simulator: start_host(simulator.url, PULUMI_HOME=str(tmp_path / "pulumi"))


ODD = {
    "a cookie that is not ASCII": struck(Set_Cookie="a=\xe9; Path=/"),
    "a limit of 400 digits": struck(x_ms_ratelimit_remaining_subscription_reads="9" * 400),
    "a limit of 5,000 digits": struck(x_ms_ratelimit_remaining_subscription_reads="9" * 5000),
    "claims that are none": struck(401, WWW_Authenticate='Bearer claims="\xff"'),
    "a page elsewhere": struck(302, Location="http://xn--a/"),
}


@pytest.mark.parametrize("odd", ODD.values(), ids=list(ODD))
def test_the_others_are_approved(start: Any, odd: Fault) -> None:
    with azure(odd) as simulator:
        host = start(simulator)
        begun = [host.begin_create(inputs(name) | {"status": "Approved"}) for name in NAMES]
        ends = [call.exception(timeout=60) for call in begun]
        after = host.create(inputs("second") | {"status": "Approved"})[1]

        assert ends[1:] == [None, None]
        assert after["status"] == "Approved"
        assert ends[0] is None or "was refused (302" in ends[0].details()
        assert _approved(simulator) >= {"c-second", "c-third"}


def half_a_character() -> Any:
    state = {"status": "Pending", "description": "\ud800 please"}
    endpoint = {"id": f"{ENDPOINT}-first"}
    entry = {
        "name": "c-first",
        "properties": {"privateEndpoint": endpoint, "privateLinkServiceConnectionState": state},
    }
    listed = Fault(route="list", path="*first*", status=200, body=json.dumps({"value": [entry]}), times=0)
    alone = Fault(method="GET", route="connection", connection="c-first", status=200, body=json.dumps(entry))
    return azure(listed, alone)


def test_half_a_character_is_no_crash(start: Any) -> None:
    """JSON can hold one, and neither gRPC nor a terminal can: it is shown as it was written."""
    with half_a_character() as simulator:
        host = start(simulator)
        checked = host.checked(inputs("first") | {"__preview": "orders"})
        _, outs = host.create(checked)

        assert outs["requestMessage"] == r"\ud800 please"
        assert r"\ud800 please" in host.errors.read_text(encoding="utf-8")
        assert _approved(simulator) == {"c-first"}


def test_half_a_character_is_no_crash_of_a_set(start: Any) -> None:
    with half_a_character() as simulator:
        entries = {"approvals": {name: inputs(name) for name in NAMES}}
        _, outs = start(simulator).create({"__provider": serialize_provider(PROVIDER), **entries})

        assert outs["results"]["first"]["requestMessage"] == r"\ud800 please"
        assert _approved(simulator) == {"c-first", "c-second", "c-third"}


def _approved(simulator: Running) -> set[str]:
    return {each["id"].rpartition("/")[2] for each in simulator.connections() if each["status"] == "Approved"}
