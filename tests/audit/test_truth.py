"""An audit finds what is there, all of it and nothing else, whatever the estate."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.audit.estate import Estate
from pulumi_private_endpoint.audit.rules import findings
from pulumi_private_endpoint.cli.auditing.reading import Question, read_estate
from pulumi_private_endpoint.evidence.stacks import Recorded
from pulumi_private_endpoint.inventory.scope import Scope
from tests.audit import estates
from tests.audit.estates import OURS, TENANTS, TRUSTED_TENANT, WHO, World
from tests.conftest import Azure

SCOPE = Scope(subscriptions=(OURS,))


def simulated(world: World) -> Azure:
    """An Azure that was as the world says, and is by now what it says, too: Resource Graph has not heard."""
    azure = Azure(
        [estates.connection(place, one) for place in world.places for one in place.before],
        targets=(*map(estates.target, world.places), *map(estates.link, world.services)),
        endpoints=tuple(map(estates.way, world.ways)),
        role_assignments=estates.roles(world.roles),
        role_eligibilities=estates.eligibilities(world.eligible),
        subscriptions=(OURS,),
        foreign_subscriptions=TENANTS,
        graph_lag=3600,
    )
    for place in world.places:
        _pass_time(azure, place)
    for way in world.ways:
        azure.control("PATCH", "resources", params={"id": estates.way(way).id}, json={"status": way.after})
    for service in world.services:
        opened = estates.opened(service.after)
        azure.control("PATCH", "resources", params={"id": estates.link(service).id}, json=opened)
    return azure


def _pass_time(azure: Azure, place: estates.Place) -> None:
    before, after = ({one.name: one for one in seen} for seen in (place.before, place.after))
    for name in before.keys() | after.keys():
        where = {"id": f"{place.id}/privateEndpointConnections/{name}"}
        if name not in after:
            azure.control("DELETE", "connections", params=where)
        elif name not in before:
            given = asdict(estates.connection(place, after[name]))
            azure.control("POST", "connections", json=given)
        elif before[name] != after[name]:
            azure.control("PATCH", "connections", params=where, json={"status": after[name].status})


def known(world: World) -> Estate:
    """What an audit is told beforehand."""
    records = {
        record.key: record
        for place in world.places
        for one in {one.name: one for one in (*place.before, *place.after)}.values()
        if one.recorded is not None
        for record in [Recorded(ResourceId.parse(place.id), one.name, one.recorded, None, "urn")]
    }
    return Estate(
        (),
        frozenset({WHO["trusted"]}),
        date(2026, 11, 21),
        trusted_tenants=frozenset({TRUSTED_TENANT}),
        recorded=records if world.states else None,
    )


@pytest.mark.parametrize("verify", [True, False], ids=["verified", "as Resource Graph has it"])
@given(world=estates.worlds())
@settings(deadline=None)
def test_it_finds_what_is_there_and_nothing_else(world: World, verify: bool) -> None:
    azure = simulated(world)

    found, estate = azure.run(read_estate(azure.session, Question(SCOPE, verify=verify), known(world)))

    assert found.not_read == ()
    told = sorted((each.rule.id, _name(each)) for each in findings(estate))
    assert told == world.expected(verify=verify)
    seen = sorted((one.name, one.status) for one in estate.connections)
    assert seen == world.connections(verify=verify)


def _name(finding: Any) -> str:
    return "held" if finding.rule.id == "A16" else finding.about.name
