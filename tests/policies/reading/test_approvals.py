"""What of an approval may be named in a violation."""

from __future__ import annotations

import pytest

from pulumi_private_endpoint.policies.reading.approvals import named

ONE, TWO = (f"{digit}a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21" for digit in "09")


@pytest.mark.parametrize(
    ("subscriptions", "told"),
    [
        pytest.param((TWO, ONE), f"{ONE}, {TWO}", id="in their order"),
        pytest.param(("secret", ONE), ONE, id="what looks like an id alone"),
        pytest.param(("secret",), "", id="nothing that does"),
    ],
)
def test_only_ids_of_subscriptions_are_named(subscriptions: tuple[str, ...], told: str) -> None:
    assert named(subscriptions) == told
