"""What the public API specifications say about each ARM type with private endpoint connections.

One frozen row a type, read from `facts.json`. These are the simulator's own facts: nothing here is shared
with the provider it tests. They come from a survey of the specifications in August 2026, and are kept by
hand since: `make facts` says where the official clients have moved on. What the specifications do not say,
and services do all the same, is in `behaviour.py`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class OperationFacts:
    """The declared answers of one verb: status codes, their headers, whether it is long-running."""

    codes: tuple[int, ...]
    long_running: bool
    headers: Mapping[int, tuple[str, ...]]
    without_body: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BodyFacts:
    """The declared request body: names at each level, which are required, which are read-only."""

    top_level: tuple[str, ...]
    top_level_required: tuple[str, ...]
    properties_required: tuple[str, ...]
    properties_writable: tuple[str, ...]
    properties_read_only: tuple[str, ...]
    state_properties: tuple[str, ...]
    state_required: tuple[str, ...]
    state_read_only: tuple[str, ...]
    actions_property: str | None
    actions_enum: tuple[str, ...]
    status_enum: tuple[str, ...]
    provisioning_state_enum: tuple[str, ...]
    provisioning_state_present: bool
    private_endpoint: str
    group_property: str | None


@dataclass(frozen=True, slots=True)
class Facts:
    """One ARM type. `verb` is what approves a connection; it is empty where nothing does.

    `target_versions` are the target's own api-versions; empty, its connections' hold for it too. The one
    list there is was taken from learn.microsoft.com/azure/templates/microsoft.recoveryservices/allversions.
    """

    type: str
    kind: str
    verb: str
    path: str
    stable: tuple[str, ...]
    preview: tuple[str, ...]
    cli_versions: tuple[str, ...]
    cli_list: bool
    list_shape: str | None
    target_versions: tuple[str, ...]
    put: OperationFacts | None
    patch: OperationFacts | None
    post: OperationFacts | None
    delete: OperationFacts | None
    body: BodyFacts | None

    @property
    def namespace(self) -> str:
        """`Microsoft.X`, in the specification's casing."""
        return self.type.partition("/")[0]

    @property
    def api_versions(self) -> tuple[str, ...]:
        """Every api-version that connections are served at, oldest first."""
        return tuple(sorted({*self.stable, *self.preview, *self.cli_versions}))

    @property
    def has_list(self) -> bool:
        """Whether connections can be listed; if not, the target carries them (E18)."""
        return self.list_shape is not None or (self.kind == "cli_only" and self.cli_list)

    def operation(self, verb: str) -> OperationFacts | None:
        """The declared answers of a verb, if any are known."""
        verbs = {"PUT": self.put, "PATCH": self.patch, "POST": self.post, "DELETE": self.delete}
        return verbs.get(verb)

    @property
    def action(self) -> str:
        """The last segment of a POST action's path, empty for every other kind."""
        return self.path.rsplit("/", 1)[-1] if self.kind == "post_action" else ""


@cache
def load() -> Mapping[str, Facts]:
    """All rows by lower-cased ARM type, in the order of the file."""
    text = resources.files(__package__).joinpath("facts.json").read_text(encoding="utf-8")
    return MappingProxyType({row["type"].lower(): _row(row) for row in json.loads(text)})


def find(arm_type: str) -> Facts | None:
    """The row of an ARM type such as `Microsoft.Web/sites/slots`, in any casing."""
    return load().get(arm_type.lower())


def has_namespace(namespace: str) -> bool:
    """Whether any row belongs to the resource provider."""
    return any(facts.namespace.lower() == namespace.lower() for facts in load().values())


def _row(row: dict[str, Any]) -> Facts:
    verbs = {verb: row[verb] and _operation(row[verb]) for verb in ("put", "patch", "post", "delete")}
    return Facts(**_frozen(row) | verbs | {"body": row["body"] and BodyFacts(**_body(row["body"]))})


def _operation(operation: dict[str, Any]) -> OperationFacts:
    return OperationFacts(
        codes=tuple(operation["codes"]),
        # One row's flag is unknown; headers and codes then decide.
        long_running=bool(operation["long_running"]),
        headers={int(code): tuple(names) for code, names in operation["headers"].items()},
        without_body=tuple(operation["without_body"]),
    )


def _body(body: dict[str, Any]) -> dict[str, Any]:
    return _frozen(body) | {"actions_enum": tuple(body["actions_enum"] or ())}


def _frozen(table: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
