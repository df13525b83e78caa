"""Which form a state has: a version that does not know it leaves it alone.

The first form has no mark, for it is in users' hands. Whoever makes states mean something else counts on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.connections.errors import StateTooNew

if TYPE_CHECKING:
    from collections.abc import Mapping

FORM = 1
"""What is written, and the newest that can be read."""
MARK = "__form"


def mark() -> dict[str, int]:
    """What a state of the present form has beside its properties."""
    return {MARK: FORM} if FORM > 1 else {}


def refuse_newer(outs: Mapping[str, Any]) -> None:
    """Go on only with a state that can be read.

    Raises:
        StateTooNew: A newer version wrote it.
    """
    form = outs.get(MARK, FORM)
    if not isinstance(form, (int, float)) or form > FORM:
        raise StateTooNew(
            "a newer version of pulumi-private-endpoint wrote this state, and this one cannot read it: use "
            "that one. Nothing was sent, and the state stays as it is"
        )
