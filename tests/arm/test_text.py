"""Nothing secret and nothing that acts or hides is shown, and no text takes long."""

from __future__ import annotations

import sys
import time
import unicodedata
from collections.abc import Callable

import pytest

from pulumi_private_endpoint.arm.text import (
    has_control_characters,
    keep_secret,
    message,
    one_line,
    printable,
    without_markup,
)

OPAQUE = "0AQRz3x.opaque+token/PLANTED=="
LONG = 400_000
UNREAL = {
    "slashes": "/",
    "addresses": "http://h",
    "addresses with a query": "/a?b",
    "questions": "?a",
    "half tokens": "eyJ-",
    "half tokens in a row": "eyJ",
    "bearers": "bearer ",
    "a bearer and nothing": "bearer" + " " * LONG,
    "names of secrets": "sig ",
    "opening brackets": "<",
    "opening tags": "<a ",
    "spaces": " ",
    "joiners": "\u200d",
    "selectors": "é\ufe0f",
    "controls": "\x1b",
    "lines": "\n",
}


@pytest.mark.parametrize("piece", UNREAL.values(), ids=list(UNREAL))
@pytest.mark.parametrize(
    "show", [one_line, printable, without_markup, message], ids=lambda show: show.__name__
)
def test_a_text_without_end_takes_no_time(show: Callable[[str], str], piece: str) -> None:
    text = piece * (LONG // len(piece))
    began = time.process_time()
    assert len(show(text)) <= 110_000
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("Bearer\tSECRETSECRETSECRETSECRET", "Bearer [removed]", id="a tab before it"),
        pytest.param("Bearer: SECRET0SECRET", "Bearer: [removed]", id="a colon before it"),
        pytest.param(
            '"Authorization":"Bearer  SECRET1SECRET"', '"Authorization":"Bearer [removed]"', id="quoted"
        ),
        pytest.param("eyJSECRETSECRET was cut", "[removed] was cut", id="the beginning of one"),
        pytest.param("op/1?sig=SECRET", "op/1", id="a relative address"),
        pytest.param("https://h/#access_token=SECRET", "https://h/", id="a fragment"),
        pytest.param("sig=SECRET&se=1", "sig=[removed]&se=1", id="a part of a query"),
        pytest.param('{"access_token":"SECRET"}', '{"access_token":"[removed]"}', id="JSON in a text"),
        pytest.param("AccountKey=SECRET==;x", "AccountKey=[removed];x", id="a connection string"),
        pytest.param("x " * 1000 + "eyJ" + "SECRET" * 4000, "x " * 1000, id="cut within one"),
        pytest.param("the secret is not found", "the secret is not found", id="a word alone"),
        pytest.param("Bearer authentication", "Bearer authentication", id="a scheme's name"),
        pytest.param("why? because", "why? because", id="a question"),
    ],
)
def test_l24_what_looks_like_a_secret_is_cut_out(text: str, shown: str) -> None:
    assert one_line(text) == shown


@pytest.mark.parametrize("show", [one_line, printable, message], ids=lambda show: show.__name__)
@pytest.mark.parametrize(
    "text", [OPAQUE, f"code {OPAQUE}", f"Bearer\t{OPAQUE}", OPAQUE[:20], f"'{OPAQUE}', x", f"x/{OPAQUE}/y"]
)
def test_what_was_sent_is_shown_nowhere(show: Callable[[str], str], text: str) -> None:
    keep_secret(OPAQUE)
    assert OPAQUE[:12] not in show(text)
    assert "[removed]" in show(text)


def test_a_secret_is_not_shown_where_a_text_is_cut() -> None:
    keep_secret(OPAQUE)
    for length in range(120, 170):
        assert OPAQUE[:12] not in printable("x" * length + " " + OPAQUE)


def test_only_the_last_secrets_are_kept() -> None:
    for number in range(100):
        keep_secret(f"{number:04}-secret-of-some-length")
    kept = [number for number in range(100) if printable(f"{number:04}-secret-of-some-length") == "[removed]"]
    assert kept == list(range(68, 100))


@pytest.mark.parametrize(("secret", "shown"), [("7seven7", "7seven7"), ("8eight88", "[removed]")])
def test_a_word_too_short_to_be_a_secret_is_none(secret: str, shown: str) -> None:
    keep_secret(secret)
    assert printable(secret) == shown


@pytest.mark.parametrize(
    ("length", "shown"), [(15, "0BRz3x.opaque+t!"), (16, "[removed]!")], ids=["too little", "enough"]
)
def test_a_secret_that_was_cut_is_known_by_its_first_sixteen_characters(length: int, shown: str) -> None:
    secret = "0BRz3x.opaque+token/PLANTED=="
    keep_secret(secret)
    assert printable(f"{secret[:length]}!") == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param(
            f"see /a?b={'x' * 3000} at the end", "see /a at the end", id="all of what is short enough"
        ),
        pytest.param(f"/a?b={'x' * 9000}'end", "/a", id="not what is far behind, in one word"),
        pytest.param(f"/a?b={'x' * 6000} the{'y' * 3000} end", "/a", id="not what is far behind"),
    ],
)
def test_a_line_is_cut_before_it_is_read(text: str, shown: str) -> None:
    assert one_line(text) == shown


@pytest.mark.parametrize(
    ("show", "most"),
    [(one_line, 2000), (printable, 160), (message, 4000), (without_markup, 8000)],
    ids=["one_line", "printable", "message", "without_markup"],
)
def test_so_much_is_shown_and_no_more(show: Callable[[str], str], most: int) -> None:
    assert show("x" * most) == "x" * most
    assert len(show("x" * (most + 1))) == most


def test_a_whole_message_has_an_end() -> None:
    assert len("".join(message(("x" * 999 + "\n") * 200).splitlines())) <= 100_000


def test_the_words_of_a_page() -> None:
    assert without_markup("<p class='x'>Bad</p><b>Gateway</b> 3 < 4").split() == [
        "Bad",
        "Gateway",
        "3",
        "<",
        "4",
    ]


def test_a_message_keeps_its_lines_and_says_how_many_more_there_are() -> None:
    assert message("a\n  b\x1b[2J") == "a\n  b\\x1b[2J"
    shown = message("x\n" * 100_000).splitlines()
    assert len(shown) == 501
    assert shown[-1] == "  and 99,501 more lines"


def test_only_what_is_seen_as_a_letter_may_be_joined() -> None:
    every = map(chr, range(sys.maxunicode + 1))
    joined = [each for each in every if not has_control_characters(f"{each}\u200d")]
    assert not {unicodedata.category(each) for each in joined} & {"Cc", "Cs", "Co", "Zl", "Zp"}
    assert not any(each.isascii() for each in joined)


# Signs that stand before a number or a verse in Arabic, Syriac and Kaithi: they can be seen.
SEEN = {"\u06dd", "\u070f", "\u08e2", "\u0890", "\u0891", "\U000110bd", "\U000110cd"} | {
    chr(code) for code in range(0x600, 0x606)
}


def test_every_character_that_acts_or_hides_is_known_by_every_python() -> None:
    unsafe = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    missed = [
        hex(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in unsafe
        and not has_control_characters(chr(code))
        and chr(code) not in SEEN
    ]
    assert missed == []
