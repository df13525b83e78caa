"""Names are made of the requester's, each once, and none is a word that a program has already."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_private_endpoint.adoption.naming import names
from pulumi_private_endpoint.connections.sets.inputs import problems
from tests.adoption.conftest import connection, target


@pytest.mark.parametrize(
    ("requesters", "expected"),
    [
        pytest.param(["billing"], ["billing"], id="the requester's name"),
        pytest.param(["billing", "billing"], ["billing", "billing-2"], id="two of one name"),
        pytest.param(["Bill_ing.EU"], ["bill-ing-eu"], id="made plain"),
        pytest.param(["日本"], ["connection"], id="nothing plain in it"),
        pytest.param(["x" * 300], ["x" * 80], id="very long"),
        pytest.param(["pe-2", "pe", "pe"], ["pe-2", "pe", "pe-3"], id="a number is taken before"),
        pytest.param(["pe", "pe-2", "pe", "pe"], ["pe", "pe-2", "pe-3", "pe-4"], id="and between"),
        pytest.param(["status", "pulumi"], ["status-2", "pulumi-2"], id="words that are taken"),
    ],
)
def test_names(requesters: list[str], expected: list[str]) -> None:
    assert names([connection(f"c{i}", each) for i, each in enumerate(requesters)]) == expected


def test_a_hidden_requester_has_its_connections_name() -> None:
    assert names([connection("orders.3f1c", None)]) == ["orders-3f1c"]


def test_of_several_targets_each_is_named_too() -> None:
    both = [connection("a", target=target("one")), connection("b", target=target("two"))]

    assert names(both) == ["one-billing", "two-billing"]


@given(st.lists(st.text("aB1-é.", max_size=3), max_size=30))
def test_no_two_are_the_same_and_each_can_be_a_key_of_a_set(words: list[str]) -> None:
    found = names([connection(f"c{i}", f"x{word}") for i, word in enumerate(words)])

    assert len(set(found)) == len(words)
    assert all(re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", each) for each in found)
    assert names([connection(f"c{i}", f"x{word}") for i, word in enumerate(words)]) == found


@pytest.mark.parametrize("word", ["status", "results", "approvals", "service", "timeout", "description"])
def test_a_word_of_the_sets_own_is_no_key(word: str) -> None:
    (name,) = names([connection("c", word)])
    entry = {"targetResourceId": str(target()), "connectionName": "c"}

    assert problems({"approvals": {word: entry}})
    assert not problems({"approvals": {name: entry}})


def test_thousands_of_one_name_take_no_time() -> None:
    assert names([connection(f"c{i}", "hub") for i in range(20_000)])[-1] == "hub-20000"
