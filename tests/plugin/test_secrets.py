"""A secret comes in marked, is used in clear, and goes back marked wherever it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import grpc
import pytest

from pulumi_private_endpoint.simulator import Connection, Running, Scenario, running

from .conftest import APPROVAL_SET, UNKNOWN, Plugin, secret, urn

COSMOS = (
    "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop"
    "/providers/Microsoft.DocumentDB/databaseAccounts/orders"
)
ENDPOINT = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints/warehouse-orders"
)
NONCE = "nonce-PLANTED-4711"


@pytest.fixture
def azure() -> Iterator[Running]:
    asked = Connection(COSMOS, "c1", private_endpoint=ENDPOINT, description=NONCE)
    with running(Scenario(connections=(asked,), time_scale=0.01)) as simulator:
        yield simulator


@pytest.fixture
def plugin(azure: Running, start_plugin: Callable[..., Plugin]) -> Plugin:
    return start_plugin(azure.url)


def clear(found: Any) -> str:
    """All that is not marked as a secret."""
    if isinstance(found, dict):
        if found.keys() == {"4dabf18193072939515e22adb298388d", "value"}:
            return "[secret]"
        return " ".join(f"{name} {clear(each)}" for name, each in found.items())
    return " ".join(map(clear, found)) if isinstance(found, list) else str(found)


def said(plugin: Plugin) -> str:
    return f"{plugin.engine.said} {plugin.engine.passing} {plugin.errors.read_text()}"


def test_a_secret_message_is_marked_on_every_output_that_repeats_it(plugin: Plugin) -> None:
    inputs = plugin.checked({"targetResourceId": COSMOS, "requestMessage": secret(NONCE)})
    assert inputs == {
        "targetResourceId": COSMOS,
        "requestMessage": secret(NONCE),
        "status": "Approved",
        "__secret": ["requestMessage"],
    }

    _, foreseen = plugin.create(inputs, preview=True)
    id_, outs = plugin.create(inputs)
    _, now, shown = plugin.read(id_, outs, inputs)

    assert outs["requestMessage"] == outs["description"] == secret(NONCE)
    assert shown == inputs
    assert NONCE not in clear([foreseen, outs, now]) + said(plugin)


CUT = NONCE[:-4]


@pytest.fixture
def came_back_cut(azure: Running) -> dict[str, Any]:
    """The inputs of a connection that is approved, and whose message is shown cut."""
    azure.add(target=COSMOS, name="c2", private_endpoint=f"{ENDPOINT}-2", description=CUT, status="Approved")
    return {"targetResourceId": COSMOS, "connectionName": "c2"}


def test_a_secret_message_that_came_back_cut_is_marked_too(
    plugin: Plugin, came_back_cut: dict[str, Any]
) -> None:
    id_, outs = plugin.create(plugin.checked(came_back_cut))
    inputs = plugin.checked({**came_back_cut, "requestMessage": secret(NONCE)})

    after = plugin.update(id_, outs, inputs)
    _, now, _ = plugin.read(id_, outs, inputs)

    assert after["description"] == now["description"] == secret(CUT)


def test_so_it_is_in_a_set(plugin: Plugin, came_back_cut: dict[str, Any]) -> None:
    who = urn("all", APPROVAL_SET)
    id_, outs = plugin.create(plugin.checked({"approvals": {"orders": came_back_cut}}, who=who), who=who)
    entry = {**came_back_cut, "requestMessage": secret(NONCE)}

    after = plugin.update(id_, outs, plugin.checked({"approvals": {"orders": entry}}, who=who), who=who)

    assert after["results"]["orders"]["description"] == secret(CUT)


def test_a_description_that_the_program_gives_is_no_secret_for_the_message(plugin: Plugin) -> None:
    given = {"targetResourceId": COSMOS, "requestMessage": secret(NONCE), "description": "CHG-1"}

    _, outs = plugin.create(plugin.checked(given))

    assert outs["description"] == "CHG-1"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("targetResourceId", COSMOS),
        ("privateEndpointId", ENDPOINT),
        ("connectionName", "c1"),
        ("allowUnknownRequester", True),
        ("allowedSubscriptionIds", ["c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44"]),
        ("onDestroy", "keep"),
    ],
)
def test_any_input_may_be_one(plugin: Plugin, name: str, value: Any) -> None:
    given = {"targetResourceId": COSMOS, "privateEndpointId": ENDPOINT, name: secret(value)}
    inputs = plugin.checked(given)

    id_, outs = plugin.create(inputs)

    assert outs[name] == secret(value)
    answer = plugin.diff(id_, outs, plugin.checked(given, inputs), inputs)
    assert answer.changes == answer.DIFF_NONE


def test_a_secret_that_is_not_known_yet_is_not_shown_either(plugin: Plugin) -> None:
    inputs = plugin.checked({"targetResourceId": COSMOS, "requestMessage": secret(UNKNOWN)})

    _, outs = plugin.create(inputs, preview=True)

    assert outs["requestMessage"] == secret(UNKNOWN)


def test_a_failure_names_the_input_and_keeps_its_value(plugin: Plugin) -> None:
    wrong = {"targetResourceId": COSMOS, "requestMessage": secret(f"{NONCE}\x07")}

    (failure,) = plugin.check(wrong).failures

    assert failure.reason == "requestMessage holds control or invisible characters"


def test_a_failed_create_does_not_repeat_it(plugin: Plugin) -> None:
    given = {
        "targetResourceId": COSMOS,
        "connectionName": "c1",
        "requestMessage": secret(f"{NONCE}-other"),
        "waitForConnection": "0s",
    }
    with pytest.raises(grpc.RpcError) as failure:
        plugin.create(plugin.checked(given))

    assert f"{NONCE}-other" not in failure.value.details() + said(plugin)


@pytest.mark.parametrize("preview", [True, False], ids=["preview", "up"])
def test_no_line_repeats_any_secret(azure: Running, plugin: Plugin, preview: bool) -> None:
    name = "planted-connection"
    azure.add(target=COSMOS, name=name, private_endpoint=f"{ENDPOINT}-2")
    given = {"targetResourceId": COSMOS, "connectionName": secret(name)}
    refused = given | {"allowedSubscriptionIds": ["00000000-0000-0000-0000-000000000000"]}

    plugin.create(plugin.checked(given), preview=preview)
    with pytest.raises(grpc.RpcError) as failure:
        plugin.create(plugin.checked(refused, who=urn("refused")), preview=preview, who=urn("refused"))

    assert name not in failure.value.details() + said(plugin)
    assert "[secret]" in failure.value.details()


def test_a_secret_of_one_entry_of_a_set_is_marked_there(plugin: Plugin) -> None:
    who = urn("all", APPROVAL_SET)
    entry = {"targetResourceId": COSMOS, "requestMessage": secret(NONCE)}
    inputs = plugin.checked({"approvals": {"orders": entry}}, who=who)
    assert inputs["approvals"]["orders"]["__secret"] == ["requestMessage"]

    id_, outs = plugin.create(inputs, who=who)
    _, now, _ = plugin.read(id_, outs, inputs, who=who)

    assert outs["approvals"]["orders"]["requestMessage"] == secret(NONCE)
    assert NONCE not in clear([outs, now]) + said(plugin)


def test_a_whole_set_may_be_one(plugin: Plugin) -> None:
    who = urn("all", APPROVAL_SET)
    entry = {"targetResourceId": COSMOS, "requestMessage": NONCE}
    inputs = plugin.checked({"approvals": secret({"orders": entry})}, who=who)

    _, outs = plugin.create(inputs, who=who)

    assert NONCE not in clear(outs) + said(plugin)
