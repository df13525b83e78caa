"""A state that a newer version of the plugin wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import grpc
import pytest

from pulumi_private_endpoint.simulator import Connection, Running, Scenario, running

from .conftest import Plugin

TARGET = (
    "/subscriptions/0a4b/resourceGroups/shop/providers/Microsoft.DigitalTwins/digitalTwinsInstances/plant"
)
ENDPOINT = "/subscriptions/c96f/resourceGroups/net/providers/Microsoft.Network/privateEndpoints/plant"
INPUTS = {"targetResourceId": TARGET, "privateEndpointId": ENDPOINT, "description": "CHG-1"}


@pytest.fixture
def azure() -> Iterator[Running]:
    asked = Connection(TARGET, "c1", private_endpoint=ENDPOINT, description="please")
    with running(Scenario(connections=(asked,), time_scale=0.01)) as simulator:
        yield simulator


def test_a_state_that_a_newer_version_wrote_is_left_alone(
    azure: Running, start_plugin: Callable[..., Plugin]
) -> None:
    plugin = start_plugin(azure.url)
    news = plugin.checked(INPUTS | {"onDestroy": "delete"})
    id_, outs = plugin.create(news)
    newer, seen = outs | {"__form": 2}, len(azure.log())

    for call in (
        lambda: plugin.diff(id_, newer, news, news),
        lambda: plugin.read(id_, newer),
        lambda: plugin.update(id_, newer, news | {"description": "CHG-2"}),
        lambda: plugin.delete(id_, newer),
    ):
        with pytest.raises(grpc.RpcError) as refused:
            call()
        assert str(refused.value.details()).startswith(
            "a newer version of pulumi-private-endpoint wrote this"
        )

    assert len(azure.log()) == seen
    assert plugin.update(id_, outs, news | {"description": "CHG-2"})["description"] == "CHG-2"
