"""A list that comes in pages: what is on each, and which one is next."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm.answers.answer import find_property
from pulumi_private_endpoint.arm.errors.tree import UnreadableAnswer

from .urls import absolute

if TYPE_CHECKING:
    from pulumi_private_endpoint.arm.answers.answer import Answer

_MOST_PAGES = 200
_MEGABYTES = 64  # over all pages


@dataclass(slots=True)
class Pages:
    """What was read so far."""

    items: list[Any] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _size: int = 0

    def add(self, answer: Answer) -> str | None:
        """Take one page; returns the URL of the next one, if there is one.

        Raises UnreadableAnswer for a page without items, for pages that never end and for more than any list
        holds, and ForeignUrl for a next page that cannot be read.
        """
        self.items += _items(answer)
        self._seen.add(answer.url)
        self._size += answer.size
        link = find_property(answer.body, "nextLink")
        if not link:
            return None
        if not isinstance(link, str):
            raise UnreadableAnswer(f"GET {answer.path} names a next page that is none.\n{answer.request_ids}")
        if self._size > _MEGABYTES * 2**20:
            raise UnreadableAnswer(f"GET {answer.path}: the list is longer than {_MEGABYTES} MB.")
        url = absolute(answer.url, link)
        if url in self._seen or len(self._seen) >= _MOST_PAGES:
            raise UnreadableAnswer(f"GET {answer.path}: the list of pages does not end.")
        return url


def _items(answer: Answer) -> list[Any]:
    if answer.status == HTTPStatus.NO_CONTENT:
        return []
    found = answer.body if isinstance(answer.body, list) else find_property(answer.body, "value")
    if not isinstance(found, list):
        raise UnreadableAnswer(f"GET {answer.path} answered without a list.\n{answer.request_ids}")
    return found
