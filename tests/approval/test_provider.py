"""What a check puts into the inputs, and when it looks."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from pulumi.dynamic import CheckFailure

from pulumi_private_endpoint.approval import provider, set_provider
from pulumi_private_endpoint.approval.host import process
from pulumi_private_endpoint.approval.host.checks import PendingChecks
from pulumi_private_endpoint.approval.host.property_bag import DRY_RUN, NAME

TARGET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v"
ENTRY = {"targetResourceId": TARGET, "connectionName": "c1"}
SET = {"approvals": {"orders": ENTRY}}


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Says in place of a look that there was one."""
    found: list[str] = []

    def look(*given: Any) -> list[Any]:
        found.append(str(given[-1]))
        return []

    shared = SimpleNamespace(checks=PendingChecks(), sets={})
    monkeypatch.setattr(process, "shared", lambda: shared)
    monkeypatch.setattr(provider, "_preview_problems", look)
    monkeypatch.setattr(set_provider, "_preview_problems", look)
    return found


@pytest.mark.parametrize(("given", "status"), [({}, "Approved"), ({"status": "Rejected"}, "Rejected")])
def test_a_decision_that_is_not_named_is_put_in(
    looked: list[str], given: dict[str, str], status: str
) -> None:
    found = provider.PROVIDER.check({}, ENTRY | given | {NAME: "orders"})
    assert (found.inputs["status"], found.failures, looked) == (status, [], [])


@pytest.mark.parametrize(
    ("door", "right", "wrong"),
    [
        pytest.param(provider.PROVIDER, ENTRY, ENTRY | {"onDestroy": "perhaps"}, id="one"),
        pytest.param(set_provider.PROVIDER, SET, SET | {"maxConcurrency": 0}, id="a set"),
    ],
)
@pytest.mark.parametrize(
    ("names", "is_new", "is_right", "looks"),
    [
        pytest.param(DRY_RUN, True, True, True, id="a new one in a preview"),
        pytest.param(NAME, True, True, False, id="in an up"),
        pytest.param(DRY_RUN, False, True, False, id="one that is there: its diff looks"),
        pytest.param(DRY_RUN, True, False, False, id="what is wrong already"),
    ],
)
def test_only_what_is_new_and_right_is_looked_for_and_only_in_a_preview(
    looked: list[str],
    door: Any,
    right: dict[str, Any],
    wrong: dict[str, Any],
    names: str,
    is_new: bool,
    is_right: bool,
    looks: bool,
) -> None:
    given = (right if is_right else wrong) | {names: "orders"}
    found = door.check({} if is_new else right, given)
    assert looked == (["orders"] if looks else [])
    assert all(isinstance(failure, CheckFailure) for failure in found.failures)
    assert bool(found.failures) is not is_right
