"""Whether a preview may go on although it could not look.

On a developer's machine it may: the target may not exist yet, nobody may be signed in. A pull request's
preview is the last look before the merge, and must not be green because it saw nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

STRICT = "PRIVATE_ENDPOINT_STRICT"
_CONFIG = "private-endpoint:strict"
_NO = frozenset({"0", "false", "no", "off"})


def is_strict(environ: Mapping[str, str], config: Callable[[str], str | None]) -> bool:
    """Whether not to have looked is an error; the environment wins over stack configuration.

    A word that is none of the usual ones for "no" is meant as "yes".
    """
    word = environ.get(STRICT) or config(_CONFIG) or "no"
    return word.strip().casefold() not in _NO
