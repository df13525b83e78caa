"""Durations as Pulumi users write them: `"90s"`, `"10m"`, `"1.5h"`, `"1h30m"`.

The same notation as `customTimeouts`, which is Go's, so nobody has to learn another.
https://pkg.go.dev/time#ParseDuration
"""

from __future__ import annotations

import re

_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ns": 1e-9}
_PART = re.compile(rf"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)({'|'.join(sorted(_UNITS, key=len, reverse=True))})")
_FORM = re.compile(rf"\+?(?:0|(?:{_PART.pattern})+)")
LONGEST = 24 * 3600.0
"""The longest duration accepted, in seconds: a day."""


def told(length: float) -> str:
    """A time as messages tell it: whole seconds, and parts of the first one."""
    return f"{length:.3g}s" if 0 < length < 1 else f"{length:.0f}s"


def seconds(text: str) -> float:
    """The duration in seconds.

    Raises:
        ValueError: The text is not a duration, or longer than a day.
    """
    if _FORM.fullmatch(text) is None:
        raise ValueError('is not a duration such as "90s", "10m" or "1.5h"')
    total = sum(float(number) * _UNITS[unit] for number, unit in _PART.findall(text))
    if total > LONGEST:
        raise ValueError("is longer than a day")
    return total
