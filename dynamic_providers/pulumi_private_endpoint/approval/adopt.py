"""Code and an import file for the decided connections a target already has.

    python -m pulumi_private_endpoint.approval.adopt TARGET_ID [--import-file FILE] [--api-version VERSION]

Prints the program's part. `pulumi import --file FILE` (CLI 3.254 or newer) puts
the same connections into the state without touching them; with an older CLI
`pulumi up` does, because an approval that already stands is adopted. Reads only.
What nobody has decided is left out, with a line on standard error for each.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pulumi.dynamic.dynamic import serialize_provider

from pulumi_private_endpoint.arm import ArmError, ResourceId
from pulumi_private_endpoint.connections.errors import ApprovalError, ConnectionNotFound
from pulumi_private_endpoint.connections.model import APPROVED, DISCONNECTED, PENDING, REJECTED, Connection
from pulumi_private_endpoint.connections.properties import state
from pulumi_private_endpoint.connections.properties.fields import python_name
from pulumi_private_endpoint.connections.properties.inputs import Problem, problems
from pulumi_private_endpoint.connections.reconcile.read import list_connections, target_label
from pulumi_private_endpoint.connections.reconcile.refresh import adopted_inputs
from pulumi_private_endpoint.connections.runtime.sessions import Sessions
from pulumi_private_endpoint.connections.services.lookup import spec_for
from pulumi_private_endpoint.connections.text import printable

from .engine_log import EngineReport
from .property_bag import STORED_PROVIDER
from .provider import PROVIDER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulumi_private_endpoint.connections.runtime.session import Session
    from pulumi_private_endpoint.connections.services.spec import ServiceSpec

TYPE_TOKEN = "pulumi-python:dynamic/privateendpoint:PrivateEndpointApproval"  # noqa: S105 - a Pulumi type
_READ_SECONDS = 60.0
_DECIDED = (APPROVED, REJECTED)
_UNDECIDED = {
    PENDING: "so there is no decision to adopt",
    # E4: informative only.
    DISCONNECTED: "and can only be deleted",
}


def resource_name(connection: Connection) -> str:
    """A name for the resource: the requester's, or the connection's where the requester is hidden."""
    known = connection.private_endpoint_id
    words = re.findall(r"[a-z0-9]+", (known.name if known else connection.name).lower())
    return "-".join(words) or "connection"


def names(connections: Sequence[Connection]) -> list[str]:
    """A different name for each connection, numbered where two would be the same."""
    taken: list[str] = []
    for connection in connections:
        name = resource_name(connection)
        numbered = (f"{name}-{number}" for number in itertools.count(2))
        taken.append(next(one for one in itertools.chain([name], numbered) if one not in taken))
    return taken


def import_file(connections: Sequence[Connection], spec: ServiceSpec) -> dict[str, Any]:
    """What `pulumi import --file` reads: type, name, id, and the state as it would be."""
    provider = {STORED_PROVIDER: serialize_provider(PROVIDER)}
    resources = []
    for name, connection in zip(names(connections), connections, strict=True):
        inputs = adopted_inputs(connection)
        history = state.first_seen(connection, previous_status=connection.status)
        outputs = state.outputs(inputs, connection, spec, history)
        resources.append(
            {
                "type": TYPE_TOKEN,
                "name": name,
                "id": str(connection.id),
                "inputs": inputs | provider,
                "outputs": outputs | provider,
            }
        )
    return {"resources": resources}


def program(connections: Sequence[Connection]) -> str:
    """The Python code that declares the connections as they stand."""
    lines = ["from pulumi_private_endpoint.approval import PrivateEndpointApproval"]
    for name, connection in zip(names(connections), connections, strict=True):
        inputs = adopted_inputs(connection)
        # ascii() keeps requester-written text harmless: escapes, never code (P3).
        arguments = "".join(f"    {python_name(key)}={value!a},\n" for key, value in inputs.items())
        lines.append(f'\nPrivateEndpointApproval(\n    "{name}",\n{arguments})')
    return "\n".join(lines) + "\n"


async def decided_connections(
    session: Session, target: ResourceId, api_version: str | None
) -> tuple[list[Connection], ServiceSpec]:
    """The approved and rejected connections of a target, and how they were read.

    Warns of each connection that is left out.

    Raises:
        UnknownService: The target's type is not known, and no api-version was given.
        ConnectionNotFound: There is none to adopt.
        ArmError: They could not be read.
    """
    spec = spec_for(target.type, api_version)
    found = await list_connections(session, spec, target, session.deadline(_READ_SECONDS))
    for connection in found:
        if connection.status not in _DECIDED:
            session.report.warn(_left_out(connection))
    decided = [connection for connection in found if connection.status in _DECIDED]
    if not decided:
        raise ConnectionNotFound(
            f"nothing to adopt: {target_label(target)} has no connection that is Approved or Rejected"
        )
    return decided, spec


def _left_out(connection: Connection) -> str:
    reason = _UNDECIDED.get(connection.status, "neither Approved nor Rejected")
    return f"left out {printable(connection.name)}: it is {printable(connection.status)}, {reason}"


def wrong_input(target: str, api_version: str | None) -> Problem | None:
    """What is wrong with the arguments, as the resource would say it of its inputs of these names."""
    given = {"targetResourceId": target, "apiVersion": api_version}
    return next((problem for problem in problems(given) if problem.property in given), None)


def main(arguments: Sequence[str]) -> int:
    """Run the command; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="adopt", description=__doc__.partition("\n")[0] if __doc__ else None
    )
    parser.add_argument("target", help="the Azure resource's id")
    parser.add_argument("--import-file", type=Path, help="where to write the file for `pulumi import --file`")
    parser.add_argument("--api-version", help="for a type that is not in the service table")
    given = parser.parse_args(arguments)
    wrong = wrong_input(given.target, given.api_version)
    if wrong is not None:
        sys.stderr.write(f"{wrong}\n")
        return 1
    try:
        connections, spec = asyncio.run(_read(given.target, given.api_version))
        if given.import_file is not None:
            text = json.dumps(import_file(connections, spec), indent=2)
            given.import_file.write_text(f"{text}\n", encoding="utf-8")
    except (ApprovalError, ArmError, OSError) as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    sys.stdout.write(program(connections))
    return 0


async def _read(target: str, api_version: str | None) -> tuple[list[Connection], ServiceSpec]:
    sessions = Sessions(os.environ, lambda _: None, EngineReport(None))
    async with sessions.once(None) as session:
        return await decided_connections(session, ResourceId.parse(target), api_version)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
