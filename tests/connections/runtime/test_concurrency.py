"""Turns at writing and shared reads: nobody waits for ever, and nobody inherits a failure."""

from __future__ import annotations

import asyncio
import gc
import weakref
from typing import Any

import pytest

from pulumi_private_endpoint.arm import Deadline, DeadlineExceeded, ResourceId, SystemClock
from pulumi_private_endpoint.connections.errors import NotConfirmed
from pulumi_private_endpoint.connections.runtime.concurrency import SharedReads, TargetLocks
from pulumi_private_endpoint.connections.services.spec import ServiceSpec

TARGET = ResourceId.parse("/subscriptions/s/resourceGroups/g/providers/Contoso.X/boxes/b")
SPEC = ServiceSpec(type="Contoso.X/boxes", api_version="2030-01-01", one_writer=True)
SOON = 0.01  # real seconds: the event loop keeps the time here


def deadline(seconds: float = 60) -> Deadline:
    return Deadline.after(SystemClock(), seconds)


def test_a_second_writer_waits_for_the_first() -> None:
    async def run() -> list[bool]:
        target_locks = TargetLocks()
        waited: list[bool] = []

        async def write() -> None:
            async with target_locks.target_lock(TARGET, SPEC, deadline()) as had_to_wait:
                waited.append(had_to_wait)
                await asyncio.sleep(0)

        await asyncio.gather(write(), write())
        return waited

    assert asyncio.run(run()) == [False, True]


def test_a_turn_that_was_given_back_is_waited_for_by_nobody() -> None:
    async def run() -> list[bool]:
        target_locks = TargetLocks()
        waited: list[bool] = []

        async def write() -> None:
            async with target_locks.target_lock(TARGET, SPEC, deadline()) as had_to_wait:
                waited.append(had_to_wait)
                await asyncio.sleep(0)

        await write()
        await write()
        await asyncio.gather(write(), write())
        return waited

    assert asyncio.run(run()) == [False, False, False, True]


def test_most_services_need_no_turns() -> None:
    async def run() -> list[bool]:
        target_locks, many = (
            TargetLocks(),
            ServiceSpec(type=TARGET.type, api_version="2030-01-01", one_writer=False),
        )
        one, two = (target_locks.target_lock(TARGET, many, deadline()) for _ in range(2))
        async with one as first, two as second:
            return [first, second]

    assert asyncio.run(run()) == [False, False]


def test_a_turn_that_does_not_come_is_an_error() -> None:
    async def run() -> None:
        target_locks = TargetLocks()
        async with target_locks.target_lock(TARGET, SPEC, deadline()):
            with pytest.raises(NotConfirmed, match="one change at a time"):
                async with target_locks.target_lock(TARGET, SPEC, deadline(SOON)):
                    pass
        async with target_locks.target_lock(TARGET, SPEC, deadline(SOON)):
            pass  # given back, it can be had again

    asyncio.run(run())


class TestSharedReads:
    def test_who_asks_meanwhile_shares_the_read(self) -> None:
        reads: list[int] = []

        async def read() -> int:
            reads.append(1)
            await asyncio.sleep(0)
            return len(reads)

        async def run() -> Any:
            flights: SharedReads[int] = SharedReads()
            return await asyncio.gather(*(flights.join("key", read, deadline()) for _ in range(3)))

        assert asyncio.run(run()) == [1, 1, 1]

    def test_nothing_is_kept_after_it(self) -> None:
        reads: list[int] = []

        async def read() -> int:
            reads.append(1)
            return len(reads)

        async def run() -> list[int]:
            flights: SharedReads[int] = SharedReads()
            return [await flights.join("key", read, deadline()) for _ in range(2)]

        assert asyncio.run(run()) == [1, 2]

    def test_not_even_the_memory_for_it(self) -> None:
        class Found:
            pass

        async def read() -> Found:
            return Found()

        async def run() -> weakref.ref[Found]:
            found = weakref.ref(await shared.join("key", read, deadline()))
            await asyncio.sleep(0)
            gc.collect()
            return found

        shared: SharedReads[Found] = SharedReads()
        assert asyncio.run(run())() is None

    def test_somebody_elses_failure_is_not_ours(self) -> None:
        reads: list[int] = []

        async def read() -> int:
            reads.append(1)
            await asyncio.sleep(0)
            if len(reads) == 1:
                raise OSError("theirs")
            return len(reads)

        async def run() -> Any:
            flights: SharedReads[int] = SharedReads()
            both = (flights.join("key", read, deadline()) for _ in range(2))
            return await asyncio.gather(*both, return_exceptions=True)

        failure, ours = asyncio.run(run())
        assert isinstance(failure, OSError)
        assert ours == 2

    def test_somebody_elses_patience_is_not_ours(self) -> None:
        reads: list[int] = []

        async def read() -> int:
            reads.append(1)
            if len(reads) == 1:
                await asyncio.Event().wait()
            return len(reads)

        async def run() -> int:
            flights: SharedReads[int] = SharedReads()
            theirs = asyncio.ensure_future(flights.join("key", read, deadline()))
            await asyncio.sleep(0)
            ours = await flights.join("key", read, deadline(SOON))
            theirs.cancel()
            await asyncio.gather(theirs, return_exceptions=True)
            return ours

        assert asyncio.run(run()) == 2

    def test_of_many_who_shared_a_failure_one_reads_for_the_others(self) -> None:
        reads: list[int] = []
        at_once = most = 0

        async def read() -> int:
            nonlocal at_once, most
            at_once += 1
            most = max(most, at_once)
            reads.append(1)
            mine = len(reads)
            await asyncio.sleep(0)
            at_once -= 1
            if mine == 1:
                raise OSError("theirs")
            return mine

        async def run() -> Any:
            flights: SharedReads[int] = SharedReads()
            all_of_them = (flights.join("key", read, deadline()) for _ in range(64))
            return await asyncio.gather(*all_of_them, return_exceptions=True)

        first, *others = asyncio.run(run())
        assert isinstance(first, OSError)
        assert others == [2] * 63
        assert (len(reads), most) == (2, 1)

    def test_what_fails_for_two_fails_for_all_who_waited_for_both(self) -> None:
        reads: list[int] = []

        async def read() -> int:
            reads.append(1)
            mine = len(reads)
            await asyncio.sleep(0)
            raise OSError(f"failure {mine}")

        async def run() -> Any:
            flights: SharedReads[int] = SharedReads()
            all_of_them = (flights.join("key", read, deadline()) for _ in range(64))
            return await asyncio.gather(*all_of_them, return_exceptions=True)

        assert sorted(map(str, asyncio.run(run()))) == ["failure 1", *["failure 2"] * 63]

    @pytest.mark.parametrize(
        "theirs",
        [
            pytest.param(DeadlineExceeded("their time is up"), id="deadline"),
            pytest.param(asyncio.CancelledError(), id="cancellation"),
        ],
    )
    def test_however_often_it_was_somebody_elses_end_it_is_not_ours(self, theirs: BaseException) -> None:
        reads: list[int] = []

        async def read() -> int:
            reads.append(1)
            mine = len(reads)
            await asyncio.sleep(0)
            if mine < 5:
                raise theirs
            return mine

        async def run() -> Any:
            flights: SharedReads[int] = SharedReads()
            all_of_them = (flights.join("key", read, deadline()) for _ in range(8))
            return await asyncio.gather(*all_of_them, return_exceptions=True)

        ended = asyncio.run(run())
        assert [type(each) for each in ended[:4]] == [type(theirs)] * 4
        assert ended[4:] == [5] * 4

    def test_who_asks_when_a_read_has_just_ended_reads_anew_and_shares_that(self) -> None:
        reads: list[int] = []
        later: list[asyncio.Future[int]] = []

        async def run() -> list[int]:
            flights: SharedReads[int] = SharedReads()

            async def read() -> int:
                reads.append(1)
                if len(reads) == 1:  # it asks after this end, and before the first asker wakes up
                    later.append(asyncio.ensure_future(flights.join("key", read, deadline())))
                else:
                    await asyncio.sleep(0)
                    await asyncio.sleep(0)
                return len(reads)

            first = await flights.join("key", read, deadline())
            later.append(asyncio.ensure_future(flights.join("key", read, deadline())))
            return [first, *(await asyncio.gather(*later))]

        assert asyncio.run(run()) == [1, 2, 2]

    def test_who_waits_for_news_shares_what_was_read_since(self) -> None:
        reads: list[int] = []

        async def read() -> int:
            reads.append(1)
            return len(reads)

        async def run() -> list[int]:
            shared: SharedReads[int] = SharedReads()
            until = deadline()
            first = until.clock.now()
            news = await shared.join("key", read, until, since=first - 1)
            return [
                news,
                await shared.join("key", read, until, since=first - 1),
                await shared.join("key", read, until, since=until.clock.now()),
                await shared.join("other", read, until, since=first - 1),
                await shared.join("key", read, until),
            ]

        assert asyncio.run(run()) == [1, 1, 2, 3, 4]

    def test_a_read_that_began_when_it_was_asked_for_last_is_no_news(self) -> None:
        reads: list[int] = []

        class Still:
            def now(self) -> float:
                return 5.0

        async def read() -> int:
            reads.append(1)
            return len(reads)

        async def run() -> list[int]:
            shared: SharedReads[int] = SharedReads()
            clock: Any = Still()
            until = Deadline.after(clock, 60)
            return [await shared.join("key", read, until, since=since) for since in (5.0, 5.0, 4.9)]

        assert asyncio.run(run()) == [1, 2, 2]
