"""A diff finds its check again, and says nothing of what it was about."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.output import Unknown

from pulumi_private_endpoint.approval.checks import Checks


def not_known() -> Any:
    """Another object each time, as it arrives."""
    return Unknown()  # type: ignore[no-untyped-call]  # Pulumi leaves it untyped


TARGET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v"
INPUTS = {"targetResourceId": TARGET, "requestMessage": "PLANTED", "description": "CHG-1"}
SET = {"approvals": {"orders": INPUTS, "stock": INPUTS}}


@pytest.mark.parametrize("checks", [0, 1, 2])
def test_each_check_is_for_one_diff(checks: int) -> None:
    known = Checks()
    for _ in range(checks):
        known.add(INPUTS, preview=False)
    assert [known.take(INPUTS) for _ in range(3)] == [number < checks for number in range(3)]


@pytest.mark.parametrize(
    ("checked", "differing", "same"),
    [
        pytest.param(INPUTS, INPUTS | {"description": "by a policy"}, True, id="another text"),
        pytest.param(INPUTS, INPUTS | {"__provider": "x"}, True, id="what Pulumi adds"),
        pytest.param(INPUTS, INPUTS | {"connectionName": "c1"}, False, id="another selector"),
        pytest.param(INPUTS, INPUTS | {"targetResourceId": f"{TARGET}2"}, False, id="another target"),
        pytest.param(
            INPUTS | {"connectionName": not_known()},
            INPUTS | {"connectionName": not_known()},
            True,
            id="not known yet",
        ),
        pytest.param(SET, {"approvals": {"stock": {}, "orders": not_known()}}, True, id="a set's entries"),
        pytest.param(SET, {"approvals": {"orders": INPUTS}}, False, id="fewer entries"),
        pytest.param({"approvals": not_known()}, {"approvals": not_known()}, True, id="a set not known yet"),
    ],
)
def test_whose_check_it_was(checked: dict[str, Any], differing: dict[str, Any], same: bool) -> None:
    known = Checks()
    known.add(checked, preview=True)
    assert (known.in_preview(differing), known.take(differing)) == (same, same)


def test_a_preview_of_one_is_none_of_another() -> None:
    known = Checks()
    other = INPUTS | {"connectionName": "c2"}
    known.add(INPUTS, preview=True)
    known.add(other, preview=False)
    assert (known.in_preview(INPUTS), known.in_preview(other)) == (True, False)


def test_what_is_remembered_holds_no_message() -> None:
    known = Checks()
    known.add(INPUTS, preview=True)
    assert "PLANTED" not in repr(vars(known))
