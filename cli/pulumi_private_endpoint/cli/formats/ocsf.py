"""An audit's findings as OCSF 1.7.0, for security lakes and SIEMs: a list of events.

Each is a Compliance Finding (class 2003), not a Detection Finding (2004): nothing was seen happening. What
is, was held against rules, and that class has the words for it: the control, and whether a resource
passes. 1.7.0 is the newest version whose schema is published as a package, by which a test holds this; its
minor versions only add, so readers of earlier ones find what they know.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, time, timezone
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.audit.finding import Level
from pulumi_private_endpoint.cli import document
from pulumi_private_endpoint.cli.audit_report import CELL, accepted, first_line
from pulumi_private_endpoint.connections.model import Connection
from pulumi_private_endpoint.connections.text import printable

if TYPE_CHECKING:
    from datetime import date

    from pulumi_private_endpoint.arm import ResourceId
    from pulumi_private_endpoint.audit.outcome import Judged
    from pulumi_private_endpoint.cli.audit_report import AuditReport
    from pulumi_private_endpoint.inventory.scope import NotRead

_VERSION = "1.7.0"
_CLASS = 2003
_CREATE, _UPDATE = 1, 2
_NEW, _SUPPRESSED, _OTHER_STATUS = 1, 3, 99
_FAIL, _OTHER_RESULT = 3, 99
_SEVERITIES = {Level.LOW: 2, Level.MEDIUM: 3, Level.HIGH: 4, Level.CRITICAL: 5}
_INFORMATIONAL = 1
_TARGET, _ACTOR, _AFFECTED = 1, 2, 3
_AZURE_SUBSCRIPTION = 13
_STANDARD = "private-endpoint audit"


def as_ocsf(report: AuditReport) -> str:
    """The events, printed: one for each finding, and for each thing that could not be read."""
    missed = [_not_read(each, report) for each in report.not_read]
    return document.text([*(_event(each, report) for each in report.audit.judged), *missed])


def _event(judged: Judged, report: AuditReport) -> dict[str, Any]:
    finding, rule = judged.finding, judged.finding.rule
    activity = _CREATE if judged.new else _UPDATE
    said = printable(judged.message, CELL)
    why = accepted(judged)
    return (
        _base(report, activity, _SEVERITIES[rule.level])
        | ({"comment": why} if why else {})
        | {
            "status_id": _SUPPRESSED if judged.exempted else _NEW,
            "message": f"{printable(finding.about.name)} {said}",
            "finding_info": {
                "uid": finding.fingerprint,
                "title": rule.title,
                "desc": said,
                "types": [rule.id],
                "first_seen_time": _midnight(judged.first_seen),
            },
            "compliance": {
                "control": rule.id,
                "standards": [_STANDARD],
                "desc": rule.why,
                "status_id": _FAIL,
                "status": "Fail",
            },
            "remediation": {"desc": rule.fix},
            "resources": _resources(judged),
            "cloud": _cloud(finding.about.target),
        }
    )


def _base(report: AuditReport, activity: int, severity: int) -> dict[str, Any]:
    return {
        "category_uid": 2,
        "class_uid": _CLASS,
        "activity_id": activity,
        "type_uid": _CLASS * 100 + activity,
        "severity_id": severity,
        "time": _milliseconds(report.generated),
        "metadata": {"version": _VERSION, "profiles": ["cloud"], "product": _product()},
    }


@cache
def _product() -> dict[str, str]:
    # Looked up in files, which takes longer than all the rest of an event.
    name = "pulumi-private-endpoint"
    return {"name": "private-endpoint", "vendor_name": name, "version": version(name)}


def _not_read(missed: NotRead, report: AuditReport) -> dict[str, Any]:
    """An event of its own: a lake in which it were missing would show a scope as clean."""
    why = printable(first_line(missed.why), CELL)
    return _base(report, _CREATE, _INFORMATIONAL) | {
        "status_id": _OTHER_STATUS,
        "status": "Not read",
        "message": f"{printable(missed.scope, CELL)} could not be read: {why}",
        "finding_info": {
            "uid": hashlib.sha256(f"not read\n{missed.scope}".encode("utf-8", "replace")).hexdigest()[:32],
            "title": "Could not be read",
            "desc": why,
            "types": ["not read"],
        },
        "compliance": {"standards": [_STANDARD], "status_id": _OTHER_RESULT, "status": "Not read"},
        "resources": [{"uid": printable(missed.scope, CELL), "role_id": _TARGET}],
        "cloud": {"provider": "Azure"},
    }


def _resources(judged: Judged) -> list[dict[str, Any]]:
    """What it is about; of a connection its two ends, too."""
    about = judged.finding.about
    found = [_resource(about.id, _TARGET)]
    if about.id != about.target:
        found.append(_resource(about.target, _AFFECTED))
    if isinstance(about, Connection) and about.private_endpoint_id is not None:
        found.append(_resource(about.private_endpoint_id, _ACTOR))
    return found


def _resource(id_: ResourceId, role: int) -> dict[str, Any]:
    return {"uid": str(id_), "name": printable(id_.name), "type": id_.type, "role_id": role}


def _cloud(target: ResourceId) -> dict[str, Any]:
    """Whose it is; what is above subscriptions has none."""
    if target.subscription_id is None:
        return {"provider": "Azure"}
    account = {"uid": target.subscription_id, "type_id": _AZURE_SUBSCRIPTION, "type": "Azure Subscription"}
    return {"provider": "Azure", "account": account}


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _midnight(day: date) -> int:
    return _milliseconds(datetime.combine(day, time(), timezone.utc))
