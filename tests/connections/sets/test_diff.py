"""What differs between a set's state and the program, and how much of it matters."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_private_endpoint.connections.properties.unknown import Unknown
from pulumi_private_endpoint.connections.sets.diff import Changes, beyond_texts, compare, is_wholly_unknown

GROUP = "/subscriptions/s/resourceGroups/rg/providers"


def entry(name: str, **more: Any) -> dict[str, Any]:
    props = {"targetResourceId": f"{GROUP}/Microsoft.KeyVault/vaults/kv", "connectionName": name}
    return props | {"description": "CHG-1", "status": "Approved"} | more


def kept(entries: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The state of these entries."""
    return {"approvals": entries, "results": {key: {} for key in entries}} | more


OLDS = kept({"a": entry("c1"), "b": entry("c2")})


@pytest.mark.parametrize(
    ("news", "expected"),
    [
        pytest.param({"a": entry("c1"), "b": entry("c2")}, Changes((), (), (), (), itself=False), id="none"),
        pytest.param(
            {"a": entry("c1", whenAbsent="warn"), "b": entry("c2")},
            Changes((), (), (), (), itself=True),
            id="what one entry is where it is absent",
        ),
        pytest.param(
            {"a": entry("c9"), "c": entry("c3")},
            Changes(("c",), ("a",), (), ("b",), itself=False),
            id="added, replaced and removed",
        ),
        pytest.param(
            {"a": entry("c1", description="CHG-2"), "b": Unknown()},
            Changes((), ("b",), ("a",), (), itself=False),
            id="updated, and not known yet",
        ),
    ],
)
def test_entry_by_entry(news: dict[str, Any], expected: Changes) -> None:
    assert compare(OLDS, {"approvals": news}) == expected


@pytest.mark.parametrize(
    ("service", "more", "updated"),
    [
        pytest.param("Microsoft.KeyVault/vaults", {}, ("a",), id="most services"),
        pytest.param("Microsoft.NotificationHubs/namespaces", {}, (), id="one that takes no description"),
        pytest.param("Microsoft.Sql/servers", {}, (), id="one that does not change what was decided"),
        pytest.param("Contoso.X/boxes", {"apiVersion": "2030-01-01"}, ("a",), id="an unlisted one"),
        pytest.param("Contoso.X/boxes", {}, ("a",), id="one that was listed before"),
    ],
)
def test_a_text_that_cannot_be_brought_in_line_does_not_differ(
    service: str, more: dict[str, Any], updated: tuple[str, ...]
) -> None:
    more |= {"targetResourceId": f"{GROUP}/{service}/x"}
    olds = kept({"a": entry("c1", **more)})
    news = {"approvals": {"a": entry("c1", **more, description="CHG-2")}}
    assert compare(olds, news).updated == updated


@pytest.mark.parametrize(
    ("changes", "differs"),
    [
        pytest.param(Changes((), (), (), (), itself=False), False, id="nothing"),
        pytest.param(Changes((), (), (), (), itself=True), True, id="the set itself"),
        pytest.param(Changes((), (), ("a",), (), itself=False), True, id="an entry"),
    ],
)
def test_whether_anything_differs(changes: Changes, differs: bool) -> None:
    assert bool(changes) is differs


@pytest.mark.parametrize(
    ("news", "beyond"),
    [
        pytest.param(
            {"a": entry("c1", description="x"), "b": entry("c2", description="y")}, False, id="texts"
        ),
        pytest.param(
            {"a": entry("c1", description="x"), "b": entry("c2", status="Rejected")}, True, id="a status"
        ),
        pytest.param({"a": entry("c1", description="x")}, True, id="an entry that goes"),
        pytest.param({"a": entry("c1"), "b": entry("c2", whenAbsent="warn")}, True, id="the set itself"),
    ],
)
def test_whether_more_differs_than_texts(news: dict[str, Any], beyond: bool) -> None:
    declared = {"approvals": news}
    assert beyond_texts(compare(OLDS, declared), OLDS, declared) is beyond


@pytest.mark.parametrize(
    ("value", "wholly"),
    [
        pytest.param(Unknown(), True, id="the entry"),
        pytest.param(entry("c1", description=Unknown()), False, id="one of its inputs"),
        pytest.param(None, False, id="an empty entry"),
    ],
)
def test_what_is_not_known_yet_at_all(value: Any, wholly: bool) -> None:
    assert is_wholly_unknown(value) is wholly
