"""What reads text from outside: each takes any bytes, and only the product's own errors may come out.

The functions check more than the absence of a crash: what comes out is usable and shows no secret.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import httpx

from pulumi_private_endpoint.approval.connection import parse
from pulumi_private_endpoint.approval.durations import seconds as seconds_of
from pulumi_private_endpoint.approval.services import lookup
from pulumi_private_endpoint.approval.text import SHOWN, has_control_characters, printable
from pulumi_private_endpoint.arm import (
    Answer,
    ArmClient,
    ArmError,
    Deadline,
    PlaceholderTokens,
    ResourceId,
    SystemClock,
    Watched,
    parse_error,
    resolve_cloud,
    settle,
)
from pulumi_private_endpoint.arm.challenge import claims_of
from pulumi_private_endpoint.arm.retry_after import retry_after
from pulumi_private_endpoint.arm.urls import absolute, check_origin

if TYPE_CHECKING:
    from collections.abc import Callable

_ARM = "https://management.azure.com"
_PATH = "/subscriptions/s/providers/A.B/t/n"
_TARGET = ResourceId.parse(
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.DocumentDB/databaseAccounts/orders"
)
_SPEC = lookup(_TARGET.type, None)
_CLOUD = resolve_cloud({}, lambda _: None)


class _Impatient(SystemClock):
    """Time that passes only where somebody sleeps: a slow machine is no finding."""

    seconds = 0.0

    def now(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        await asyncio.sleep(0)


def resource_id(data: bytes) -> None:
    """An id is refused, or is written back so that it reads the same."""
    text = data.decode("utf-8", "surrogateescape")
    try:
        found = ResourceId.parse(text)
    except ArmError:
        return
    if ResourceId.parse(found.path) != found or any(c in found.path for c in "?#\\%") or ".." in found.names:
        raise AssertionError(f"{text!r} became {found.path!r}")


def error_body(data: bytes) -> None:
    """Any body gives an error with one-line texts."""
    answer = Answer.of(_response(500, data), "")
    if any("\n" in part.message for part in parse_error(answer).flat()):
        raise AssertionError(f"{data!r} gave a message of several lines")


def connection(data: bytes) -> None:
    """A connection is read from any JSON, or its name is refused."""
    try:
        parse(Answer.of(_response(200, data), "").body, _SPEC, _TARGET)
    except ArmError:
        return


def operation(data: bytes) -> None:
    """The first answer and a poll, whatever is in them, end in success or in an error of ours.

    The data's first line is the polling URL, the rest the body of every answer.
    """
    url, _, body = data.partition(b"\n")
    name = (b"Azure-AsyncOperation", b"Location", b"X")[len(url) % 3]
    sent: list[httpx.URL] = []

    def play(request: httpx.Request) -> httpx.Response:
        sent.append(request.url)
        headers = [(name, bytes(b for b in url if b not in b"\r\n\0"))] if len(sent) == 1 else []
        return httpx.Response(202 if len(sent) == 1 else 200, headers=headers, content=body)

    async def go() -> None:
        clock = _Impatient()
        client = ArmClient(_CLOUD, PlaceholderTokens(), clock=clock, transport=httpx.MockTransport(play))
        deadline = Deadline.after(clock, 20)
        try:
            first = await client.put(_PATH, "v", {}, deadline)
            await settle(client, first, Watched(_PATH, "v", lambda _: None), deadline, lambda _: None)
        except ArmError:
            return
        finally:
            await client.close()

    asyncio.run(go())
    if {(one.scheme, one.host, one.port) for one in sent} - {("https", "management.azure.com", None)}:
        raise AssertionError(f"{url!r} led elsewhere: {sent}")


def link(data: bytes) -> None:
    """A link is foreign, or is on ARM."""
    text = data.decode("utf-8", "surrogateescape")
    try:
        found = check_origin(absolute(f"{_ARM}{_PATH}", text), _ARM)
    except ArmError:
        return
    if (found.host, found.port, found.userinfo) != ("management.azure.com", None, b""):
        raise AssertionError(f"{text!r} passed for ARM's: {found!r}")


def headers(data: bytes) -> None:
    """Waiting times are none or sensible; challenges are claims or none."""
    text = data.decode("latin-1")
    for name in ("retry-after", "retry-after-ms", "x-ms-retry-after-ms"):
        seconds = retry_after({name: text}, datetime.now(timezone.utc))
        if seconds is not None and not seconds >= 0:
            raise AssertionError(f"{name}: {text!r} gave {seconds}")
    claims_of(httpx.Headers([(b"WWW-Authenticate", data)]))


def shown_text(data: bytes) -> None:
    """Text of strangers is shown without control characters, bounded, and the same again."""
    shown = printable(data.decode("utf-8", "surrogateescape"))
    if has_control_characters(shown) or len(shown) > SHOWN or printable(shown) != shown:
        raise AssertionError(f"{data!r} is shown as {shown!r}")


def duration(data: bytes) -> None:
    """A duration is refused with a ValueError, or is not negative."""
    try:
        seconds = seconds_of(data.decode("utf-8", "surrogateescape"))
    except ValueError:
        return
    if not seconds >= 0:
        raise AssertionError(f"{data!r} gave {seconds}")


def _response(status: int, data: bytes) -> httpx.Response:
    return httpx.Response(status, content=data, request=httpx.Request("GET", f"{_ARM}{_PATH}"))


TARGETS: tuple[Callable[[bytes], None], ...] = (
    resource_id,
    error_body,
    connection,
    operation,
    link,
    headers,
    shown_text,
    duration,
)
"""Every target; a test and `make fuzz` walk them all."""
