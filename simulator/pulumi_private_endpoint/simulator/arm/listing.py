"""What a list was asked for: where it goes on, how long a page is, which names it shows.

Most services document no options of a list and ignore them; Event Grid has `$filter` and `$top`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from pulumi_private_endpoint.simulator.errors import WireError

from . import name_filter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pulumi_private_endpoint.simulator.facts.behaviour import Behaviour

_MOST = 100


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one list. `top` is the longest page the caller takes; 0, any."""

    start: int
    top: int
    shows: Callable[[str], bool]


def read(params: Mapping[str, str], habits: Behaviour) -> Options:
    """Reads the options, as far as the service knows them.

    Raises:
        WireError: one of them cannot be used.
    """
    token = params.get("$skiptoken", "0")
    if not token.isdecimal():
        raise _refused("InvalidSkipToken", "The $skiptoken is not one of this list's.")
    if not habits.default_top:
        return Options(int(token), 0, _everything)
    return Options(
        int(token), _top(params.get("$top", str(habits.default_top))), _shows(params.get("$filter"))
    )


def following(params: Mapping[str, str], start: int) -> str:
    """The query of the next page: the same options, from there on."""
    return urlencode({**params, "$skiptoken": start}, safe="$")


def _top(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MOST:
        raise _refused("InvalidRequest", f"The value of $top is not between 1 and {_MOST}.")
    return int(text)


def _shows(text: str | None) -> Callable[[str], bool]:
    if not text:
        return _everything
    try:
        return name_filter.parse(text)
    except ValueError as error:
        raise _refused("InvalidRequest", f"The $filter is not valid: {error}.") from error


def _everything(_: str) -> bool:
    return True


def _refused(code: str, message: str) -> WireError:
    return WireError(400, code, message, by_service=True)
