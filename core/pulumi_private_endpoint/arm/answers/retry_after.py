"""`Retry-After` in every form it has been seen in.

The contract says whole seconds; services send dates, fractions, zero, milliseconds under other names and
nonsense (L17, L18). One reading for requests and polls alike.
"""

from __future__ import annotations

import math
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
_LONGEST = 100  # characters
_YEAR = 366 * 86400.0


def retry_after(headers: Mapping[str, str], utcnow: datetime) -> float | None:
    """Seconds to wait, or None if the headers say nothing usable.

    The millisecond headers win, being the finer ones (L18). A date in the past is 0 (L17), and what is
    further off than a year is a year.
    """
    for name in ("retry-after-ms", "x-ms-retry-after-ms"):
        milliseconds = _number(headers.get(name, ""))
        if milliseconds is not None:
            return min(_YEAR, milliseconds / 1000)
    value = headers.get("retry-after", "")[:_LONGEST]
    seconds = _number(value)
    if seconds is None:
        seconds = _until(value, utcnow)
    return None if seconds is None else min(_YEAR, seconds)


def _number(value: str) -> float | None:
    # Repeated header lines arrive joined, as "5, 7": the first one counts (L17).
    try:
        number = float(value.partition(",")[0])
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def _until(value: str, utcnow: datetime) -> float | None:
    try:
        moment = parsedate_to_datetime(value)
        return max(0.0, (moment - utcnow).total_seconds())
    except (TypeError, ValueError, OverflowError):  # not a date, or a date without a time zone
        return None
