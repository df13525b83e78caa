"""The table `resourcecontainers`: the subscriptions and resource groups that there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .resources import TENANT
from .rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pulumi_private_endpoint.simulator.scenario import Scenario

    from .past import Seen

_SUBSCRIPTION = "microsoft.resources/subscriptions"


def rows(scenario: Scenario, seen: Seen, subscriptions: frozenset[str] | None) -> Iterator[Row]:
    """The rows of a scope; None is all there is."""
    tenants = {key.lower(): tenant for key, tenant in scenario.delegated_subscriptions.items()}
    groups = _groups(scenario, seen)
    there = {key.split("/")[2] for key in groups} | _subscriptions(scenario) | tenants.keys()
    for key in there if subscriptions is None else there & subscriptions:
        yield _row(f"/subscriptions/{key}", _SUBSCRIPTION, tenants.get(key, TENANT))
    for key, id_ in groups.items():
        subscription = key.split("/")[2]
        if subscriptions is None or subscription in subscriptions:
            yield _row(id_, f"{_SUBSCRIPTION}/resourcegroups", tenants.get(subscription, TENANT))


def _subscriptions(scenario: Scenario) -> set[str]:
    held = (each for members in scenario.management_groups.values() for each in members)
    return {text.lower() for text in (*scenario.subscriptions, *held)}


def _groups(scenario: Scenario, seen: Seen) -> dict[str, str]:
    """Those that are declared, and those in which something lies: ids by their lower case."""
    ids = (*(each.id for each in seen.targets.values()), *(each.id for each in seen.endpoints.values()))
    lying = ("/".join(id_.split("/")[:5]) for id_ in ids)
    return {id_.lower(): id_ for id_ in (*scenario.resource_groups, *lying)}


def _row(id_: str, kind: str, tenant: str) -> Row:
    parts = id_.split("/")
    columns = {
        "id": id_,
        "name": parts[-1],
        "type": kind,
        "tenantId": tenant,
        "subscriptionId": parts[2],
        "resourceGroup": parts[-1] if kind != _SUBSCRIPTION else "",
    }
    return Row(columns, dict)
