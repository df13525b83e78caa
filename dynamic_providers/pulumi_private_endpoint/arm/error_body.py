"""The error inside an answer, whatever its shape.

ARM has a contract for error bodies and services have habits (L35). `parse_error` reads all of them and
never raises: a strange body must not hide the failure that it describes. Messages come out as one line,
without query strings or tokens, because they are shown to people and kept in logs (L24).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .answer import lookup

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .answer import Answer

_DEEPEST = 8
_LONGEST = 2000
_TAG = re.compile(r"<[^>]*>")
# Of a URL, or of a path alone: polling URLs may be relative (L29).
_QUERY = re.compile(r"(https?://[^\s?'\"<>]+|/[^\s?'\"<>]+)\?[^\s'\"<>]*=[^\s'\"<>]+", re.IGNORECASE)
_TOKEN = re.compile(r"\beyJ[\w-]{5,}\.[\w.-]+|(?<=bearer )[\w.~+/=-]{20,}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ServiceError:
    """What the service says went wrong; empty where it says nothing.

    `details` also holds the inner error. `info` holds `additionalInfo` entries, such as the policy that
    was violated, as they came.
    """

    code: str = ""
    message: str = ""
    target: str | None = None
    details: tuple[ServiceError, ...] = ()
    info: tuple[Mapping[str, Any], ...] = ()

    def flat(self) -> Iterator[ServiceError]:
        """This error and everything nested in it, outermost first."""
        yield self
        for detail in self.details:
            yield from detail.flat()

    def __str__(self) -> str:
        parts = (
            f"{e.code}: {e.message}" if e.code and e.message else e.code or e.message for e in self.flat()
        )
        return "; ".join(dict.fromkeys(part for part in parts if part))


def parse_error(answer: Answer) -> ServiceError:
    """Read the error of a failed request, or of a failed operation under HTTP 200 (L35, L36)."""
    if answer.text:
        return ServiceError(message=one_line(_TAG.sub(" ", answer.text))[:300])
    wrapped = lookup(answer.body, "error")
    if wrapped is None:
        wrapped = lookup(answer.body, "properties", "error")
    return _read(answer.body if wrapped is None else wrapped, _DEEPEST)


def one_line(text: str) -> str:
    """The text on one line, shortened, with query strings and tokens cut out."""
    text = _TOKEN.sub("[removed]", _QUERY.sub(r"\1", text))
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:_LONGEST]


def _read(value: Any, depth: int) -> ServiceError:
    if isinstance(value, str):
        return ServiceError(message=one_line(value))
    if not isinstance(value, dict):
        return ServiceError()
    entity = lookup(value, "ErrorEntity")  # App Service wraps a detail in one more object.
    if isinstance(entity, dict):
        return _read(entity, depth)
    info = lookup(value, "additionalInfo")
    return ServiceError(
        code=_word(lookup(value, "code")),
        message=_message(lookup(value, "message")),
        target=_word(lookup(value, "target")) or None,
        details=_details(value, depth - 1) if depth else (),
        info=tuple(item for item in info if isinstance(item, dict)) if isinstance(info, list) else (),
    )


def _details(value: Mapping[str, Any], depth: int) -> tuple[ServiceError, ...]:
    listed = lookup(value, "details")
    inner = lookup(value, "innererror")
    sources = [*(listed if isinstance(listed, list) else []), inner]
    return tuple(detail for source in sources if str(detail := _read(source, depth)))


def _word(value: Any) -> str:
    # A code may come as a number (L35); True is not one.
    return one_line(str(value)) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def _message(value: Any) -> str:
    # OData writes {"lang": .., "value": ..} where others write text.
    text = lookup(value, "value") if isinstance(value, dict) else value
    return one_line(text) if isinstance(text, str) else ""
