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
import os
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from pulumi_private_endpoint.adoption.entries import Adoption, Wanted, adoptions, reason_left_out
from pulumi_private_endpoint.adoption.import_file import for_dynamic
from pulumi_private_endpoint.adoption.python_program import singles
from pulumi_private_endpoint.arm import ArmError, ResourceId
from pulumi_private_endpoint.connections.errors import ApprovalError, ConnectionNotFound
from pulumi_private_endpoint.connections.model import APPROVED, REJECTED, Connection
from pulumi_private_endpoint.connections.properties.inputs import Problem, problems
from pulumi_private_endpoint.connections.reconcile.read import list_connections, target_label
from pulumi_private_endpoint.connections.runtime.sessions import Sessions
from pulumi_private_endpoint.connections.services.lookup import spec_for
from pulumi_private_endpoint.connections.text import printable

from .host.engine_log import EngineReport

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulumi_private_endpoint.connections.runtime.session import Session

_READ_SECONDS = 60.0
_DECIDED = frozenset({APPROVED, REJECTED})


def adopted(connections: Sequence[Connection], api_version: str | None = None) -> Adoption:
    """What of a target's connections goes into code: what was decided, either way."""
    today = datetime.now(timezone.utc).date()
    (found,) = adoptions(connections, Wanted(today, _DECIDED, api_version=api_version))
    return found


async def decided_connections(
    session: Session, target: ResourceId, api_version: str | None
) -> list[Connection]:
    """The approved and rejected connections of a target.

    Warns of each connection that is left out.

    Raises:
        UnknownService: The target's type is not known, and no api-version was given.
        ConnectionNotFound: There is none to adopt.
        ArmError: They could not be read.
    """
    spec = spec_for(target.type, api_version)
    found = await list_connections(session, spec, target, session.deadline(_READ_SECONDS))
    for connection in found:
        if why := reason_left_out(connection, _DECIDED):
            session.report.warn(f"left out {printable(connection.name)}: it is {why}")
    decided = [connection for connection in found if connection.status in _DECIDED]
    if not decided:
        raise ConnectionNotFound(
            f"nothing to adopt: {target_label(target)} has no connection that is Approved or Rejected"
        )
    return decided


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
        found = adopted(asyncio.run(_read(given.target, given.api_version)), given.api_version)
        if given.import_file is not None:
            given.import_file.write_text(for_dynamic(found.entries), encoding="utf-8")
    except (ApprovalError, ArmError, OSError) as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    for each in found.to_do:
        sys.stderr.write(f"{each}\n")
    sys.stdout.write(singles(found.entries))
    return 0


async def _read(target: str, api_version: str | None) -> list[Connection]:
    sessions = Sessions(os.environ, lambda _: None, EngineReport(None))
    async with sessions.once(None) as session:
        return await decided_connections(session, ResourceId.parse(target), api_version)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
