"""What one approval costs in requests, whatever way the service answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_private_endpoint.connections.properties.inputs import from_props
from pulumi_private_endpoint.connections.reconcile.approve import approve
from pulumi_private_endpoint.simulator import Scenario
from tools.benchmarks.figure import Figure
from tools.benchmarks.scene import TWINS, endpoint, pending, target, virtually

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pulumi_private_endpoint.connections.reconcile.approve import Approved
    from pulumi_private_endpoint.connections.runtime.session import Session

# The way a PUT is answered, and the polls it asks for: an operation of ten seconds, and Retry-After 5.
_STYLES = {
    "200-sync": 0,
    "202-aao": 2,
    "202-location": 2,
    "202-aao-location": 2,
    "201-aao": 2,
    "202-aao-rubbish": 2,
}


def figures() -> Iterator[Figure]:
    """Requests for one approval: list, GET (rule 2), PUT, the polls that were asked for, GET (rule 4).

    Selected by name, it is one less: the name is read by itself, and no list.
    """
    for style, polls in _STYLES.items():
        connections = pending(1, 1, TWINS, answer=style, retry_after=5, operation_seconds=9.9)
        _, spent = virtually(Scenario(connections=connections), _approve)
        yield Figure(
            "requests for one approval",
            f"answered `{style}`",
            spent.requests,
            "requests",
            4 + polls,
            f"list, GET, PUT, {polls} polls, GET",
        )
    connections = pending(1, 1, TWINS, status="Approved")
    _, spent = virtually(Scenario(connections=connections), _approve)
    yield Figure("requests for one approval", "approved already", spent.requests, "requests", 2, "list, GET")


async def _approve(session: Session) -> Approved:
    return await approve(
        session,
        from_props({"targetResourceId": target(0, TWINS), "privateEndpointId": endpoint(0)}),
    )
