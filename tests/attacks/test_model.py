"""Any sequence of a user's commands, other people's doings and crashes, judged by what is true in Azure.

The judge knows nothing of the provider: it compares each write with the connections as they were when the
command began, and the state with the connection as it is. `PRIVATE_ENDPOINT_MODEL_EXAMPLES` sets the number
of stories for each service; the same ones every time unless `PRIVATE_ENDPOINT_MODEL_RANDOM` is set.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from pulumi_private_endpoint.approval import ApprovalFailed
from pulumi_private_endpoint.connections.properties import state
from pulumi_private_endpoint.simulator import Connection

SHOP = "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop/providers"
TARGETS = [
    f"{SHOP}/{service}/orders"
    for service in (
        "Microsoft.DocumentDB/databaseAccounts",
        "Microsoft.Sql/servers",
        "Microsoft.Storage/storageAccounts",
        "Microsoft.ContainerService/managedClusters",
        "Microsoft.ApiManagement/service",
        "Microsoft.DigitalTwins/digitalTwinsInstances",
        "Microsoft.KeyVault/vaults",
    )
]
REFUSE_A_SECOND_APPROVAL = ("Microsoft.Sql/servers", "Microsoft.Storage/storageAccounts")
FRIEND, STRANGER = "c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44", "d1e2f3a4-1111-4222-8333-944445555666"
NETWORK = "providers/Microsoft.Network/privateEndpoints"
ENDPOINTS = [
    f"/subscriptions/{FRIEND}/resourceGroups/warehouse/{NETWORK}/orders",
    f"/subscriptions/{FRIEND}/resourceGroups/evil/{NETWORK}/orders",
    f"/subscriptions/{STRANGER}/resourceGroups/warehouse/{NETWORK}/evil-orders",
    "",
]
NAMES = ["orders.1", "orders.2", "evil-orders.1"]
MESSAGES = ["nonce-8c1d", "nonce-8c1d-evil", "CHG-1"]

Bag = dict[str, Any]
names, endpoints, messages = st.sampled_from(NAMES), st.sampled_from(ENDPOINTS), st.sampled_from(MESSAGES)
SELECTORS = ("connectionName", "privateEndpointId", "privateEndpointName", "requestMessage")
GUARDS: Bag = {"groupId": "sub", "allowedSubscriptionIds": [FRIEND], "allowUnknownRequester": True}

selectors = st.sets(st.sampled_from(SELECTORS), min_size=1, max_size=2)
guards = st.sets(st.sampled_from(sorted(GUARDS)), max_size=2)
descriptions = st.sampled_from([None, "CHG-1", "CHG-2", f"CHG-3 ({MESSAGES[0]})"])
statuses = st.sampled_from(["Approved", "Approved", "Approved", "Rejected"])
on_destroys = st.sampled_from(["keep", "reject", "delete"])


class Killed(BaseException):
    """The provider's process is gone."""


def holds(program: Bag, there: Bag) -> bool:
    """Whether a connection is what the program asks for, by letter."""
    shown = _shown(there)
    return all(program.get(name) in (None, shown[name]) for name in SELECTORS) and permitted(program, there)


def _shown(there: Bag) -> Bag:
    return {
        "connectionName": there["id"].rsplit("/", 1)[-1],
        "privateEndpointId": there["private_endpoint"],
        "privateEndpointName": there["private_endpoint"].rsplit("/", 1)[-1],
        "requestMessage": there["description"],
    }


def permitted(program: Bag, there: Bag) -> bool:
    endpoint, allowed = there["private_endpoint"], program.get("allowedSubscriptionIds")
    return (
        (bool(endpoint) or bool(program.get("allowUnknownRequester")))
        and (allowed is None or (bool(endpoint) and endpoint.split("/")[2] in allowed))
        and (program.get("groupId") is None or program["groupId"] in there["group_ids"])
    )


class Story(RuleBasedStateMachine):
    """One resource of one program, on one target that others use as well."""

    def __init__(self, world: Callable[..., Any], target: str) -> None:
        super().__init__()
        self._make = world
        self.target = target
        self.program: Bag = {}

    @initialize(endpoint=endpoints)
    def begin(self, endpoint: str) -> None:
        self.azure = self._make([self._connection(NAMES[0], endpoint, MESSAGES[0])])
        self.program = {
            "targetResourceId": self.target,
            "connectionName": NAMES[0],
            "allowUnknownRequester": True,
        }

    def _connection(self, name: str, endpoint: str, message: str) -> Connection:
        return Connection(
            target=self.target,
            name=name,
            private_endpoint=endpoint,
            description=message,
            group_ids=("sub",),
            operation_seconds=8,
        )

    # What others do.

    @rule(name=names, endpoint=endpoints, message=messages)
    def ask(self, name: str, endpoint: str, message: str) -> None:
        """A request, also under a name that another one had."""
        if name not in self.azure.truth:
            bag = asdict(self._connection(name, endpoint, message))
            given = {key: value for key, value in bag.items() if value is not None}
            self.azure.azure.control("POST", "connections", json=given)

    @rule(
        name=names,
        status=st.sampled_from(["Approved", "Rejected", "Disconnected"]),
        text=st.sampled_from(["by hand", "CHG-1"]),
    )
    def decide_elsewhere(self, name: str, status: str, text: str) -> None:
        if name in self.azure.truth:
            self.azure.change(
                f"{self.target}/privateEndpointConnections/{name}", status=status, description=text
            )

    @rule(name=names)
    def go_away(self, name: str) -> None:
        if name in self.azure.truth:
            connection_id = f"{self.target}/privateEndpointConnections/{name}"
            self.azure.azure.control("DELETE", "connections", params={"id": connection_id})

    @rule(seconds=st.sampled_from([1, 5, 60]))
    def wait(self, seconds: float) -> None:
        self.azure.azure.clock.seconds += seconds

    # What the user does.

    @rule(
        pick=st.integers(0, 2),
        by=selectors,
        only=guards,
        description=descriptions,
        status=statuses,
        on_destroy=on_destroys,
    )
    def single_out(
        self, pick: int, by: set[str], only: set[str], description: str | None, status: str, on_destroy: str
    ) -> None:
        """A program that means a certain connection, by some of what it shows."""
        there = self.azure.truth
        name = sorted(there)[pick % len(there)] if there else NAMES[0]
        shown = _shown(there[name]) if there else {"connectionName": name}
        by = {each for each in by if shown.get(each)} or {"connectionName"}
        bag = {
            "targetResourceId": self.target,
            "waitForConnection": "3s",
            "timeout": "3m",
            "description": description,
            "status": status,
            "onDestroy": on_destroy,
            **{each: shown[each] for each in by},
            **{each: GUARDS[each] for each in only},
        }
        self.program = {key: value for key, value in bag.items() if value is not None}

    @rule(description=st.sampled_from(["CHG-1", "CHG-2"]), status=st.sampled_from(["Approved", "Rejected"]))
    def edit(self, description: str, status: str) -> None:
        self.program = self.program | {"description": description, "status": status}
        self.up()

    @rule()
    def preview(self) -> None:
        self._watch(lambda: self.azure.stack.preview(self.program), writes=False)

    @rule()
    def up(self) -> None:
        if not self._watch(lambda: self.azure.stack.up(self.program)):
            return
        name = self.azure.stack.outs["connectionName"]
        before = len(self.azure.witness.writes)
        assert self.azure.stack.outs["status"] == self.program.get("status", "Approved")
        assert self.azure.stack.up(self.program) == "same", f"a second up of {name} is not a no-op"
        assert len(self.azure.witness.writes) == before

    @precondition(lambda self: self.azure.stack.id is not None)
    @rule()
    def refresh(self) -> None:
        name = self.azure.stack.outs["connectionName"]
        self._watch(self.azure.stack.refresh, writes=False)
        there = self.azure.truth.get(name)
        outs = self.azure.stack.outs
        assert (self.azure.stack.id is None) == (there is None)
        if there is not None:
            assert outs["status"] == there["status"]
            assert outs["description"] == there["description"]
            assert outs.get("privateEndpointId", "") == there["private_endpoint"]

    @rule()
    def destroy(self) -> None:
        self._watch(self.azure.stack.destroy)

    @rule(
        at=st.integers(1, 9),
        moment=st.sampled_from(["before", "after"]),
        what=st.sampled_from(["up", "destroy"]),
    )
    def die(self, at: int, moment: str, what: str) -> None:
        """The same two commands, cut short at a request."""
        seen = 0

        async def kill(_: httpx.Request) -> None:
            nonlocal seen
            seen += 1
            if seen == at:
                raise Killed

        setattr(self.azure.witness, moment, kill)
        try:
            self._watch(
                (lambda: self.azure.stack.up(self.program)) if what == "up" else self.azure.stack.destroy
            )
        except Killed:
            pass  # the story goes on with the next process
        finally:
            setattr(self.azure.witness, moment, None)

    # The judge.

    def _watch(self, command: Callable[[], Any], *, writes: bool = True) -> bool:
        """Run a command and judge its writes; False: it was refused."""
        stack, witness = self.azure.stack, self.azure.witness
        owned = self._owned()
        asked_for = self._asked_for()
        before = len(witness.writes)
        refused = False
        try:
            command()
        except ApprovalFailed:
            refused = True
        finally:
            for write in witness.writes[before:]:
                self._judge(write, owned, asked_for)
        sent = witness.writes[before:]
        assert writes or not sent
        if refused and len(owned) < 2 and not stack.replaced:
            assert not [write for write in sent if write.effective], "refused, and yet something changed"
        return not refused

    def _owned(self) -> list[tuple[str, str]]:
        """The connections that earlier decisions were made for, by name and endpoint."""
        stack = self.azure.stack
        bags = [stack.outs] * (stack.id is not None) + [outs for _, outs in stack.replaced]
        return [(name, str(requester or "")) for name, requester in map(state.identity, bags)]

    def _asked_for(self) -> list[tuple[str, str]]:
        """What the program singles out now; nothing if that is several requesters'."""
        found = [
            (name, there["private_endpoint"])
            for name, there in self.azure.truth.items()
            if holds(self.program, there)
        ]
        return found if len({endpoint for _, endpoint in found}) == 1 else []

    def _judge(self, write: Any, owned: list[tuple[str, str]], asked_for: list[tuple[str, str]]) -> None:
        subject = (write.name, write.endpoint)
        nobody = write.before == "absent"  # and a deletion of nothing deletes nothing
        assert nobody or subject in owned or subject in asked_for, f"nobody asked for {write}"
        if write.wanted == "Approved":
            assert write.before not in {"Rejected", "Disconnected"}, f"somebody's decision: {write}"
            again = write.before == "Approved" and self._type in REFUSE_A_SECOND_APPROVAL
            assert not again, f"sent twice to a service that refuses it: {write}"

    @property
    def _type(self) -> str:
        return "/".join(self.target.split("/")[6:8])


@pytest.mark.thinned(2)  # Each service behind one of the doors.
@pytest.mark.parametrize("target", TARGETS, ids=[target.split("/")[6] for target in TARGETS])
def test_whatever_happens_only_what_was_singled_out_is_decided(
    world: Callable[..., Any], target: str, *, exhaustive: bool
) -> None:
    stories = 215 if exhaustive else 12
    run_state_machine_as_test(
        lambda: Story(world, target),  # type: ignore[arg-type]  # any factory will do; hypothesis says a class
        settings=settings(
            max_examples=int(os.environ.get("PRIVATE_ENDPOINT_MODEL_EXAMPLES", stories)),
            stateful_step_count=30,
            derandomize="PRIVATE_ENDPOINT_MODEL_RANDOM" not in os.environ,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
