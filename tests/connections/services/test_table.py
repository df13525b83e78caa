"""The table in itself, the look-up, and what no specification says: the traits seen at run time."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields, replace
from pathlib import Path
from typing import Any

import pytest

from pulumi_private_endpoint.connections.errors import UnknownService
from pulumi_private_endpoint.connections.services import traits as service_traits
from pulumi_private_endpoint.connections.services.lookup import is_known, spec_for, spec_to_read
from pulumi_private_endpoint.connections.services.spec import ServiceSpec
from pulumi_private_endpoint.connections.services.table import SERVICES
from tools.pages import document_services
from tools.pages.page import AZURE_NATIVE

ROWS = {spec.type: spec for spec in SERVICES}

each_row = pytest.mark.parametrize("spec", SERVICES, ids=lambda spec: spec.type)


def test_rows_are_sorted_and_each_type_has_one() -> None:
    types = [spec.type.casefold() for spec in SERVICES]
    assert types == sorted(set(types))


@each_row
def test_row_differs_only_where_a_note_says_why(spec: ServiceSpec) -> None:
    usual = ServiceSpec(type=spec.type, api_version=spec.api_version)
    differing = {
        field.name for field in fields(spec) if getattr(spec, field.name) != getattr(usual, field.name)
    }
    told = differing - {"notes"} - ({"origin"} if spec.origin == "preview" else set())
    assert len(spec.notes) >= bool(told)
    assert all(note == note.strip() and note for note in spec.notes)


def test_a_row_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        SERVICES[0].verb = "PATCH"  # type: ignore[misc] # Assigning to a frozen field is what is tested.


def test_every_trait_is_used() -> None:
    traits = [trait for trait in vars(service_traits).values() if isinstance(trait, service_traits.Trait)]
    used = {note for spec in SERVICES for note in spec.notes}
    assert [trait.note for trait in traits if trait.note not in used] == []


RUN_TIME: list[tuple[str, str, Any]] = [
    ("Microsoft.ApiManagement/service", "approved", {"approved", "succeeded"}),
    ("Microsoft.ApiManagement/service", "one_writer", True),
    ("Microsoft.CognitiveServices/accounts", "one_writer", True),
    ("Microsoft.DBforMariaDB/servers", "success_states", {"ready", "succeeded"}),
    ("Microsoft.DBforMySQL/flexibleServers", "success_states", {"succeeded"}),
    ("Microsoft.DBforMySQL/servers", "success_states", {"ready", "succeeded"}),
    ("Microsoft.DBforPostgreSQL/servers", "success_states", {"ready", "succeeded"}),
    ("Microsoft.Devices/iotHubs", "one_writer", True),
    ("Microsoft.DocumentDB/databaseAccounts", "one_writer", True),
    ("Microsoft.KeyVault/vaults", "one_writer", True),
    ("Microsoft.Network/applicationGateways", "one_writer", True),
    ("Microsoft.Network/privateLinkServices", "one_writer", True),
    ("Microsoft.Sql/managedInstances", "redecides", False),
    ("Microsoft.Sql/managedInstances", "success_states", {"ready", "succeeded"}),
    ("Microsoft.Sql/servers", "redecides", False),
    ("Microsoft.Storage/storageAccounts", "one_writer", True),
    ("Microsoft.Sql/servers", "repeats", False),
    ("Microsoft.Storage/storageAccounts", "redecides", True),
    ("Microsoft.Storage/storageAccounts", "repeats", False),
    ("Microsoft.Web/sites", "one_writer", False),
    ("Microsoft.Web/sites", "redecides", True),
]


@pytest.mark.parametrize(
    ("arm_type", "field", "value"), RUN_TIME, ids=[" ".join(part[:2]) for part in RUN_TIME]
)
def test_traits_that_only_running_services_show(arm_type: str, field: str, value: Any) -> None:
    assert getattr(ROWS[arm_type], field) == value


@pytest.mark.parametrize("spelling", ["microsoft.keyvault/VAULTS", "Microsoft.Keyvault/vaults"])
def test_lookup_minds_no_casing(spelling: str) -> None:
    assert spec_for(spelling) is ROWS["Microsoft.KeyVault/vaults"]
    assert is_known(spelling)


def test_lookup_takes_the_api_version_given() -> None:
    spec = ROWS["Microsoft.KeyVault/vaults"]
    assert spec_for(spec.type, "2023-07-01") == replace(spec, api_version="2023-07-01")


@pytest.mark.parametrize(
    ("api_version", "verb"),
    [
        (None, "PUT"),
        ("2026-05-01-preview", "PUT"),
        ("2026-01-20-preview", "PATCH"),
        ("2026-10-01-preview", "PUT"),
    ],
)
def test_horizon_db_takes_its_verb_from_the_api_version(api_version: str | None, verb: str) -> None:
    assert spec_for("Microsoft.HorizonDb/clusters", api_version).verb == verb


def test_a_service_that_only_patches_does_so_at_any_api_version() -> None:
    assert spec_for("Microsoft.Batch/batchAccounts", "2023-11-01").verb == "PATCH"


def test_an_unlisted_type_works_with_an_api_version() -> None:
    spec = spec_for("Contoso.Widgets/boxes", "2030-01-01")
    assert (spec.type, spec.api_version, spec.verb) == ("Contoso.Widgets/boxes", "2030-01-01", "PUT")
    assert spec.success_states == {"ready", "succeeded"}
    assert not is_known("Contoso.Widgets/boxes")


@pytest.mark.parametrize(
    ("wrong", "nearest"),
    [
        ("Microsoft.Storage/storageAccount", "Microsoft.Storage/storageAccounts"),
        ("microsoft.sql/server", "Microsoft.Sql/servers"),
        ("Microsoft.Web/site", "Microsoft.Web/sites"),
    ],
)
def test_an_unlisted_type_without_an_api_version_is_told_the_nearest(wrong: str, nearest: str) -> None:
    with pytest.raises(UnknownService) as caught:
        spec_for(wrong)
    assert str(caught.value).startswith(f"{wrong} is not a known service (nearest: {nearest}")
    assert str(caught.value).endswith("give api_version as well")


def test_a_type_like_no_other_is_not_compared() -> None:
    with pytest.raises(UnknownService, match=r"^zzz/q is not a known service; if the type is right"):
        spec_for("zzz/q")


REFUSALS = [
    ("Microsoft.Chaos/privateAccesses", "no api-version can approve"),
    ("Microsoft.HybridNetwork/publishers/artifactStores", "POST action approvePrivateEndPoints"),
    ("Microsoft.NetworkCloud/clusterManagers", "POST action updateRelayPrivateEndpointConnection"),
    ("Microsoft.Synapse/privateLinkHubs", "can only be read"),
]


def test_only_these_are_refused() -> None:
    assert [spec.type for spec in SERVICES if spec.refusal] == [arm_type for arm_type, _ in REFUSALS]


@pytest.mark.parametrize("api_version", [None, "2030-01-01"])
@pytest.mark.parametrize(("arm_type", "reason"), REFUSALS)
def test_a_refused_type_says_why_whatever_the_api_version(
    arm_type: str, reason: str, api_version: str | None
) -> None:
    with pytest.raises(UnknownService, match=f"^{arm_type}: .*{reason}"):
        spec_for(arm_type.upper(), api_version)


def test_the_documentation_is_current() -> None:
    assert document_services.PAGE.stale() == []


@each_row
def test_the_documentation_says_what_the_row_says(spec: ServiceSpec) -> None:
    lines = [
        line for line in document_services.PAGE.text().splitlines() if line.startswith(f"| {spec.type} |")
    ]
    if spec.refusal is not None:
        assert lines == [f"| {spec.type} | {spec.refusal} |"]
        return
    service, rights = lines
    assert f"| {spec.api_version} | {spec.verb} |" in service
    assert all(word in service.casefold() for word in spec.success_states)
    assert all(note in service for note in spec.notes)
    actions = ["/privateEndpointConnections/read", "/privateEndpointConnections/write"]
    actions += ["/privateEndpointConnectionsApproval/action"]
    actions += ["/read"] if spec.listing == "parent" else []
    assert [part for part in rights.split("`") if part.startswith(spec.type)] == [
        spec.type + a for a in actions
    ]


def test_a_stale_documentation_is_noticed_and_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "services.md"
    page.write_text("old", encoding="utf-8")
    assert document_services.PAGE.stale(tmp_path) == ["docs/services.md is stale: run `make docs`"]
    assert page.read_text(encoding="utf-8") == "old"


def test_every_azure_native_token_belongs_to_a_row() -> None:
    assert set(AZURE_NATIVE) <= set(ROWS)


@pytest.mark.parametrize(
    ("state", "at_rest"),
    [(None, True), ("", True), ("SUCCEEDED", True), ("Updating", False), ("Failed", False)],
)
def test_what_shows_no_state_is_at_rest(state: str | None, at_rest: bool) -> None:
    assert ServiceSpec(type="Contoso.Widgets/boxes", api_version="v").is_at_rest(state) is at_rest
    assert ServiceSpec(type="Contoso.Widgets/boxes", api_version="v", success_states=frozenset()).is_at_rest(
        state
    )


@pytest.mark.parametrize("arm_type", [spec.type for spec in SERVICES if spec.refusal and spec.readable])
def test_what_cannot_be_decided_may_be_read(arm_type: str) -> None:
    assert spec_to_read(arm_type) is ROWS[arm_type]
    with pytest.raises(UnknownService, match="approve or reject one"):
        spec_for(arm_type)


@pytest.mark.parametrize(
    ("arm_type", "why"),
    [
        *((spec.type, "there is no connection to single out") for spec in SERVICES if not spec.readable),
        ("Contoso.Widgets/boxes", "is not a known service"),
    ],
)
def test_what_has_no_connections_is_not_read(arm_type: str, why: str) -> None:
    with pytest.raises(UnknownService, match=why):
        spec_to_read(arm_type)


def test_two_types_have_no_connections_to_read() -> None:
    assert sum(not spec.readable for spec in SERVICES) == 2
