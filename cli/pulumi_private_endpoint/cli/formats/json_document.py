"""An audit as JSON: what `list` answers, with the findings. Others build on it; a field may be added only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.cli import document

if TYPE_CHECKING:
    from pulumi_private_endpoint.audit.outcome import Judged
    from pulumi_private_endpoint.cli.audit_report import AuditReport


def as_json(report: AuditReport) -> str:
    """The document, printed."""
    return document.text(
        {
            **report.inventory(),
            "generated": report.moment,
            "tenants": dict(sorted(report.estate.whose.items())),
            "findings": [_entry(each) for each in report.audit.judged],
            "decisions": [each.document() for each in report.decisions()],
            "unusedExemptions": [
                {"rule": each.rule, "connection": str(each.connection), "line": each.line}
                for each in report.audit.unused
            ],
        }
    )


def _entry(judged: Judged) -> dict[str, Any]:
    finding = judged.finding
    return {
        "rule": finding.rule.id,
        "level": finding.rule.level.word,
        "connection": str(finding.about.id),
        "target": str(finding.about.target),
        "message": judged.message,
        "fingerprint": finding.fingerprint,
        "exempted": judged.exempted,
        "exemption": judged.exemption and judged.exemption.reason,
        "firstSeen": judged.first_seen.isoformat(),
        "new": judged.new,
        "remedy": finding.rule.fix,
    }
