"""What is read of an answer's content is bounded, whole and never more than a moment's work."""

from __future__ import annotations

import asyncio
import gzip
import json
import threading
import time
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_private_endpoint.arm.answers import content
from pulumi_private_endpoint.arm.answers.content import Content, parse, read

MEGABYTE = 2**20


class Stream(httpx.AsyncByteStream):
    """Pieces as they come from the network."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.pieces = iter(pieces)
        self.given = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            self.given += len(piece)
            yield piece


def content_of(pieces: Iterable[bytes], **headers: str) -> Content:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return asyncio.run(read(httpx.Response(200, headers=named, stream=Stream(pieces))))


def bomb(megabytes: int) -> bytes:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    inside = [squeeze.compress(b"a" * MEGABYTE) for _ in range(megabytes)]
    return b"".join([squeeze.compress(b'["'), *inside, squeeze.compress(b'"]'), squeeze.flush()])


def page(connections: int) -> bytes:
    """As large as a service writes them."""
    state = {"status": "Pending", "description": "please " * 20, "actionsRequired": "None"}
    properties = {"privateEndpoint": {"id": "x" * 250}, "privateLinkServiceConnectionState": state}
    one = {"id": "x" * 300, "name": "c", "properties": properties, "systemData": {"createdBy": "x" * 600}}
    return json.dumps({"value": [one] * connections}).encode()


@pytest.mark.parametrize(
    ("pieces", "headers", "body"),
    [
        pytest.param([b'{"a": 1}'], {}, {"a": 1}, id="plain"),
        pytest.param([b'{"a"', b": 1}"], {}, {"a": 1}, id="in pieces"),
        pytest.param([b'["\xc3', b'\xa9"]'], {}, ["é"], id="a letter in two pieces"),
        pytest.param([gzip.compress(b"[1]")], {"content_encoding": "gzip"}, [1], id="gzip"),
        pytest.param([gzip.compress(b"[1]")], {"content_encoding": "X-GZIP"}, [1], id="gzip by its old name"),
        pytest.param([b"[1]"], {"content_encoding": "identity"}, [1], id="identity"),
        pytest.param([], {"content_encoding": "gzip"}, None, id="nothing, compressed"),
        pytest.param([page(5000)], {}, json.loads(page(5000)), id="five thousand connections"),
        pytest.param([b" " * MEGABYTE] * 16, {}, None, id="16 MB"),
        pytest.param([b"[" + b"0," * 499_999 + b"0]"], {}, [0] * 500_000, id="500,000 values"),
    ],
)
def test_what_can_be_read(pieces: list[bytes], headers: dict[str, str], body: Any) -> None:
    found = content_of(pieces, **headers)
    assert (found.body, found.text, found.flaw) == (body, "", "")
    packed = b"".join(pieces)
    assert found.size == len(gzip.decompress(packed) if packed.startswith(b"\x1f\x8b") else packed)


@pytest.mark.parametrize(
    ("pieces", "headers", "flaw"),
    [
        pytest.param([b"[1]"], {"content_encoding": "gzip"}, "damaged", id="not compressed at all"),
        pytest.param([gzip.compress(b"[1]")[:-9]], {"content_encoding": "gzip"}, "breaks off", id="cut off"),
        pytest.param([b"[1]"], {"content_encoding": "br"}, "not asked for", id="brotli"),
        pytest.param([b"[1]"], {"content_encoding": "gzip, gzip"}, "not asked for", id="twice"),
        pytest.param([b" " * MEGABYTE] * 17, {}, "longer than 16 MB", id="long"),
        pytest.param([bomb(17)], {"content_encoding": "gzip"}, "longer than 16 MB", id="long once inflated"),
        pytest.param([b"[" + b"[]," * 500_000], {}, "more than 500,000 values", id="many values"),
    ],
)
def test_what_cannot_be_read_says_why(pieces: list[bytes], headers: dict[str, str], flaw: str) -> None:
    found = content_of(pieces, **headers)
    assert flaw in found.flaw
    assert (found.body, found.text) == (None, "")


def test_a_bomb_is_not_held() -> None:
    packed = [bomb(200)]
    tracemalloc.start()
    try:
        found = content_of(packed, content_encoding="gzip")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found.flaw
    assert peak < 20 * MEGABYTE


def test_what_never_ends_is_not_waited_for() -> None:
    endless = Stream(iter(lambda: b" " * MEGABYTE, b""))
    assert asyncio.run(read(httpx.Response(200, stream=endless))).flaw
    assert endless.given <= 17 * MEGABYTE


def test_others_go_on_while_much_is_read() -> None:
    """The loop itself never works for long; what counts is its thread's own time, not the machine's."""
    longest = 0.0

    async def beat() -> None:
        nonlocal longest
        while True:
            began = time.thread_time()
            await asyncio.sleep(0)
            longest = max(longest, time.thread_time() - began)

    async def go(headers: dict[str, str], data: bytes) -> Content:
        pieces = (data[at : at + 65_536] for at in range(0, len(data), 65_536))
        others = asyncio.ensure_future(beat())
        try:
            return await read(httpx.Response(200, headers=headers, stream=Stream(pieces)))
        finally:
            others.cancel()

    squeezed = gzip.compress(page(5000))
    assert len(asyncio.run(go({}, page(5000))).body["value"]) == 5000
    assert len(asyncio.run(go({"Content-Encoding": "gzip"}, squeezed)).body["value"]) == 5000
    assert longest < 0.05


def watched(monkeypatch: pytest.MonkeyPatch, before: Callable[[], None]) -> None:
    """Have this called before each text is parsed, in the thread that parses it."""

    def parse_watched(text: str, size: int) -> Content:
        before()
        return parse(text, size)

    monkeypatch.setattr(content, "parse", parse_watched)


@pytest.mark.parametrize(("characters", "beside"), [(2**17, False), (2**17 + 1, True)])
def test_only_what_is_large_is_parsed_beside_the_loop(
    monkeypatch: pytest.MonkeyPatch, characters: int, beside: bool
) -> None:
    threads: list[threading.Thread] = []
    watched(monkeypatch, lambda: threads.append(threading.current_thread()))
    content_of([b'"' + b"x" * (characters - 2) + b'"'])
    assert [thread is not threading.main_thread() for thread in threads] == [beside]


def test_large_ones_are_parsed_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    threads: set[int] = set()
    both_wait = threading.Event()

    def before() -> None:
        threads.add(threading.get_ident())
        both_wait.wait(5)

    async def go() -> None:
        large = b'"' + b"x" * 2**18 + b'"'
        reads = [read(httpx.Response(200, stream=Stream([large]))) for _ in range(2)]
        others = asyncio.gather(*reads)
        for _ in range(20):
            await asyncio.sleep(0)
        both_wait.set()
        await others

    watched(monkeypatch, before)
    asyncio.run(go())
    assert len(threads) == 1


@pytest.mark.parametrize(
    ("text", "size"), [("[1]", 3), ("<html>", 6), (" ", 1)], ids=["JSON", "another text", "nothing"]
)
def test_how_long_it_was_is_known(text: str, size: int) -> None:
    assert parse(text, size).size == size


@pytest.mark.parametrize(
    ("text", "body"),
    [
        pytest.param(r'["\ud800"]', [r"\ud800"], id="half a character"),
        pytest.param(r'["\uDC00x"]', [r"\uDC00x"], id="the other half"),
        pytest.param(r'["\ud83d\ude00"]', ["😀"], id="both halves"),
        pytest.param(r'["\ud83d\ud83d\ude00"]', [r"\ud83d😀"], id="one too many"),
        pytest.param(r'["\\ud800"]', [r"\ud800"], id="a backslash of its own"),
        pytest.param(r'["\\\ud800\n"]', [r"\\ud800" + "\n"], id="behind a backslash"),
        pytest.param(r'{"\udfff": "\u0041"}', {r"\udfff": "A"}, id="in a name"),
        pytest.param("[" + "9" * 5000 + "]", ["9" * 5000], id="a number that is none"),
        pytest.param("[12345678901234567890]", [12345678901234567890], id="a large number"),
    ],
)
def test_text_is_whole(text: str, body: Any) -> None:
    assert parse(text).body == body


@given(
    st.binary(max_size=40) | st.text(alphabet='\\"ud8Dc0{[,1]}', max_size=40).map(lambda text: text.encode())
)
def test_nothing_raises_and_all_that_comes_out_can_be_sent(data: bytes) -> None:
    found = content_of([data])
    json.dumps([found.body, found.text, found.flaw], ensure_ascii=False).encode()
