"""Ten services that each wait, list or decide in a way of their own, in one program on the real engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_private_endpoint.simulator import Connection, Scenario, running

if TYPE_CHECKING:
    from collections.abc import Callable

    from tools.toolchain.stack import Stack

GROUP = "/subscriptions/5c1a/resourceGroups/shop/providers"
ENDPOINT = "/subscriptions/9d2b/resourceGroups/net/providers/Microsoft.Network/privateEndpoints/billing"
TARGETS = {
    "answers at once": f"{GROUP}/Microsoft.Storage/storageAccounts/t",
    "200 with an operation": f"{GROUP}/Microsoft.KeyVault/vaults/t",
    "ends Ready": f"{GROUP}/Microsoft.Sql/servers/t",
    "nested": f"{GROUP}/Microsoft.Web/sites/t/slots/s",
    "one path for four types": f"{GROUP}/Microsoft.EventGrid/topics/t",
    "listed in its parent": f"{GROUP}/Microsoft.RecoveryServices/vaults/t",
    "a bare array, no provisioning state": f"{GROUP}/Microsoft.Devices/iotHubs/t",
    "by PATCH": f"{GROUP}/Microsoft.Batch/batchAccounts/t",
    "only 201": f"{GROUP}/Microsoft.Cache/redisEnterprise/t",
    "only 202": f"{GROUP}/Microsoft.DBforPostgreSQL/flexibleServers/t",
}
PROGRAM = f"""
from pulumi_private_endpoint.approval import PrivateEndpointApproval

for name, target in {TARGETS!r}.items():
    PrivateEndpointApproval(
        name, target_resource_id=target, private_endpoint_id={ENDPOINT!r}, description="CHG-1: billing"
    )
"""


def test_each_is_approved_and_stays_so(make_stack: Callable[..., Stack]) -> None:
    connections = tuple(
        Connection(target=target, name="c1", private_endpoint=ENDPOINT, description="please")
        for target in TARGETS.values()
    )
    with running(Scenario(connections=connections, time_scale=0.02)) as azure:
        stack = make_stack(PROGRAM, arm_endpoint=azure.url)

        stack.up("--parallel", "10")
        statuses = {connection["status"] for connection in azure.connections()}
        azure.clear_log()
        again = stack.up()
        refreshed = stack.refresh()

        assert statuses == {"Approved"}
        assert {again.operations()[name] for name in TARGETS} == {"same"}
        assert {refreshed.operations()[name] for name in TARGETS} == {"refresh"}
        assert {entry["method"] for entry in azure.log()} == {"GET"}
