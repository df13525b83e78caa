"""What an audit reads, and reads again before it accuses anybody."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.audit.estate import Estate
from pulumi_private_endpoint.audit.finding import Level
from pulumi_private_endpoint.audit.rules import findings
from pulumi_private_endpoint.connections.runtime.session import Session
from pulumi_private_endpoint.inventory.again import list_again, look_again
from pulumi_private_endpoint.inventory.graph import Graph
from pulumi_private_endpoint.inventory.requesters import Requesters, learn
from pulumi_private_endpoint.inventory.scope import NotRead, Scope
from pulumi_private_endpoint.inventory.surroundings import Surroundings, look_around
from pulumi_private_endpoint.inventory.take import Inventory, take_inventory


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be read.

    Attributes:
        api_version: That of the services, in place of the newest.
        verify: Whether what a finding of level high is made of is read again from its service.
    """

    scope: Scope
    api_version: str | None = None
    verify: bool = True


async def read_estate(session: Session, question: Question, known: Estate) -> tuple[Inventory, Estate]:
    """All that is in a scope, and what could not be read of it.

    Args:
        session: Whose client asks.
        question: What about.
        known: What is known beforehand: trusted subscriptions and tenants, states, earlier findings.
    """
    graph, walk = Graph(session), _Walk(session, question.scope, known)
    found = await take_inventory(session, question.scope, question.api_version, inline=True, graph=graph)
    around = await look_around(session, graph, question.scope, found)
    estate = await walk.estate(found, around)
    if question.verify:
        suspects = [each.about for each in findings(estate, Level.HIGH)]
        lists = {each.target for each in suspects if each.id != each.target}
        found = await list_again(session, found, lists)
        around = await look_again(session, around, {each.id for each in suspects})
        estate = await walk.estate(found, around)
    unknown = [NotRead(f"subscription {key}", why) for key, why in walk.requesters.unknown.items()]
    return replace(found, not_read=(*found.not_read, *around.not_read, *unknown)), estate


@dataclass(slots=True)
class _Walk:
    """One audit: what it has learned of other subscriptions, and of the scope's where it had to ask."""

    session: Session
    scope: Scope
    known: Estate
    requesters: Requesters = field(default_factory=Requesters)
    home: Requesters = field(default_factory=Requesters)

    async def estate(self, found: Inventory, around: Surroundings) -> Estate:
        """What findings are made of; of subscriptions it is asked of which nothing is known yet."""
        scope = self._subscriptions(found, around)
        own = self.known.own | scope
        leads = [lead.target for endpoint in around.endpoints for lead in endpoint.leads]
        others = {_key(one.private_endpoint_id) for one in found.connections} | set(map(_key, leads))
        self.requesters = await learn(self.session, others - own - {""}, self.requesters)
        away = await self._tenants_away(found, scope)
        failed = {each.scope for each in found.not_read}
        return replace(
            self.known,
            connections=found.connections,
            own=own | self._trusted(),
            read=frozenset(id_ for id_ in found.targets if str(id_) not in failed),
            tenants=away,
            whose=self._whose(found),
            gone=self.requesters.gone,
            around=around,
        )

    def _subscriptions(self, found: Inventory, around: Surroundings) -> frozenset[str]:
        """Those of the scope: that are named, or have something in it."""
        there = {*map(_key, found.targets), *(_key(endpoint.id) for endpoint in around.endpoints)}
        return frozenset(
            there | found.subscriptions.keys() | {text.casefold() for text in self.scope.subscriptions}
        ) - {""}

    def _whose(self, found: Inventory) -> dict[str, str]:
        known = {key: tenant for key, tenant in found.subscriptions.items() if tenant}
        return {**self.requesters.tenants, **self.requesters.read, **self.home.read, **known}

    def _trusted(self) -> frozenset[str]:
        """Those that can be read, and are of a trusted tenant: one's own may be given as one, too."""
        trusted = self.known.trusted_tenants
        return frozenset(key for key, tenant in self.requesters.read.items() if tenant in trusted)

    async def _tenants_away(self, found: Inventory, scope: frozenset[str]) -> dict[str, str]:
        """The tenants of other subscriptions that are not the scope's own; some can be read (Lighthouse)."""
        read = self.requesters.read
        if not read:
            return dict(self.requesters.tenants)
        home = {tenant for tenant in found.subscriptions.values() if tenant}
        if not home:
            self.home = await learn(self.session, scope, self.home)
            home = set(self.home.read.values())
        delegated = {key: tenant for key, tenant in read.items() if home and tenant not in home}
        return dict(self.requesters.tenants) | delegated


def _key(id_: ResourceId | None) -> str:
    return ((id_ and id_.subscription_id) or "").casefold()
