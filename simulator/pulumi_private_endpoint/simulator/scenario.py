"""What a simulated Azure holds and does: the frozen description a run starts from.

A scenario file says the same in TOML (`scenario_file.py`), the control API adds to it while it runs. Every
duration is in seconds and is multiplied by the scenario's `time_scale`, waiting times sent to clients
included. Mistakes raise `ScenarioError` with one line.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - read at run time, when a file is checked
from dataclasses import dataclass, field
from types import MappingProxyType

from pulumi_private_endpoint.simulator.facts import address, answer_style
from pulumi_private_endpoint.simulator.faults.presets import PRESETS

from . import errors
from .around import PrivateEndpoint, RoleAssignment, RoleDefinition, RoleEligibility, known_groups
from .mistake import ScenarioError

_POLLING_URLS = frozenset(
    {"", "absolute", "relative", "protocol-relative", "foreign", "signed", "no-api-version"},
)
_RETRY_AFTER_HEADERS = frozenset({"retry-after", "retry-after-ms", "x-ms-retry-after-ms"})
_POLL_HEADERS = frozenset({"keep", "change", "vanish"})
_FAILURE_ANSWERS = frozenset({"error", "status", "state"})
_ABSENT = frozenset({"404", "204", "200-empty"})
_METADATA = frozenset({"object", "array"})
_METHODS = frozenset({"*", "GET", "PUT", "PATCH", "POST", "DELETE"})
_ROUTES = frozenset({"*", "target", "list", "connection", "action", "operation", "metadata"})


@dataclass(frozen=True, slots=True)
class Target:
    """An Azure resource that takes private endpoint connections.

    Attributes:
        id: its ARM id.
        absent: how a missing connection is answered: `404`, `204` or `200-empty` (L40).
        policy_subscriptions: if any, a deny policy refuses an approval whose body names no private endpoint
            of one of these subscriptions (E8).
        public_network_access: its property of that name; empty, it has none.
        visible_to: of a private link service, who may ask: subscriptions, or `*`.
        auto_approved: of a private link service, who need not wait.
        alias: of a private link service, the name by which others ask.
    """

    id: str
    absent: str = "404"
    policy_subscriptions: tuple[str, ...] = ()
    public_network_access: str = ""
    visible_to: tuple[str, ...] = ()
    auto_approved: tuple[str, ...] = ()
    alias: str = ""

    def __post_init__(self) -> None:
        _known_target(self.id, "id")
        _one_of("absent", self.absent, _ABSENT)


@dataclass(frozen=True, slots=True)
class Connection:
    """A private endpoint connection and the life ahead of it.

    Attributes:
        target: ARM id of the resource connected to.
        name: the connection's own name; Azure invents one (E16), here it is chosen.
        private_endpoint: ARM id of the private endpoint; empty if Azure hides it (E19).
        status: its status at the start.
        description: the requester's message.
        actions_required: sent only if given, and only by types that have the property.
        group_ids: the sub-resources connected to.
        provisioning_state: at the start; empty, the service's word for "at rest".
        appears_after: seconds until it can be seen (E15).
        appears_after_lists: how many lists of the target come back without it (E15).
        operation_seconds: how long a change takes where it is asynchronous.
        lag_gets: GETs that still show the old state after a change has ended (L15).
        answer: how a change is answered, in the words of `answer_style.py`; empty, as its service documents.
        delete_answer: the same for DELETE.
        running_status: the operation's status until it ends (L9).
        outcome: the operation's last status; only Failed, Canceled and Cancelled, in any casing, are
            failures.
        outcome_times: changes that end with `outcome`, further ones succeed; 0, all of them.
        error_code: code of a failed operation; empty sends no error at all (L36).
        error_message: its message.
        failure_answer: what a Location answers after a failure: an HTTP `error`, or 200 with a body whose
            `status` or whose provisioning `state` says so (L8).
        retry_after: None as documented; a number of seconds; `absent`; `date:SECONDS` for an HTTP date so far
            ahead (or behind); any other text is sent as it stands (L17).
        retry_after_header: `Retry-After`, `retry-after-ms` or `x-ms-retry-after-ms` (L18).
        running_state: provisioningState while a change runs; empty, the service's word.
        polling_url: `absolute`, `relative`, `protocol-relative`, `foreign`, `signed` or `no-api-version`;
            empty, as documented (L23, L27, L29, L30).
        polling_host: host and port of a foreign polling URL.
        poll_headers: polls `keep` their headers, let them `vanish`, or `change` the URL each time (L31).
    """

    target: str
    name: str
    private_endpoint: str = ""
    status: str = "Pending"
    description: str = ""
    actions_required: str = ""
    group_ids: tuple[str, ...] = ()
    provisioning_state: str = ""
    appears_after: float = 0
    appears_after_lists: int = 0
    operation_seconds: float = 10
    lag_gets: int = 0
    answer: str = ""
    delete_answer: str = ""
    running_status: str = "InProgress"
    outcome: str = "Succeeded"
    outcome_times: int = 0
    error_code: str = "PrivateEndpointConnectionUpdateFailed"
    error_message: str = "The private endpoint connection could not be changed."
    failure_answer: str = "error"
    retry_after: float | str | None = None
    retry_after_header: str = "Retry-After"
    running_state: str = ""
    polling_url: str = ""
    polling_host: str = "foreign.example"
    poll_headers: str = "keep"

    def __post_init__(self) -> None:
        _known_target(self.target, "target")
        if not self.name or "/" in self.name:
            raise ScenarioError(f"name: {self.name!r} is not a connection's name")
        for key in ("answer", "delete_answer"):
            _answer_style(key, getattr(self, key))
        _one_of("polling_url", self.polling_url, _POLLING_URLS)
        _one_of("poll_headers", self.poll_headers, _POLL_HEADERS)
        _one_of("failure_answer", self.failure_answer, _FAILURE_ANSWERS)
        _one_of("retry_after_header", self.retry_after_header.lower(), _RETRY_AFTER_HEADERS)
        _dated(self.retry_after)
        for key in ("appears_after", "appears_after_lists", "operation_seconds", "lag_gets", "outcome_times"):
            _not_negative(key, getattr(self, key))

    @property
    def id(self) -> str:
        """The connection's ARM id as a user would write it."""
        return f"{self.target.rstrip('/')}/privateEndpointConnections/{self.name}"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that goes wrong with certain requests.

    Attributes:
        method: HTTP method, or `*`.
        path: glob over the path, without case.
        route: `target`, `list`, `connection`, `action`, `operation`, `metadata`, or `*`.
        connection: name of the connection that the request or the polled operation is about; empty, any.
        nth: first matching request it strikes, counted from 1.
        times: how many it strikes; 0 for ever.
        effect: a name of `presets.PRESETS`: an error to answer with, or a way to spoil the answer.
        status: HTTP status in place of the effect's own; 0 keeps it.
        code: error code in place of the effect's own.
        message: error message in place of the effect's own.
        headers: further response headers.
        body: the whole body, sent as it stands; None, made from code and message.
        shape: how the error is wrapped, a name of `errors.SHAPES` (L35).
        retry_after: seconds for a Retry-After header; None sends none.
        delay: seconds to wait before the answer.
    """

    method: str = "*"
    path: str = "*"
    route: str = "*"
    connection: str = ""
    nth: int = 1
    times: int = 1
    effect: str = "error"
    status: int = 0
    code: str = ""
    message: str = ""
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    body: str | None = None
    shape: str = "wrapped"
    retry_after: float | None = None
    delay: float = 0

    def __post_init__(self) -> None:
        _one_of("method", self.method, _METHODS)
        _one_of("effect", self.effect, frozenset(PRESETS))
        _one_of("route", self.route, _ROUTES)
        _one_of("shape", self.shape, frozenset(errors.SHAPES))
        if self.nth < 1:
            raise ScenarioError(f"nth: {self.nth} is not 1 or more")
        for key in ("times", "delay", "status"):
            _not_negative(key, getattr(self, key))


@dataclass(frozen=True, slots=True)
class Throttle:
    """ARM's token buckets for each subscription (T1): sizes, and tokens gained a second."""

    reads: int = 250
    reads_per_second: float = 25
    writes: int = 200
    writes_per_second: float = 10
    deletes: int = 200
    deletes_per_second: float = 10

    def __post_init__(self) -> None:
        for key in self.__slots__:
            if getattr(self, key) <= 0:
                raise ScenarioError(f"{key}: {getattr(self, key)} is not above 0")


@dataclass(frozen=True, slots=True)
class Scenario:
    """A simulated Azure. A target exists if it is named here or if a connection names it.

    Attributes:
        targets: resources, named for what a connection cannot say of them.
        connections: the connections.
        endpoints: private endpoints of the caller's own, for Resource Graph and by themselves.
        role_definitions: roles beside the built-in ones.
        role_assignments: who has which role.
        role_eligibilities: who may activate which role.
        pim: whether the tenant has the licence for such roles.
        faults: what goes wrong.
        throttle: token buckets; None, no throttling.
        time_scale: multiplies every duration.
        page_size: connections on a page of a list; 0, all.
        location: Azure region in operation URLs.
        metadata: `/metadata/endpoints` answers an `object` or an `array` (C5).
        subscriptions, resource_groups: those that there are beside those in which something lies.
        management_groups: the subscriptions in each, by its name.
        foreign_subscriptions: the tenants of subscriptions that are in none of the caller's, or `gone`.
        delegated_subscriptions: the tenants of other tenants' subscriptions that the caller can read.
        graph_lag: so far Resource Graph is behind the services.
    """

    targets: tuple[Target, ...] = ()
    connections: tuple[Connection, ...] = ()
    endpoints: tuple[PrivateEndpoint, ...] = ()
    role_definitions: tuple[RoleDefinition, ...] = ()
    role_assignments: tuple[RoleAssignment, ...] = ()
    role_eligibilities: tuple[RoleEligibility, ...] = ()
    pim: bool = True
    faults: tuple[Fault, ...] = ()
    throttle: Throttle | None = None
    time_scale: float = 1
    page_size: int = 0
    location: str = "westus2"
    metadata: str = "object"
    subscriptions: tuple[str, ...] = ()
    resource_groups: tuple[str, ...] = ()
    management_groups: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    foreign_subscriptions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    delegated_subscriptions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    graph_lag: float = 0

    def __post_init__(self) -> None:
        if self.time_scale <= 0:
            raise ScenarioError(f"time_scale: {self.time_scale:g} is not above 0")
        _not_negative("page_size", self.page_size)
        _not_negative("graph_lag", self.graph_lag)
        _one_of("metadata", self.metadata, _METADATA)
        known_groups(self.resource_groups)
        seen: set[str] = set()
        for connection in self.connections:
            if connection.id.lower() in seen:
                raise ScenarioError(f"connection {connection.id} is given more than once")
            seen.add(connection.id.lower())


def _known_target(target: str, key: str) -> None:
    try:
        address.parse_target(target)
    except ValueError as error:
        raise ScenarioError(f"{key}: {error}") from error


def _answer_style(key: str, text: str) -> None:
    try:
        if text:
            answer_style.parse(text)
    except ValueError as error:
        raise ScenarioError(f"{key}: {error}") from error


def _dated(retry_after: float | str | None) -> None:
    if isinstance(retry_after, str) and retry_after.startswith("date:"):
        try:
            float(retry_after.removeprefix("date:"))
        except ValueError as error:
            raise ScenarioError(f"retry_after: {retry_after!r} has no number after 'date:'") from error


def _one_of(key: str, value: str, allowed: frozenset[str]) -> None:
    if value not in allowed:
        words = ", ".join(sorted(word for word in allowed if word))
        raise ScenarioError(f"{key}: {value!r} is not one of {words}")


def _not_negative(key: str, value: float) -> None:
    if value < 0:
        raise ScenarioError(f"{key}: {value} is negative")
