"""One connection, one wish; and what somebody wants is not taken away."""

from __future__ import annotations

import pytest

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.errors import ConnectionTaken
from pulumi_private_endpoint.connections.runtime.claims import Claims

TARGET = ResourceId.parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v")
SAME = ResourceId.parse("/SUBSCRIPTIONS/s/resourcegroups/G/providers/microsoft.keyvault/vaults/V")
OTHER = ResourceId.parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/other")
FIRST, SECOND = 'approvals["one"]', 'approvals["two"]'


@pytest.mark.parametrize(
    ("target", "name", "claimant", "status"),
    [
        pytest.param(TARGET, "c1", "", "Approved", id="the same wish"),
        pytest.param(TARGET, "c2", SECOND, "Rejected", id="another connection"),
        pytest.param(OTHER, "c1", SECOND, "Rejected", id="of another target"),
    ],
)
def test_can_be_had(target: ResourceId, name: str, claimant: str, status: str) -> None:
    claims = Claims()
    claims.add(TARGET, "c1", "", "Approved")

    claims.add(target, name, claimant, status)

    assert claims.has(target, name)


@pytest.mark.parametrize(
    ("first", "second", "who"),
    [
        pytest.param(("", "Approved"), ("", "Rejected"), "another resource of this program", id="status"),
        pytest.param(("orders", "Approved"), ("stock", "Approved"), "orders", id="two resources alike"),
        pytest.param((FIRST, "Approved"), (SECOND, "Approved"), FIRST, id="two entries"),
        pytest.param((FIRST, "Approved"), ("", "Approved"), FIRST, id="an entry and a resource"),
    ],
)
def test_is_taken(first: tuple[str, str], second: tuple[str, str], who: str) -> None:
    claims = Claims()
    claims.add(TARGET, "c1", *first)
    told = f"connection C1 is wanted by {who} too (as Approved): remove one of the two"

    with pytest.raises(ConnectionTaken) as refused:
        claims.add(SAME, "C1", *second)

    assert str(refused.value) == told
    assert claims.keep([(SAME, "C1", *second), (OTHER, "c1", *second)]) == {second[0]: told}


def test_nobody_has_what_was_not_taken() -> None:
    claims = Claims()
    claims.add(TARGET, "c1", "", "Approved")

    assert claims.has(SAME, "C1")
    assert not claims.has(TARGET, "c2")
    assert not claims.has(OTHER, "c1")


def test_those_in_the_way_are_told_with_whom_they_are_in_the_way_of() -> None:
    claims = Claims()
    claims.add(TARGET, "c1", "orders", "Approved")
    asked = [
        (TARGET, "c1", "orders", "Approved"),
        (TARGET, "c1", "stock", "Approved"),
        (TARGET, "c1", "", "Rejected"),
    ]

    why = "connection c1 is wanted by orders too (as Approved): remove one of the two"
    assert claims.refused(asked) == [f"stock: {why}", why]
