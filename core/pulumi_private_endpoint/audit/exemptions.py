"""Which finding is accepted, for which connection: the audit's part of a file of exemptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pulumi_private_endpoint.arm import ArmError, ResourceId
from pulumi_private_endpoint.evidence.exemptions import CONNECTION, UnreadableExemptions
from pulumi_private_endpoint.evidence.exemptions import read_exemptions as read_all

from .rules import BY_ID

if TYPE_CHECKING:
    from datetime import date

    from pulumi_private_endpoint.evidence.exemptions import Exemption as Written

__all__ = ["Exemption", "UnreadableExemptions", "read_exemptions"]


@dataclass(frozen=True, slots=True)
class Exemption:
    """One. `until` is its last day."""

    rule: str
    connection: ResourceId
    reason: str
    until: date
    approved_by: str
    line: int

    @property
    def accepts(self) -> tuple[str, ResourceId]:
        """The rule and the subject of what it is about; it may be over all the same."""
        return self.rule, self.connection


def read_exemptions(text: str, file: str) -> list[Exemption]:
    """Those of the audit in a file's text; the policies' are read, and left to them.

    Raises:
        UnreadableExemptions: With the place in the file.
    """
    return [_of_audit(each) for each in read_all(text, file) if each.of_audit]


def _of_audit(written: Written) -> Exemption:
    if written.rule not in BY_ID:
        raise UnreadableExemptions(f"{written.place}: there is no rule {written.rule}: {', '.join(BY_ID)}")
    try:
        connection = ResourceId.parse(written.about)
    except ArmError:
        raise UnreadableExemptions(f"{written.place}: {CONNECTION} is not an Azure id") from None
    return Exemption(
        written.rule, connection, written.reason, written.until, written.approved_by, written.line
    )
