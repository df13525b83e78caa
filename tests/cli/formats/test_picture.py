"""The picture: every connection is in it, on both sides, however many there are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import pytest

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.audit.estate import Estate
from pulumi_private_endpoint.cli.formats import picture
from pulumi_private_endpoint.connections.model import Connection
from tests.audit.conftest import FOREIGN, OWN, connection, endpoint, target
from tests.cli.formats.conftest import TENANT, foreign


def drawn(*connections: Connection, **more: object) -> picture.Picture:
    given = {"own": frozenset({OWN}), "today": date(2026, 11, 21)} | more
    return picture.draw(Estate(connections, **given))  # type: ignore[arg-type]


def counted(boxes: Sequence[picture.Box]) -> int:
    return sum(int(re.sub(r"\D", "", box.note.split(" connection")[0])) for box in boxes)


def subscription(number: int) -> str:
    return f"{number:08x}-1111-4222-8333-444455556666"


def crowd(count: int, subscriptions: int, targets: int) -> list[Connection]:
    return [
        connection(
            f"c{number}",
            of=target(f"t{number % targets}"),
            status=("Approved", "Pending", "Rejected")[number % 3],
            private_endpoint_id=None
            if number % 17 == 0
            else endpoint("e", subscription(number % subscriptions)),
        )
        for number in range(count)
    ]


def test_nothing_is_nothing() -> None:
    assert drawn() == picture.Picture([], [], [], picture.HEIGHT + picture.GAP)


def test_foreign_hidden_own_from_top_to_bottom() -> None:
    made = drawn(
        connection("own"),
        connection("hidden", private_endpoint_id=None),
        foreign(),
        tenants={FOREIGN: TENANT},
    )

    assert [(box.who, box.name, box.above) for box in made.left] == [
        ("foreign", FOREIGN, f"Tenant {TENANT} (foreign)"),
        ("hidden", "Hidden by Azure", "Nobody can say who"),
        ("own", OWN, "Own subscriptions"),
    ]
    assert [box.note for box in made.right] == ["3 connections · Microsoft.Search/searchServices"]
    assert [line.who for line in made.lines] == ["own", "hidden", "foreign"]  # the last is on top


def test_a_trusted_tenants_requesters_are_own() -> None:
    made = drawn(foreign(), tenants={FOREIGN: TENANT}, trusted_tenants=frozenset({TENANT}))
    assert [(box.who, box.above) for box in made.left] == [("own", f"Tenant {TENANT} (trusted)")]


def test_a_line_for_each_state() -> None:
    made = drawn(
        connection("a"),
        connection("b"),
        connection("c", status="Pending"),
        connection("d", status="Rejected"),
        connection("e", status="Disconnected"),
    )

    assert {line.state: line.title for line in made.lines} == {
        "approved": f"{OWN} to shop: 2 approved",
        "pending": f"{OWN} to shop: 1 pending",
        "ended": f"{OWN} to shop: 2 ended",
    }
    widths = {line.state: line.width for line in made.lines}
    assert widths["approved"] == widths["ended"] > widths["pending"]
    assert len({line.path for line in made.lines}) == 3


def test_targets_of_one_name_are_two() -> None:
    elsewhere = ResourceId.parse(str(target()).replace("resourceGroups/shop", "resourceGroups/dev"))
    made = drawn(connection("a"), connection("b", of=elsewhere))
    assert [box.name for box in made.right] == ["shop", "shop"]


@pytest.mark.parametrize(
    ("count", "subscriptions", "targets"),
    [
        pytest.param(40, 18, 18, id="as many as fit"),
        pytest.param(400, 19, 19, id="one more"),
        pytest.param(3000, 300, 700, id="far more"),
    ],
)
@pytest.mark.parametrize("own", [0, 150], ids=["all foreign", "some own"])
def test_each_connection_is_counted_on_both_sides(
    count: int, subscriptions: int, targets: int, own: int
) -> None:
    made = drawn(*crowd(count, subscriptions, targets), own=frozenset(map(subscription, range(own))))

    assert counted(made.left) == counted(made.right) == count
    most = picture.MOST_BOXES + 2
    assert len(made.left) <= most
    assert len(made.right) <= most
    assert len({(box.x, box.y) for box in [*made.left, *made.right]}) == len(made.left) + len(made.right)
    assert all(box.y + picture.HEIGHT <= made.height for box in [*made.left, *made.right])


def test_what_strikes_is_not_folded_away() -> None:
    quiet = [
        connection(f"q{n}-{m}", private_endpoint_id=endpoint("e", subscription(n)))
        for n in range(40)
        for m in (1, 2)
    ]
    made = drawn(*quiet, foreign(), own=frozenset(map(subscription, range(40))))

    assert (made.left[0].name, made.left[0].who) == (FOREIGN, "foreign")
    assert made.left[-1].name == "25 more subscriptions"
    assert counted(made.left) == 81


def test_what_is_folded_says_whether_it_strikes() -> None:
    waiting = [connection(f"w{n}", of=target(f"t{n}"), status="Pending") for n in range(30)]
    strange = [connection(f"f{n}", private_endpoint_id=endpoint("e", subscription(n))) for n in range(30)]
    made = drawn(*waiting, *strange)

    names = [box.name for box in [*made.left, *made.right]]
    assert "15 more targets, foreign or waiting" in names
    assert "15 more subscriptions, foreign" in names
