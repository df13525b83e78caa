"""An audit's findings as SARIF 2.1.0, which code hosts show beside the code.

GitHub takes 25,000 results of a run; what is beyond is left out, what matters least first, and said. It
knows a finding again by `primaryLocationLineHash` alone, which it makes up from the line where a result
has none: all findings that point at one file would then be one.
"""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.audit.finding import Level
from pulumi_private_endpoint.audit.rules import RULES
from pulumi_private_endpoint.cli import document
from pulumi_private_endpoint.cli.audit_report import CELL, accepted
from pulumi_private_endpoint.connections.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pulumi_private_endpoint.audit.finding import Rule
    from pulumi_private_endpoint.audit.outcome import Judged
    from pulumi_private_endpoint.cli.audit_report import AuditReport

MOST_RESULTS = 25_000
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Level.CRITICAL: "error", Level.HIGH: "error", Level.MEDIUM: "warning", Level.LOW: "note"}
# GitHub names a level by this number: critical above 9.0, high from 7.0, medium from 4.0.
_SEVERITIES = {Level.CRITICAL: "9.5", Level.HIGH: "8.0", Level.MEDIUM: "5.5", Level.LOW: "3.0"}
_FINGERPRINT = "privateEndpointFinding/v1"
_SIGNS = re.compile(r"[\\\[\]]")
_INDEX = {rule.id: number for number, rule in enumerate(RULES)}


def as_sarif(report: AuditReport) -> str:
    """The log, printed; a single run."""
    # What is accepted says least, so it goes first where not all can stay; the rest is in order already.
    by_weight = sorted(report.audit.judged, key=lambda each: each.exempted)
    run = {
        "tool": {"driver": _driver()},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report, len(by_weight) - MOST_RESULTS)],
        "results": [_result(each, report) for each in by_weight[:MOST_RESULTS]],
    }
    return document.text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def left_out(report: AuditReport) -> str | None:
    """What is not among the results, for whoever started it."""
    more = len(report.audit.judged) - MOST_RESULTS
    return _cut(more) if more > 0 else None


def _cut(more: int) -> str:
    return (
        f"{more:,} findings are left out, those that matter least: SARIF is read up to {MOST_RESULTS:,} "
        "results; audit a smaller scope, or use another --output"
    )


def _driver() -> dict[str, Any]:
    return {
        "name": "private-endpoint",
        "fullName": "private-endpoint audit",
        "semanticVersion": version("pulumi-private-endpoint"),
        "rules": [_rule(rule) for rule in RULES],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {"text": f"{rule.why} {rule.fix}", "markdown": f"{rule.why}\n\n**What to do:** {rule.fix}"},
        "defaultConfiguration": {"level": _LEVELS[rule.level]},
        "properties": {
            "security-severity": _SEVERITIES[rule.level],
            "tags": ["security", "azure", "private-endpoint"],
        },
    }


def _result(judged: Judged, report: AuditReport) -> dict[str, Any]:
    finding = judged.finding
    place = report.place_of(judged)
    told = {"baselineState": "new" if judged.new else "unchanged"} if report.compared else {}
    return told | {
        "ruleId": finding.rule.id,
        "ruleIndex": _INDEX[finding.rule.id],
        "level": _LEVELS[finding.rule.level],
        "message": {"text": _message(judged)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": place.uri},
                    "region": {"startLine": place.line},
                },
                "logicalLocations": [
                    {
                        "name": printable(finding.about.name),
                        "fullyQualifiedName": str(finding.about.id),
                        "kind": "resource",
                    }
                ],
            }
        ],
        "partialFingerprints": {
            _FINGERPRINT: finding.fingerprint,
            "primaryLocationLineHash": f"{finding.fingerprint}:1",
        },
        "suppressions": list(_suppressions(judged)),
        "properties": {
            "level": finding.rule.level.word,
            "target": str(finding.about.target),
            "firstSeen": judged.first_seen.isoformat(),
        },
    }


def _message(judged: Judged) -> str:
    about = judged.finding.about
    where = "" if about.id == about.target else f" of {printable(about.target.name)}"
    said = printable(judged.message, CELL)
    return _plain(f"{printable(about.name)}{where} {said}. {judged.finding.rule.fix}")


def _plain(text: str) -> str:
    """A message without links, which SARIF 3.11.6 makes of brackets unless a backslash stands before them."""
    return _SIGNS.sub(r"\\\g<0>", text)


def _suppressions(judged: Judged) -> Iterator[dict[str, Any]]:
    if (why := accepted(judged)) is not None:
        yield {"kind": "external", "status": "accepted", "justification": why}


def _invocation(report: AuditReport, more: int) -> dict[str, Any]:
    notifications = [
        _notification("error", f"not read: {each.scope}: {each.why}") for each in report.not_read
    ]
    notifications += [_notification("note", f"unused exemption: {each}") for each in report.unused()]
    if more > 0:
        notifications.append(_notification("warning", _cut(more)))
    return {
        "executionSuccessful": not report.not_read,
        "endTimeUtc": report.moment.replace("+00:00", "Z"),
        "toolExecutionNotifications": notifications,
    }


def _notification(level: str, text: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": _plain(_lines(text.split("\n")))}}


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(printable(line, CELL) for line in lines)
