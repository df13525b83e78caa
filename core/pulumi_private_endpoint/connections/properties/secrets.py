"""Which of an approval's texts are secrets: all that its program did not hand over as plain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .fields import SECRET, TEXTS
from .unknown import is_unknown


def mark_secrets(props: Mapping[str, Any], plain: Any, before: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs of one approval, with the names of its texts that are secrets, if any are.

    They are found out anew each time: `ignore_changes` may bring back what was found before.

    Args:
        props: The inputs.
        plain: The texts that the program handed over as plain.
        before: The inputs as the state has them; empty for a new approval.
    """
    secret = secret_names(props, plain, before)
    given = {name: value for name, value in props.items() if name != SECRET}
    return given | ({SECRET: secret} if secret else {})


def secret_names(props: Mapping[str, Any], plain: Any, before: Mapping[str, Any]) -> list[str]:
    """The names of the given texts that are not among the plain ones; what is not known yet is neither."""
    known = plain if isinstance(plain, Mapping) else {}
    given = {name: text for name in TEXTS if (text := props.get(name)) is not None and not is_unknown(text)}
    return [
        name
        for name, text in given.items()
        if text != known.get(name) and not (name in known and _stood_plain(name, text, before))
    ]


def _stood_plain(name: str, text: Any, before: Mapping[str, Any]) -> bool:
    """Whether it is the state's text, which `ignore_changes` puts in place of a plain one, and no secret."""
    return bool(before.get(name) == text and name not in (before.get(SECRET) or ()))
