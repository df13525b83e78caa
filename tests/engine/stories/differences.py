"""Where the doors differ, what each does, and why: the table of docs/languages.md.

A story is told behind both doors. Its end is what the row says, for each of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import broken, cut_off, shown
from .scene import Begin


@dataclass(frozen=True)
class Difference:
    """A row of the table: what differs, each door's cell, and why it is not the same.

    Attributes:
        ends: How the story ends behind the dynamic door, and behind the plugin's.
    """

    what: str
    dynamic: str
    plugin: str
    because: str
    story: Callable[[Begin], Any]
    ends: tuple[Any, Any]


ROWS = (
    Difference(
        "outputs in a preview",
        "not known",
        "connection, requester, message, status",
        "the host of dynamic providers creates nothing in a preview",
        shown.in_a_preview,
        ("", "please"),
    ),
    Difference(
        "lines of a resource",
        "on the stack",
        "on the resource",
        "a dynamic provider is not told which resource a call is about",
        shown.beside,
        ("", "plant"),
    ),
    Difference(
        "`customTimeouts`",
        "do not arrive: use `timeout`",
        "win over `timeout`; of a set, for each of its entries",
        "the host of dynamic providers does not hand them on",
        cut_off.with_custom_timeouts,
        ("4 s", "2 s"),
    ),
    Difference(
        "Ctrl-C",
        "waits for the resource under way",
        "ends every wait at once; nothing more is sent",
        "the host of dynamic providers has no `Cancel`",
        cut_off.interrupted,
        (("Approved", "same", "CHG-2", "same"), ("Pending", "update", "CHG-1", "update")),
    ),
    Difference(
        "a create that fails after its decision was sent",
        "leaves no state; the next `up` adopts it",
        "is kept in the state, and the next `up` finishes it",
        "a dynamic create that raises has no id",
        cut_off.out_of_time,
        ((set(), "create"), ({"plant"}, "update")),
    ),
    Difference(
        "an update that fails after its decision was sent",
        "leaves the state as it was: a refresh shows what stands",
        "is kept in the state, and the next `up` looks again",
        "a dynamic update that raises has no outputs",
        cut_off.changed_out_of_time,
        (("same", []), ("update", ["ours"])),
    ),
    Difference(
        "a set of which an entry fails",
        "leaves no state; the next `up` adopts the others",
        "keeps the others in the state; the next `up` updates it",
        "the same",
        broken.a_set_in_part,
        ("create", "update"),
    ),
)
