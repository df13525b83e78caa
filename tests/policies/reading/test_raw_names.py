"""What a resource that writes one connection says of its name and target."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_private_endpoint.policies import Member
from pulumi_private_endpoint.policies.reading.raw_names import path, raw_connection

VAULT = "/subscriptions/s/resourceGroups/G/providers/Microsoft.KeyVault/vaults/v"
AZAPI = "azapi:index/resource:Resource"


def member(type_: str, **props: Any) -> Member:
    return Member(f"urn:pulumi:dev::shop::{type_}::c", type_, props)


@pytest.mark.parametrize("text", [VAULT, f"{VAULT}/", f" {VAULT.upper()} ", VAULT.replace("/", "//")])
def test_an_id_is_the_same_in_any_case_and_with_slashes_too_many(text: str) -> None:
    assert path(text) == VAULT.lower()


def test_azure_natives_says_it_in_words_of_its_own() -> None:
    made = member(
        "azure-native:keyvault:PrivateEndpointConnection",
        resourceGroupName="G",
        vaultName="V",
        privateEndpointConnectionName="c1",
    )

    found = raw_connection(made)

    assert found is not None
    assert (found.service, found.words, found.parent) == ("keyvault", {"g", "v", "c1"}, None)
    assert found.is_below(path(VAULT))
    assert not found.is_below(path(VAULT.replace("KeyVault", "Storage")))


@pytest.mark.parametrize(
    ("type_", "writes"),
    [
        ("Microsoft.KeyVault/vaults/privateEndpointConnections@2024-11-01", True),
        ("Microsoft.KeyVault/vaults@2024-11-01", False),
    ],
)
def test_azapis_names_its_target(type_: str, *, writes: bool) -> None:
    found = raw_connection(member(AZAPI, type=type_, parentId=f"{VAULT}/", name="c1"))

    assert (found is not None) is writes
    assert found is None or (found.parent == path(VAULT) and found.is_below(path(VAULT)))


def test_what_is_neither_writes_none() -> None:
    assert raw_connection(member("aws:s3:Bucket", type="x/privateEndpointConnections")) is None
