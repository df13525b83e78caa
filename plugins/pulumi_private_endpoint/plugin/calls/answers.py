"""What the calls of a resource answer, and how it goes over the wire."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pulumi.runtime.proto import provider_pb2

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi_private_endpoint.plugin.words import Shown

Kind = provider_pb2.PropertyDiff.Kind
Props = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Checked:
    """Inputs as they go on, and what is wrong with them."""

    inputs: Props
    failures: list[str]


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs, by the property's path.

    Attributes:
        changes: Whether anything does, also what has no path of its own.
        paths: By path, in which way.
        replaces: The properties for which there must be another resource.
        deletes_first: Whether that cannot be made while this one is there.
    """

    changes: bool
    paths: Mapping[str, Kind.ValueType] = field(default_factory=dict)
    replaces: tuple[str, ...] = ()
    deletes_first: bool = False

    def told(self, inputs: Mapping[str, Any], news: Mapping[str, Any]) -> provider_pb2.DiffResponse:
        """As the engine shows it: a change beside what the program said before, drift beside the state."""
        changes = provider_pb2.DiffResponse.DIFF_SOME if self.changes else provider_pb2.DiffResponse.DIFF_NONE
        answer = provider_pb2.DiffResponse(
            changes=changes,
            replaces=self.replaces,
            deleteBeforeReplace=self.deletes_first,
            hasDetailedDiff=bool(self.paths),
        )
        for path, kind in self.paths.items():
            name = path.partition("[")[0]
            changed = inputs.get(name) != news.get(name)
            answer.detailedDiff[path].CopyFrom(provider_pb2.PropertyDiff(kind=kind, inputDiff=changed))
        answer.diffs.extend(dict.fromkeys(path.partition("[")[0] for path in self.paths))
        return answer


@dataclass(frozen=True, slots=True)
class Found:
    """A resource as it is: its state, and the inputs as they would be declared."""

    outs: Props
    inputs: Props


def kind_of(name: str, before: Mapping[str, Any], after: Mapping[str, Any], *, replaces: bool = False) -> Any:
    """In which way a property differs."""
    if before.get(name) is None:
        return Kind.ADD_REPLACE if replaces else Kind.ADD
    if after.get(name) is None:
        return Kind.DELETE_REPLACE if replaces else Kind.DELETE
    return Kind.UPDATE_REPLACE if replaces else Kind.UPDATE


def failures(lines: list[str], shown: Shown) -> list[provider_pb2.CheckFailure]:
    """What is wrong, attached to no property: a value may be a secret, and would be shown."""
    return [provider_pb2.CheckFailure(reason=shown(line)) for line in lines]
