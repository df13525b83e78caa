"""Durations as programs write them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_private_endpoint.connections.durations import LONGEST, seconds, told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0s", 0),
        ("90s", 90),
        ("1.5s", 1.5),
        ("10m", 600),
        ("1h", 3600),
        ("1h30m", 5400),
        ("1h1s", 3601),
        ("1h2m3.5s", 3723.5),
        ("007m", 420),
        ("120m", 7200),
        ("24h", LONGEST),
        ("1.5h", 5400),
        ("1.5m", 90),
        ("500ms", 0.5),
        ("1s500ms", 1.5),
        ("250us", 0.00025),
        ("250µs", 0.00025),  # the micro sign
        ("250μs", 0.00025),  # the Greek letter
        ("5ns", 5e-9),
        (".5s", 0.5),
        ("5.s", 5),
        ("30m1h", 5400),
        ("1h1h", 7200),
        ("0", 0),
        ("+10m", 600),
    ],
)
def test_what_is_a_duration(text: str, expected: float) -> None:
    assert seconds(text) == pytest.approx(expected)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param(" ", id="blank"),
        pytest.param("600", id="no unit"),
        pytest.param("10 m", id="space within"),
        pytest.param(" 10m", id="space before"),
        pytest.param("10m\n", id="newline after"),
        pytest.param("10M", id="capital unit"),
        pytest.param("10min", id="long unit"),
        pytest.param("1d", id="days"),
        pytest.param("-10m", id="negative"),
        pytest.param("+-10m", id="two signs"),
        pytest.param("10m+5s", id="a sign within"),
        pytest.param(".s", id="no digit"),
        pytest.param("1.2.3s", id="two points"),
        pytest.param("00", id="zeros without a unit"),
        pytest.param("10m5", id="the last without a unit"),
        pytest.param("10Ms", id="capital within a unit"),
        pytest.param("1e3s", id="exponent"),
        pytest.param("infs", id="infinity"),
        pytest.param("nans", id="not a number"),
        pytest.param("１０m", id="full-width digits"),
        pytest.param("٣m", id="digits of another script"),
    ],
)
def test_what_is_not_a_duration(text: str) -> None:
    with pytest.raises(ValueError, match=r"^is not a duration such as"):
        seconds(text)


@pytest.mark.parametrize("text", ["24h1s", "25h", "1441m", "86401s", "86400.1s", "9" * 400 + "s"])
def test_a_day_is_the_longest(text: str) -> None:
    with pytest.raises(ValueError, match=r"^is longer than a day$"):
        seconds(text)


@given(st.text(max_size=12) | st.text("0123456789hmsnuµ.+-", max_size=12))
def test_any_text_is_a_value_error_or_a_duration_within_bounds(text: str) -> None:
    try:
        found = seconds(text)
    except ValueError:
        return
    assert 0 <= found <= LONGEST


def test_a_long_text_is_refused_soon() -> None:
    started = time.process_time()
    for text in ("9" * 100_000, "1h" * 50_000 + "x", "1." * 50_000):
        with pytest.raises(ValueError, match=r"^is"):
            seconds(text)
    assert time.process_time() - started < 2.0


@pytest.mark.parametrize(
    ("length", "text"),
    [(0, "0s"), (0.0004, "0.0004s"), (0.5, "0.5s"), (1, "1s"), (600.4, "600s"), (86400, "86400s")],
)
def test_a_time_is_told_in_seconds_and_a_short_one_never_as_none(length: float, text: str) -> None:
    assert told(length) == text
