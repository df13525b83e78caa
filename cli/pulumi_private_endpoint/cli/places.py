"""Where a finding belongs in files: the state that has its connection or should, else the exemptions.

A finding in a cloud has no line of code; a code host shows none without.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi_private_endpoint.audit.outcome import Judged
    from pulumi_private_endpoint.evidence.stacks import Recorded

_NO_FILE = "exemptions.yaml"


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file."""

    file: str
    line: int = 1

    @property
    def uri(self) -> str:
        """Relative to the working folder where it is below it, which is a checkout's root in a pipeline."""
        path = Path(os.path.abspath(self.file))  # noqa: PTH100 - pathlib's leaves `..` where it is
        try:
            return quote(path.relative_to(Path.cwd()).as_posix())
        except ValueError:
            return path.as_uri()


@dataclass(frozen=True, slots=True)
class Places:
    """The files that an audit was given.

    Attributes:
        resources: Where a state has a resource, by its URN; of a set's entry the set's.
        states: The files of states, or the programs that stacks were exported of.
        exemptions: The file of exemptions.
    """

    resources: Mapping[str, Place] = field(default_factory=dict)
    states: tuple[str, ...] = ()
    exemptions: str | None = None

    def of(self, judged: Judged, record: Recorded | None) -> Place:
        """Where one belongs: the resource that has it, its exemption, the state that lacks it."""
        if record is not None and (found := self._resource(record.resource)):
            return found
        if judged.exemption is not None and self.exemptions is not None:
            return Place(self.exemptions, judged.exemption.line)
        return Place(next(iter(self.states), None) or self.exemptions or _NO_FILE)

    def _resource(self, named: str) -> Place | None:
        return self.resources.get(named) or self.resources.get(named.rpartition('["')[0])
