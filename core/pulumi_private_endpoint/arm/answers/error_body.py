"""The error inside an answer, whatever its shape.

ARM has a contract for error bodies and services have habits (L35). `parse_error` reads all of them and
never raises: a strange body must not hide the failure that it describes. Messages come out as one line,
without query strings or tokens, because they are shown to people and kept in logs (L24).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm.text import one_line, printable, without_markup

from .answer import find_property

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .answer import Answer

_DEEPEST = 8
_MOST_DETAILS = 12
_MOST_INFO = 12
_LONGEST = 3000
_LONGEST_PAGE = 300
_LONGEST_CODE = 100


@dataclass(frozen=True, slots=True)
class ServiceError:
    """What the service says went wrong; empty where it says nothing.

    `details` also holds the inner error; `more` is how many there are beyond those, which are only counted.
    `info` holds `additionalInfo` entries, such as the policy that was violated, as they came.
    """

    code: str = ""
    message: str = ""
    target: str | None = None
    details: tuple[ServiceError, ...] = ()
    info: tuple[Mapping[str, Any], ...] = ()
    more: int = 0

    def flat(self) -> Iterator[ServiceError]:
        """This error and everything nested in it, outermost first."""
        yield self
        for detail in self.details:
            yield from detail.flat()

    def __str__(self) -> str:
        parts = (
            f"{e.code}: {e.message}" if e.code and e.message else e.code or e.message for e in self.flat()
        )
        said = "; ".join(dict.fromkeys(part for part in parts if part))
        more = sum(each.more for each in self.flat())
        shown = printable(said, _LONGEST)
        return f"{shown}; and {more:,} more" if more else shown


def parse_error(answer: Answer) -> ServiceError:
    """Read the error of a failed request, or of a failed operation under HTTP 200 (L35, L36)."""
    if answer.flaw:
        return ServiceError(message=f"what it says cannot be shown: {answer.flaw}")
    if answer.text:
        return ServiceError(message=one_line(without_markup(answer.text), _LONGEST_PAGE))
    wrapped = find_property(answer.body, "error")
    if wrapped is None:
        wrapped = find_property(answer.body, "properties", "error")
    return _Reader().read(answer.body if wrapped is None else wrapped, _DEEPEST)


@dataclass(slots=True)
class _Reader:
    """Reads one error; `left` is how many details of it are still read and not only counted."""

    left: int = _MOST_DETAILS

    def read(self, value: Any, depth: int) -> ServiceError:
        if isinstance(value, str):
            return ServiceError(message=one_line(value))
        if not isinstance(value, dict):
            return ServiceError()
        entity = find_property(value, "ErrorEntity")  # App Service wraps a detail in one more object.
        if depth and isinstance(entity, dict):
            return self.read(entity, depth - 1)
        listed, info = find_property(value, "details"), find_property(value, "additionalInfo")
        details = listed if depth and isinstance(listed, list) else []
        read = self._some(details, depth - 1)
        inner = self.read(find_property(value, "innererror"), depth - 1) if depth else ServiceError()
        return ServiceError(
            code=_word(find_property(value, "code")) or _word(find_property(value, "errorCode")),  # Fabric's
            message=_message(find_property(value, "message")),
            target=_word(find_property(value, "target")) or None,
            details=tuple(detail for detail in (*read, inner) if str(detail)),
            info=tuple(item for item in info[:_MOST_INFO] if isinstance(item, dict))
            if isinstance(info, list)
            else (),
            more=len(details) - len(read),
        )

    def _some(self, details: list[Any], depth: int) -> list[ServiceError]:
        read = []
        for detail in details:
            if self.left <= 0:
                break
            self.left -= 1
            read.append(self.read(detail, depth))
        return read


def _word(value: Any) -> str:
    # A code may come as a number (L35); True is not one.
    is_word = isinstance(value, (str, int)) and not isinstance(value, bool)
    return one_line(str(value), _LONGEST_CODE) if is_word else ""


def _message(value: Any) -> str:
    # OData writes {"lang": .., "value": ..} where others write text.
    text = find_property(value, "value") if isinstance(value, dict) else value
    return one_line(text) if isinstance(text, str) else ""
