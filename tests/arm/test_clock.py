from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from pulumi_private_endpoint.arm import Deadline, SystemClock


@pytest.mark.parametrize(("wanted", "slept"), [(3, 3), (10, 10), (11, 10), (0, 0)], ids=lambda v: f"{v}s")
def test_l21_never_sleeps_past_the_deadline(clock: Any, wanted: float, slept: float) -> None:
    deadline = Deadline.after(clock, 10)
    asyncio.run(deadline.sleep(wanted))
    assert clock.slept == [slept]
    assert deadline.remaining() == 10 - slept
    assert deadline.expired is (slept == 10)


def test_a_passed_deadline_has_nothing_left(clock: Any) -> None:
    deadline = Deadline.after(clock, 10)
    clock.seconds = 25
    assert deadline.remaining() == 0
    assert deadline.seconds == 10


def test_the_system_clock_runs() -> None:
    clock = SystemClock()
    before = clock.now()
    asyncio.run(clock.sleep(0))
    assert clock.now() >= before
    assert clock.utcnow().utcoffset() == timedelta(0)
