"""The inputs of an approval, each in one row: what it is, how it is checked, and what it is used for.

Everything else that goes by inputs follows from these rows: what a program may give, what must be one of
which words, what is compared, kept as a secret or read back from Azure. The words that tell users of an
input stand at its name in the arguments that programs write.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import Enum
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections import durations
from pulumi_private_endpoint.connections.model import APPROVED, REJECTED

from . import values

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Kind(Enum):
    """What an input is on the wire."""

    STRING = "string"
    ID = "Azure id"
    WORD = "one of some words"
    DURATION = "duration"
    BOOLEAN = "boolean"
    LIST = "list of strings"


_TYPED: Mapping[Kind, Callable[[Any], Any]] = {
    Kind.ID: ResourceId.parse,
    Kind.WORD: str,
    Kind.DURATION: durations.seconds,
    Kind.BOOLEAN: bool,
    Kind.LIST: tuple,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One input.

    Attributes:
        name: On the wire.
        check: Why a value cannot be used, in words that follow the name; None: it can.
        words: All that it may be, of a `Kind.WORD`.
        default: What it is where nothing is given.
        required: Whether something must be.
        selector: Whether it singles out the connection; one of these must be given.
        text: Whether it is words for somebody, which a program may keep secret.
        found: Whether it is an outcome too: the state has what Azure shows, also where nothing was given.
    """

    name: str
    check: Callable[[Any], str | None]
    kind: Kind = Kind.STRING
    words: tuple[str, ...] = ()
    default: str | bool | None = None
    required: bool = False
    selector: bool = False
    text: bool = False
    found: bool = False

    def typed(self, value: Any) -> Any:
        """A value as `ApprovalInputs` has it."""
        given = self.default if value is None else value
        return given if given is None or self.kind not in _TYPED else _TYPED[self.kind](given)


def _row(
    name: str, check: Callable[[Any], str | None], kind: Kind = Kind.STRING, **more: Any
) -> dict[str, Row]:
    return {"row": Row(name, check, kind, **more)}


def _word(name: str, *words: str, default: str) -> dict[str, Row]:
    return _row(name, values.one_of(*words), Kind.WORD, words=words, default=default)


@dataclass(frozen=True, slots=True)
class ApprovalInputs:
    """What one `PrivateEndpointApproval` asks for; durations in seconds, None where not given."""

    target: ResourceId = field(metadata=_row("targetResourceId", values.target, Kind.ID, required=True))
    connection_name: str | None = field(
        metadata=_row("connectionName", values.name, selector=True, found=True)
    )
    private_endpoint_id: ResourceId | None = field(
        metadata=_row("privateEndpointId", values.endpoint, Kind.ID, selector=True, found=True)
    )
    private_endpoint_name: str | None = field(
        metadata=_row("privateEndpointName", values.name, selector=True)
    )
    request_message: str | None = field(
        metadata=_row("requestMessage", values.message, selector=True, text=True, found=True)
    )
    group_id: str | None = field(metadata=_row("groupId", values.line))
    allowed_subscription_ids: tuple[str, ...] | None = field(
        metadata=_row("allowedSubscriptionIds", values.subscriptions, Kind.LIST)
    )
    allow_unknown_requester: bool = field(
        metadata=_row("allowUnknownRequester", values.flag, Kind.BOOLEAN, default=False)
    )
    status: str = field(metadata=_word("status", APPROVED, REJECTED, default=APPROVED))
    description: str | None = field(metadata=_row("description", values.line, text=True, found=True))
    actions_required: str | None = field(metadata=_row("actionsRequired", values.line, text=True, found=True))
    api_version: str | None = field(metadata=_row("apiVersion", values.version, found=True))
    tenant_id: str | None = field(metadata=_row("tenantId", values.tenant))
    on_destroy: str = field(metadata=_word("onDestroy", "keep", "reject", "delete", default="keep"))
    wait_for_connection: float = field(
        metadata=_row("waitForConnection", values.duration, Kind.DURATION, default="10m")
    )
    timeout: float = field(metadata=_row("timeout", values.timeout, Kind.DURATION, default="30m"))
    secrets: frozenset[str] = frozenset()
    """The texts that must not be shown."""

    @property
    def selection(self) -> tuple[ResourceId | str | None, ...]:
        """All that singles out the connection: who has the same means the same one."""
        return tuple(getattr(self, attribute) for attribute, row in ROWS.items() if row.name in IDENTITY)


ROWS: Mapping[str, Row] = {
    each.name: each.metadata["row"] for each in fields(ApprovalInputs) if each.metadata
}
"""By the typed input's attribute."""
INPUTS = tuple(row.name for row in ROWS.values())
"""Every input's name on the wire."""
TARGET = ROWS["target"].name
SELECTORS = tuple(row.name for row in ROWS.values() if row.selector)
IDENTITY = (TARGET, *SELECTORS)
"""The inputs that say which connection it is."""
IDS = frozenset(row.name for row in ROWS.values() if row.kind is Kind.ID)
TEXTS = tuple(row.name for row in ROWS.values() if row.text)
"""The inputs that are words for somebody, which a program may keep secret."""
FOUND = tuple(row.name for row in ROWS.values() if row.found)
"""The inputs that the state has as Azure shows them, whether the program gave them or not."""
STATUS = {ROWS["status"].name: ROWS["status"].default}
"""The decision where none is given, which is put into the inputs so that previews and policies see it."""
SECRET = "__secret"  # noqa: S105 - a property's name
"""The names of the texts that the program keeps secret, kept beside the inputs."""


def python_name(wire_name: str) -> str:
    """A property's name as a Python program spells it."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in wire_name)
