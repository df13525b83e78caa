"""What Resource Graph shows with a resource is what its service has, or the service is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.inventory.inline import WHOLE, connections_of
from pulumi_private_endpoint.inventory.scope import Scope
from pulumi_private_endpoint.inventory.take import Inventory, take_inventory
from pulumi_private_endpoint.simulator import Connection, Fault, Target
from pulumi_private_endpoint.simulator.facts import inline, table
from tests.conftest import Azure
from tests.inventory.conftest import ENDPOINTS, target_of

SEARCH, COSMOS = "Microsoft.Search/searchServices", "Microsoft.DocumentDB/databaseAccounts"
TENANT = Scope(tenant=True)


def asking(target: str, name: str, **more: Any) -> Connection:
    given = {"private_endpoint": f"{ENDPOINTS}/{name}", "description": "please", "group_ids": ("a",)} | more
    return Connection(target=target, name=name, **given)


def is_whole(row: table.Facts) -> bool:
    """By the simulator's own facts."""
    fields = inline.fields().get(row.type.lower(), frozenset())
    grouped = "group_ids" in fields or not (row.body and row.body.group_property)
    named = bool(fields & {"id", "name"})
    return fields >= {"pe_id", "status", "description"} and grouped and named


def test_the_types_that_need_no_list_are_those_that_show_all_there_is() -> None:
    assert sorted(row.type.lower() for row in table.load().values() if is_whole(row)) == sorted(WHOLE)


def there_is() -> Iterator[Connection]:
    for row in table.load().values():
        for name, more in {
            "pending": {},
            "approved": {"status": "Approved", "description": "CHG-1: orders"},
            "wordless": {"description": ""},
        }.items():
            yield asking(target_of(row.type), name, **more)
        yield asking(target_of(row.type, "hidden"), "who", private_endpoint="")


def actions() -> Iterator[table.Facts]:
    """Services that decide by a POST and show no connections."""
    return (row for row in table.load().values() if row.kind == "post_action")


def told(found: Any) -> Counter[Any]:
    return Counter(
        (one.id, one.status, one.description, one.private_endpoint_id, one.group_ids)
        for one in found.connections
    )


def taken(
    azure: Azure, scope: Scope = TENANT, version: str | None = None, *, inline: bool = True
) -> Inventory:
    return azure.run(take_inventory(azure.session, scope, version, inline=inline))


def test_of_every_type_the_same_is_read_whichever_way() -> None:
    azure = Azure(tuple(there_is()))
    short, lists = taken(azure), taken(azure, inline=False)

    assert told(short) == told(lists)
    unread = {each.scope for each in lists.not_read}
    assert {each.scope for each in short.not_read} == unread
    assert unread == {target_of(row.type, name) for row in actions() for name in ("t", "hidden")}
    assert {target.type.lower() for target in short.late} == set(WHOLE)
    assert lists.late == frozenset()
    assert {target.name for target in short.late} == {"t"}  # who is hidden is asked for


COUNTS = (128, 400, 1000, 5000)
MANY = [
    pytest.param(
        kind, count, inlined, marks=[pytest.mark.exhaustive] if count == max(COUNTS) and not inlined else []
    )
    for kind in (SEARCH, COSMOS)
    for count in COUNTS
    for inlined in (True, False)
]


@pytest.mark.parametrize(("kind", "count", "inlined"), MANY)
def test_no_connection_is_lost_however_many_a_target_has(kind: str, count: int, inlined: bool) -> None:
    connections = tuple(asking(target_of(kind), f"c{number}") for number in range(count))
    found = taken(Azure(connections, page_size=500), inline=inlined)

    assert sorted(one.name for one in found.connections) == sorted(one.name for one in connections)
    assert found.not_read == ()
    assert bool(found.late) == (inlined and kind == SEARCH)


@pytest.mark.parametrize("count", [1000, 1001, 2001])
def test_no_resource_is_lost_between_pages(count: int) -> None:
    connections = tuple(asking(target_of(SEARCH, f"t{number}"), "c") for number in range(count))
    azure = Azure(connections)
    found = taken(azure)

    assert {one.target.name for one in found.connections} == {f"t{number}" for number in range(count)}
    assert (len(found.connections), len(azure.requests)) == (count, -(-count // 1000) + 1)


@pytest.mark.exhaustive
def test_what_is_too_long_for_an_answer_is_asked_for_again_in_pieces() -> None:
    long = "x" * 9000
    connections = tuple(
        asking(target_of(SEARCH, f"t{number % 4}"), f"c{number}", description=long) for number in range(2400)
    )
    found = taken(Azure(connections))

    assert len(found.connections) == len(connections)
    assert (len(found.late), found.not_read) == (4, ())


def test_a_resource_that_no_answer_can_hold_is_listed_page_by_page() -> None:
    connections = tuple(
        asking(target_of(SEARCH), f"c{number}", description="x" * 9000) for number in range(2000)
    )
    found = taken(Azure(connections, page_size=500))

    assert (len(found.connections), found.late, found.not_read) == (2000, frozenset(), ())


@pytest.mark.parametrize(
    ("scope", "version", "methods"),
    [
        pytest.param(TENANT, None, ["POST", "POST"], id="shown with the resource"),
        pytest.param(Scope((ResourceId.parse(target_of(SEARCH)),)), None, ["GET"], id="by its id: listed"),
        pytest.param(TENANT, "2025-05-01", ["POST", "POST", "GET"], id="an api-version: listed"),
    ],
)
def test_what_a_person_asks_for_by_name_is_read_from_its_service(
    scope: Scope, version: str | None, methods: list[str]
) -> None:
    azure = Azure([asking(target_of(SEARCH), "c")])
    assert len(taken(azure, scope, version).connections) == 1
    assert [request.split()[0] for request in azure.requests] == methods


def test_a_resource_without_connections_costs_no_list() -> None:
    azure = Azure(targets=(Target(target_of(SEARCH)),))
    found = taken(azure)
    assert [request.split()[0] for request in azure.requests] == ["POST", "POST"]
    assert (len(found.targets), found.connections, found.not_read) == (1, (), ())


@pytest.mark.parametrize(
    ("scope", "code", "missed"),
    [
        pytest.param(TENANT, "ResourceNotFound", 0, id="gone"),
        pytest.param(TENANT, "SubscriptionNotFound", 1, id="not to be told"),
        pytest.param(TENANT, "", 1, id="nobody's word"),
        pytest.param(
            Scope((ResourceId.parse(target_of(COSMOS)),)), "ResourceNotFound", 1, id="asked for by name"
        ),
    ],
)
def test_what_is_gone_since_resource_graph_looked_is_no_miss(scope: Scope, code: str, missed: int) -> None:
    gone = Fault(route="list", status=404, code=code, message="gone", times=0)
    found = taken(Azure([asking(target_of(COSMOS), "c")], [gone]), scope)

    assert (found.connections, len(found.not_read), len(found.targets)) == ((), missed, missed)


ENTRY = {
    "name": "c",
    "properties": {
        "privateEndpoint": {"id": f"{ENDPOINTS}/c"},
        "privateLinkServiceConnectionState": {"status": "Approved"},
    },
}


def without(*path: str) -> dict[str, Any]:
    def cut(value: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
        first, *rest = path
        kept = {key: each for key, each in value.items() if key != first}
        return kept if not rest else kept | {first: cut(value[first], tuple(rest))}

    return cut(ENTRY, path)


@pytest.mark.parametrize(
    ("entries", "count"),
    [
        pytest.param([ENTRY], 1, id="whole"),
        pytest.param([], 0, id="none"),
        pytest.param(None, 0, id="no list"),
        pytest.param("[]", None, id="something else"),
        pytest.param([ENTRY, {**ENTRY, "name": "C"}], None, id="one name twice"),
        pytest.param([without("name")], None, id="no name"),
        pytest.param([without("name") | {"id": f"{target_of(SEARCH)}/x/c"}], 1, id="a name in its id"),
        pytest.param([without("properties", "privateEndpoint")], None, id="no requester"),
        pytest.param([without("properties", "privateLinkServiceConnectionState")], None, id="no state"),
        pytest.param(
            [without("properties", "privateLinkServiceConnectionState", "status")], None, id="no status"
        ),
        pytest.param([{**ENTRY, "name": "a b"}], None, id="a name that is none"),
        pytest.param([ENTRY, 3], None, id="no entry"),
    ],
)
def test_what_is_not_whole_is_left_to_a_list(entries: Any, count: int | None) -> None:
    found = connections_of(ResourceId.parse(target_of(SEARCH)), entries)
    assert (None if found is None else len(found)) == count
