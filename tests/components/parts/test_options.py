"""What a component hands on of its `custom_timeouts`, and who can honour them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from pulumi_private_endpoint.components import (
    ApprovedSharedPrivateLink,
    Door,
    Nonce,
    PrivateLinkApprovals,
    through,
)

TARGET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/v"
LINK = {
    "consumer": "SignalR",
    "consumer_name": "s",
    "resource_group_name": "g",
    "target_resource_id": TARGET,
    "group_id": "blob",
}
WARNING = "custom_timeouts does not reach a dynamic resource"


class Made(pulumi.CustomResource):
    """A resource of another door."""

    def __init__(self, name: str, props: Any, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("other:index:Approval", name, {**props, "connection_id": None}, opts)

    connection_id: pulumi.Output[str]


@pytest.fixture
def warned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    lines: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", lambda text, *_, **__: lines.append(text))
    return lines


@pytest.fixture
def timeouts(cloud: Any, declare: Callable[..., Any]) -> Callable[..., dict[str, str]]:
    """`timeouts(component, args, door)`: who was told of the hour that the component was given."""

    def run(component: Any, args: Any, door: Door | None = None) -> dict[str, str]:
        opts = pulumi.ResourceOptions(custom_timeouts=pulumi.CustomTimeouts(create="1h"))

        def program() -> dict[str, Any]:
            with through(door or Door()):
                return {"urn": component("c", args, opts).urn}

        cloud.statuses = ["Approved"]
        declare(program, preview=True)
        return {name: told for name, told in cloud.timeouts.items() if told}

    return run


def test_they_reach_what_another_provider_makes_and_a_dynamic_approval_says_that_it_has_none(
    timeouts: Callable[..., dict[str, str]], warned: list[str]
) -> None:
    told = timeouts(ApprovedSharedPrivateLink, LINK)

    assert told == {"c": "1h", "c-link": "1h", "c-approval": "1h"}
    assert [line.partition(":")[0] for line in warned] == [WARNING]


def test_they_reach_an_approval_that_honours_them(
    timeouts: Callable[..., dict[str, str]], warned: list[str]
) -> None:
    other: Any = Made
    door = Door(other, other, Nonce, honours_custom_timeouts=True)

    assert timeouts(ApprovedSharedPrivateLink, LINK | {"timeout": "2h"}, door)["c-approval"] == "1h"
    assert warned == []


@pytest.mark.parametrize(
    ("component", "args", "told"),
    [
        pytest.param(ApprovedSharedPrivateLink, LINK, {"c": "1h", "c-link": "1h"}, id="one"),
        pytest.param(
            PrivateLinkApprovals, {"target_resource_id": TARGET, "requesters": []}, {"c": "1h"}, id="set"
        ),
    ],
)
def test_who_gave_the_approval_its_own_is_not_warned(
    timeouts: Callable[..., dict[str, str]], warned: list[str], component: Any, args: Any, told: Any
) -> None:
    assert timeouts(component, args | {"timeout": "2h"}) == told
    assert warned == []
