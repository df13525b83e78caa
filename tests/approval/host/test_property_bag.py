"""What Pulumi and the resource add to what a program gave."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_private_endpoint.approval.host.property_bag import moved


@pytest.mark.parametrize(
    ("olds", "news", "follows"),
    [
        pytest.param({"__provider": "a"}, {"__provider": "a"}, False, id="the same provider"),
        pytest.param({"__provider": "a"}, {"__provider": "b"}, True, id="another"),
        pytest.param({}, {"__provider": "b"}, True, id="none before"),
    ],
)
def test_a_state_follows_its_provider(olds: dict[str, Any], news: dict[str, Any], follows: bool) -> None:
    assert moved(olds, news) is follows
