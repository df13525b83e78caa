"""A text that is suggested passes the measure it is suggested for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_private_endpoint.evidence.descriptions import DEFAULTS, complaints
from pulumi_private_endpoint.evidence.suggestion import suggestion

TODAY = date(2026, 11, 20)


@given(
    length=st.integers(1, 400),
    fillers=st.lists(st.sampled_from(["CHG", "analytics", "team", "reads", "orders", "the", "review"])),
    ticket=st.sampled_from(
        ["", r"CHG-\d+", r"^INC\d{7}", "[A-Z]{2,5}-[0-9]+", "(?i)req", "(SR|TT) \\d{4}", "§§"]
    )
    | st.text(alphabet="AB-#:12", max_size=6),
    review=st.sampled_from(["optional", "required"]),
    today=st.dates(),
)
def test_what_is_suggested_passes(
    length: int, fillers: list[str], ticket: str, review: str, today: date
) -> None:
    config = {"minLength": length, "fillerWords": fillers, "ticketPattern": ticket, "reviewBy": review}

    text = suggestion(config, today)

    assert text is None or list(complaints(text, config, today)) == []


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"reviewBy": "required"},
        {"minLength": 60},
        {"minLength": 150},
        {"ticketPattern": r"CHG-\d+"},
        {"ticketPattern": r"^CHG\d{7}\b"},
        {"ticketPattern": r"\bINC\d{7}\b"},
        {"ticketPattern": r"[A-Z]+-[0-9]+"},
        {"ticketPattern": r"(?i)req-\d{4,}"},
        {"ticketPattern": r"(?:SR|TT)-\d+", "reviewBy": "required", "minLength": 50},
        {"ticketPattern": r"https://tickets\.example\.com/\d+"},
    ],
    ids=str,
)
def test_there_is_one_for_what_organisations_ask_for(config: dict[str, Any]) -> None:
    assert suggestion({**DEFAULTS, **config}, TODAY) is not None


@pytest.mark.parametrize(
    "config", [{"minLength": 100_000}, {"ticketPattern": "(?=a)b"}, {"ticketPattern": r"(\w)\1{9}"}], ids=str
)
def test_there_is_none_where_none_was_found(config: dict[str, Any]) -> None:
    assert suggestion({**DEFAULTS, **config}, TODAY) is None


def test_on_the_last_days_of_the_calendar_it_is_to_be_reviewed_then() -> None:
    assert "9999-12-31" in (suggestion(DEFAULTS, date(9999, 12, 31)) or "")
