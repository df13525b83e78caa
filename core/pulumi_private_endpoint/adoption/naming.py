"""Names for what is adopted: made of the requester's, the same at every run, and each once."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from pulumi_private_endpoint.connections.sets.inputs import RESERVED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pulumi_private_endpoint.connections.model import Connection

_LONGEST = 80
# Keys of a set that are names of properties would be translated; YAML programs have a variable of that name.
_TAKEN = frozenset({*RESERVED, "pulumi"})


def plain(text: str) -> str:
    """The text in small letters, digits and hyphens, which is a name anywhere; empty if none is left."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))[:_LONGEST].strip("-")


def resource_name(connection: Connection) -> str:
    """The requester's name, or the connection's where the requester is hidden."""
    known = connection.private_endpoint_id
    return plain(known.name if known else connection.name) or "connection"


def names(connections: Sequence[Connection]) -> list[str]:
    """A name for each, behind its target's where there are several, numbered where two are the same."""
    one_target = len({connection.target for connection in connections}) == 1
    return _numbered(
        resource_name(each) if one_target else _joined(plain(each.target.name), resource_name(each))
        for each in connections
    )


def _joined(*words: str) -> str:
    return "-".join(word for word in words if word)


def _numbered(wanted: Iterable[str]) -> list[str]:
    taken = set(_TAKEN)
    next_numbers: dict[str, itertools.count[int]] = {}
    found = []
    for name in wanted:
        numbers = next_numbers.setdefault(name, itertools.count(2))
        free = name
        while free in taken:
            free = f"{name}-{next(numbers)}"
        taken.add(free)
        found.append(free)
    return found
