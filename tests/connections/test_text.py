"""Text that a requester wrote is harmless once it is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_private_endpoint.connections.text import SHOWN, has_control_characters, printable

UNSAFE = [
    pytest.param("\x1b[31m", r"\x1b[31m", id="terminal colour"),
    pytest.param("\x1b]0;owned\x07", r"\x1b]0;owned\x07", id="terminal title"),
    pytest.param("\x9b2J", r"\x9b2J", id="one-byte control sequence"),
    pytest.param("a\rb", r"a\rb", id="carriage return"),
    pytest.param("a\nb", r"a\nb", id="new line"),
    pytest.param("a\x08b", r"a\x08b", id="backspace"),
    pytest.param("a\x00b", r"a\x00b", id="nul"),
    pytest.param("a\u202eb", r"a\u202eb", id="bidi override"),
    pytest.param("a\u2066b", r"a\u2066b", id="bidi isolate"),
    pytest.param("a\u200bb", r"a\u200bb", id="zero-width space"),
    pytest.param("a\ufeffb", r"a\ufeffb", id="byte order mark"),
    pytest.param("a\u2028b", r"a\u2028b", id="line separator"),
    pytest.param("a\u2029b", r"a\u2029b", id="paragraph separator"),
    pytest.param("a\ud800b", r"a\ud800b", id="lone surrogate"),
    pytest.param("a\ue000b", r"a\ue000b", id="private use"),
    pytest.param("a\U000e0041b", r"a\U000e0041b", id="tag character"),
    pytest.param("ple\u200dase", r"ple\u200dase", id="joiner in plain text"),
    pytest.param("\u200cx", r"\u200cx", id="joiner before anything"),
    pytest.param("é\u200c\u200c", "é\u200c" + r"\u200c", id="two joiners"),
    pytest.param("a\ufe0f", r"a\ufe0f", id="selector behind a plain letter"),
    pytest.param("\u202e\u200d", r"\u202e\u200d", id="joiner behind what is hidden"),
    pytest.param("\u3164", r"\u3164", id="a filler that looks like nothing"),
    pytest.param("\ufdd0", r"\ufdd0", id="no character"),
]
HARMLESS = [
    pytest.param("", id="empty"),
    pytest.param("for the web shop, CHG-1", id="plain"),
    pytest.param("für Müller & Søn — 請求", id="other scripts"),
    pytest.param("✓ 👍", id="symbols"),
    pytest.param('quotes " and \\ back', id="quotes"),
    pytest.param("می\u200cخواهم", id="Persian with its joiner"),
    pytest.param("क्\u200dष", id="Hindi with its joiner"),
    pytest.param("👩\u200d💻 ❤\ufe0f\u200d🔥 1\ufe0f\u20e3", id="emoji of several parts"),
    pytest.param("葛\U000e0100", id="a variant of an ideograph"),
    pytest.param("\U0001fae9 \U0001f6d8 \u0cdc", id="younger than some Pythons"),
]


@pytest.mark.parametrize(("text", "shown"), UNSAFE)
def test_what_acts_or_hides_is_seen_and_shown_escaped(text: str, shown: str) -> None:
    assert has_control_characters(text)
    assert printable(text) == shown


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_is_left_as_it_is(text: str) -> None:
    assert not has_control_characters(text)
    assert printable(text) == text


@pytest.mark.parametrize(
    ("length", "shown"),
    [(SHOWN - 1, "x" * (SHOWN - 1)), (SHOWN, "x" * SHOWN), (SHOWN + 1, "x" * (SHOWN - 1) + "…")],
    ids=["below the limit", "at the limit", "above the limit"],
)
def test_a_long_text_is_cut_and_says_so(length: int, shown: str) -> None:
    assert printable("x" * length) == shown


def test_the_limit_is_the_callers() -> None:
    assert printable("abcdef", 4) == "abc…"


def test_a_whole_request_message_is_shown() -> None:
    assert printable("m" * 140) == "m" * 140


@given(st.text(max_size=2 * SHOWN))
def test_nothing_unsafe_is_ever_shown(text: str) -> None:
    shown = printable(text)
    assert not has_control_characters(shown)
    assert len(shown) <= SHOWN


@given(st.text(max_size=2 * SHOWN))
def test_showing_twice_changes_nothing(text: str) -> None:
    assert printable(printable(text)) == printable(text)


def test_ten_thousand_hidden_characters_do_not_grow() -> None:
    shown = printable("\u202e" * 10_000)
    assert len(shown) == SHOWN
    assert shown.endswith("…")
