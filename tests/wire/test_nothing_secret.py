"""Markers planted where secrets are, and a search through all that a provider process leaves behind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import grpc
import pytest

from pulumi_private_endpoint.arm.auth.credentials import PLACEHOLDER
from pulumi_private_endpoint.simulator import Connection, Fault, Running, Scenario, running

TWINS = (
    "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop/providers"
    "/Microsoft.DigitalTwins/digitalTwinsInstances/twins"
)
ENDPOINT = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints/warehouse-orders"
)
INPUTS = {"targetResourceId": TWINS, "privateEndpointId": ENDPOINT, "description": "CHG-1 twins"}
SIGNED_URL = (
    "{}/subscriptions/s/providers/Microsoft.DigitalTwins/locations/w/operationStatuses/x?s=PLANTED-SIGNATURE"
)

# What must show nowhere: the signature's parts of a signed URL, the header, the token, and planted words.
SECRETS = ("t=638", "c=MII", "&s=", "&h=", "Authorization", "Bearer ey", PLACEHOLDER, "PLANTED")


def azure_with(*faults: Fault, **connection: Any) -> Any:
    pending = Connection(
        target=TWINS,
        name="c1",
        private_endpoint=ENDPOINT,
        description="please",
        polling_url="signed",
        **connection,
    )
    return running(Scenario(connections=(pending,), faults=faults, time_scale=0.02))


@pytest.fixture
def azure() -> Iterator[Running]:
    with azure_with() as simulator:
        yield simulator


def leaks(host: Any, *shown: Any) -> list[str]:
    """The secrets in anything shown and in the process' standard error."""
    everything = host.errors.read_text(encoding="utf-8") + json.dumps(shown)
    return [secret for secret in SECRETS if secret.lower() in everything.lower()]


@pytest.mark.parametrize("debug", ["", "1"], ids=["as usual", "PRIVATE_ENDPOINT_DEBUG"])
def test_l24_a_whole_life_leaves_nothing_secret(azure: Running, start_host: Any, debug: str) -> None:
    host = start_host(azure.url, PRIVATE_ENDPOINT_DEBUG=debug)
    id_, outs = host.create(host.checked(INPUTS))
    seen = host.read(id_, outs)
    host.delete(id_, outs | {"onDestroy": "reject"})

    assert any("operationStatuses" in entry["path"] for entry in azure.log())  # a signed URL was polled
    assert leaks(host, id_, outs, seen) == []


def test_debug_traces_each_request_with_its_ids_and_time(azure: Running, start_host: Any) -> None:
    host = start_host(azure.url, PRIVATE_ENDPOINT_DEBUG="1")
    host.create(host.checked(INPUTS))

    traced = [line for line in host.errors.read_text(encoding="utf-8").splitlines() if " -> " in line]
    assert [line.split(" ")[0] for line in traced] == [entry["method"] for entry in azure.log()]
    for line, entry in zip(traced, azure.log(), strict=True):
        assert f"{entry['path']} -> {entry['status']} in " in line
        assert f"client request id {entry['client_request_id']}" in line
        assert "ms, request id 0000" in line
        assert "?" not in line


@pytest.mark.parametrize(
    "fault",
    [
        Fault(
            method="PUT",
            status=400,
            code="Echo",
            message="Bearer eyJQTEFOVEVE.PLANTED.PLANTED sent to https://x.example/op?s=PLANTED",
        ),
        Fault(route="operation", times=0, status=400, message="https://x.example/op?sig=PLANTED"),
        Fault(route="operation", times=0, status=200, body="{bad PLANTED"),
        Fault(route="operation", times=0, effect="reset-after"),
        Fault(
            method="PUT", status=202, headers={"Location": SIGNED_URL.format("https://x.example")}, body=""
        ),
        Fault(method="PUT", effect="html", message="PLANTED"),
    ],
    ids=["refused, echoed", "poll refused", "poll unreadable", "poll lost", "foreign URL", "a page of HTML"],
)
def test_l24_a_failure_shows_nothing_secret(start_host: Any, fault: Fault) -> None:
    with azure_with(fault, operation_seconds=10_000) as azure:
        # With it on there is a trace and a whole traceback beside the message.
        host = start_host(azure.url, PRIVATE_ENDPOINT_DEBUG="1")
        with pytest.raises(grpc.RpcError) as failure:
            host.create(host.checked(INPUTS | {"timeout": "2s"}))

        assert leaks(host, failure.value.details()) == []
