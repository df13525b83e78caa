"""The plugin's nonce: made once, never changed, and not touched by anybody who asks."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from .conftest import UNKNOWN, Plugin, urn

WHO = urn("word", "private-endpoint:index:Nonce")


@pytest.fixture
def plugin(start_plugin: Callable[..., Plugin]) -> Plugin:
    return start_plugin("http://127.0.0.1:1")


def test_the_life_of_a_nonce(plugin: Plugin) -> None:
    assert plugin.checked({}, who=WHO) == {}
    assert plugin.create({}, preview=True, who=WHO)[1] == {"value": UNKNOWN}

    id_, outs = plugin.create({}, who=WHO)
    other, _ = plugin.create({}, who=WHO)

    assert outs == {"value": id_}
    assert id_ == str(UUID(id_)) != other
    assert plugin.diff(id_, outs, {}, {}, who=WHO).changes == 1  # DIFF_NONE
    assert plugin.update(id_, outs, {}, who=WHO) == outs
    assert plugin.read(id_, outs, who=WHO) == (id_, outs, {})
    plugin.delete(id_, outs, who=WHO)


def test_what_the_dynamic_one_kept_stays_for_the_way_back(plugin: Plugin) -> None:
    kept = {"value": "a word", "__provider": "stored"}

    assert plugin.diff("a word", kept, {}, {"__provider": "stored"}, who=WHO).changes == 1  # DIFF_NONE
    assert plugin.read("a word", kept, who=WHO)[1] == kept


def test_there_is_nothing_to_give(plugin: Plugin) -> None:
    (failure,) = plugin.check({"value": "mine"}, who=WHO).failures
    assert failure.reason == "value is not an input; there are none"
