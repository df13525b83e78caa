"""What outside bodies hold: in any case of names, as objects or as their JSON, and one laid over another."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_private_endpoint.policies.reading.bodies import as_object, listed, merged, value, values


@pytest.mark.parametrize(
    ("found", "is_read_as"),
    [
        pytest.param({"a": 1}, {"a": 1}, id="an object"),
        pytest.param('{"a": 1}', {"a": 1}, id="its JSON"),
        pytest.param("[1]", {}, id="JSON of something else"),
        pytest.param("no JSON", {}, id="no JSON"),
        pytest.param(7, {}, id="a number"),
        pytest.param(None, {}, id="nothing"),
    ],
)
def test_an_object_may_be_its_json(found: Any, is_read_as: Any) -> None:
    assert as_object(found) == is_read_as


@pytest.mark.parametrize(
    ("below", "above", "sent"),
    [
        pytest.param({"a": 1}, None, {"a": 1}, id="nothing above"),
        pytest.param({"a": 1, "b": 2}, {"B": 3}, {"a": 1, "B": 3}, id="another case"),
        pytest.param({"A": 1, "b": 2}, {"a": 3}, {"b": 2, "a": 3}, id="another case below"),
        pytest.param({"a": {"x": 1}}, {"a": {"y": 2}}, {"a": {"x": 1, "y": 2}}, id="member by member"),
        pytest.param({"a": 1}, [2], [2], id="a list above"),
    ],
)
def test_what_lies_above_goes_before(below: Any, above: Any, sent: Any) -> None:
    assert merged(below, above) == sent


def test_names_are_found_in_any_case() -> None:
    bag = {"Type": 1, "type": 2, 3: 4}
    assert list(values(bag, "TYPE")) == [1, 2]
    assert (value(bag, "other"), value("text", "type")) == (None, None)


@pytest.mark.parametrize(("found", "items"), [([1], [1]), ("ab", ()), (b"ab", ()), (None, ())])
def test_a_text_is_no_list(found: Any, items: Any) -> None:
    assert listed(found) == items
