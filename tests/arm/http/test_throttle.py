from __future__ import annotations

import asyncio
from typing import Any

import pytest

from pulumi_private_endpoint.arm import Deadline, DeadlineExceeded
from pulumi_private_endpoint.arm.http.throttle import Throttle

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
        pytest.param("GET", "subscription-reads", "3", [0.28, 0.04, 0.04], id="T1 reads low"),
        pytest.param("PUT", "subscription-writes", "3", [0.7, 0.1, 0.1], id="T1 writes low"),
        pytest.param("DELETE", "subscription-deletes", "0", [1.0, 0.1, 0.1], id="T1 deletes empty"),
        pytest.param("PUT", "subscription-global-writes", "1", [0.9, 0.1, 0.1], id="T5 global bucket"),
        pytest.param("PUT", "tenant-writes", "1", [0.9, 0.1, 0.1], id="T5 tenant bucket"),
        pytest.param("PUT", "subscription-writes", "199", [], id="T1 full"),
        pytest.param("PUT", "subscription-reads", "1", [], id="T5 another kind"),
        pytest.param("PUT", "resource", "Microsoft.Compute/x;1", [], id="T5 other format"),
        pytest.param("PUT", "subscription-writes", "lots", [], id="T5 garbage"),
        pytest.param("PUT", "subscription-writes", "9" * 400, [], id="T5 more than a number can hold"),
        pytest.param("PUT", "subscription-writes", "9" * 5000, [], id="T5 more than Python reads"),
        pytest.param("PUT", "subscription-writes", "\u0663", [0.7, 0.1, 0.1], id="T5 other digits"),
    ],
)
def test_a_low_bucket_is_spaced(clock: Any, method: str, header: str, left: str, slept: list[float]) -> None:
    throttle = Throttle(clock)
    throttle.learn(method, ONE, low(header, left), 0)
    assert waits(clock, throttle, method, ONE) == slept
    assert waits(clock, throttle, method, TWO) == []


def test_t1_a_filled_bucket_is_free_again(clock: Any) -> None:
    throttle = Throttle(clock)
    throttle.learn("PUT", ONE, low("subscription-writes"), 0)
    throttle.learn("PUT", ONE, low("subscription-writes", "150"), 0)
    assert waits(clock, throttle, "PUT", ONE) == []


def test_t1_requests_that_arm_had_not_seen_yet_are_counted_off(clock: Any) -> None:
    throttle = Throttle(clock)
    assert waits(clock, throttle, "PUT", ONE, times=5) == []
    throttle.learn("PUT", ONE, low("subscription-writes", "14"), 1)  # so four more are on their way
    assert waits(clock, throttle, "PUT", ONE) == [0.1, 0.1]


def test_t7_a_burst_is_held_back_until_arm_has_said_how_many_may_go(clock: Any) -> None:
    throttle = Throttle(clock)
    assert len(waits(clock, throttle, "PUT", ONE, times=40)) == 7


def test_an_arm_that_does_not_count_is_not_waited_for(clock: Any) -> None:
    throttle = Throttle(clock)
    throttle.learn("PUT", ONE, {}, 0)
    assert waits(clock, throttle, "PUT", ONE, times=400) == []


def test_t1_an_idle_bucket_fills_up_but_not_over(clock: Any) -> None:
    throttle = Throttle(clock)
    throttle.learn("PUT", ONE, low("subscription-writes", "14"), 0)
    throttle.learn("PUT", ONE, low("subscription-writes", "10"), 0)
    clock.seconds += 3600
    assert len(waits(clock, throttle, "PUT", ONE, times=40)) == 7  # no larger bucket was ever seen


def test_l21_a_queue_too_long_for_the_deadline_is_refused_at_once(clock: Any) -> None:
    throttle = Throttle(clock)
    throttle.learn("PUT", ONE, low("subscription-writes", "0"), 0)
    refused_at: list[float] = []

    async def act(deadline: Deadline) -> None:
        try:
            await throttle.wait("PUT", ONE, deadline)
        except DeadlineExceeded:
            refused_at.append(clock.seconds)

    async def all_of_them() -> None:
        await asyncio.gather(*(act(Deadline.after(clock, 2)) for _ in range(30)))

    asyncio.run(all_of_them())
    assert len(refused_at) <= 20  # the first waits a second, then ten go each second
    assert refused_at.count(1.0) >= 15  # the fake clock stands there as soon as the first one sleeps


def test_t3_a_pause_holds_back_everybody_of_that_kind(clock: Any) -> None:
    throttle = Throttle(clock)
    throttle.pause("PUT", ONE, 17)
    assert waits(clock, throttle, "GET", ONE) == []
    assert waits(clock, throttle, "PUT", TWO) == []
    assert waits(clock, throttle, "PATCH", ONE.replace("subscriptions", "SUBSCRIPTIONS")) == [17, 0.1, 0.1]


def test_t3_a_shorter_pause_does_not_cut_a_longer_one(clock: Any) -> None:
    throttle = Throttle(clock)
    throttle.pause("GET", ONE, 17)
    throttle.pause("GET", ONE, 2)
    assert waits(clock, throttle, "GET", ONE, times=1) == [17]


def test_t3_an_answer_from_before_a_pause_does_not_end_it(clock: Any) -> None:
    throttle = Throttle(clock)
    throttle.pause("PUT", ONE, 17)
    throttle.learn("PUT", ONE, low("subscription-writes", "199"), 0)
    assert waits(clock, throttle, "PUT", ONE, times=1) == [17]


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


def test_l21_a_turn_that_is_free_but_promised_is_no_wait_without_end() -> None:
    """Between the head of the queue and the next one's waking the lock looks free."""
    gates = [asyncio.Event(), asyncio.Event()]

    class Gated:
        """The first two sleep until they are let go; the second never is."""

        seconds = 0.0
        sleeping = 0

        def now(self) -> float:
            return self.seconds

        async def sleep(self, seconds: float) -> None:
            self.sleeping += 1
            await gates[self.sleeping - 1].wait()
            self.seconds += seconds

    clock: Any = Gated()
    throttle = Throttle(clock)
    throttle.learn("PUT", ONE, low("subscription-writes", "9"), 0)

    async def first_and_then_in_a_hurry() -> None:
        await throttle.wait("PUT", ONE, Deadline.after(clock, 100))
        await throttle.wait("PUT", ONE, Deadline.after(clock, 0.3))

    async def act() -> None:
        both = asyncio.ensure_future(first_and_then_in_a_hurry())
        await asyncio.sleep(0)
        other = asyncio.ensure_future(throttle.wait("PUT", ONE, Deadline.after(clock, 100)))
        await asyncio.sleep(0)
        gates[0].set()
        try:
            with pytest.raises(DeadlineExceeded, match="the turn did not come within 0 s"):
                await asyncio.wait_for(both, 5)
        finally:
            other.cancel()

    asyncio.run(act())


def test_l21_a_turn_just_at_the_deadline_is_refused_at_once(clock: Any) -> None:
    throttle = Throttle(clock)
    throttle.pause("PUT", ONE, 100)
    with pytest.raises(DeadlineExceeded, match="limits writes for another 100 s"):
        waits(clock, throttle, "PUT", ONE)


def test_l21_no_time_left_is_no_limit_of_rates(clock: Any) -> None:
    throttle = Throttle(clock)

    async def act() -> int:
        return await throttle.wait("PUT", ONE, Deadline.after(clock, 0))

    assert asyncio.run(act()) == 1
