"""Which finding is accepted, for which connection: the audit's part of a file of exemptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pulumi_private_endpoint.arm import ArmError, ResourceId
from pulumi_private_endpoint.evidence.exemptions import CONNECTION, UnreadableExemptions
from pulumi_private_endpoint.evidence.exemptions import read_exemptions as read_all

from .rules import BY_ID

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from pulumi_private_endpoint.evidence.exemptions import Exemption as Written

    from .finding import Finding

__all__ = ["Exemption", "UnreadableExemptions", "read_exemptions", "unused"]


@dataclass(frozen=True, slots=True)
class Exemption:
    """One. `until` is its last day."""

    rule: str
    connection: ResourceId
    reason: str
    until: date
    approved_by: str
    line: int

    def covers(self, finding: Finding) -> bool:
        """Whether it is about this finding; it may be over all the same."""
        return finding.rule.id == self.rule and finding.about.id == self.connection


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


def unused(exemptions: Sequence[Exemption], findings: Sequence[Finding]) -> Iterator[Exemption]:
    """Those that are about nothing that was found."""
    return (each for each in exemptions if not any(each.covers(finding) for finding in findings))
