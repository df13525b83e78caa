"""What was asked of the simulator, for people to read and for tests to assert on.

Nothing secret is kept: of the Authorization header only its presence, of the query only parameters known to
be harmless (a polling URL's signature works like a credential, L24).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from typing import Any
from urllib.parse import parse_qsl

_HARMLESS = frozenset({"api-version", "$filter", "$top", "$skiptoken", "$expand"})
_HIDDEN = "***"


@dataclass(frozen=True, slots=True)
class Entry:
    """One request and the status it got; status 0 means the connection was dropped."""

    sequence: int
    time: float
    method: str
    path: str
    query: str
    api_version: str
    status: int
    client_request_id: str
    authorized: bool
    body: str = ""

    def as_json(self) -> dict[str, Any]:
        """All fields by name."""
        return asdict(self)

    def as_text(self) -> str:
        """One line for people."""
        instant = datetime.fromtimestamp(self.time, tz=timezone.utc).strftime("%H:%M:%S.%f")[:-3]
        url = self.path + (f"?{self.query}" if self.query else "")
        notes = "" if self.authorized else " (no authorization)"
        body = f" {self.body}" if self.body else ""
        return f"#{self.sequence} {instant} {self.method} {url} -> {self.status or 'dropped'}{notes}{body}"


@dataclass(slots=True)
class RequestLog:
    """Every request since the start, or since it was last cleared."""

    entries: list[Entry] = field(default_factory=list)
    sequence: int = 0

    def next_number(self) -> int:
        """The next request's number; clearing does not start again."""
        self.sequence += 1
        return self.sequence

    def as_text(self) -> str:
        """One line a request."""
        return "".join(f"{entry.as_text()}\n" for entry in self.entries)


def harmless_query(query: str) -> str:
    """The query with every value hidden that is not known to be harmless."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return "&".join(f"{name}={value if name.lower() in _HARMLESS else _HIDDEN}" for name, value in pairs)
