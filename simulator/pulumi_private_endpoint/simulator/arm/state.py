"""The connections that are there and how they change.

Nothing runs in the background: `World.settle` brings everything up to the clock's time before each request,
so a fake clock decides when an operation has ended. Other threads use the control API and never the world.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pulumi_private_endpoint.simulator.facts import address, behaviour
from pulumi_private_endpoint.simulator.mistake import ScenarioError
from pulumi_private_endpoint.simulator.scenario import Connection, Scenario, Target

if TYPE_CHECKING:
    from pulumi_private_endpoint.simulator.around import PrivateEndpoint
    from pulumi_private_endpoint.simulator.clock import Clock
    from pulumi_private_endpoint.simulator.facts.answer_style import AnswerStyle
    from pulumi_private_endpoint.simulator.facts.behaviour import Behaviour
    from pulumi_private_endpoint.simulator.facts.table import Facts

_RUNNING_WORDS = ("Updating", "InProgress", "Creating", "Provisioning", "Accepted")
_DELETING_WORDS = ("Deleting", "Dropping")
_FAILURES = frozenset({"failed", "canceled", "cancelled"})


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A connection's visible properties at one time."""

    status: str
    description: str
    actions_required: str
    private_endpoint: str
    group_ids: tuple[str, ...]
    provisioning_state: str


@dataclass(slots=True)
class Live:
    """A connection as it is now. While `late_gets` lasts, GETs still show the old state (L15)."""

    spec: Connection
    facts: Facts
    habits: Behaviour
    born: float
    shown: Snapshot
    late: Snapshot | None = None
    late_gets: int = 0
    lists: int = 0
    changes: int = 0
    operation: Operation | None = None

    def read(self) -> Snapshot:
        """What one GET shows; each brings a lagging change nearer."""
        if self.late and self.late_gets == 0:
            self.shown, self.late = self.late, None
        self.late_gets = max(0, self.late_gets - 1)
        return self.shown

    @property
    def true(self) -> Snapshot:
        """What holds, whether or not it shows yet."""
        return self.late or self.shown

    def next_spec(self) -> Connection:
        """The words for the next change; once the outcome has had its times, changes succeed."""
        self.changes += 1
        times = self.spec.outcome_times
        return self.spec if not times or self.changes <= times else replace(self.spec, outcome="Succeeded")

    def begin(self, *, delete: bool) -> None:
        """Shows that a change runs."""
        word = self._deleting_word() if delete else self._running_word()
        self.shown = replace(self.true, provisioning_state=word)
        self.late = None

    def become(self, wanted: Snapshot) -> None:
        """Takes on a finished change, at once or after the scenario's lag."""
        if self.spec.lag_gets:
            self.shown = replace(self.shown, provisioning_state=self.habits.settled_state)
            self.late, self.late_gets = wanted, self.spec.lag_gets
        else:
            self.shown, self.late = wanted, None

    def _running_word(self) -> str:
        enum = self.facts.body.provisioning_state_enum if self.facts.body else ()
        fitting = next((word for word in _RUNNING_WORDS if word in enum), _RUNNING_WORDS[0])
        return self.spec.running_state or self.habits.running_state or fitting

    def _deleting_word(self) -> str:
        enum = self.facts.body.provisioning_state_enum if self.facts.body else ()
        return next((word for word in _DELETING_WORDS if word in enum), _DELETING_WORDS[0])


@dataclass(frozen=True, slots=True)
class Origin:
    """The request that started an operation: where it was sent, its api-version and who sent it."""

    base_url: str
    api_version: str
    caller: str


@dataclass(slots=True)
class Operation:
    """One change on its way, by the scenario's words as they stood when it began.

    `wanted` is what the connection becomes; None deletes it.
    """

    id: str
    live: Live
    spec: Connection
    style: AnswerStyle
    wanted: Snapshot | None
    origin: Origin
    location: str
    started: float
    ends: float
    ended: bool = False
    issued: set[str] = field(default_factory=set)
    polls: int = 0

    @property
    def failed(self) -> bool:
        """Whether the outcome is one of the failures (L9)."""
        return self.spec.outcome.lower() in _FAILURES

    @property
    def removes(self) -> bool:
        """Whether the end of it takes the connection away."""
        return self.wanted is None and not self.failed

    def end(self) -> None:
        """Lets the connection show the outcome."""
        self.ended = True
        self.live.operation = None
        if self.failed:
            self.live.shown = replace(self.live.shown, provisioning_state=self.spec.outcome)
        elif self.wanted:
            self.live.become(self.wanted)


@dataclass(slots=True)
class World:
    """Everything a running simulator holds."""

    scenario: Scenario
    clock: Clock
    connections: dict[str, Live] = field(default_factory=dict)
    by_target: dict[str, dict[str, Live]] = field(default_factory=dict)
    targets: dict[str, Target] = field(default_factory=dict)
    endpoints: dict[str, PrivateEndpoint] = field(default_factory=dict)
    operations: dict[str, Operation] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for target in self.scenario.targets:
            self.targets[_target_key(target.id)] = target
        self.endpoints = {endpoint.id.lower(): endpoint for endpoint in self.scenario.endpoints}
        for connection in self.scenario.connections:
            self.add(connection)

    def scaled(self, seconds: float) -> float:
        """A scenario's duration in this run's seconds."""
        return seconds * self.scenario.time_scale

    def waiting_text(self, seconds: float) -> str:
        """A scenario's duration as a header tells it: `10`, or `0.5` in a run that is scaled down."""
        return f"{self.scaled(seconds):.3f}".rstrip("0").rstrip(".")

    def add(self, connection: Connection) -> Live:
        """Adds a connection, and its target if that is new.

        Raises:
            ScenarioError: a connection of that id is there already.
        """
        facts = address.parse_target(connection.target)
        key = address.connection_key(connection.target, connection.name)
        if key in self.connections:
            raise ScenarioError(f"connection {connection.id} is there already")
        habits = behaviour.of(facts.type)
        shown = Snapshot(
            connection.status,
            connection.description,
            connection.actions_required,
            connection.private_endpoint,
            connection.group_ids,
            connection.provisioning_state or habits.settled_state,
        )
        live = Live(connection, facts, habits, self.clock.now(), shown)
        self.connections[key] = live
        of = _target_key(connection.target)
        self.by_target.setdefault(of, {})[key] = live
        self.targets.setdefault(of, Target(connection.target))
        return live

    def remove(self, key: str) -> None:
        """Takes a connection away, by its lower-cased id."""
        live = self.connections.pop(key)
        del self.by_target[_target_key(live.spec.target)][key]

    def settle(self) -> None:
        """Ends the operations whose time has come, in the order they end."""
        now = self.clock.now()
        due = [op for op in self.operations.values() if not op.ended and op.ends <= now]
        for operation in sorted(due, key=lambda op: op.ends):
            self.end(operation)

    def end(self, operation: Operation) -> None:
        """Ends one operation; a successful DELETE takes the connection away."""
        operation.end()
        if operation.removes:
            spec = operation.live.spec
            key = address.connection_key(spec.target, spec.name)
            if self.connections.get(key) is operation.live:
                self.remove(key)

    def target(self, target: str) -> Target | None:
        """The target of an ARM id, if it exists."""
        return self.targets.get(_target_key(target))

    def find(self, key: str) -> Live | None:
        """The visible connection of a lower-cased id."""
        live = self.connections.get(key)
        return live if live and self.is_visible(live) else None

    def of_target(self, target: str) -> list[Live]:
        """A target's connections, visible or not."""
        return list(self.by_target.get(_target_key(target), {}).values())

    def listed(self, target: str, *, first_page: bool = True) -> list[Live]:
        """A target's visible connections; the reading counts as a list (E15), further pages belong to it."""
        there = self.of_target(target)
        for live in there:
            live.lists += first_page
        return [live for live in there if self._visible(live, live.lists - 1)]

    def is_visible(self, live: Live) -> bool:
        """Whether it can be seen by now (E15)."""
        return self._visible(live, live.lists)

    def _visible(self, live: Live, lists: int) -> bool:
        old_enough = self.clock.now() >= live.born + self.scaled(live.spec.appears_after)
        return old_enough and lists >= live.spec.appears_after_lists


def _target_key(target: str) -> str:
    return target.rstrip("/").lower()
