"""Waiting for the consumer's side: the service that asked has a state of its own.

An approved connection is half of the matter. Search, Data Factory and private endpoints notice the approval
later, and a program that goes on before they did finds a path that is not there yet. The consumer is read
with azure-native, so whatever provider and sign-in reach it are the ones used.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pulumi

SECONDS = 600.0
"""How long the consumer may take by default. The slowest documented ones take minutes."""

APPROVED = frozenset({"approved"})
ASKED = frozenset({"pending", "approved"})
ESTABLISHED = frozenset({"established"})
_LOST = frozenset({"rejected", "disconnected", "timeout", "expired", "failed", "create_failed"})
_PAUSE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Consumer:
    """A consumer whose state can be read.

    Attributes:
        label: what messages call it, such as `Data Factory etl's endpoint lake`.
        read: asks for its status; None when it shows none.
        component: whose row in Pulumi's display gets the progress.
        seconds: the longest wait.
        remedy: what makes it look, where it does not by itself.
    """

    label: str
    read: Callable[[], Awaitable[str | None]]
    component: pulumi.Resource
    seconds: float = SECONDS
    remedy: str = ""

    def status_after(self, event: pulumi.Output[Any], wanted: frozenset[str]) -> pulumi.Output[str]:
        """The status once it is one of `wanted`, the first look being taken after `event`.

        A preview looks once and reports what it sees: nothing will change while it waits.
        """
        return event.apply(lambda _: self.wait(wanted))

    async def wait(
        self,
        wanted: frozenset[str],
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> str:
        """Read until the status is one of `wanted`.

        Raises:
            RunError: the consumer has given up, or its time is over. The text says what was seen last.
        """
        deadline = now() + self.seconds
        last: str | None = None
        remedy = f": {self.remedy}" if self.remedy else ""
        while True:
            status = await self.read() or "no status"
            if status.casefold() in wanted or pulumi.runtime.is_dry_run():
                return status
            if status.casefold() in _LOST:
                raise pulumi.RunError(f"{self.label} says {status}: it has to ask again, so recreate it")
            if now() >= deadline:
                raise pulumi.RunError(f"{self.label} still says {status} after {self.seconds:.0f} s{remedy}")
            if status != last:
                pulumi.log.info(f"waiting for {self.label}: {status}{remedy}", self.component, ephemeral=True)
            last = status
            await sleep(_PAUSE_SECONDS)


def after(event: pulumi.Output[Any], value: pulumi.Input[Any]) -> pulumi.Output[Any]:
    """`value`, known no earlier than `event`: what uses it is created after both sides agree."""
    return pulumi.Output.all(event, value).apply(lambda both: both[1])
