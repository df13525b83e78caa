"""The content of an answer: read as it comes, never more than an answer can be, and parsed beside the loop.

Every approval of a process waits on one event loop, so nothing here may hold it up or fill the memory: what
is compressed is inflated piece by piece and counted by what comes out, and what is large is parsed in a
thread that lets others go on at every object. Text is whole afterwards: no half of a character is in it.
"""

from __future__ import annotations

import asyncio
import codecs
import json
import re
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

ENCODING = "gzip"
"""What is asked for, and read."""

_MEGABYTES = 16  # five thousand connections take half of it
_MOST_VALUES = 500_000  # which bounds what the parsed form takes; a connection has about fifty
_PIECE = 2**18
_PARSED_ON_THE_LOOP = 2**17  # characters; some milliseconds
_MOST_TEXT = 8000
_LONGEST_NUMBER = 40  # digits; longer ones take their square in time, and from 4300 on Python refuses
_GZIP = 16 + zlib.MAX_WBITS

# One at a time: several would share the processor with the loop.
_PARSER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="arm-content")
# Every escape in turn, so that a backslash that is itself escaped begins none.
_ESCAPES = re.compile(r"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|u([dD][89a-fA-F][0-9a-fA-F]{2})|.)", re.DOTALL)


class Unread(Exception):
    """Why an answer's content could not be read."""


@dataclass(frozen=True, slots=True)
class Content:
    """What an answer holds: parsed JSON, or the beginning of a text that is none, or why it was not read.

    `size` is in bytes, as they are once inflated.
    """

    body: Any = field(default=None, repr=False)
    text: str = field(default="", repr=False)
    flaw: str = ""
    size: int = 0


async def read(response: httpx.Response) -> Content:
    """The content of a response whose stream is open. Raises httpx.RequestError if the network fails."""
    pieces: list[str] = []
    decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
    size = values = 0
    try:
        async for piece in _inflated(response):
            size += len(piece)
            values += sum(piece.count(mark) for mark in (b",", b"[", b"{"))
            _check(size, values)
            pieces.append(decoder.decode(piece))
    except Unread as flaw:
        return Content(flaw=str(flaw), size=size)
    text = "".join(pieces) + decoder.decode(b"", final=True)
    if len(text) <= _PARSED_ON_THE_LOOP:
        return parse(text, size)
    return await asyncio.get_running_loop().run_in_executor(_PARSER, parse, text, size)


def parse(text: str, size: int = 0) -> Content:
    """The content of a text. Never raises for a strange one."""
    text = text.strip()
    if not text:
        return Content(size=size)
    if "\\ud" in text or "\\uD" in text:
        text = _ESCAPES.sub(_whole, text)
    try:
        return Content(_DECODER.decode(text), size=size)
    except (ValueError, RecursionError):
        return Content(text=text[:_MOST_TEXT], size=size)


async def _inflated(response: httpx.Response) -> AsyncIterator[bytes]:
    """The content in pieces, with a breath between them."""
    inflater = _inflater(response.headers.get("content-encoding", ""))
    begun = False
    async for raw in _stream(response):
        begun, left = True, raw
        while left:
            piece, left = (left, b"") if inflater is None else _inflate(inflater, left)
            yield piece
            await asyncio.sleep(0)
    if inflater is not None and begun and not inflater.eof:
        raise Unread("its compressed content breaks off")


def _stream(response: httpx.Response) -> httpx.AsyncByteStream:
    # Not by httpx's own decoders, which inflate each piece whole: 64 kB may become 64 MB.
    if not isinstance(response.stream, httpx.AsyncByteStream):
        raise TypeError("only an asynchronous response can be read")
    return response.stream


def _inflater(encoding: str) -> zlib._Decompress | None:
    named = [name for part in encoding.split(",") if (name := part.strip().lower()) not in {"", "identity"}]
    if not named:
        return None
    if named in ([ENCODING], [f"x-{ENCODING}"]):
        return zlib.decompressobj(_GZIP)
    raise Unread("it is compressed in a way that was not asked for")


def _inflate(inflater: zlib._Decompress, raw: bytes) -> tuple[bytes, bytes]:
    try:
        return inflater.decompress(raw, _PIECE), inflater.unconsumed_tail
    except zlib.error:
        raise Unread("its compressed content is damaged") from None


def _check(size: int, values: int) -> None:
    if size > _MEGABYTES * 2**20:
        raise Unread(f"it is longer than {_MEGABYTES} MB, and was not read to its end")
    if values > _MOST_VALUES:
        raise Unread(f"it holds more than {_MOST_VALUES:,} values, and was not read to its end")


def _whole(escape: re.Match[str]) -> str:
    """The escape, unless it is half a character, which no text can hold: then it is text."""
    return rf"\\u{escape[1]}" if escape[1] else escape[0]


def _object(found: dict[str, Any]) -> dict[str, Any]:
    # Called from the parser for every object: only then other threads have their turn.
    return found


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else digits


_DECODER = json.JSONDecoder(object_hook=_object, parse_int=_integer)
