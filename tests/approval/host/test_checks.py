"""A diff finds its check again, and says nothing of what it was about."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.output import Unknown

from pulumi_private_endpoint.approval.host.checks import Check, PendingChecks


def not_known() -> Any:
    """Another object each time, as it arrives."""
    return Unknown()  # type: ignore[no-untyped-call]  # Pulumi leaves it untyped


TARGET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v"
INPUTS = {"targetResourceId": TARGET, "requestMessage": "PLANTED", "description": "CHG-1"}
REMEDIED = INPUTS | {"description": "CHG-1, by a policy"}
SET = {"approvals": {"orders": INPUTS, "stock": INPUTS}}


@pytest.mark.parametrize("checks", [0, 1, 2])
def test_each_check_is_for_one_diff(checks: int) -> None:
    known = PendingChecks()
    for _ in range(checks):
        known.add(INPUTS, {})
    assert [known.take(INPUTS) is not None for _ in range(3)] == [number < checks for number in range(3)]


@pytest.mark.parametrize(
    ("checked", "differing", "found"),
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
def test_whose_check_it_was(checked: dict[str, Any], differing: dict[str, Any], found: bool) -> None:
    known = PendingChecks()
    known.add(checked, {}, name="orders", preview=True)
    assert known.name(differing) == ("orders" if found else "")
    assert known.take(differing) == (Check("orders", preview=True, same=False) if found else None)


def test_a_preview_of_one_is_none_of_another() -> None:
    known = PendingChecks()
    other = INPUTS | {"connectionName": "c2"}
    known.add(INPUTS, {}, preview=True)
    known.add(other, {})
    assert [check and check.preview for check in (known.take(INPUTS), known.take(other))] == [True, False]


def test_of_several_about_the_same_the_one_that_asked_for_just_this() -> None:
    known = PendingChecks()
    other = INPUTS | {"description": "CHG-2"}
    known.add(INPUTS, INPUTS, name="one")
    known.add(other, INPUTS, name="two")

    assert known.name(other) == "two"
    assert known.take(other) == Check("two", preview=False, same=False)
    assert known.take(other) == Check("one", preview=False, same=False)
    assert known.take(other) is None
    assert known.name(INPUTS) == "one"


@pytest.mark.parametrize(
    ("before", "now", "same"),
    [
        pytest.param(INPUTS, INPUTS | {"__provider": "x"}, True, id="unchanged"),
        pytest.param({}, INPUTS, False, id="new"),
        pytest.param(INPUTS | {"description": "CHG-0"}, INPUTS, False, id="another text"),
        pytest.param(
            INPUTS | {"description": "remedied"}, INPUTS | {"description": "remedied"}, True, id="policy"
        ),
        pytest.param(
            INPUTS | {"description": not_known()},
            INPUTS | {"description": not_known()},
            False,
            id="not known",
        ),
    ],
)
def test_whether_the_state_has_the_inputs_already(
    before: dict[str, Any], now: dict[str, Any], same: bool
) -> None:
    known = PendingChecks()
    known.add(INPUTS, before)
    check = known.take(now)
    assert check is not None
    assert check.same is same


def test_each_of_those_that_are_created_alike_has_a_name_of_its_own() -> None:
    known = PendingChecks()
    for name in ("orders", "stock"):
        known.add(INPUTS, {}, name=name)
    assert {known.name_of_new(INPUTS), known.name_of_new(INPUTS)} == {"orders", "stock"}


def test_what_is_created_has_no_name_of_what_is_there() -> None:
    known = PendingChecks()
    known.add(INPUTS, {}, name="stock")
    known.add(INPUTS, INPUTS, name="orders")
    check = known.take(INPUTS)
    assert (check and check.name) == "orders"
    assert known.name_of_new(INPUTS) == "stock"


def test_what_is_replaced_keeps_its_name() -> None:
    known = PendingChecks()
    known.add(INPUTS, INPUTS, name="orders")
    known.take(INPUTS)
    assert known.name_of_new(INPUTS) == "orders"


def test_what_is_remembered_holds_no_message() -> None:
    known = PendingChecks()
    known.add(INPUTS, INPUTS, name="orders", preview=True)
    assert "PLANTED" not in repr(vars(known))


def test_the_order_of_inputs_is_of_no_account() -> None:
    known, turned = PendingChecks(), dict(reversed(INPUTS.items()))
    known.add(turned, INPUTS)

    found = known.take(turned)

    assert found is not None
    assert found.same
