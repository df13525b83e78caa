"""Finds the fault that strikes a request, and spoils answers.

A book of faults counts for itself: which request is the nth is decided by the requests a fault matches.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from pulumi_private_endpoint.simulator import errors
from pulumi_private_endpoint.simulator.errors import WireError

from .presets import PRESETS

if TYPE_CHECKING:
    from pulumi_private_endpoint.simulator.scenario import Fault


@dataclass(slots=True)
class _Count:
    fault: Fault
    seen: int = 0


@dataclass(slots=True)
class FaultBook:
    """The faults still to come."""

    counts: list[_Count] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        """Adds a fault; it counts requests from now on."""
        self.counts.append(_Count(fault))

    def strike(self, method: str, path: str, route: str, connection: str) -> Fault | None:
        """The first fault that strikes this request. Every fault that matches counts it."""
        struck: list[Fault] = []
        for count in self.counts:
            fault = count.fault
            if _matches(fault, method, path, route, connection):
                count.seen += 1
                over = fault.times and count.seen >= fault.nth + fault.times
                if count.seen >= fault.nth and not over:
                    struck.append(fault)
        return struck[0] if struck else None


def _matches(fault: Fault, method: str, path: str, route: str, connection: str) -> bool:
    return (
        fault.method in ("*", method)
        and fault.route in ("*", route)
        and fault.connection.lower() in ("", connection.lower())
        and fnmatchcase(path.lower(), fault.path.lower())
    )


def answers(fault: Fault) -> bool:
    """Whether the fault answers in the service's place; otherwise it spoils the true answer."""
    return not PRESETS[fault.effect].spoils or fault.body is not None or bool(fault.status)


def render(fault: Fault, retry_after: str | None) -> tuple[int, str, dict[str, str]]:
    """The status, body and headers of a fault that answers."""
    preset = PRESETS[fault.effect]
    error = WireError(
        fault.status or preset.status or 200,
        fault.code or preset.code,
        fault.message or preset.message,
        additional_info=preset.additional_info,
    )
    text, content_type = errors.render(error, "html" if fault.effect == "html" else fault.shape)
    headers = {"Content-Type": content_type} if content_type else {}
    headers |= dict(preset.headers)
    if retry_after is not None:
        headers["Retry-After"] = retry_after
    return error.status, text if fault.body is None else fault.body, headers | dict(fault.headers)


def spoil(effect: str, content: bytes, headers: dict[str, str]) -> tuple[bytes, dict[str, str]]:
    """Damages a true answer's content or headers in the way of `effect`."""
    if effect == "bom":
        return b"\xef\xbb\xbf" + content, headers
    if effect == "empty":
        return b"", headers
    if effect == "no-content-type":
        return content, {k: v for k, v in headers.items() if k.lower() != "content-type"}
    if effect == "wrong-content-type":
        return content, headers | {"Content-Type": "text/plain"}
    if effect == "no-headers":
        return content, {k: v for k, v in headers.items() if k.lower() == "content-type"}
    return content, headers
