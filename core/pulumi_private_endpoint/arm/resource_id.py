"""ARM resource ids: parsed strictly, compared without case.

An id from a program ends up in the path of a PUT, and a name from one answer in the path of the next
request. So an id is taken apart once, here, and whatever could make it mean another path is refused.
Names keep the casing they came with, but ids compare case-insensitively, segment by segment (L41).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from pulumi_private_endpoint.arm.errors.tree import InvalidResourceId

_LONGEST = 2048
_LONGEST_SEGMENT = 4096
_FORBIDDEN = frozenset('<>%&\\?/#:*"|^`{}[]; ')
_PLAIN = re.compile(r"(?:/(?!\.{1,2}(?:/|\Z))[A-Za-z0-9_.()-]+)+")


def _check_segment(segment: str) -> str:
    """Return the segment if it can stand in a path as it is; otherwise raise InvalidResourceId."""
    if not segment:
        raise InvalidResourceId("it has an empty segment")
    if len(segment) > _LONGEST_SEGMENT:
        raise InvalidResourceId(f"a segment is longer than {_LONGEST_SEGMENT} characters")
    if segment in {".", ".."}:
        raise InvalidResourceId(f"the segment {segment!r} would change the path")
    if not (segment.isprintable() and _FORBIDDEN.isdisjoint(segment)):
        bad = next(c for c in segment if c in _FORBIDDEN or not c.isprintable())
        raise InvalidResourceId(f"the segment {segment!r} contains {bad!r}")
    # A compatibility character (a full-width slash, say) may turn into another one on its way.
    if unicodedata.normalize("NFKC", segment) != segment:
        raise InvalidResourceId(f"the segment {segment!r} is not in normal form (NFKC)")
    return segment


@dataclass(frozen=True, eq=False, slots=True)
class ResourceId:
    """The id of one resource at tenant, subscription, resource group or resource scope.

    `types` and `names` run in parallel, outermost first. `extends` is the resource that an extension
    resource sits on (an id with two `/providers/`).
    """

    subscription_id: str | None
    resource_group: str | None
    namespace: str
    types: tuple[str, ...]
    names: tuple[str, ...]
    extends: ResourceId | None = None
    _folded: str = field(default="", init=False, repr=False)

    @classmethod
    def parse(cls, text: str) -> ResourceId:
        """Read an id. Raises InvalidResourceId with one line that says what is wrong."""
        try:
            return _parse(text)
        except InvalidResourceId as error:
            shown = text if len(text) <= _LONGEST else f"{text[:80]}..."
            raise InvalidResourceId(f"{shown!r} is not an ARM resource id: {error}") from None

    @property
    def type(self) -> str:
        """The full type, such as `Microsoft.Web/sites/slots`."""
        return "/".join((self.namespace, *self.types))

    @property
    def name(self) -> str:
        """The last name."""
        return self.names[-1]

    @property
    def parent(self) -> ResourceId | None:
        """The resource this one belongs to, or None for one that stands directly in its scope."""
        if len(self.types) == 1:
            return self.extends
        return ResourceId(
            self.subscription_id,
            self.resource_group,
            self.namespace,
            self.types[:-1],
            self.names[:-1],
            self.extends,
        )

    @property
    def path(self) -> str:
        """The id as text: keywords in ARM's spelling, everything else as it was given."""
        pairs = (f"/{kind}/{name}" for kind, name in zip(self.types, self.names, strict=True))
        return f"{self._scope}/providers/{self.namespace}{''.join(pairs)}"

    @property
    def _scope(self) -> str:
        if self.extends is not None:
            return self.extends.path
        subscription = f"/subscriptions/{self.subscription_id}" if self.subscription_id else ""
        group = f"/resourceGroups/{self.resource_group}" if self.resource_group else ""
        return subscription + group

    def child(self, type: str, name: str) -> ResourceId:  # noqa: A002 - ARM's own word for it
        """The id of a child. Raises InvalidResourceId for a name that would change the path."""
        if type.lower() == "providers":
            raise InvalidResourceId('"providers" is not a resource type')
        return ResourceId(
            self.subscription_id,
            self.resource_group,
            self.namespace,
            (*self.types, _check_segment(type)),
            (*self.names, _check_segment(name)),
            self.extends,
        )

    def __str__(self) -> str:
        return self.path

    def __eq__(self, other: object) -> bool:
        return self._key() == other._key() if isinstance(other, ResourceId) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> str:
        # An audit looks each of its ids up a dozen times.
        if not self._folded:
            object.__setattr__(self, "_folded", _fold(self.path))
        return self._folded


def _fold(text: str) -> str:
    if text.isascii():  # nearly always; and ids are compared by the thousand
        return text.lower()
    # Only pairs that survive the round trip are one letter in two cases. The Kelvin sign lowers to a plain
    # "k" but is another name to ARM, and taking two names for one is worse than the reverse.
    return "".join(low if (low := c.lower()).upper() == c else c for c in text)


def _segments(text: str) -> list[str]:
    if not text:
        raise InvalidResourceId("it is empty")
    if len(text) > _LONGEST:
        raise InvalidResourceId(f"it is longer than {_LONGEST} characters")
    if text != text.strip():
        raise InvalidResourceId("it has whitespace at an end")
    if not text.startswith("/"):
        raise InvalidResourceId('it does not start with "/"')
    if text.endswith("/"):
        raise InvalidResourceId('it ends with "/"')
    if _PLAIN.fullmatch(text):  # as nearly all are: nothing in it needs a closer look
        return text[1:].split("/")
    return [_check_segment(segment) for segment in text[1:].split("/")]


def _parse(text: str) -> ResourceId:
    scope, *parts = _split_at_providers(_segments(text))
    subscription, group = _read_scope(scope)
    found = None
    for namespace, *pairs in parts:
        if not pairs or len(pairs) % 2:
            raise InvalidResourceId(f"types and names do not pair up after {namespace!r}")
        found = ResourceId(subscription, group, namespace, tuple(pairs[::2]), tuple(pairs[1::2]), found)
    if found is None:
        raise InvalidResourceId('it has no "/providers/" part')
    return found


def _split_at_providers(segments: list[str]) -> list[list[str]]:
    """Cut at each `providers` that stands where a key stands; a resource may well be *named* providers."""
    parts: list[list[str]] = [[]]
    at = 0
    while at < len(segments):
        if segments[at].lower() == "providers":
            if at + 1 == len(segments):
                raise InvalidResourceId('nothing follows "/providers"')
            parts.append([segments[at + 1]])
        else:
            parts[-1] += segments[at : at + 2]
        at += 2
    return parts


def _read_scope(scope: list[str]) -> tuple[str | None, str | None]:
    keys = [key.lower() for key in scope[::2]]
    if keys not in ([], ["subscriptions"], ["subscriptions", "resourcegroups"]):
        raise InvalidResourceId(
            "before /providers/ only /subscriptions/{id} and /resourceGroups/{name} can stand"
        )
    values = [*scope[1::2], None, None]
    return values[0], values[1]
