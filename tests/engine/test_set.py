"""A set through the real engine: one call for many, and only what differs after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from pulumi_private_endpoint.simulator import Connection, Running, Scenario, running

if TYPE_CHECKING:
    from tools.toolchain.stack import Stack

COUNT = 20
PROGRAM = f"""
import pulumi
from pulumi_private_endpoint.approval import PrivateEndpointApprovalSet

config = pulumi.Config()
group = "/subscriptions/5c1a/resourceGroups/shop/providers/Microsoft.DigitalTwins"
endpoints = "/subscriptions/9d2b/resourceGroups/net/providers/Microsoft.Network/privateEndpoints"
plants = PrivateEndpointApprovalSet(
    "plants",
    {{
        f"plantNo_{{i}}": {{
            "target_resource_id": f"{{group}}/digitalTwinsInstances/plant{{i % 4}}",
            "private_endpoint_id": pulumi.Output.from_input(f"{{endpoints}}/analytics{{i}}"),
            "description": (config.get("changed") or "CHG-1") if i == 3 else "CHG-1",
            "wait_for_connection": "0s",
        }}
        for i in range(config.get_int("count") or {COUNT})
    }},
    max_concurrency=config.get_int("limit"),
)
pulumi.export("asked", plants.results["plantNo_1"].apply(lambda found: found.get("request_message")))
pulumi.export("status", plants.approvals["plantNo_1"]["status"])
"""


@pytest.fixture
def azure() -> Iterator[Running]:
    group = "/subscriptions/5c1a/resourceGroups/shop/providers/Microsoft.DigitalTwins/digitalTwinsInstances"
    endpoints = "/subscriptions/9d2b/resourceGroups/net/providers/Microsoft.Network/privateEndpoints"
    connections = tuple(
        Connection(
            target=f"{group}/plant{i % 4}",
            name=f"c{i}",
            private_endpoint=f"{endpoints}/analytics{i}",
            description=f"please {i}",
        )
        for i in range(COUNT)
    )
    with running(Scenario(connections=connections, time_scale=0.05)) as simulator:
        yield simulator


@pytest.fixture
def stack(azure: Running, make_stack: Callable[..., Stack]) -> Stack:
    return make_stack(PROGRAM, arm_endpoint=azure.url)


def puts(azure: Running) -> list[str]:
    """The connections that were sent a decision since the last look."""
    sent = [each["path"].rpartition("/")[2] for each in azure.log() if each["method"] == "PUT"]
    azure.clear_log()
    return sent


def test_a_set_lives_by_its_entries(stack: Stack, azure: Running) -> None:
    preview = stack.preview()
    assert preview.operations()["plants"] == "create"
    assert 'approvals["plantNo_3"]: would send Approved to connection c3' in preview.diagnostics()
    assert puts(azure) == []

    up = stack.up()
    assert up.operations()["plants"] == "create"
    assert sorted(puts(azure)) == sorted(f"c{i}" for i in range(COUNT))
    assert stack.outputs() == {"asked": "please 1", "status": "Approved"}
    assert f"{COUNT}/{COUNT} approved" in up.diagnostics()

    assert stack.up().operations()["plants"] == "same"
    assert puts(azure) == []

    stack.configure("changed", "CHG-2")
    assert stack.up().operations()["plants"] == "update"
    assert puts(azure) == ["c3"]

    azure.reject(next(found["id"] for found in azure.connections() if found["id"].endswith("/c5")))
    stack.refresh()
    kept = stack.resources()["plants"]["outputs"]
    assert kept["approvals"]["plantNo_5"]["status"] == "Rejected"
    assert {entry["status"] for key, entry in kept["approvals"].items() if key != "plantNo_5"} == {"Approved"}

    stack.configure("count", "5")
    assert stack.up().operations()["plants"] == "update"
    assert list(stack.resources()["plants"]["outputs"]["results"]) == [f"plantNo_{i}" for i in range(5)]

    stack.destroy()
    assert "plants" not in stack.resources()
    assert puts(azure) == []


@pytest.mark.quick
def test_one_entry_that_fails_is_named_and_the_next_run_adopts_the_others(
    stack: Stack, azure: Running
) -> None:
    azure.fail(method="PUT", connection="c4", effect="policy")

    up = stack.up(fails=True)

    assert 'approvals["plantNo_4"]: ' in up.diagnostics()
    assert "Traceback" not in up.diagnostics()
    assert "plants" not in stack.resources()
    assert len(puts(azure)) == COUNT
    assert stack.up().operations()["plants"] == "create"
    assert puts(azure) == ["c4"]


BARE = """
import pulumi
from pulumi_private_endpoint.approval import PrivateEndpointApprovalSet

config = pulumi.Config()
group = "/subscriptions/5c1a/resourceGroups/shop/providers/Microsoft.DigitalTwins"
endpoints = "/subscriptions/9d2b/resourceGroups/net/providers/Microsoft.Network/privateEndpoints"
teams = {
    f"team{i:03}": {
        "target_resource_id": f"{group}/digitalTwinsInstances/plant{i % 4}",
        "private_endpoint_id": f"{endpoints}/analytics{i}",
        "on_destroy": "reject",
    }
    for i in range(12)
}
given = config.get("teams") or "all"
PrivateEndpointApprovalSet("teams", {"all": teams, "bare": {"team000": None}, "none": {}}[given])
"""


def statuses(azure: Running) -> Counter[str]:
    return Counter(found["status"] for found in azure.connections())


def test_a_set_releases_what_was_meant_and_no_more(make_stack: Callable[..., Stack], azure: Running) -> None:
    stack = make_stack(BARE, arm_endpoint=azure.url)
    stack.up()
    approved = {"Approved": 12, "Pending": COUNT - 12}
    assert statuses(azure) == approved

    # A YAML key without a body, as a program reads it.
    stack.configure("teams", "bare")
    for run in (stack.preview, stack.up):
        told = run(fails=True).diagnostics()
        assert 'approvals["team000"] is empty: give its inputs, or remove the key' in told
    assert statuses(azure) == approved

    stack.configure("teams", "none")
    for run in (stack.preview, stack.up):
        told = run(fails=True).diagnostics()
        assert "12 of 12 connections would be rejected: team000, team001, " in told
        assert told.count("would be rejected") == 1
    assert (
        "12 of 12 connections would be rejected"
        in stack.up("--replace", "**::teams", fails=True).diagnostics()
    )
    assert statuses(azure) == approved

    stack.configure("teams", "all")
    stack.up()
    assert statuses(azure) == approved
    stack.destroy()
    assert statuses(azure) == {"Rejected": 12, "Pending": COUNT - 12}
