"""What answers say of an operation: where its end can be learned, and how it ended (L2-L6, L9, L10).

Pure. What to poll is decided by headers, then by the body, never by the status code alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm.answers.answer import Answer, find_property
from pulumi_private_endpoint.arm.answers.error_body import parse_error
from pulumi_private_endpoint.arm.errors.tree import ForeignUrl, OperationFailed
from pulumi_private_endpoint.arm.http.urls import absolute, read_url, with_version

if TYPE_CHECKING:
    from collections.abc import Callable

_MONITORS = ("Azure-AsyncOperation", "Operation-Location")
LOCATION = "Location"
BODY = "provisioningState"
SUCCESS = frozenset({"succeeded", "completed"})  # L9
FAILURE = frozenset({"failed", "canceled", "cancelled"})  # L9


@dataclass(frozen=True, slots=True)
class OperationEnd:
    """How the end was learned, and after how many polls."""

    how: str  # "synchronous", a header's name, or "provisioningState"
    polls: int


@dataclass(frozen=True, slots=True)
class Watched:
    """The resource that the operation changes, for when it has to be watched directly.

    `done` is given the answer of a GET: True finished, False still moving, None no opinion (the general
    rules then apply). It raises for a failure.
    """

    path: str
    api_version: str
    done: Callable[[Answer], bool | None]


def where_to_poll(first: Answer, watched: Watched) -> str | None:
    """The header that says what to poll, or `BODY` for the resource; None if the first answer is the end."""
    for name in _MONITORS:
        if first.headers.get(name):
            return name
    word = provisioning_state(first.body)
    # A 202 is never finished, whatever its body says (L4).
    ended = first.status != HTTPStatus.ACCEPTED and word.lower() in SUCCESS
    location = first.headers.get(LOCATION)
    if location and not ended and not _names_itself(first, location):
        return LOCATION
    if ended or _is_synchronous(first, word, watched):
        return None
    return BODY


def _is_synchronous(first: Answer, word: str, watched: Watched) -> bool:
    """Whether an answer without polling headers is the end (L5)."""
    if first.status == HTTPStatus.ACCEPTED:
        return False
    if not word:
        return first.status != HTTPStatus.CREATED  # a 201 without a state is still being made
    raise_if_failed(first, word)
    return watched.done(first) is True  # the resource's own words, such as Ready (L10)


def _names_itself(first: Answer, location: str) -> bool:
    # Some services name the resource itself, which is body polling (L6).
    try:
        return read_url(absolute(first.url, location)).path.lower() == read_url(first.url).path.lower()
    except ForeignUrl:  # unreadable: polling it will refuse and fall back
        return False


def provisioning_state(body: Any) -> str:
    """`properties.provisioningState` in any casing (L10), or an empty text."""
    word = find_property(body, "properties", "provisioningState")
    return word if isinstance(word, str) else ""


def link(answer: Answer, how: str, api_version: str) -> str:
    """The URL that an answer gives for the next poll; the one that was just asked if it gives none."""
    given: str = answer.headers.get(how, "")
    try:
        url = absolute(answer.url, given)
    except ForeignUrl:  # unreadable: polling it refuses and falls back
        return given
    return with_version(url, api_version)


def raise_if_failed(answer: Answer, word: str) -> None:
    """Raise OperationFailed if the word is a failure's (L9, L36)."""
    if word.lower() in FAILURE:
        raise OperationFailed(parse_error(answer), word, answer.path, answer.request_ids)
