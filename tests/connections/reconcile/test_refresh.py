"""One approval as Azure has it now, known before or not."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from pulumi_private_endpoint.connections.errors import ApprovalError, ConnectionNotFound
from pulumi_private_endpoint.connections.reconcile.refresh import adopt, refresh

TARGET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Search/searchServices/shop"
ENDPOINT = "/subscriptions/r/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/pe"
ID = f"{TARGET}/privateEndpointConnections/pe.1"
GIVEN = {"targetResourceId": TARGET, "privateEndpointId": ENDPOINT, "description": "CHG-1"}
GONE = httpx.Response(404, json={"error": {"code": "NotFound"}})


def shown(status: str = "Approved", text: str = "CHG-1", endpoint: str | None = ENDPOINT) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "privateLinkServiceConnectionState": {"status": status, "description": text},
        "privateEndpoint": {"id": endpoint} if endpoint else None,
    }
    return {"name": "pe.1", "properties": properties}


def refreshed(service: Any, props: dict[str, Any], *answers: Any, id_: str = ID) -> Any:
    there = service(before=list(answers))
    return there.run(refresh(there.session, id_, props))


class TestKnown:
    @pytest.fixture
    def state(self, service: Any) -> dict[str, Any]:
        """As an import makes it, of a connection that was pending then."""
        found: dict[str, Any] = refreshed(service, GIVEN, shown("Pending", "please"))
        return found | {"declared": ["description", "privateEndpointId"]}

    def test_is_as_azure_shows_it_and_keeps_what_stood_there_before(
        self, service: Any, state: dict[str, Any], told: Any
    ) -> None:
        now = refreshed(service, state, shown("Rejected", "No longer"))
        assert (now["status"], now["description"]) == ("Rejected", "No longer")
        assert now["requestMessage"] == "please"
        assert now["declared"] == ["description", "privateEndpointId"]
        assert now["descriptionRewritten"]
        assert told.warnings == []

    def test_is_read_with_the_version_that_the_program_gave(self, service: Any) -> None:
        first = refreshed(service, GIVEN | {"apiVersion": "2030-01-01"}, shown())
        assert refreshed(service, first, shown())["apiVersion"] == "2030-01-01"

    def test_is_gone(self, service: Any, state: dict[str, Any]) -> None:
        assert refreshed(service, state, GONE) is None

    def test_belongs_to_another_requester(self, service: Any, state: dict[str, Any], told: Any) -> None:
        now = refreshed(service, state, shown(endpoint=f"{ENDPOINT}-2"))
        assert (now["privateEndpointId"], now["approvedPrivateEndpointId"]) == (f"{ENDPOINT}-2", ENDPOINT)
        (warning,) = told.warnings
        assert warning.startswith("connection pe.1 belongs to another requester now\n")


class TestNotKnown:
    def test_begins_its_history_with_what_stands_there(self, service: Any, told: Any) -> None:
        found = refreshed(service, {}, shown("Pending", "please"))
        assert (found["targetResourceId"], found["status"]) == (TARGET, "Pending")
        assert found["requestMessage"] == "please"
        assert "descriptionRewritten" not in found
        assert told.warnings == []

    @pytest.mark.parametrize("status", ["Approved", "Rejected"])
    def test_what_was_decided_shows_no_message_any_more(self, service: Any, status: str) -> None:
        assert "requestMessage" not in refreshed(service, {}, shown(status))

    def test_is_not_there(self, service: Any) -> None:
        with pytest.raises(ConnectionNotFound, match=r"connection pe\.1 of .* shop does not exist"):
            refreshed(service, {}, GONE)


WRONG = [
    pytest.param("pe.1", "is not an ARM resource id", id="no id"),
    pytest.param(TARGET, "must end in /privateEndpointConnections/<name>", id="a target's"),
    pytest.param(
        "/subscriptions/s/providers/Microsoft.Search/privateEndpointConnections/pe.1",
        "has no resource above it",
        id="of nothing",
    ),
]


@pytest.mark.parametrize(("id_", "said"), WRONG)
def test_an_id_that_is_no_connections_is_told(service: Any, id_: str, said: str) -> None:
    there = service(before=[shown()])
    for act in (refresh(there.session, id_, {}), adopt(there.session, id_)):
        with pytest.raises(ApprovalError, match=r"^the id is not a connection's Azure id: ") as caught:
            there.run(act)
        assert said in str(caught.value)
    assert there.looks == []


class TestAdopt:
    """What a program would have to declare for it."""

    def adopted(self, service: Any, *answers: Any) -> Any:
        there = service(before=list(answers))
        return there.run(adopt(there.session, ID))

    @pytest.mark.parametrize(
        ("answer", "more"),
        [
            pytest.param(
                shown(),
                {"status": "Approved", "privateEndpointId": ENDPOINT, "description": "CHG-1"},
                id="approved",
            ),
            pytest.param(
                shown("Rejected", " "),
                {"status": "Rejected", "privateEndpointId": ENDPOINT},
                id="rejected, without a text",
            ),
            pytest.param(shown("Pending", "please"), {"privateEndpointId": ENDPOINT}, id="not decided yet"),
            pytest.param(
                shown(endpoint=None),
                {"status": "Approved", "allowUnknownRequester": True, "description": "CHG-1"},
                id="a hidden requester",
            ),
            pytest.param(
                shown(text="a\x1bb"),
                {"status": "Approved", "privateEndpointId": ENDPOINT},
                id="a text that no program could give",
            ),
        ],
    )
    def test_says_what_stands(self, service: Any, answer: dict[str, Any], more: dict[str, Any]) -> None:
        inputs, connection = self.adopted(service, answer)
        assert inputs == {"targetResourceId": TARGET, "connectionName": "pe.1", **more}
        assert connection.name == "pe.1"

    def test_needs_a_connection(self, service: Any) -> None:
        with pytest.raises(ConnectionNotFound, match="does not exist"):
            self.adopted(service, GONE)
