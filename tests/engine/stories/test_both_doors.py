"""The table of stories: each is told behind both doors, on the real engine, and ends alike.

Where they end otherwise, `differences.py` says how and why.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from . import broken, cut_off, life, options, shown
from .differences import ROWS, Difference
from .doors import DOORS
from .scene import Begin

PAGE = Path(__file__).parents[3] / "docs" / "languages.md"
STORIES: dict[str, Callable[[Begin], Any]] = {
    "the life of an approval": life.life,
    "drift": life.drift,
    "destroy, to delete": life.destroyed_to_delete,
    "renamed": options.renamed,
    "two wishes alike": options.wanted_twice_alike,
    "a create that is refused": broken.refused,
    "an answer that never comes": broken.with_a_lost_answer("reset-after"),
    "the provider is killed": cut_off.with_the_provider_killed,
}
# A minute of a processor's time goes to those above and to the differences; these take four more.
MORE: dict[str, Callable[[Begin], Any]] = {
    "a connection that is gone": life.gone,
    "a request that nobody sent": life.nobody_asked,
    "destroy, to keep": life.destroyed_to_keep,
    "destroy, to reject": life.destroyed_to_reject,
    "a refresh before a destroy": life.refreshed_and_destroyed,
    "a refresh before an update": life.refreshed_and_changed,
    "replaced by another connection": options.replaced,
    "replaced on a change": options.replaced_on_a_change,
    "replaced by hand": options.replaced_by_hand,
    "renamed without an alias": options.renamed_without_an_alias,
    "--target": options.targeted,
    "ignored changes": options.ignored,
    "protected": options.protected,
    "retained": options.retained,
    "read by its id": options.read_by_its_id,
    "two wishes that contradict": options.wanted_twice_otherwise,
    "an answer that is cut short": broken.with_a_lost_answer("truncated"),
    "an answer that is empty": broken.with_a_lost_answer("empty"),
    "an answer without headers": broken.with_a_lost_answer("no-headers"),
    "an answer that is a gateway's page": broken.with_a_lost_answer("html"),
    "a decision that is throttled": broken.with_a_lost_answer("throttled", retry_after=100),
    "a lost answer on the way out": broken.with_a_lost_answer_on_the_way_out,
    "a set of which one entry differs": shown.of_a_set,
    "the engine is killed": cut_off.with_the_engine_killed,
}
QUICK = {"the life of an approval", "a create that is refused"}
doors = pytest.mark.parametrize("door", DOORS)


@pytest.mark.thinned(2)  # Each story behind one of the doors; with --exhaustive, behind both.
@doors
@pytest.mark.parametrize(
    "story",
    [
        pytest.param(story, marks=[pytest.mark.quick] * (name in QUICK), id=name)
        for name, story in STORIES.items()
    ],
)
def test_it_ends_alike(story: Callable[[Begin], Any], begin: Begin) -> None:
    story(begin)


@pytest.mark.exhaustive
@doors
@pytest.mark.parametrize("story", MORE.values(), ids=list(MORE))
def test_this_ends_alike_too(story: Callable[[Begin], Any], begin: Begin) -> None:
    story(begin)


@pytest.mark.thinned(2)
@doors
@pytest.mark.parametrize("row", ROWS, ids=[row.what for row in ROWS])
def test_it_ends_as_the_page_says(row: Difference, door: str, begin: Begin) -> None:
    assert row.story(begin) == row.ends[DOORS.index(door)]


def test_the_page_says_so() -> None:
    rows = [f"| {row.what} | {row.dynamic} | {row.plugin} | {row.because} |" for row in ROWS]
    missing = [row for row in rows if row not in PAGE.read_text().splitlines()]
    assert missing == []
