"""Every type through the real dynamic host: approved, taken up again, read, and released.

A short run takes one in five: tests/connections/services/test_every_service.py walks all without the host.

One simulator holds a connection of each; the host's four threads are kept busy, as the engine keeps them.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from pulumi_private_endpoint.connections.services.spec import ServiceSpec
from pulumi_private_endpoint.connections.services.table import SERVICES
from pulumi_private_endpoint.simulator import Connection, Running, Scenario, running

GROUP = "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop/providers"
ENDPOINT = f"{GROUP}/Microsoft.Network/privateEndpoints/warehouse"
APPROVABLE = [spec for spec in SERVICES if spec.refusal is None]
THREADS = 4  # of the dynamic host
ONE_IN = 5


def target_of(spec: ServiceSpec) -> str:
    namespace, *types = spec.type.split("/")
    return f"{GROUP}/{namespace}" + "".join(f"/{kind}/orders" for kind in types)


def live(up: Any, destroy: Any, spec: ServiceSpec) -> dict[str, Any]:
    """What one approval came to, from its first check to its release; each command has its own process."""
    inputs = {
        "targetResourceId": target_of(spec),
        "privateEndpointId": ENDPOINT,
        "description": "CHG-1 orders",
        # Where the service does not reject what it approved, release means delete.
        "onDestroy": "reject" if spec.redecides else "delete",
    }
    checked = up.checked(inputs)
    id_, outs = up.create(checked)
    again = up.create(checked)
    read = up.read(id_, outs)
    destroy.delete(id_, outs)
    return {"outs": outs, "again": again, "read": read, "id": id_}


@pytest.fixture(scope="module")
def told(
    tmp_path_factory: pytest.TempPathFactory, host_class: Any, *, exhaustive: bool
) -> Iterator[dict[str, Any]]:
    """All lives, lived once, and what Azure was left with."""
    living = APPROVABLE[:: 1 if exhaustive else ONE_IN]
    connections = tuple(
        Connection(target=target_of(spec), name="c1", private_endpoint=ENDPOINT, description="please")
        for spec in living
    )
    folder: Path = tmp_path_factory.mktemp("every-type")
    with running(Scenario(connections=connections, time_scale=0.005)) as azure:
        environment = {"PRIVATE_ENDPOINT_ARM_ENDPOINT": azure.url, "PULUMI_HOME": str(folder)}
        hosts = [host_class(folder, environment) for _ in range(2)]
        try:
            with ThreadPoolExecutor(THREADS) as threads:
                lives = dict(zip(living, threads.map(lambda spec: live(*hosts, spec), living), strict=True))
        finally:
            for host in hosts:
                host.stop()
        yield {"lives": lives, "left": left_in(azure), "writes": writes_to(azure)}


def left_in(azure: Running) -> dict[str, str]:
    return {found["id"].lower(): found["status"] for found in azure.connections()}


def writes_to(azure: Running) -> dict[str, list[str]]:
    """The writes each connection got, in their order."""
    writes: dict[str, list[str]] = {}
    for entry in azure.log():
        if entry["method"] != "GET":
            writes.setdefault(entry["path"].lower(), []).append(entry["method"])
    return writes


@pytest.mark.thinned(ONE_IN)
@pytest.mark.parametrize("spec", APPROVABLE, ids=lambda spec: spec.type)
def test_a_whole_life(told: dict[str, Any], spec: ServiceSpec) -> None:
    life = told["lives"][spec]
    connection_id = f"{target_of(spec)}/privateEndpointConnections/c1"

    assert life["id"] == connection_id
    assert (life["outs"]["status"], life["outs"]["previousStatus"]) == ("Approved", "Pending")
    assert life["again"][1]["status"] == "Approved"
    assert life["read"][1]["status"] == "Approved"
    assert told["left"].get(connection_id.lower()) == ("Rejected" if spec.redecides else None)
    # One decision, none for being declared again, and one release.
    release = spec.verb if spec.redecides else "DELETE"
    assert told["writes"][connection_id.lower()] == [spec.verb, release]
