from __future__ import annotations

import asyncio
from typing import Any

import pytest

from pulumi_private_endpoint.arm import Deadline, DeadlineExceeded
from pulumi_private_endpoint.arm.throttle import Throttle

ONE, TWO = "/subscriptions/one/providers/A.B/t/n", "/subscriptions/two/providers/A.B/t/n"


def low(header: str, left: str = "3") -> dict[str, str]:
    return {f"x-ms-ratelimit-remaining-{header}": left}


def waits(clock: Any, throttle: Throttle, method: str, path: str, times: int = 3) -> list[float]:
    clock.slept.clear()

    async def act() -> None:
        deadline = Deadline.after(clock, 100)
        for _ in range(times):
            await throttle.wait(method, path, deadline)

    asyncio.run(act())
    return list(clock.slept)


@pytest.mark.parametrize(
    ("method", "header", "left", "slept"),
    [
        pytest.param("GET", "subscription-reads", "3", [0.08, 0.08], id="T1 reads low"),
        pytest.param("PUT", "subscription-writes", "3", [0.2, 0.2], id="T1 writes low"),
        pytest.param("DELETE", "subscription-deletes", "0", [0.2, 0.2], id="T1 deletes empty"),
        pytest.param("PUT", "subscription-global-writes", "1", [0.2, 0.2], id="T5 global bucket"),
        pytest.param("PUT", "tenant-writes", "1", [0.2, 0.2], id="T5 tenant bucket"),
        pytest.param("PUT", "subscription-writes", "199", [], id="T1 full"),
        pytest.param("PUT", "subscription-reads", "1", [], id="T5 another kind"),
        pytest.param("PUT", "resource", "Microsoft.Compute/x;1", [], id="T5 other format"),
        pytest.param("PUT", "subscription-writes", "lots", [], id="T5 garbage"),
    ],
)
def test_a_low_bucket_is_spaced(clock: Any, method: str, header: str, left: str, slept: list[float]) -> None:
    throttle = Throttle(clock)
    throttle.learn(method, ONE, low(header, left))
    assert waits(clock, throttle, method, ONE) == slept
    assert waits(clock, throttle, method, TWO) == []


def test_t1_a_filled_bucket_is_free_again(clock: Any) -> None:
    throttle = Throttle(clock)
    throttle.learn("PUT", ONE, low("subscription-writes"))
    throttle.learn("PUT", ONE, low("subscription-writes", "150"))
    assert waits(clock, throttle, "PUT", ONE) == []


def test_t3_a_pause_holds_back_everybody_of_that_kind(clock: Any) -> None:
    throttle = Throttle(clock)
    throttle.pause("PUT", ONE, 17)
    assert waits(clock, throttle, "GET", ONE) == []
    assert waits(clock, throttle, "PUT", TWO) == []
    assert waits(clock, throttle, "PATCH", ONE.replace("subscriptions", "SUBSCRIPTIONS")) == [17, 0.2, 0.2]


def test_t3_a_shorter_pause_does_not_cut_a_longer_one(clock: Any) -> None:
    throttle = Throttle(clock)
    throttle.pause("GET", ONE, 17)
    throttle.pause("GET", ONE, 2)
    assert waits(clock, throttle, "GET", ONE, times=1) == [17]


def test_t7_waiters_after_a_pause_go_one_by_one(clock: Any) -> None:
    throttle = Throttle(clock)
    throttle.pause("PUT", ONE, 10)

    async def act() -> None:
        deadline = Deadline.after(clock, 100)
        await asyncio.gather(*(throttle.wait("PUT", ONE, deadline) for _ in range(3)))

    asyncio.run(act())
    assert len(clock.slept) == 3
    assert clock.slept[0] == 10


def test_l21_a_turn_beyond_the_deadline_is_refused_at_once(clock: Any) -> None:
    throttle = Throttle(clock)
    throttle.pause("PUT", ONE, 200)
    with pytest.raises(DeadlineExceeded, match="limits writes for another 200 s") as caught:
        waits(clock, throttle, "PUT", ONE)
    assert caught.value.last_seen == "writes throttled"
    assert clock.slept == []
