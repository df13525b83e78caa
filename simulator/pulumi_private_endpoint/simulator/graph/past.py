"""What Resource Graph knows: the estate as it was, some time behind the services."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pulumi_private_endpoint.simulator.arm.state import Live, Snapshot, World
    from pulumi_private_endpoint.simulator.around import PrivateEndpoint
    from pulumi_private_endpoint.simulator.scenario import Target


@dataclass(frozen=True, slots=True)
class Seen:
    """The estate at one moment. Connections are by their target, in the order they came."""

    at: float
    targets: Mapping[str, Target]
    endpoints: Mapping[str, PrivateEndpoint]
    connections: Mapping[str, Sequence[tuple[Live, Snapshot]]]


@dataclass(slots=True)
class Past:
    """The moments that are still to be shown, oldest first; none are kept where nothing lags."""

    world: World
    moments: list[Seen] = field(default_factory=list)

    def note(self) -> None:
        """Keep this moment. To be called before and after whatever may change the estate."""
        lag = self.world.scaled(self.world.scenario.graph_lag)
        if not lag:
            return
        now = self.world.clock.now()
        self.moments.append(self._look(now))
        while len(self.moments) > 1 and self.moments[1].at <= now - lag:
            del self.moments[0]

    def known(self) -> Seen:
        """What is known now. What there was at the start has been there long enough."""
        return self.moments[0] if self.moments else self._look(self.world.clock.now())

    def _look(self, at: float) -> Seen:
        world = self.world
        shown = {
            key: [(live, live.shown) for live in there.values() if world.is_visible(live)]
            for key, there in world.by_target.items()
        }
        return Seen(at, dict(world.targets), dict(world.endpoints), shown)
