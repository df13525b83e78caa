"""The most telling ways to get the wrong connection approved, each tried behind a door of the real engine.

Proof is what the simulator was sent: a write to a connection that the program did not single out would be
in its log.
"""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_private_endpoint.simulator import Connection

from .doors import DOORS, Resource
from .scene import Begin, Scene

pytestmark = [pytest.mark.thinned(2), pytest.mark.parametrize("door", DOORS)]  # Each behind one of them.

TARGET = "/subscriptions/5c1a/resourceGroups/shop/providers/Microsoft.DocumentDB/databaseAccounts/orders"
OURS = "/subscriptions/9d2b/resourceGroups/warehouse/providers/Microsoft.Network/privateEndpoints/orders"
THEIRS = "/subscriptions/e411/resourceGroups/x/providers/Microsoft.Network/privateEndpoints/orders"
FIRST = f"{TARGET}/privateEndpointConnections/c1"
RED = "\x1b[31m"


def request(name: str, endpoint: str, message: str = "please", **more: Any) -> Connection:
    return Connection(target=TARGET, name=name, private_endpoint=endpoint, description=message, **more)


OLD = request("old", f"{THEIRS}-2", "", status="Disconnected")


def scene_of(begin: Begin, *there: Connection, **inputs: Any) -> Scene:
    """These connections beside an old one, and a program that asks for one of them."""
    given = {"targetResourceId": TARGET, "description": "CHG-1", "waitForConnection": "0s", **inputs}
    return begin(orders=Resource(given), connections=[OLD, *there], scale=0.02)


def writes(scene: Scene) -> list[str]:
    return [entry["path"].rpartition("/")[2] for entry in scene.azure.log() if entry["method"] != "GET"]


REFUSED = [
    pytest.param(
        {"privateEndpointName": "orders"},
        [request("c1", OURS), request("c2", THEIRS)],
        ["2 connections match", OURS, THEIRS],
        id="a look-alike endpoint name in another subscription (P2)",
    ),
    pytest.param(
        {"requestMessage": "n-7f3a"},
        [request("c1", OURS, "n-7f3a"), request("c2", THEIRS, "n-7f3a")],
        ["2 connections match"],
        id="a copied request message (P3)",
    ),
    pytest.param(
        {"connectionName": "c1", "allowedSubscriptionIds": ["9d2b0000-0000-4000-8000-000000000001"]},
        [request("c1", THEIRS)],
        ["e411 is not among allowed"],
        id="a requester of another subscription (P4)",
    ),
    pytest.param(
        {"connectionName": "c1"},
        [request("c1", "")],
        ["Azure does not show who asks"],
        id="a hidden requester (P5)",
    ),
    pytest.param(
        {"privateEndpointId": OURS},
        [request("c1", OURS, status="Rejected")],
        ["cannot become Approved", "re-create"],
        id="a connection somebody rejected (P11)",
    ),
    pytest.param(
        {"privateEndpointId": OURS},
        [request("c1", OURS + "-evil"), request("c2", "", f"{RED}orders")],
        ["no connection matches", "\\x1b[31morders"],
        id="only look-alikes there, one with a terminal escape (P2, P3)",
    ),
]


@pytest.mark.parametrize(("inputs", "there", "told"), REFUSED)
def test_up_refuses_and_sends_nothing(
    begin: Begin, inputs: dict[str, Any], there: list[Connection], told: list[str]
) -> None:
    scene = scene_of(begin, *there, **inputs)

    said = scene.stack.up(fails=True).diagnostics()

    assert [text for text in told if text not in said] == []
    assert RED not in said
    assert "Traceback" not in said
    assert (writes(scene), scene.kept) == ([], set())


def _ambiguous(begin: Begin) -> None:
    scene = scene_of(begin, request("c1", OURS), request("c2", THEIRS), privateEndpointName="orders")
    assert "2 connections match" in scene.stack.preview(fails=True).diagnostics()


def _swapped_after_the_preview(begin: Begin) -> None:
    scene = scene_of(begin, request("c1", OURS), connectionName="c1")
    scene.stack.preview()
    scene.azure.change(FIRST, private_endpoint=THEIRS)

    said = scene.stack.up(fails=True).diagnostics()

    assert "is not the request that the preview showed" in said
    assert writes(scene) == []


def _re_created_by_another(begin: Begin) -> None:
    scene = scene_of(begin, request("c1", OURS), connectionName="c1")
    scene.stack.up()
    scene.azure.change(FIRST, private_endpoint=THEIRS, status="Pending", description="it is me")
    scene.azure.clear_log()

    assert scene.stack.refresh().operations()["orders"] == "refresh"
    assert scene.output("orders", "privateEndpointId") == THEIRS
    said = scene.stack.up(fails=True).diagnostics()

    assert "belongs to another requester now" in said
    assert writes(scene) == []


def _anothers_at_the_end(begin: Begin) -> None:
    scene = scene_of(begin, request("c1", OURS), connectionName="c1", onDestroy="delete")
    scene.stack.up()
    scene.azure.change(FIRST, private_endpoint=THEIRS)
    scene.azure.clear_log()

    said = scene.stack.destroy().diagnostics()

    assert "belongs to another requester now and is left alone" in said
    assert writes(scene) == []


STORIES = {
    "an ambiguous match fails the preview already": _ambiguous,
    "a swap between preview and up stops the up": _swapped_after_the_preview,
    "a requester re-created under the same name is shown and not approved": _re_created_by_another,
    "destroy leaves somebody else's connection alone": _anothers_at_the_end,
}


@pytest.mark.parametrize("story", STORIES.values(), ids=list(STORIES))
def test_what_was_singled_out_is_nobody_elses(begin: Begin, story: Any) -> None:
    story(begin)
