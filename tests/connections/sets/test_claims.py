"""Whose the connections are that a set goes on having."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.properties.unknown import Unknown
from pulumi_private_endpoint.connections.sets.claims import claims_of
from pulumi_private_endpoint.connections.sets.diff import compare

TARGET = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv"


def entry(name: str, **more: Any) -> dict[str, Any]:
    return {"targetResourceId": TARGET, "connectionName": name, "status": "Approved"} | more


@pytest.mark.parametrize(
    ("news", "claimed"),
    [
        pytest.param({"a": entry("c1")}, [("c1", "Approved")], id="kept"),
        pytest.param({"a": entry("c1", status="Rejected")}, [("c1", "Rejected")], id="decided otherwise"),
        pytest.param({"a": entry("c2")}, [], id="replaced"),
        pytest.param({}, [], id="removed"),
        pytest.param({"a": entry("c1", status=Unknown())}, [], id="not known yet how it is decided"),
    ],
)
def test_what_stays_is_claimed(news: dict[str, Any], claimed: list[tuple[str, str]]) -> None:
    olds, declared = {"approvals": {"a": entry("c1")}, "results": {"a": {}}}, {"approvals": news}
    found = list(claims_of(compare(olds, declared), olds, declared, "plants"))
    who = 'approvals["a"] of plants'
    assert found == [(ResourceId.parse(TARGET), name, who, status) for name, status in claimed]
