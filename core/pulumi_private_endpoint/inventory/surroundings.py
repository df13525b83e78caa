"""What an audit looks at beside connections: the targets themselves, the way out, and who may approve."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .endpoints import endpoints_of
from .roles import broad_roles
from .scope import NotRead
from .targets import targets_named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi_private_endpoint.arm import ResourceId
    from pulumi_private_endpoint.connections.runtime.session import Session

    from .endpoints import Endpoint
    from .graph import Graph
    from .roles import BroadRole
    from .scope import Scope
    from .take import Inventory
    from .targets import Target


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What there is beside connections.

    Attributes:
        shown: The targets, as Resource Graph shows them.
        endpoints: Private endpoints of the scope that somebody else had to let in.
        roles: Who may approve on all of a subscription or more.
        not_read: What of this could not be looked at.
    """

    shown: Mapping[ResourceId, Target] = field(default_factory=dict)
    endpoints: tuple[Endpoint, ...] = ()
    roles: tuple[BroadRole, ...] = ()
    not_read: tuple[NotRead, ...] = ()


async def look_around(session: Session, graph: Graph, scope: Scope, inventory: Inventory) -> Surroundings:
    """All of it; single resources are asked about by their ids, and have neither endpoints nor roles."""
    failed = {each.scope for each in inventory.not_read}
    named = [id_ for id_ in scope.targets if id_ not in inventory.shown and str(id_) not in failed]
    targets, missed = await targets_named(graph, named)
    shown = dict(inventory.shown) | {target.id: target for target in targets}
    if not missed:
        unseen = "Resource Graph does not show it: what it leaves open itself is not known"
        missed = [NotRead(str(id_), unseen) for id_ in named if id_ not in shown]
    endpoints, unread = await endpoints_of(graph, scope)
    roles, untold = await broad_roles(session, graph, scope, inventory.subscriptions)
    return Surroundings(shown, tuple(endpoints), tuple(roles), (*missed, *unread, *untold))
