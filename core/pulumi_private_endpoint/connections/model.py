"""One private endpoint connection as ARM shows it, and the words for its state.

Services spell keys and casing differently (L10, L41), so keys are looked up
without case and status words are brought to one spelling. Whatever the answer
holds, parsing never fails on a missing part: the guards decide what is enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm import ArmError, ResourceId
from pulumi_private_endpoint.arm.answers.answer import find_property

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pulumi_private_endpoint.connections.services.spec import ServiceSpec

PENDING = "Pending"
APPROVED = "Approved"
REJECTED = "Rejected"
DISCONNECTED = "Disconnected"
_WORDS = {word.casefold(): word for word in (PENDING, APPROVED, REJECTED, DISCONNECTED)}
ENDPOINT_TYPE = "microsoft.network/privateendpoints"


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection at one moment.

    Attributes:
        target: The resource it connects to.
        id: Its ARM id as asked for, not as echoed (L41: some services answer with another).
        status: `Pending`, `Approved`, `Rejected`, `Disconnected`, or the service's own word (E5).
        private_endpoint_id: Who asks; None where Azure hides it (E19).
    """

    target: ResourceId
    id: ResourceId
    name: str
    status: str
    description: str
    actions_required: str | None
    private_endpoint_id: ResourceId | None
    group_ids: tuple[str, ...]
    provisioning_state: str | None

    @property
    def requester_subscription_id(self) -> str | None:
        """The subscription of the private endpoint, where it is known."""
        return self.private_endpoint_id.subscription_id if self.private_endpoint_id else None


def is_connection(arm_id: ResourceId) -> bool:
    """Whether an id is a private endpoint connection's."""
    return arm_id.type.casefold().endswith("/privateendpointconnections")


@dataclass(frozen=True, slots=True)
class Listed:
    """What a target's list holds: its connections, and how many of its entries cannot be addressed."""

    connections: list[Connection]
    left_out: int = 0


def parse(body: Any, spec: ServiceSpec, target: ResourceId, asked: str = "") -> Connection:
    """A connection from a GET's body or from an entry of a list; `asked` is the name it was read by."""
    properties = find_property(body, "properties")
    state = find_property(properties, "privateLinkServiceConnectionState")
    name = _name(body) or asked
    return Connection(
        target=target,
        id=target.child(spec.segment, name),
        name=name,
        status=status_word(_text(find_property(state, "status")), spec),
        description=_text(find_property(state, "description")) or "",
        actions_required=_text(find_property(state, "actionsRequired"))
        or _text(find_property(state, "actionRequired")),
        private_endpoint_id=_endpoint(find_property(properties, "privateEndpoint", "id")),
        group_ids=tuple(_groups(properties)),
        provisioning_state=_text(find_property(properties, "provisioningState")),
    )


def pending(connection: Connection) -> str | None:
    """What the requester wrote, where it still stands: only a pending connection shows it (P7)."""
    return connection.description if connection.status == PENDING else None


def is_stub(body: Any) -> bool:
    """Whether a list's entry lacks its state and must be completed by a GET (E18)."""
    return not find_property(body, "properties", "privateLinkServiceConnectionState")


def status_word(word: str | None, spec: ServiceSpec) -> str:
    """A service's word for a status, as it is known here."""
    if word is None:
        return "Unknown"
    if word.casefold() in spec.approved:
        return APPROVED
    return _WORDS.get(word.casefold(), word)


def _name(body: Any) -> str:
    # A sub-resource's name may be given as "parent/name"; the last segment is the connection's own.
    name = _text(find_property(body, "name")) or _text(find_property(body, "id")) or ""
    return name.rpartition("/")[2]


def _endpoint(text: Any) -> ResourceId | None:
    if not isinstance(text, str):
        return None
    try:
        parsed = ResourceId.parse(text)
    except ArmError:
        # An id that is none names nobody: the same as a hidden one, which the guards refuse.
        return None
    # Something nested below another resource, or of another type, may end in the endpoint's name (P2).
    return parsed if parsed.type.casefold() == ENDPOINT_TYPE and parsed.extends is None else None


def _groups(properties: Any) -> Iterable[str]:
    several = find_property(properties, "groupIds")
    if isinstance(several, list):
        return [group for group in several if isinstance(group, str)]
    one = _text(find_property(properties, "groupId"))
    return [one] if one else []


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
