"""Rule 6: the process dies at any request, before or after Azure acted on it, and the next run converges.

Each command is run once undisturbed, then cut short at its first request, its second, and so on, and run
again. The truth at the end must be the same, and no decision may have taken effect twice.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from pulumi_private_endpoint.approval import ApprovalFailed
from pulumi_private_endpoint.simulator import Connection

SHOP = "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop/providers"
SERVICES = {
    "Cosmos DB": f"{SHOP}/Microsoft.DocumentDB/databaseAccounts/orders",
    "SQL": f"{SHOP}/Microsoft.Sql/servers/orders",
    "Storage": f"{SHOP}/Microsoft.Storage/storageAccounts/orders",
    "AKS": f"{SHOP}/Microsoft.ContainerService/managedClusters/orders",
    "API Management": f"{SHOP}/Microsoft.ApiManagement/service/orders",
    "Digital Twins": f"{SHOP}/Microsoft.DigitalTwins/digitalTwinsInstances/orders",
    "Key Vault": f"{SHOP}/Microsoft.KeyVault/vaults/orders",
}
ENDPOINT = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints/orders"
)
SELECTORS = {
    "by its id": {"privateEndpointId": ENDPOINT},
    # After the decision the message is gone; only a text that quotes it proves whose decision it was.
    "by its message": {"requestMessage": "nonce-8c1d", "description": "CHG-1 orders (nonce-8c1d)"},
    "by its name": {"connectionName": "orders.1"},
}
# What only a run that saw the pending request can know; the next one cannot read it from Azure any more.
ONLY_SEEN_BEFORE = frozenset({"requestMessage", "previousStatus", "provisioningState"})

Command = Callable[[Any], None]


class Killed(BaseException):
    """The provider's process is gone."""


def up(program: dict[str, Any]) -> Command:
    def run(azure: Any) -> None:
        azure.stack.up(program)

    return run


def run_cut_short(azure: Any, command: Command, at: int, moment: str) -> bool:
    """Run until the request number `at` of this command; False: it ended before."""
    seen = 0

    async def kill(_: httpx.Request) -> None:
        nonlocal seen
        seen += 1
        if seen == at:
            raise Killed

    setattr(azure.witness, moment, kill)
    try:
        command(azure)
    except Killed:
        return True
    finally:
        setattr(azure.witness, moment, None)
    return False


def effective(azure: Any) -> list[tuple[str, str | None]]:
    return [(write.method, write.wanted) for write in azure.witness.writes if write.effective]


def truth(azure: Any) -> dict[str, Any]:
    """Everything that is true in Azure once all operations have ended."""
    azure.azure.clock.seconds += 3600
    return dict(azure.truth)


@pytest.fixture
def start(world: Callable[..., Any], target: str) -> Callable[..., Any]:
    def make(*past: Command) -> Any:
        azure = world(
            [
                Connection(
                    target=target, name="orders.1", private_endpoint=ENDPOINT, description="nonce-8c1d"
                ),
                Connection(
                    target=target, name="other.1", private_endpoint=f"{ENDPOINT}-other", description="other"
                ),
            ]
        )
        for command in past:
            command(azure)
        azure.witness.writes.clear()
        return azure

    return make


def cut_everywhere(
    start: Callable[..., Any], past: list[Command], command: Command, moment: str, later: float
) -> int:
    """Cut `command` short at each of its requests; the number of cuts comes back."""
    smooth = start(*past)
    command(smooth)
    cuts = 0
    while True:
        azure = start(*past)
        if not run_cut_short(azure, command, cuts + 1, moment):
            return cuts
        cuts += 1
        azure.azure.clock.seconds += later
        command(azure)
        assert effective(azure) == effective(smooth), f"cut at request {cuts}"
        assert truth(azure) == truth(smooth), f"cut at request {cuts}"
        assert told(azure) == told(smooth), f"cut at request {cuts}"


def told(azure: Any) -> dict[str, Any]:
    return {name: value for name, value in azure.stack.outs.items() if name not in ONLY_SEEN_BEFORE}


everywhere = [
    pytest.mark.parametrize("target", SERVICES.values(), ids=list(SERVICES)),
    pytest.mark.parametrize("moment", ["before", "after"], ids=["before Azure acts", "after Azure acted"]),
    pytest.mark.parametrize("later", [0.0, 3600.0], ids=["run again at once", "run again an hour later"]),
    pytest.mark.thinned(4),
]
pytestmark = everywhere


def program(target: str, selector: str = "by its id", **more: Any) -> dict[str, Any]:
    return {"targetResourceId": target, "description": "CHG-1 orders"} | SELECTORS[selector] | more


@pytest.mark.parametrize("selector", SELECTORS)
def test_an_approval(
    start: Callable[..., Any], target: str, moment: str, later: float, selector: str
) -> None:
    assert cut_everywhere(start, [], up(program(target, selector)), moment, later) >= 3


def test_a_new_text(start: Callable[..., Any], target: str, moment: str, later: float) -> None:
    past = [up(program(target))]
    changed = up(program(target, description="CHG-2 orders"))
    cuts = cut_everywhere(start, past, changed, moment, later)
    decided_once = "Sql" in target or "Storage" in target
    assert cuts == 0 if decided_once else cuts >= 3


@pytest.mark.parametrize("on_destroy", ["reject", "delete"])
def test_a_destroy(
    start: Callable[..., Any], target: str, moment: str, later: float, on_destroy: str
) -> None:
    past = [up(program(target, onDestroy=on_destroy))]
    if on_destroy == "reject" and "Sql" in target:
        # E2: nothing is sent, so there is nothing that a crash could leave half done.
        with pytest.raises(ApprovalFailed, match=r"on_?[dD]estroy cannot be reject"):
            start(*past)
    else:
        assert cut_everywhere(start, past, lambda azure: azure.stack.destroy(), moment, later) >= 3


def test_a_refresh(start: Callable[..., Any], target: str, moment: str, later: float) -> None:
    past = [up(program(target))]
    assert cut_everywhere(start, past, lambda azure: azure.stack.refresh(), moment, later) == 1
