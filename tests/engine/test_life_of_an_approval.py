"""One approval through the real engine, from preview to destroy, and what Azure is asked on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pulumi_private_endpoint.simulator import Connection, Running, Scenario, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tools.toolchain.stack import Stack

TARGET = (
    "/subscriptions/5c1a/resourceGroups/shop/providers/Microsoft.DigitalTwins/digitalTwinsInstances/plant"
)
ENDPOINT = "/subscriptions/9d2b/resourceGroups/net/providers/Microsoft.Network/privateEndpoints/analytics"
PROGRAM = f"""
import pulumi
from pulumi_private_endpoint.approval import PrivateEndpointApproval

config = pulumi.Config()
approval = PrivateEndpointApproval(
    "plant",
    target_resource_id="{TARGET}",
    private_endpoint_id="{ENDPOINT}",
    description=config.get("description") or "CHG-1: analytics reads the plant",
    on_destroy=config.get("onDestroy") or "keep",
    wait_for_connection="0s",
)
pulumi.export("status", approval.status)
pulumi.export("asked", approval.request_message)
"""


@pytest.fixture
def azure() -> Iterator[Running]:
    """One request waiting, among another that is not ours. Its operation takes no time worth waiting for."""
    connections = (
        Connection(target=TARGET, name="other", private_endpoint=ENDPOINT + "-2", description="me too"),
        Connection(target=TARGET, name="ours", private_endpoint=ENDPOINT, description="please"),
    )
    with running(Scenario(connections=connections, time_scale=0.01)) as simulator:
        yield simulator


@pytest.fixture
def stack(azure: Running, make_stack: Callable[..., Stack]) -> Stack:
    return make_stack(PROGRAM, arm_endpoint=azure.url)


def methods(azure: Running) -> list[str]:
    """The methods asked since the last look."""
    asked = [entry["method"] for entry in azure.log()]
    azure.clear_log()
    return asked


def status_of(azure: Running, name: str) -> Any:
    return next(found["status"] for found in azure.connections() if found["id"].endswith(f"/{name}"))


def test_preview_says_who_would_be_approved_and_only_reads(stack: Stack, azure: Running) -> None:
    preview = stack.preview()

    assert preview.operations()["plant"] == "create"
    assert ENDPOINT in preview.diagnostics()
    assert '"please"' in preview.diagnostics()
    assert methods(azure) == ["GET"]


def test_up_approves_the_one_connection_and_nothing_else(stack: Stack, azure: Running) -> None:
    up = stack.up()

    asked = methods(azure)
    assert up.operations()["plant"] == "create"
    # Found in the list, read by its id, decided; the rest is waiting and the last look.
    assert asked[:3] == ["GET", "GET", "PUT"]
    assert set(asked[3:]) == {"GET"}
    assert (status_of(azure, "ours"), status_of(azure, "other")) == ("Approved", "Pending")
    assert stack.outputs() == {"status": "Approved", "asked": "please"}


def test_a_second_up_changes_nothing_and_writes_nothing(stack: Stack, azure: Running) -> None:
    stack.up()
    methods(azure)

    again = stack.up()

    assert again.operations()["plant"] == "same"
    assert "PUT" not in methods(azure)


def test_a_new_description_is_an_update(stack: Stack, azure: Running) -> None:
    stack.up()
    methods(azure)
    stack.configure("description", "CHG-2: and writes")

    assert stack.up().operations()["plant"] == "update"
    assert methods(azure).count("PUT") == 1
    assert stack.resources()["plant"]["outputs"]["description"] == "CHG-2: and writes"


def test_refresh_shows_what_was_changed_behind_our_back(stack: Stack, azure: Running) -> None:
    stack.up()
    ours = next(found["id"] for found in azure.connections() if found["id"].endswith("/ours"))
    azure.reject(ours, "Security says no")
    methods(azure)

    stack.refresh()

    assert methods(azure) == ["GET"]
    assert stack.resources()["plant"]["outputs"]["status"] == "Rejected"


def test_refresh_of_a_connection_that_is_gone_drops_it(stack: Stack, azure: Running) -> None:
    stack.up()
    azure.remove(next(found["id"] for found in azure.connections() if found["id"].endswith("/ours")))

    stack.refresh()

    assert "plant" not in stack.resources()


@pytest.mark.parametrize(
    ("on_destroy", "left"),
    [
        pytest.param("keep", {"ours": "Approved", "other": "Pending"}, id="keep"),
        pytest.param("delete", {"other": "Pending"}, id="delete"),
    ],
)
def test_destroy_does_what_the_program_said(
    stack: Stack, azure: Running, on_destroy: str, left: dict[str, str]
) -> None:
    stack.configure("onDestroy", on_destroy)
    stack.up()

    stack.destroy()

    found = {found["id"].rpartition("/")[2]: found["status"] for found in azure.connections()}
    assert found == left
    assert "plant" not in stack.resources()


def test_a_request_nobody_sent_fails_and_says_what_was_there(stack: Stack, azure: Running) -> None:
    azure.remove(next(found["id"] for found in azure.connections() if found["id"].endswith("/ours")))

    up = stack.up(fails=True)

    assert "analytics" in up.diagnostics()
    assert "other" in up.diagnostics()
    assert "Traceback" not in up.diagnostics()
    assert "plant" not in stack.resources()
