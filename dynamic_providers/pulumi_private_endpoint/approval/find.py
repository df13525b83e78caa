"""Finding the one connection, waiting for it to appear if need be (E15).

Looks as seldom as it can: by name one GET, otherwise one list; while it waits
it eases off, and it never waits past `wait_for_connection`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import AmbiguousConnection, ConnectionNotFound, ForbiddenConnection
from .look import get_connection, list_connections, place
from .selection import Ambiguous, Forbidden, Match, NoMatch, Outcome, describe, select
from .text import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pulumi_private_endpoint.arm import Deadline

    from .connection import Connection
    from .inputs import ApprovalInputs
    from .service_spec import ServiceSpec
    from .session import Session

_TOO_LITTLE = 1.0  # seconds, for a look: its failure would hide that the waiting took the time
