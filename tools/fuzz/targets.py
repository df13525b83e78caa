"""What reads text from outside: each takes any bytes, and only the product's own errors may come out.

The functions check more than the absence of a crash: what comes out is usable and shows no secret.
"""

from __future__ import annotations

import asyncio
import json
import unicodedata
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import httpx

from pulumi_private_endpoint.arm import (
    Answer,
    ArmClient,
    ArmError,
    Deadline,
    PlaceholderTokens,
    ResourceId,
    SystemClock,
    Watched,
    resolve_cloud,
    wait_for_operation,
)
from pulumi_private_endpoint.arm.answers.answer import RequestIds
from pulumi_private_endpoint.arm.answers.challenge import claims_of
from pulumi_private_endpoint.arm.answers.content import read
from pulumi_private_endpoint.arm.answers.error_body import parse_error
from pulumi_private_endpoint.arm.answers.retry_after import retry_after
from pulumi_private_endpoint.arm.http.throttle import Throttle
from pulumi_private_endpoint.arm.http.urls import absolute, check_origin
from pulumi_private_endpoint.arm.text import keep_secret, message, one_line
from pulumi_private_endpoint.connections.durations import seconds as seconds_of
from pulumi_private_endpoint.connections.model import parse
from pulumi_private_endpoint.connections.services.lookup import spec_for
from pulumi_private_endpoint.connections.text import SHOWN, has_control_characters, printable

if TYPE_CHECKING:
    from collections.abc import Callable

_ARM = "https://management.azure.com"
_PATH = "/subscriptions/s/providers/A.B/t/n"
_TARGET = ResourceId.parse(
    "/subscriptions/s/resourceGroups/g/providers/Microsoft.DocumentDB/databaseAccounts/orders"
)
_SPEC = spec_for(_TARGET.type, None)
_CLOUD = resolve_cloud({}, lambda _: None)
_TOKEN = "0.AQ-opaque+token/that-is_long~enough=="  # noqa: S105 - looked for where it must not show
_LONGEST_IDS = 300


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
            await wait_for_operation(
                client, first, Watched(_PATH, "v", lambda _: None), deadline, lambda _: None
            )
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
    for challenge in (data, b'Bearer claims="' + data + b'"'):
        claims_of(httpx.Headers([(b"WWW-Authenticate", challenge)]))


def limits(data: bytes) -> None:
    """What is said of rate limits keeps a request back for a moment at most."""
    found = httpx.Headers([(b"x-ms-ratelimit-remaining-subscription-reads", data)])

    async def go() -> None:
        clock = _Impatient()
        throttle = Throttle(clock)
        throttle.learn("GET", _PATH, found, 0)
        await throttle.wait("GET", _PATH, Deadline.after(clock, 60))

    asyncio.run(go())


def content(data: bytes) -> None:
    """Any content, compressed or not, is read, or is not with a reason; all text in it can be sent."""
    for encoding in (b"", b"gzip", data[:8]):
        headers, stream = [(b"Content-Encoding", encoding)], httpx.ByteStream(data)
        found = asyncio.run(read(httpx.Response(200, headers=headers, stream=stream)))
        json.dumps([found.body, found.text, found.flaw], ensure_ascii=False).encode()
        if found.flaw and found.body is not None:
            raise AssertionError(f"{data!r} is flawed and read")


def request_ids(data: bytes) -> None:
    """Ids are short and harmless, whatever they are."""
    shown = str(RequestIds.of(httpx.Headers([(b"x-ms-request-id", data), (b"x-ms-failure-cause", data)]), ""))
    if not _is_harmless(shown) or len(shown) > _LONGEST_IDS:
        raise AssertionError(f"{data!r} is shown as {shown!r}")


def server_text(data: bytes) -> None:
    """What a server says is one harmless line without the token; a message is harmless line by line."""
    keep_secret(_TOKEN)
    text = data.decode("utf-8", "surrogateescape")
    for said in (text, f"{text}{_TOKEN}{text}", f"{text} Bearer\t{_TOKEN}"):
        line, lines = one_line(said), message(said)
        if "\n" in line or not _is_harmless(line) or not all(map(_is_harmless, lines.split("\n"))):
            raise AssertionError(f"{data!r} is shown as {line!r} and {lines!r}")
        if _TOKEN in line or _TOKEN in lines:
            raise AssertionError(f"{data!r} lets the token through")


def _is_harmless(text: str) -> bool:
    return not any(unicodedata.category(character) in {"Cc", "Cs", "Co"} for character in text)


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
    limits,
    content,
    request_ids,
    server_text,
    shown_text,
    duration,
)
"""Every target; a test and `make fuzz` walk them all."""
