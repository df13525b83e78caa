"""Resource Graph as the simulator has it: its pages, its quota, and what it refuses."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from pulumi_private_endpoint.simulator import Running, Scenario, Target, running

SUBSCRIPTIONS = ("0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21", "5c1a0000-0000-4000-8000-000000000002")
PATH = "/providers/Microsoft.ResourceGraph/resources"
TYPES = "'microsoft.search/searchservices', 'Microsoft.KeyVault/vaults'"
BOTH = f"resources | where type in~ ({TYPES}) | order by id asc"


def target(number: int, kind: str = "Microsoft.Search/searchServices") -> Target:
    subscription = SUBSCRIPTIONS[number % 2]
    return Target(f"/subscriptions/{subscription}/resourceGroups/g/providers/{kind}/t{number}")


@pytest.fixture
def azure() -> Any:
    targets = (*map(target, range(5)), target(5, "Microsoft.KeyVault/vaults"))
    with running(Scenario(targets=targets, management_groups={"top": SUBSCRIPTIONS[:1]})) as simulated:
        yield simulated


def ask(azure: Running, query: str = BOTH, version: str = "2024-04-01", **more: Any) -> httpx.Response:
    return httpx.post(
        f"{azure.url}{PATH}?api-version={version}",
        json={"query": query, **more},
        headers={"Authorization": "Bearer x"},
        trust_env=False,
    )


def names(answer: httpx.Response) -> list[str]:
    return [row["id"].rpartition("/")[2] for row in answer.json()["data"]]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param({}, ["t0", "t2", "t4", "t5", "t1", "t3"], id="all that can be read"),
        pytest.param({"subscriptions": [SUBSCRIPTIONS[0].upper()]}, ["t0", "t2", "t4"], id="a subscription"),
        pytest.param({"managementGroups": ["top"]}, ["t0", "t2", "t4"], id="a management group"),
    ],
)
def test_a_scope_is_kept_to(azure: Running, more: Any, expected: list[str]) -> None:
    assert sorted(names(ask(azure, **more))) == sorted(expected)


def test_types_and_columns_are_chosen(azure: Running) -> None:
    found = ask(azure, "Resources | where type =~ 'microsoft.keyvault/VAULTS' | project id, type").json()[
        "data"
    ]
    assert [(sorted(row), row["type"]) for row in found] == [(["id", "type"], "microsoft.keyvault/vaults")]


def test_a_resource_group_is_told_from_others_without_case(azure: Running) -> None:
    for group, found in (("G", 6), ("g2", 0)):
        assert len(names(ask(azure, f"resources | where resourceGroup =~ '{group}'"))) == found


def test_pages_go_on_by_their_token(azure: Running) -> None:
    first = ask(azure, options={"$top": 4})
    token = first.json()["$skipToken"]
    second = ask(azure, options={"$top": 4, "$skipToken": token})

    assert (len(names(first)), len(names(second))) == (4, 2)
    assert "$skipToken" not in second.json()
    assert first.json()["resultTruncated"] == "false"
    assert ask(azure, "resources", options={"$skipToken": token}).status_code == 400


class Still:
    """A clock that stands, however long the machine takes."""

    def now(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        raise AssertionError(f"slept {seconds}")


def test_a_user_has_so_many_queries_in_a_window() -> None:
    with running(Scenario(targets=(target(0),)), clock=Still()) as azure:
        answers = [ask(azure) for _ in range(16)]

    assert [answer.headers["x-ms-user-quota-remaining"] for answer in answers[:15]] == [
        str(left) for left in range(14, -1, -1)
    ]
    assert answers[15].status_code == 429
    assert int(answers[15].headers["Retry-After"]) <= 5


@pytest.mark.parametrize(
    ("query", "more", "status"),
    [
        pytest.param("resources | mv-expand properties.privateEndpointConnections", {}, 400, id="mv-expand"),
        pytest.param("resourcechanges", {}, 400, id="another table"),
        pytest.param(BOTH, {"options": {"$top": 1001}}, 400, id="too many rows"),
        pytest.param(BOTH, {"subscriptions": ["s"] * 1001}, 400, id="too many subscriptions"),
        pytest.param(BOTH, {"subscriptions": ["s"], "managementGroups": ["top"]}, 400, id="two scopes"),
        pytest.param(BOTH, {"managementGroups": ["other"]}, 403, id="no access"),
        pytest.param(BOTH, {"version": "2015-01-01"}, 400, id="an api-version of another day"),
        pytest.param(BOTH, {"options": {"$skipToken": "odd"}}, 400, id="no token"),
    ],
)
def test_what_is_refused(azure: Running, query: str, more: Any, status: int) -> None:
    assert ask(azure, query, **more).status_code == status
