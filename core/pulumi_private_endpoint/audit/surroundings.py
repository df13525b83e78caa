"""What the rules hold for that are about more than connections: targets, the way out, who may approve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_private_endpoint.connections.model import APPROVED, DISCONNECTED, REJECTED
from pulumi_private_endpoint.connections.text import printable

from .subject import Resource, Said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pulumi_private_endpoint.inventory.endpoints import Lead
    from pulumi_private_endpoint.inventory.targets import Target

    from .estate import Estate

_LINK_SERVICE = "microsoft.network/privatelinkservices"
_ENDED = frozenset({REJECTED.casefold(), DISCONNECTED.casefold()})


def public(estate: Estate) -> Iterator[Said]:
    """Approved connections to what can be reached without them."""
    for one in estate.connections:
        target = estate.around.shown.get(one.target)
        if one.status == APPROVED and target and target.public_access.casefold() == "enabled":
            yield one, "is Approved, and public network access to its target is Enabled all the same"


def open_services(estate: Estate) -> Iterator[Said]:
    """Private link services that everybody may ask, or that let in without asking."""
    for target in estate.around.shown.values():
        said = [*_everybody(target), *_undecided(target)]
        if target.id.type.casefold() == _LINK_SERVICE and said:
            yield Resource(target.id), ", and ".join(said), _openings(target)


def _openings(target: Target) -> str:
    """Open to more, or to others, it is another finding than the one that was known."""
    everybody = "*" in target.visible_to
    return "\n".join([str(everybody), *sorted(target.auto_approved, key=str.casefold)])


def _everybody(target: Target) -> Iterator[str]:
    if "*" in target.visible_to:
        yield "can be asked by everybody who has its alias"


def _undecided(target: Target) -> Iterator[str]:
    if target.auto_approved:
        whom = ", ".join(map(printable, target.auto_approved))
        yield f"lets in without a decision whoever asks from {whom}"


def ways_out(estate: Estate) -> Iterator[Said]:
    """Endpoints of one's own that lead to somebody else's resource."""
    own = {each.alias.casefold() for each in estate.around.shown.values() if each.alias}
    for endpoint in estate.around.endpoints:
        strange = [each for each in endpoint.leads if _is_strange(estate, each, own)]
        if strange:
            said = "; ".join(_lead(estate, each) for each in strange)
            yield Resource(endpoint.id), said, "\n".join(sorted(each.to.casefold() for each in strange))


def _is_strange(estate: Estate, lead: Lead, aliases: set[str]) -> bool:
    if lead.status.casefold() in _ENDED:
        return False
    if lead.target is None:
        return lead.to.casefold() not in aliases
    return lead.target.subscription_id is None or estate.is_strange(lead.target.subscription_id)


def _lead(estate: Estate, lead: Lead) -> str:
    where = ""
    if lead.target is not None and lead.target.subscription_id:
        tenant = estate.tenants.get(lead.target.subscription_id.casefold())
        where = f" of tenant {tenant}" if tenant else ""
    return f"leads to {printable(lead.to)}{where} ({printable(lead.status)}), which is not known as yours"


def broad_roles(estate: Estate) -> Iterator[Said]:
    """Assignments by which somebody may approve on a subscription, a management group, or everything."""
    for each in estate.around.roles:
        where = "everything" if each.scope == "/" else f"all of {printable(each.scope)}"
        who, role = printable(each.principal), printable(each.role)
        if each.eligible:
            yield Resource(each.id), f"{who} can activate {role} (PIM), and may approve on {where} then"
        else:
            yield Resource(each.id), f"{who} may approve on {where}, as {role}"
