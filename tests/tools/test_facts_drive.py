"""Two official clients, and some that could be, made to send what they know; nothing leaves the machine."""

from __future__ import annotations

import enum
import json
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from tools.facts import arguments, clients, drive
from tools.facts.sent import Sent

GROUP = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/resource_group_name/providers"
STATE = "privateLinkServiceConnectionState"


@pytest.fixture(scope="module")
def told() -> list[Sent]:
    """What the installed clients would send; as it is printed, so nothing in it is an object of theirs."""
    rows = [json.loads(json.dumps(row)) for row in drive.drive()]
    assert [row for row in rows if "failed" in row] == []
    return [Sent(**row) for row in rows]


def deciding(told: list[Sent], client: str) -> dict[str, Sent]:
    return {sent.type: sent for sent in told if sent.decides and sent.client.startswith(client)}


def test_cosmos_db_sends_what_its_specification_lets_through(told: list[Sent]) -> None:
    (sent,) = deciding(told, "azure-mgmt-cosmosdb").values()

    assert (sent.verb, sent.type) == ("PUT", "Microsoft.DocumentDB/databaseAccounts")
    assert sent.path == (
        f"{GROUP}/Microsoft.DocumentDB/databaseAccounts/account_name"
        "/privateEndpointConnections/private_endpoint_connection_name"
    )
    # actionsRequired is read-only there, and actionRequired no name that it knows.
    assert sent.body["properties"][STATE] == {"status": "Approved", "description": "text"}
    assert set(sent.body["properties"]) == {"privateEndpoint", STATE}
    assert sent.codes == [200, 202]


def test_key_vault_sends_two_decisions(told: list[Sent]) -> None:
    sent = deciding(told, "azure-mgmt-keyvault")

    assert set(sent) == {"Microsoft.KeyVault/managedHSMs", "Microsoft.KeyVault/vaults"}
    assert {each.verb for each in sent.values()} == {"PUT"}
    assert sent["Microsoft.KeyVault/vaults"].body["properties"][STATE]["actionsRequired"] == "None"


def test_lists_and_deletions_are_driven_too(told: list[Sent]) -> None:
    assert {sent.type for sent in told if sent.lists} >= {
        "Microsoft.DocumentDB/databaseAccounts",
        "Microsoft.KeyVault/vaults",
    }
    assert {sent.verb for sent in told} == {"GET", "PUT", "DELETE"}


def test_one_client_that_is_broken_costs_no_other_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    packages = [clients.Package("azure-mgmt-nothing 1.0", "azure.mgmt.nothing"), *clients.installed()]
    monkeypatch.setattr(clients, "installed", lambda: iter(packages))

    first, *others = drive.drive()

    assert first["client"] == "azure-mgmt-nothing 1.0"
    assert "No module named 'azure.mgmt.nothing'" in first["failed"]
    assert len(others) > 5


class Kind(str, enum.Enum):
    TOPICS = "topics"
    DOMAINS = "domains"


class OldModel:
    """As the older generator makes them."""

    _attribute_map: ClassVar[dict[str, Any]] = {}

    @classmethod
    def deserialize(cls, wire: dict[str, Any]) -> dict[str, Any]:
        return {"read by the model": sorted(wire)}


MODELS = SimpleNamespace(ParentType=Kind, Connection=OldModel)
BODY = {"read by the model": ["id", "properties"]}


def annotated(name: str, kind: str | Kind, body: OldModel, filter: str | None = None) -> None:  # noqa: A002 - theirs
    """Never called."""


annotated.__annotations__.update(kind="Union[str, _models.ParentType]", body="_models.Connection")


def documented(name, body, **kwargs):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN003, ANN201 - as theirs are
    """:type name: str
    :type body: ~azure.mgmt.old.models.Connection
    """


def optional_body(name: str, body: Any = None) -> None:
    """:type body: ignored, there is an annotation"""


optional_body.__annotations__["body"] = "Optional[_models.Connection]"


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        pytest.param(
            annotated,
            [{"name": "name", "kind": kind, "body": BODY} for kind in ("topics", "domains")],
            id="each word of a choice",
        ),
        pytest.param(documented, [{"name": "name", "body": BODY}], id="types in the docstring"),
        pytest.param(optional_body, [{"name": "name", "body": BODY}], id="a body that is optional"),
    ],
)
def test_arguments_are_made_up_from_what_a_method_says(call: Any, expected: list[dict[str, Any]]) -> None:
    assert list(arguments.variants(call, MODELS)) == expected
