"""A set in the plugin's real process: what differs is shown inside the entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import grpc
import pytest

from pulumi_private_endpoint.simulator import Connection, Running, Scenario, running

from .conftest import APPROVAL_SET, UNKNOWN, Plugin, urn

COSMOS = (
    "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop"
    "/providers/Microsoft.DocumentDB/databaseAccounts/orders"
)
ENDPOINT = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints/warehouse-orders"
)
WHO = urn("all", APPROVAL_SET)
ADD, _, DELETE, _, UPDATE, _ = range(6)


def entry(number: int, **more: Any) -> dict[str, Any]:
    return {
        "targetResourceId": COSMOS,
        "privateEndpointId": f"{ENDPOINT}-{number}",
        "description": "CHG-1",
        **more,
    }


INPUTS = {"approvals": {"one": entry(1), 'a "b"': entry(2)}}


@pytest.fixture
def azure() -> Iterator[Running]:
    asked = tuple(
        Connection(COSMOS, f"c{number}", private_endpoint=f"{ENDPOINT}-{number}", description="please")
        for number in range(1, 5)
    )
    with running(Scenario(connections=asked, time_scale=0.01)) as simulator:
        yield simulator


@pytest.fixture
def plugin(azure: Running, start_plugin: Callable[..., Plugin]) -> Plugin:
    return start_plugin(azure.url)


@pytest.fixture
def made(plugin: Plugin) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """A set that stands: its id, its state and its inputs."""
    inputs = plugin.checked(INPUTS, who=WHO)
    return *plugin.create(inputs, who=WHO), inputs


def test_a_preview_foresees_each_entry(plugin: Plugin, azure: Running) -> None:
    later = {"later": entry(9), "unknown": entry(3, description=UNKNOWN)}
    inputs = plugin.checked({"approvals": {"one": entry(1), **later}}, who=WHO)

    _, outs = plugin.create(inputs, preview=True, who=WHO)

    assert outs["results"] == {
        "one": {
            "connectionName": "c1",
            "groupIds": outs["results"]["one"]["groupIds"],
            "requestMessage": "please",
        },
        "later": UNKNOWN,
        "unknown": UNKNOWN,
    }
    assert all(who == WHO for who, _ in plugin.engine.said)
    assert all(asked["method"] == "GET" for asked in azure.log())


def test_its_lines_stand_beside_it_and_do_not_repeat_its_name(plugin: Plugin) -> None:
    plugin.create(plugin.checked(INPUTS, who=WHO), preview=True, who=WHO)

    ((_, said),) = plugin.engine.said
    first, *others = said.splitlines()
    assert first == "2 to approve"
    assert [line.partition(":")[0] for line in others] == ['approvals["a \\"b\\""]', 'approvals["one"]']


def test_create_and_refresh(plugin: Plugin, made: Any) -> None:
    id_, outs, inputs = made

    assert id_.startswith("all-")
    assert {key: each["connectionName"] for key, each in outs["results"].items()} == {
        "one": "c1",
        'a "b"': "c2",
    }
    assert plugin.read(id_, outs, inputs, who=WHO) == (id_, outs, inputs)
    answer = plugin.diff(id_, outs, plugin.checked(INPUTS, inputs, who=WHO), inputs, who=WHO)
    assert answer.changes == answer.DIFF_NONE


@pytest.mark.parametrize(
    ("news", "paths"),
    [
        pytest.param(
            {"one": entry(1, description="CHG-2"), 'a "b"': entry(2)},
            {'approvals["one"].description': UPDATE},
            id="a text in an entry",
        ),
        pytest.param(
            {"one": entry(1), 'a "b"': entry(2, groupId="Sql")},
            {'approvals["a \\"b\\""].groupId': ADD},
            id="a guard more, under a key with quotes",
        ),
        pytest.param(
            {"one": entry(3), 'a "b"': entry(2)},
            {'approvals["one"].privateEndpointId': UPDATE},
            id="another connection",
        ),
        pytest.param({'a "b"': entry(2)}, {'approvals["one"]': DELETE}, id="an entry less"),
        pytest.param(INPUTS["approvals"] | {"new": entry(3)}, {'approvals["new"]': ADD}, id="an entry more"),
        pytest.param(UNKNOWN, {"approvals": UPDATE}, id="not known yet"),
        pytest.param(
            {"one": UNKNOWN, 'a "b"': entry(2)}, {'approvals["one"]': UPDATE}, id="an entry unknown"
        ),
    ],
)
def test_what_differs_is_shown_inside_the_entry(
    plugin: Plugin, made: Any, news: Any, paths: dict[str, int]
) -> None:
    id_, outs, inputs = made

    answer = plugin.diff(id_, outs, plugin.checked({"approvals": news}, inputs, who=WHO), inputs, who=WHO)

    assert answer.changes == answer.DIFF_SOME
    assert {path: each.kind for path, each in answer.detailedDiff.items()} == paths
    assert list(answer.replaces) == []


def test_its_own_inputs_are_shown_too(plugin: Plugin, made: Any) -> None:
    id_, outs, inputs = made

    news = plugin.checked(INPUTS | {"maxReleases": 3}, inputs, who=WHO)

    assert dict(plugin.diff(id_, outs, news, inputs, who=WHO).detailedDiff).keys() == {"maxReleases"}


def test_an_update_that_lets_too_many_go_is_refused_before_anything_is_sent(
    plugin: Plugin, azure: Running
) -> None:
    given = {"approvals": {f"k{number}": entry(number, onDestroy="delete") for number in (1, 2)}}
    inputs = plugin.checked(given, who=WHO)
    id_, outs = plugin.create(inputs, who=WHO)
    news = plugin.checked({"approvals": {"k3": entry(3)}, "maxReleases": 1}, inputs, who=WHO)

    with pytest.raises(grpc.RpcError, match=r"That is more than maxReleases allows \(1\)"):
        plugin.diff(id_, outs, news, inputs, who=WHO)

    assert len(azure.connections()) == 4


def test_update_and_delete(
    plugin: Plugin, azure: Running, start_plugin: Callable[..., Plugin], made: Any
) -> None:
    id_, outs, inputs = made
    news = plugin.checked({"approvals": {"one": entry(1, onDestroy="delete")}}, inputs, who=WHO)

    foreseen = plugin.update(id_, outs, news, preview=True, who=WHO)
    after = plugin.update(id_, outs, news, who=WHO)
    assert list(foreseen["results"]) == list(after["results"]) == ["one"]

    start_plugin(azure.url).delete(id_, after, who=WHO)
    assert {each["id"].rpartition("/")[2] for each in azure.connections()} == {"c2", "c3", "c4"}


def test_a_problem_names_its_entry_and_its_input(plugin: Plugin) -> None:
    (failure,) = plugin.check({"approvals": {"one": entry(1, onDestroy="burn")}}, who=WHO).failures

    assert failure.reason == 'approvals["one"]: onDestroy must be one of keep, reject, delete'


@pytest.mark.parametrize(
    ("approvals", "said"),
    [
        pytest.param(
            {"connectionName": entry(1)},
            'approvals["connectionName"] has the name of a property for a key: choose another than '
            "connectionName",
            id="a key as it was given",
        ),
        pytest.param(
            "c1", "approvals must be a map of approvals, each by a key of your choice", id="no approvals"
        ),
    ],
)
def test_a_problem_is_told_in_no_language_s_words(plugin: Plugin, approvals: Any, said: str) -> None:
    (failure,) = plugin.check({"approvals": approvals}, who=WHO).failures

    assert failure.reason == said


def test_a_preview_says_which_entries_would_fail(plugin: Plugin) -> None:
    wrong = {"none": entry(9, waitForConnection="0s"), "one": entry(1)}
    inputs = plugin.checked({"approvals": wrong}, who=WHO)

    with pytest.raises(grpc.RpcError, match=r'^[^\0]*1 approval would fail\n  approvals\["none"\]: '):
        plugin.create(inputs, preview=True, who=WHO)


def test_it_cannot_be_imported(plugin: Plugin) -> None:
    with pytest.raises(grpc.RpcError, match="a set cannot be read by an id"):
        plugin.read("all", {}, who=WHO)
