"""An exemption ends with its last day, in UTC, wherever and whenever the pack runs."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pulumi_private_endpoint.evidence.exemptions import exemption
from pulumi_private_endpoint.policies.adapter import day_of
from pulumi_private_endpoint.policies.rule import Violation
from pulumi_private_endpoint.policies.settings.exemptions import judged

WRONG = (Violation("wrong"),)
LEAP_DAY = date(2028, 2, 29)
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.builds(datetime.fromtimestamp, st.integers(946_684_800, 4_102_444_800), zones)


def holds(until: date, seconds: float) -> bool:
    written = {"rule": "a-rule", "resource": "plant", "reason": "r", "until": until.isoformat()}
    one = exemption(written | {"approvedBy": "b"}, "here")
    return not judged(WRONG, "urn:pulumi:s::p::t::plant", (one,), day_of(seconds)).standing


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), moments)
@example(LEAP_DAY, datetime(2028, 2, 29, 23, 59, 59, 999999, timezone.utc))
@example(LEAP_DAY, datetime(2028, 3, 1, tzinfo=timezone.utc))
@example(LEAP_DAY, datetime(2028, 3, 1, 13, tzinfo=timezone(timedelta(hours=14))))
@example(LEAP_DAY, datetime(2028, 2, 29, 12, tzinfo=timezone(timedelta(hours=-12))))
def test_it_holds_until_midnight_in_utc(until: date, moment: datetime) -> None:
    end = datetime.combine(until, datetime.min.time(), timezone.utc) + timedelta(days=1)

    assert holds(until, moment.timestamp()) is (moment < end)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
@example(LEAP_DAY)
@example(date(2027, 2, 28))
@example(date(2026, 12, 31))
def test_the_last_second_counts_and_midnight_does_not(until: date) -> None:
    midnight = datetime.combine(until, datetime.min.time(), timezone.utc).timestamp() + 86400

    assert holds(until, midnight - 0.001)
    assert not holds(until, midnight)


@pytest.fixture(params=["Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kathmandu", "America/New_York"])
def elsewhere(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield os.environ["TZ"]
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("hour", [0, 5, 11, 12, 18, 23])
def test_the_day_is_that_of_utc_wherever_the_machine_is(hour: int) -> None:
    moment = datetime(2026, 11, 20, hour, tzinfo=timezone.utc)
    assert day_of(moment.timestamp()) == date(2026, 11, 20)
