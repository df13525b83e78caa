"""Estates of chance's making, and what an audit of each must find: told by what was put into it.

Nothing of the audit's own is used here. Who a requester is, is written on it when it is made; an audit has to
find that out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from pulumi_private_endpoint.simulator import (
    Connection,
    PrivateEndpoint,
    RoleAssignment,
    RoleEligibility,
    Target,
)

OURS = "0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21"
BESIDE = "5c1a0000-0000-4000-8000-000000000002"
TRUSTED_TENANT = "7c1a0000-0000-4000-8000-00000000000a"
WHO = {
    "own": OURS,
    "trusted": "11110000-0000-4000-8000-000000000001",
    "stranger": "22220000-0000-4000-8000-000000000002",
    "other tenant": "33330000-0000-4000-8000-000000000003",
    "trusted tenant": "44440000-0000-4000-8000-000000000004",
    "microsoft": "55550000-0000-4000-8000-000000000005",
    "gone": "66660000-0000-4000-8000-000000000006",
}
TENANTS = {
    WHO["other tenant"]: "7c1a0000-0000-4000-8000-00000000000b",
    WHO["trusted tenant"]: TRUSTED_TENANT,
    WHO["microsoft"]: "72f988bf-86f1-41af-91ab-2d7cd011db47",
    WHO["gone"]: "gone",
}
STRANGE = {
    "stranger": "A02",
    "gone": "A02",
    "other tenant": "A03",
    "microsoft": "A04",
    "hidden": "A05",
}
HIGH = {"A02", "A03", "A05", "A07", "A08"}
ALIVE = ("Approved", "Pending")
SHOWN, THIN, UNSHOWN = "shown inline", "shown in part", "not shown"
KINDS = {
    "Microsoft.Search/searchServices": SHOWN,
    "Microsoft.KeyVault/vaults": SHOWN,
    "Microsoft.Storage/storageAccounts": SHOWN,
    "Microsoft.DocumentDB/databaseAccounts": THIN,
    "Microsoft.Cache/redis": THIN,
    "Microsoft.DataFactory/factories": UNSHOWN,
    "Microsoft.Web/sites": UNSHOWN,
}
TEXTS = {
    "reasoned": "CHG-1042: the analytics team reads orders",
    "wordless": "",
    "boilerplate": "Auto-Approved",
    "overdue": "CHG-1042: the analytics team, review by 2001-01-31",
}
ALIAS, ELSEWHERE = (
    "ours.1.westeurope.azure.privatelinkservice",
    "theirs.2.westeurope.azure.privatelinkservice",
)


@dataclass(frozen=True)
class Told:
    """A connection: all that a finding is made of. `recorded` is its status in a state, if it is in one."""

    name: str
    who: str
    status: str
    text: str
    recorded: str | None = None

    def rules(self, *, public: bool, states: bool) -> Iterator[str]:
        """What holds for it by itself."""
        yield from {"Pending": ["A01"], "Approved": []}.get(self.status, ["A09"])
        if self.status in ALIVE and self.who in STRANGE:
            yield STRANGE[self.who]
        if self.who == "gone":
            yield "A10"
        if self.status == "Approved":
            yield from ["A06"] * (self.text in ("wordless", "boilerplate"))
            yield from ["A12"] * (self.text == "overdue")
            yield from ["A13"] * public
            yield from ["A07"] * (states and self.recorded is None)
        if states and self.recorded not in (None, self.status):
            yield "A08"


@dataclass(frozen=True)
class Place:
    """A target: its connections as Resource Graph knows them, and as they are by now."""

    number: int
    kind: str
    public: bool
    inside: bool
    before: tuple[Told, ...]
    after: tuple[Told, ...]

    @property
    def id(self) -> str:
        namespace, kind = self.kind.split("/")
        subscription = OURS if self.inside else BESIDE
        return f"/subscriptions/{subscription}/resourceGroups/g/providers/{namespace}/{kind}/t{self.number}"

    def seen(self, *, states: bool, verify: bool) -> tuple[Told, ...]:
        """What an audit goes by: what is not shown whole is listed, and so is what would be accused."""
        listed = KINDS[self.kind] != SHOWN or any(one.who == "hidden" for one in self.before)
        accused = any(HIGH & set(one.rules(public=self.public, states=states)) for one in self.before)
        accused = accused or any(states for _ in self.missing(self.before))
        return self.after if listed or (verify and accused) else self.before

    def missing(self, seen: Sequence[Told]) -> Iterator[str]:
        """The names that a state has, and that are not among those."""
        names = {one.name for one in (*self.before, *self.after) if one.recorded is not None}
        return iter(sorted(names - {one.name for one in seen}))


@dataclass(frozen=True)
class Way:
    """A private endpoint of one's own: whose resource it leads to, then and now."""

    number: int
    to: str
    before: str
    after: str
    manual: bool

    def is_out(self, *, alias_known: bool) -> bool:
        """Whether it leads to somebody else's; an alias is one's own if a service of one's own has it."""
        strange = ("stranger", "gone", "other tenant", "microsoft", "an alias")
        return self.manual and (self.to in strange or (self.to == "own alias" and not alias_known))


@dataclass(frozen=True)
class Service:
    """A private link service: open for everybody or with nobody asked, then and now."""

    number: int
    before: str
    after: str


@dataclass(frozen=True)
class World:
    """An estate."""

    places: tuple[Place, ...]
    ways: tuple[Way, ...]
    services: tuple[Service, ...]
    roles: tuple[str, ...]
    eligible: tuple[str, ...]
    states: bool

    def expected(self, *, verify: bool) -> list[tuple[str, str]]:
        """Each finding's rule, and the name of what it is about."""
        found = []
        for place in self.places:
            if place.inside:
                seen = place.seen(states=self.states, verify=verify)
                found += [
                    (rule, one.name)
                    for one in seen
                    for rule in one.rules(public=place.public, states=self.states)
                ]
                found += [("A11", one.name) for one in _repeated(seen)]
                found += [("A08", name) for name in place.missing(seen) if self.states]
        for way in self.ways:
            statuses = (way.before, way.after) if verify else (way.before,)
            out = way.is_out(alias_known=bool(self.services))
            if out and all(status in ALIVE for status in statuses):
                found.append(("A15", f"way{way.number}"))
        for service in self.services:
            if service.before and (service.after or not verify):
                found.append(("A14", f"link{service.number}"))
        held = sum(role != "Reader" for role in (*self.roles, *self.eligible))
        return sorted(found + [("A16", "held")] * held)

    def connections(self, *, verify: bool) -> list[tuple[str, str]]:
        """Each connection's name and status, as an audit sees it."""
        return sorted(
            (one.name, one.status)
            for place in self.places
            if place.inside
            for one in place.seen(states=self.states, verify=verify)
        )


def _repeated(seen: Sequence[Told]) -> Iterator[Told]:
    """Names end in `twin` where an endpoint is another connection's."""
    approved = {one.name for one in seen if one.status == "Approved" and one.who != "hidden"}
    return (
        one
        for one in seen
        if one.name in approved and one.name.endswith("-twin") and one.name.removesuffix("-twin") in approved
    )


def endpoint_of(one: Told) -> str:
    if one.who == "hidden":
        return ""
    name = one.name.removesuffix("-twin")
    return (
        f"/subscriptions/{WHO[one.who]}/resourceGroups/n/providers/Microsoft.Network/privateEndpoints/{name}"
    )


def connection(place: Place, one: Told) -> Connection:
    return Connection(**as_connection(place, one))


def as_connection(place: Place, one: Told) -> dict[str, Any]:
    return {
        "target": place.id,
        "name": one.name,
        "private_endpoint": endpoint_of(one),
        "status": one.status,
        "description": TEXTS[one.text],
        "group_ids": ("sub",),
    }


def target(place: Place) -> Target:
    return Target(place.id, public_network_access="Enabled" if place.public else "")


def opened(kind: str) -> dict[str, Any]:
    """How a private link service stands open."""
    return {
        "": {"visible_to": (OURS,), "auto_approved": ()},
        "everybody": {"visible_to": ("*",), "auto_approved": ()},
        "unasked": {"visible_to": (), "auto_approved": (OURS,)},
    }[kind]


def link(service: Service) -> Target:
    id_ = f"/subscriptions/{OURS}/resourceGroups/g/providers/Microsoft.Network/privateLinkServices"
    return Target(f"{id_}/link{service.number}", alias=ALIAS, **opened(service.before))


def way(given: Way) -> PrivateEndpoint:
    to = {"an alias": ELSEWHERE, "own alias": ALIAS}.get(given.to) or (
        f"/subscriptions/{WHO.get(given.to, OURS)}/resourceGroups/g/providers/Microsoft.Sql/servers/s"
    )
    id_ = f"/subscriptions/{OURS}/resourceGroups/n/providers/Microsoft.Network/privateEndpoints"
    return PrivateEndpoint(f"{id_}/way{given.number}", target=to, manual=given.manual, status=given.before)


def roles(given: Sequence[str]) -> tuple[RoleAssignment, ...]:
    return tuple(RoleAssignment(f"/subscriptions/{OURS}", role, str(n)) for n, role in enumerate(given))


def eligibilities(given: Sequence[str]) -> tuple[RoleEligibility, ...]:
    return tuple(RoleEligibility(f"/subscriptions/{OURS}", role, str(n)) for n, role in enumerate(given))


statuses = st.sampled_from(["Approved", "Approved", "Pending", "Rejected", "Disconnected"])
told = st.builds(
    Told,
    st.just(""),
    st.sampled_from([*WHO, "hidden"]),
    statuses,
    st.sampled_from(sorted(TEXTS)),
    st.none() | st.sampled_from(ALIVE),
)


@st.composite
def places(draw: st.DrawFn, number: int) -> Place:
    """A target. By now some of its connections are another's decision, gone or new."""
    drawn = draw(st.lists(told, max_size=4))
    before = [replace(one, name=f"t{number}c{at}") for at, one in enumerate(drawn)]
    if before and draw(st.booleans()):
        before.append(replace(before[0], name=f"{before[0].name}-twin"))
    kept = [one for one in before if draw(st.integers(0, 5))]
    after = [replace(one, status=draw(statuses)) if not draw(st.integers(0, 2)) else one for one in kept]
    fresh = draw(st.lists(told, max_size=1))
    after += [replace(one, name=f"t{number}new") for one in fresh]
    kind = draw(st.sampled_from(sorted(KINDS)))
    inside = bool(draw(st.integers(0, 4)))
    return Place(number, kind, draw(st.booleans()), inside, tuple(before), tuple(after))


ways = st.builds(
    Way,
    st.integers(),
    st.sampled_from([*WHO, "an alias", "own alias"]),
    statuses,
    statuses,
    st.booleans(),
)
held = st.lists(st.sampled_from(["Owner", "Contributor", "Reader"]), max_size=2)
openings = st.sampled_from(["", "everybody", "unasked"])


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A whole estate."""
    given = draw(st.lists(ways, max_size=3))
    return World(
        tuple(draw(places(number)) for number in range(draw(st.integers(0, 6)))),
        tuple(replace(each, number=number) for number, each in enumerate(given)),
        tuple(Service(number, draw(openings), draw(openings)) for number in range(draw(st.integers(0, 2)))),
        tuple(draw(held)),
        tuple(draw(held)),
        draw(st.booleans()),
    )
