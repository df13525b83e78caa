"""What a program exports of its decisions is what an auditor is told of its state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pulumi
import pytest
from pulumi.runtime import mocks

from pulumi_private_endpoint.approval import PrivateEndpointApproval, PrivateEndpointApprovalSet, decisions
from pulumi_private_endpoint.evidence import decisions as evidence
from pulumi_private_endpoint.evidence.stacks import approvals_of

TARGET = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv"
ENDPOINT = "/subscriptions/c/resourceGroups/rg/providers/Microsoft.Network/privateEndpoints/pe"
TODAY = date(2026, 11, 22)
WHY = "CHG-1042: analytics reads orders, review by 2099-01-01"
ENTRY: Any = {"target_resource_id": TARGET, "private_endpoint_id": ENDPOINT, "description": WHY}


class Engine(mocks.Mocks):
    """Answers with what Azure would have shown, and keeps a state."""

    def __init__(self) -> None:
        self.state: list[dict[str, Any]] = []

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        found: dict[str, Any] = {
            "status": "Approved",
            "connectionName": "pe.1",
            "requestMessage": "please",
            "groupIds": [],
        }
        if args.inputs.get("approvals"):
            found = {"results": {"billing": found}}
        else:
            found |= {"description": args.inputs.get("description") or "please"}
        id_ = f"{TARGET}/privateEndpointConnections/pe.1"
        outputs = args.inputs | found
        urn = f"urn:pulumi:stack::project::{args.typ}::{args.name}"
        self.state.append(
            {"type": args.typ, "id": id_, "urn": urn, "inputs": args.inputs, "outputs": outputs}
        )
        return id_, outputs

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], None]:
        raise NotImplementedError(args.token)


def exported(declare: Callable[[], Any]) -> tuple[list[dict[str, Any]], bool]:
    """What `decisions` gives, and whether it is a secret."""
    kept: list[Any] = []

    @pulumi.runtime.test  # type: ignore[untyped-decorator]  # Pulumi leaves it untyped
    def program() -> pulumi.Output[Any]:
        told = decisions(declare())

        async def see() -> None:
            kept.extend((await told.future(), await told.is_secret()))

        return pulumi.Output.from_input(see())

    program()
    return kept[0], kept[1]


def single(**more: Any) -> Callable[[], Any]:
    return lambda: PrivateEndpointApproval("orders", **(ENTRY | more))


def later() -> Any:
    return single(description=pulumi.Output.from_input(WHY))()


def a_set() -> Any:
    return PrivateEndpointApprovalSet("orders", {"billing": ENTRY})


@pytest.mark.parametrize(
    "declare",
    [
        pytest.param(single(), id="one"),
        pytest.param(single(description=None), id="without a reason"),
        pytest.param(later, id="a reason that comes later"),
        pytest.param(a_set, id="a set"),
    ],
)
def test_it_is_what_an_auditor_is_told_of_the_state(
    mocked: Callable[..., None], declare: Callable[[], Any]
) -> None:
    engine = Engine()
    mocked(engine)

    told, is_secret = exported(declare)

    state = approvals_of({"deployment": {"resources": engine.state}})
    (found,) = [each.document() for each in evidence.decisions(state, TODAY)]
    resource = found.pop("resource").rpartition("::")[2]  # The mocks know of no stack around it.
    assert found.pop("overdue") is False
    assert [each.pop("resource").rpartition("::")[2] for each in told] == [resource]
    assert told == [found]
    assert not is_secret


def test_where_anything_is_a_secret_all_is(mocked: Callable[..., None]) -> None:
    engine = Engine()
    mocked(engine)

    (told,), is_secret = exported(single(description=pulumi.Output.secret(WHY)))

    assert told["decision"] == WHY
    assert is_secret


def test_what_the_requester_wrote_is_no_decision(mocked: Callable[..., None]) -> None:
    mocked(Engine())

    (told,), _ = exported(single(description=None))

    assert (told["decision"], told["text"], told["ticket"]) == (None, "please", None)
