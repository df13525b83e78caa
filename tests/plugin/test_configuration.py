"""The provider's own configuration, its schema and its function, in the real process."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2

from pulumi_private_endpoint.simulator import Connection, Running, Scenario, running

from .conftest import UNKNOWN, Plugin, bag, given, secret, urn

COSMOS = (
    "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop"
    "/providers/Microsoft.DocumentDB/databaseAccounts/orders"
)
ENDPOINT = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints/warehouse-orders"
)
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
def azure() -> Iterator[Running]:
    connections = (
        Connection(COSMOS, "c2", private_endpoint=ENDPOINT, description="please", group_ids=("Sql",)),
        Connection(COSMOS, "c1", status="Approved", description="CHG-1"),
    )
    with running(Scenario(connections=connections, time_scale=0.01)) as simulator:
        yield simulator


def test_what_it_says_of_itself(start_plugin: Callable[..., Plugin]) -> None:
    plugin = start_plugin(NOWHERE)

    assert plugin.call("GetPluginInfo", empty_pb2.Empty()).version == version("pulumi-private-endpoint")
    shaken = plugin.call("Handshake", provider_pb2.ProviderHandshakeRequest(engine_address="127.0.0.1:1"))
    # What a list that a component is given holds comes as outputs; a resource comes as its id.
    assert (shaken.accept_secrets, shaken.accept_outputs, shaken.accept_resources) == (True, True, False)
    configured = plugin.call("Configure", provider_pb2.ConfigureRequest())
    assert (configured.acceptSecrets, configured.acceptOutputs, configured.acceptResources) == (
        True,
        True,
        False,
    )
    assert configured.supportsPreview


def test_the_endpoint_may_come_from_the_configuration(
    azure: Running, start_plugin: Callable[..., Plugin]
) -> None:
    plugin = start_plugin("", {"armEndpoint": azure.url})

    assert plugin.read(f"{COSMOS}/privateEndpointConnections/c2", {})[1]["status"] == "Pending"


def test_strict_previews_fail_that_could_not_look(start_plugin: Callable[..., Plugin]) -> None:
    plugin = start_plugin("", {"armEndpoint": NOWHERE, "strict": "true"})
    inputs = plugin.checked({"targetResourceId": COSMOS, "connectionName": "c1"})

    with pytest.raises(grpc.RpcError, match=r"could not look at .*PRIVATE_ENDPOINT_STRICT makes an error"):
        plugin.create(inputs, preview=True)


def test_others_go_on_with_a_warning(start_plugin: Callable[..., Plugin]) -> None:
    plugin = start_plugin(NOWHERE)
    inputs = plugin.checked({"targetResourceId": COSMOS, "connectionName": "c1"})

    _, outs = plugin.create(inputs, preview=True)

    assert outs["connectionId"] == UNKNOWN
    assert plugin.engine.warnings
    assert plugin.engine.said[0][0] == urn()


@pytest.mark.parametrize(
    ("config", "lines"),
    [
        pytest.param({"clientId": "a", "useOidc": "true", "strict": True}, [], id="fine"),
        pytest.param({"clientSecret": secret("PLANTED"), "tenantId": UNKNOWN}, [], id="secret, not known"),
        pytest.param({"version": "0.1.0"}, [], id="what the engine adds"),
        pytest.param(
            {"clientID": "a"}, ["clientID is not a setting of private-endpoint"], id="not a setting"
        ),
        pytest.param({"clientSecret": secret(5)}, ["clientSecret must be a string"], id="another type"),
        pytest.param({"strict": 1}, ["strict must be true or false"], id="not a switch"),
    ],
)
def test_a_wrong_setting_gets_one_line(
    start_plugin: Callable[..., Plugin], config: dict[str, Any], lines: list[str]
) -> None:
    plugin = start_plugin(NOWHERE)

    answer = plugin.call("CheckConfig", provider_pb2.CheckRequest(news=bag(config)))

    assert [failure.reason.partition(";")[0] for failure in answer.failures] == lines
    assert given(answer.inputs) == given(bag(config))


@pytest.mark.parametrize(
    ("news", "differs"), [({"tenantId": "a"}, False), ({"tenantId": "b"}, True)], ids=["same", "another"]
)
def test_no_configuration_makes_other_resources(
    start_plugin: Callable[..., Plugin], news: dict[str, Any], differs: bool
) -> None:
    request = provider_pb2.DiffRequest(old_inputs=bag({"tenantId": "a"}), news=bag(news))

    answer = start_plugin(NOWHERE).call("DiffConfig", request)

    assert answer.changes == (answer.DIFF_SOME if differs else answer.DIFF_NONE)
    assert list(answer.replaces) == []


def test_who_is_connected_and_who_waits(azure: Running, start_plugin: Callable[..., Plugin]) -> None:
    answer = start_plugin(azure.url).invoke({"targetResourceId": COSMOS})

    decided, waiting = given(getattr(answer, "return"))["connections"]
    assert (decided["connectionName"], decided["status"]) == ("c1", "Approved")
    assert "privateEndpointId" not in decided
    assert "requestMessage" not in decided
    assert waiting["requestMessage"] == waiting["description"] == "please"
    assert (waiting["privateEndpointId"], waiting["groupIds"]) == (ENDPOINT, ["Sql"])


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        pytest.param({}, "targetResourceId is missing: give the id of the resource", id="no target"),
        pytest.param({"targetResourceId": "orders"}, "targetResourceId is not an Azure", id="no id"),
        pytest.param({"targetResourceId": COSMOS, "status": "x"}, "status is not an argument", id="another"),
    ],
)
def test_bad_arguments_get_one_line(
    start_plugin: Callable[..., Plugin], arguments: dict[str, Any], line: str
) -> None:
    (failure,) = start_plugin(NOWHERE).invoke(arguments).failures

    assert failure.reason.startswith(line)


def test_what_there_is_not(start_plugin: Callable[..., Plugin]) -> None:
    plugin = start_plugin(NOWHERE)
    with pytest.raises(
        grpc.RpcError, match="private-endpoint:index:Other is not a resource of this provider"
    ):
        plugin.check({}, who=urn(type_="private-endpoint:index:Other"))
    with pytest.raises(grpc.RpcError, match="nothing is not a function of this provider"):
        plugin.call("Invoke", provider_pb2.InvokeRequest(tok="nothing"))


def test_the_schema_is_the_one_that_ships(start_plugin: Callable[..., Plugin]) -> None:
    answer = start_plugin(NOWHERE).call("GetSchema", provider_pb2.GetSchemaRequest())

    assert json.loads(answer.schema)["name"] == "private-endpoint"
