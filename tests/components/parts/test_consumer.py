from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pulumi
import pytest

from pulumi_private_endpoint.components.parts.consumer import APPROVED, ASKED, Consumer


class Clock:
    """Time that passes only where somebody sleeps."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.seconds += seconds


def saying(*statuses: str | None) -> Callable[[], Awaitable[str | None]]:
    """A consumer that says these, one a look, and then keeps to the last."""
    left = list(statuses)

    async def read() -> str | None:
        return left.pop(0) if len(left) > 1 else left[0]

    return read


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    lines: list[str] = []
    monkeypatch.setattr(pulumi.log, "info", lambda text, *_, **__: lines.append(text))
    return lines


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def wait(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[str, float]]:
    """Waits; returns the status and the seconds it took."""

    def run(
        *statuses: str | None,
        wanted: frozenset[str] = APPROVED,
        preview: bool = False,
        remedy: str = "",
    ) -> tuple[str, float]:
        monkeypatch.setattr(pulumi.runtime, "is_dry_run", lambda: preview)
        resource: Any = None
        consumer = Consumer("the search service", saying(*statuses), resource, 60, remedy)
        return asyncio.run(consumer.wait(wanted, clock.now, clock.sleep)), clock.seconds

    return run


@pytest.mark.parametrize(
    ("statuses", "wanted", "seconds"),
    [
        pytest.param(["Approved"], APPROVED, 0, id="at once"),
        pytest.param(["approved"], APPROVED, 0, id="in any casing"),
        pytest.param([None, "Pending", "Approved"], APPROVED, 10, id="after a while"),
        pytest.param([None, "Pending"], ASKED, 5, id="asked"),
        pytest.param(["Approved"], ASKED, 0, id="asked and approved long ago"),
    ],
)
def test_it_reads_until_the_consumer_agrees(
    wait: Callable[..., tuple[str, float]], statuses: list[str], wanted: frozenset[str], seconds: float
) -> None:
    assert wait(*statuses, wanted=wanted) == (statuses[-1], seconds)


@pytest.mark.parametrize("status", ["Rejected", "Disconnected", "Timeout", "Expired", "Failed"])
def test_a_consumer_that_gave_up_is_not_waited_for(wait: Callable[..., Any], status: str) -> None:
    with pytest.raises(pulumi.RunError, match=f"the search service says {status}: .*recreate it"):
        wait("Pending", status)


@pytest.mark.parametrize(("status", "seen"), [("Pending", "Pending"), (None, "no status")])
def test_the_wait_ends_and_says_what_it_saw(
    wait: Callable[..., Any], clock: Clock, status: str | None, seen: str
) -> None:
    with pytest.raises(pulumi.RunError, match=f"the search service still says {seen} after 60 s"):
        wait(status)

    assert clock.seconds == 60


@pytest.mark.parametrize("status", ["Pending", "Rejected"])
def test_a_preview_looks_once(wait: Callable[..., Any], status: str) -> None:
    assert wait(status, "Approved", preview=True) == (status, 0)


def test_progress_is_told_when_something_changed(wait: Callable[..., Any], told: list[str]) -> None:
    wait(None, None, "Pending", "Pending", "Approved")

    assert told == ["waiting for the search service: no status", "waiting for the search service: Pending"]


def test_what_makes_it_look_is_told_while_it_waits_and_when_it_gives_up(
    wait: Callable[..., Any], told: list[str]
) -> None:
    with pytest.raises(pulumi.RunError, match=r"still says Pending after 60 s: knock$"):
        wait("Pending", remedy="knock")

    assert told == ["waiting for the search service: Pending: knock"]
