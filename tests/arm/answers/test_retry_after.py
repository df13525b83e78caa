from __future__ import annotations

from datetime import datetime, timezone

import httpx
import pytest

from pulumi_private_endpoint.arm.answers.retry_after import retry_after

NOON = datetime(2026, 1, 1, 12, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        pytest.param({}, None, id="L19 absent"),
        pytest.param({"Retry-After": "10"}, 10, id="L17 seconds"),
        pytest.param({"RETRY-AFTER": "10"}, 10, id="L17 casing"),
        pytest.param({"Retry-After": "0"}, 0, id="L17 zero"),
        pytest.param({"Retry-After": "1.5"}, 1.5, id="L17 fraction"),
        pytest.param({"Retry-After": "5, 7"}, 5, id="L17 duplicate lines"),
        pytest.param({"Retry-After": "Thu, 01 Jan 2026 12:00:30 GMT"}, 30, id="L17 date"),
        pytest.param({"Retry-After": "Thu, 01 Jan 2026 11:00:00 GMT"}, 0, id="L17 past date"),
        pytest.param({"Retry-After": "Thu, 01 Jan 2026 12:00:30 -0000"}, None, id="L17 date without zone"),
        pytest.param({"Retry-After": "/bar"}, None, id="L17 garbage"),
        pytest.param({"Retry-After": "-1"}, None, id="L17 negative"),
        pytest.param({"Retry-After": "nan"}, None, id="L17 nan"),
        pytest.param({"Retry-After": "inf"}, None, id="L17 infinite"),
        pytest.param({"Retry-After": ""}, None, id="L17 empty"),
        pytest.param({"Retry-After": "9" * 300}, 31_622_400, id="L17 more than a year"),
        pytest.param({"Retry-After": "9" * 50_000}, 31_622_400, id="L17 fifty thousand digits"),
        pytest.param({"Retry-After": "-" + "9" * 5000}, None, id="L17 as many below zero"),
        pytest.param({"Retry-After": "Fri, 31 Dec 9999 23:59:59 -2359"}, 31_622_400, id="L17 the last date"),
        pytest.param({"Retry-After": "Mon, 01 Jan 0001 00:00:00 +2359"}, 0, id="L17 the first date"),
        pytest.param({"Retry-After": "Mon, 01 Jan 99999 00:00:00 GMT"}, None, id="L17 no date"),
        pytest.param({"Retry-After": "1 Jan 2026 " + "9" * 5000 + ":0:0"}, None, id="L17 a date of digits"),
        pytest.param({"retry-after-ms": "9" * 300}, 31_622_400, id="L18 more than a year"),
        pytest.param({"retry-after-ms": "250", "Retry-After": "9"}, 0.25, id="L18 milliseconds win"),
        pytest.param({"x-ms-retry-after-ms": "1500"}, 1.5, id="L18 the other name"),
        pytest.param({"retry-after-ms": "x", "Retry-After": "9"}, 9, id="L18 garbage milliseconds"),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(httpx.Headers(headers), NOON) == seconds


def test_l17_repeated_lines_as_httpx_joins_them() -> None:
    headers = httpx.Headers([("Retry-After", "5"), ("Retry-After", "7")])
    assert retry_after(headers, NOON) == 5
