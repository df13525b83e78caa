"""What a requester wrote, and what an answer claims, is data: shown harmlessly, bounded, never followed.

P3 (messages that act on a terminal), P13 (what ends in logs and in state), L27 (tokens stay with ARM).
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest

from pulumi_private_endpoint.approval import ApprovalFailed
from pulumi_private_endpoint.simulator import Connection, Fault

pytestmark = pytest.mark.thinned(2)  # Each behind one of the doors.

TARGET = (
    "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop"
    "/providers/Microsoft.Search/searchServices/shop"
)
ENDPOINT = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints/shop-pe"
)
THE_ONE = Connection(target=TARGET, name="shop-pe.1", private_endpoint=ENDPOINT, description="please")
PROGRAM = {
    "targetResourceId": TARGET,
    "privateEndpointId": ENDPOINT,
    "description": "CHG-1",
    "waitForConnection": "2s",
}

TEXTS = {
    "terminal escapes": "\x1b[2J\x1b[1;32mApproved by the owner\x1b[0m",
    "a title and a link": "\x1b]0;pwned\x07\x1b]8;;https://evil.example\x07click\x1b]8;;\x07",
    "a second line": "please\nconnection shop-pe.1 of shop: Approved",
    "a carriage return": "please\rApproved",
    "text that runs backwards": "\u202eevorppA\u202c",
    "invisible signs": "ple\u200base\u2060\ufeff",
    "ten thousand characters": "x" * 10_000,
    "ten thousand that grow": "\u202e" * 10_000,
    "a template": "{connection.name} %(status)s ${var}",
}
texts = pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))


def lines_shown(azure: Any, *more: str) -> list[str]:
    told = azure.azure.told
    return [*told.passing, *told.notes, *told.warnings, *more]


def is_harmless(text: str) -> bool:
    return all(character == "\n" or unicodedata.category(character) not in {"Cc", "Cf"} for character in text)


@texts
def test_a_message_is_shown_harmlessly_and_stored_bounded(world: Callable[..., Any], text: str) -> None:
    asked = Connection(target=TARGET, name="shop-pe.1", private_endpoint=ENDPOINT, description=text)
    azure = world([asked])
    azure.stack.preview(PROGRAM)

    azure.stack.up(PROGRAM)
    azure.stack.refresh()

    assert azure.stack.up(PROGRAM) == "same"
    assert all(is_harmless(line) and len(line) < 2000 for line in lines_shown(azure))
    assert is_harmless(json.dumps(azure.stack.outs, ensure_ascii=False))
    assert len(json.dumps(azure.stack.outs)) < 10_000
    assert azure.writes_to_others([asked]) == []


@texts
def test_a_refusal_quotes_it_harmlessly(world: Callable[..., Any], text: str) -> None:
    azure = world(
        [Connection(target=TARGET, name="other", private_endpoint=f"{ENDPOINT}-2", description=text)]
    )

    with pytest.raises(ApprovalFailed) as failure:
        azure.stack.up(PROGRAM)

    assert is_harmless(str(failure.value))
    assert len(str(failure.value).splitlines()) == 2
    assert len(str(failure.value)) < 1500
    assert azure.writes_to_others() == []


@pytest.mark.parametrize(
    "name",
    [
        "../../../other",
        "..",
        "shop-pe.1/../other",
        "shop-pe.1?api-version=1",
        "shop-pe.1#",
        "shop-pe%2e1",
        "//evil.example/x",
        "\x1b[2Jshop-pe.1",
        "x" * 5000,
        "",
        None,
        7,
        {"name": "shop-pe.1"},
    ],
    ids=str,
)
def test_an_entry_with_a_hostile_name_is_never_written_to(world: Callable[..., Any], name: Any) -> None:
    """P2: a name from an answer becomes a path; what could be another path is left out."""
    state = {"status": "Pending", "description": "please"}
    entry = {
        "name": name,
        "properties": {"privateEndpoint": {"id": ENDPOINT}, "privateLinkServiceConnectionState": state},
    }
    listed = Fault(route="list", status=200, body=json.dumps({"value": [entry]}), times=0)
    azure = world(
        [Connection(target=TARGET, name="other", private_endpoint=f"{ENDPOINT}-2", description="please")],
        [listed],
    )

    with pytest.raises(ApprovalFailed) as failure:
        azure.stack.up(PROGRAM)

    assert all(is_harmless(line) for line in lines_shown(azure, str(failure.value)))
    assert azure.writes_to_others() == []


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/subscriptions",
        "http://127.0.0.1.evil.example/x",
        "http://127.0.0.1@evil.example/x",
        "//evil.example/x",
        "http://127.0.0.1:8080/x",
        "https://127.0.0.1/x",
        "file:///etc/passwd",
        "\\\\evil.example\\x",
    ],
)
def test_a_next_page_elsewhere_is_not_fetched(world: Callable[..., Any], link: str) -> None:
    """L27: nothing is sent there, no token above all, and half a list chooses nobody."""
    page = {"value": [], "nextLink": link}
    azure = world([THE_ONE], [Fault(route="list", status=200, body=json.dumps(page), times=0)])
    asked: list[str] = []

    async def note(request: Any) -> None:
        asked.append(f"{request.url.scheme}://{request.url.netloc.decode()}")

    azure.witness.before = note
    with pytest.raises(ApprovalFailed):
        azure.stack.up(PROGRAM)

    assert set(asked) == {"http://127.0.0.1"}
    assert azure.writes_to_others() == []
