"""One line for a whole set: at once, then once a second, and the last one at once again."""

from __future__ import annotations

import asyncio

from pulumi_private_endpoint.connections.sets.progress import ProgressLine
from tests.connections.sets.simulated import Told
from tools.benchmarks.virtual_time import run


def test_one_line_a_second_while_it_changes() -> None:
    told = Told()

    async def act() -> list[list[str]]:
        line = ProgressLine(told, 4, "approved")
        seen = []

        async def later(seconds: float) -> None:
            seen.append(list(told.passing))
            told.passing.clear()
            await asyncio.sleep(seconds)

        line.started()
        line.started()
        line.started()
        await later(1.5)
        line.finished()
        line.finished(failed=True)
        await later(0.4)
        await later(0.2)
        line.started()
        await later(5)
        await later(5)
        await later(0)
        line.finished(absent=True)
        line.finished()
        await later(5)
        await later(0)
        return seen

    assert run(act()) == [
        ["0/4 approved, 1 waiting"],
        ["0/4 approved, 3 waiting"],
        [],
        ["1/4 approved, 1 waiting, 1 failed"],
        ["1/4 approved, 2 waiting, 1 failed"],
        [],
        ["1/4 approved, 1 waiting, 1 absent, 1 failed", "2/4 approved, 1 absent, 1 failed"],
        [],
    ]
