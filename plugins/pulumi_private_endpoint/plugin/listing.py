"""`getConnections`: who is connected to a resource, and who waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.properties.fields import ROWS
from pulumi_private_endpoint.connections.properties.inputs import Problem
from pulumi_private_endpoint.connections.reconcile.listing import connections_of

if TYPE_CHECKING:
    from .answers import Props
    from .call import Call

TOKEN = "private-endpoint:index:getConnections"  # noqa: S105 - a Pulumi function
_SECONDS = 300.0
_TAKEN = ("target", "api_version", "tenant_id")


def problems(given: Props) -> list[str]:
    """What is wrong with the arguments, in a line each."""
    rows = [ROWS[attribute] for attribute in _TAKEN]
    names = {row.name for row in rows}
    found = [
        Problem(name, "is not an argument of getConnections", known=False)
        for name in sorted(given.keys() - names)
    ]
    for row in rows:
        value = given.get(row.name)
        if value is None and row.required:
            found.append(Problem(row.name, "is missing: give the id of the resource being connected to"))
        reason = None if value is None else row.check(value)
        found += [Problem(row.name, reason)] if reason else []
    return [str(problem) for problem in found]


async def get_connections(call: Call, given: Props) -> Props:
    """The connections of a target; the arguments have no problems."""
    target = ResourceId.parse(given["targetResourceId"])
    found = await call.run(
        lambda session: connections_of(session, target, given.get("apiVersion")),
        _SECONDS,
        given.get("tenantId"),
    )
    return {"connections": found}
