"""Durations as Pulumi users write them: `"90s"`, `"10m"`, `"1h30m"`.

The same notation as `customTimeouts`, so nobody has to learn another.
"""

from __future__ import annotations

import re

_FORM = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?", re.ASCII)
LONGEST = 24 * 3600.0
"""The longest duration accepted, in seconds: a day."""


def seconds(text: str) -> float:
    """The duration in seconds.

    Raises:
        ValueError: The text is not a duration, or longer than a day.
    """
    match = _FORM.fullmatch(text)
    if match is None or not text:
        raise ValueError('is not a duration such as "90s", "10m" or "1h30m"')
    hours, minutes, rest = (float(part or 0) for part in match.groups())
    total = hours * 3600 + minutes * 60 + rest
    if total > LONGEST:
        raise ValueError("is longer than a day")
    return total
