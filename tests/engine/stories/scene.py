"""An Azure with two requests, a stack behind one of the doors, and what can be seen of both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.simulator import Connection, Running

from . import doors
from .doors import APPROVAL_SET, Resource

if TYPE_CHECKING:
    from tools.toolchain.stack import Outcome, Stack

TARGET = (
    "/subscriptions/5c1a/resourceGroups/shop/providers/Microsoft.DigitalTwins/digitalTwinsInstances/plant"
)
# It shows that a change is under way.
COSMOS = "/subscriptions/5c1a/resourceGroups/shop/providers/Microsoft.DocumentDB/databaseAccounts/orders"
ENDPOINT = "/subscriptions/9d2b/resourceGroups/net/providers/Microsoft.Network/privateEndpoints/analytics"
OURS = f"{TARGET}/privateEndpointConnections/ours"
OTHER = f"{TARGET}/privateEndpointConnections/other"
INPUTS = {
    "targetResourceId": TARGET,
    "privateEndpointId": ENDPOINT,
    "description": "CHG-1",
    "waitForConnection": "0s",
}


def asked(target: str = TARGET, **more: Any) -> tuple[Connection, Connection]:
    """The request that the programs are about, and another one."""
    ours = Connection(target, "ours", private_endpoint=ENDPOINT, description="please", **more)
    return ours, Connection(target, "other", private_endpoint=f"{ENDPOINT}-2", description="me too", **more)


def plant(options: Mapping[str, Any] | None = None, **inputs: Any) -> Resource:
    """An approval of ours, with some inputs otherwise."""
    return Resource({**INPUTS, **inputs}, options=options or {})


def other(**inputs: Any) -> Resource:
    """An approval of the other one."""
    return plant(privateEndpointId=f"{ENDPOINT}-2", **inputs)


def both(**inputs: Any) -> Resource:
    """A set of the two."""
    entries = {"ours": plant(**inputs).inputs, "other": other(**inputs).inputs}
    return Resource({"approvals": entries}, APPROVAL_SET)


@dataclass(frozen=True)
class Scene:
    """A stack behind a door, and the Azure that it is about."""

    door: str
    azure: Running
    stack: Stack

    def write(self, outputs: doors.Outputs | None = None, **program: Resource) -> None:
        """Make these resources the program, whatever it was before."""
        doors.write(self.door, self.stack, program, outputs or {})

    @property
    def puts(self) -> list[str]:
        """The connections that were sent a decision, in turn."""
        return [e["path"].rpartition("/")[2] for e in self.azure.log() if e["method"] == "PUT"]

    @property
    def taken_in(self) -> int:
        """The decisions that the service did not refuse."""
        return sum(e["method"] == "PUT" and e["status"] < 400 for e in self.azure.log())

    @property
    def statuses(self) -> dict[str, str]:
        """Every connection's, by its name."""
        return {each["id"].rpartition("/")[2]: str(each["status"]) for each in self.azure.connections()}

    @property
    def kept(self) -> set[str]:
        """The names of the approvals that are in the state."""
        return {name for name, one in self.stack.resources().items() if doors.APPROVAL in one["type"]}

    def output(self, name: str, output: str = "status") -> Any:
        """What the state has of a resource."""
        return self.stack.resources()[name]["outputs"][output]


Begin = Callable[..., Scene]
"""`begin(plant=…)`: a scene whose stack has that program, which was not run yet."""


def said_of(outcome: Outcome, *names: str) -> str:
    """What was said of certain resources; the stack's name is `test`."""
    said = (event["diagnosticEvent"] for event in outcome.events if "diagnosticEvent" in event)
    return "".join(each["message"] for each in said if each.get("urn", "").rpartition("::")[2] in names)
