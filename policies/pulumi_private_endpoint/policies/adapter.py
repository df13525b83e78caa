"""Rules as policies of Pulumi's SDK: the one place that knows both.

A resource has one violation of a rule, with all that is wrong. What is not known yet goes to the SDK as the
exception it knows, which it shows as "can't run policy ... during preview"; `pulumi up` asks again with the
value. What is exempted is not applicable, with the reason, and said beside it: the engine shows no reason.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Any

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyComplianceFramework,
    PolicyConfigSchema,
    ResourceValidationPolicy,
    Severity,
    StackValidationPolicy,
)

from pulumi_private_endpoint.evidence.lines import printable

from .rule import AnyRule, Case, Member, Rule, StackCase, StackRule, Verdict, verdict
from .settings import exemptions
from .settings.config import complete
from .settings.exemptions import covers, touches

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulumi_policy import (
        PolicyResource,
        ReportViolation,
        ResourceValidationArgs,
        StackValidationArgs,
    )

    from .controls import Control
    from .rule import Violation

    Clock = Callable[[], date]

DOCS = "https://pulumi-private-endpoint.github.io/pulumi-private-endpoint/policies/"
UNUSED = "exemption-unused"
"""The policy that names exemptions which nothing needs. No exemption is from that."""

_LONGEST = 2000
"""Characters of a line."""
_MOST_LINES = 20
"""Lines of one violation: a set may have thousands of entries."""


def day_of(seconds: float) -> date:
    """The day in UTC, wherever the policies run."""
    return datetime.fromtimestamp(seconds, timezone.utc).date()


def _today() -> date:
    return day_of(time.time())


def _tell_people(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


@dataclass(frozen=True, slots=True)
class Run:
    """What the policies of one process have in common.

    Attributes:
        source: Where exemptions are beside a rule's settings.
        docs: The page whose sections policies name as their URL.
        today: Asked at each check.
        say: Takes a line for whoever reads the engine's output.
    """

    source: exemptions.Source
    docs: str = DOCS
    today: Clock = _today
    say: Callable[[str], None] = _tell_people
    ledger: exemptions.Ledger = field(default_factory=exemptions.Ledger)


def as_policy(rule: AnyRule, run: Run) -> Policy:
    """The policy that asks the rule."""
    settings = {**rule.config, **exemptions.CONFIG}
    told: dict[str, Any] = {
        "name": rule.id,
        "description": rule.description,
        "enforcement_level": rule.level,
        "severity": rule.severity,
        "display_name": rule.display_name,
        "framework": _framework(rule.controls[0]),
        "tags": [control.tag for control in rule.controls[1:]],
        "url": f"{run.docs}#{rule.id}",
        "remediation_steps": rule.fix,
        "config_schema": PolicyConfigSchema(properties={k: dict(v) for k, v in settings.items()}),
    }
    if isinstance(rule, StackRule):
        return StackValidationPolicy(validate=_on_stack(rule, run), **told)
    return ResourceValidationPolicy(validate=_on_resource(rule, run), **told)


def _framework(control: Control) -> PolicyComplianceFramework:
    return PolicyComplianceFramework(control.framework, control.version, control.id, control.title)


def unused_exemptions(run: Run) -> Policy:
    """The policy that says once, at the end, which exemptions nothing in the stack needs."""

    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        complete(UNUSED, {}, args.get_config())
        found = [_line(f"{one.rule} of {one.about} ({one.place})") for one in run.ledger.unused()]
        if found:
            report("\n".join(["Nothing in this stack needs these exemptions; take them out:", *found]), None)

    return StackValidationPolicy(
        name=UNUSED,
        description="Every exemption is about something that is there, and that would be refused without it.",
        validate=validate,
        display_name="Exemptions are needed",
        url=f"{run.docs}#exemptions",
        remediation_steps="Take out what nothing needs any more.",
        enforcement_level=EnforcementLevel.ADVISORY,
        severity=Severity.LOW,
    )


def _on_resource(rule: Rule, run: Run) -> Callable[[ResourceValidationArgs, ReportViolation], None]:
    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        asked = _Asked(rule, run, args.get_config(), args.urn)
        found = verdict(rule, Case(args.resource_type, args.props, asked.config, asked.today))
        _tell(asked, found, args, report)

    return validate


def _on_stack(rule: StackRule, run: Run) -> Callable[[StackValidationArgs, ReportViolation], None]:
    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        asked = _Asked(rule, run, args.get_config(), next((one.urn for one in args.resources), ""))
        members = tuple(_member(resource) for resource in args.resources)
        _tell(asked, verdict(rule, StackCase(members, asked.config, asked.today)), args, report)

    return validate


def _member(resource: PolicyResource) -> Member:
    sources = {
        name: frozenset(source.urn for source in found)
        for name, found in resource.property_dependencies.items()
    }
    return Member(resource.urn, resource.resource_type, resource.props, sources)


class _Asked:
    """One question to a rule: its configuration, the day, and what is exempted from it.

    Raises:
        WrongConfig: The configuration cannot be used, whatever the resource.
    """

    def __init__(self, rule: AnyRule, run: Run, given: Any, urn: str) -> None:
        self.rule, self.run, self.urn, self.today = rule, run, urn, run.today()
        self.config = complete(rule.id, {**rule.config, **exemptions.CONFIG}, given)
        self.exemptions = exemptions.exemptions_of(rule.id, self.config, run.source)
        run.ledger.meet(self.exemptions, urn)

    def advice(self) -> str:
        """What to do about a violation."""
        return self.rule.advice(self.config, self.today)

    def need(self, found: Verdict) -> None:
        """Note which exemptions are needed; what is not known yet may need them."""
        ledger, urns = self.run.ledger, {(each.urn or self.urn, each.entry) for each in found.violations}
        ledger.needed.update(one for one in self.exemptions if any(covers(one, *urn) for urn in urns))
        if found.unknown is not None:
            stack = isinstance(self.rule, StackRule)
            ledger.needed.update(one for one in self.exemptions if stack or touches(one, self.urn))


def _tell(
    asked: _Asked,
    found: Verdict,
    args: ResourceValidationArgs | StackValidationArgs,
    report: ReportViolation,
) -> None:
    judged = exemptions.judged(found.violations, asked.urn, asked.exemptions, asked.today)
    asked.need(found)
    for urn, texts in _by_resource(asked, judged).items():
        told = _bounded([_line(text) for text in dict.fromkeys(texts)])
        report("\n".join([*told, asked.advice()]), urn)
    accepted = [
        _line(f"{_subject(asked, each)} is exempted until {one.told()}")
        for each, one in judged.accepted.items()
    ]
    for line in accepted:
        asked.run.say(f"{asked.rule.id}: {line}")
    if found.unknown is not None:
        raise found.unknown
    if accepted:
        args.not_applicable("; ".join(accepted))
    if not found.applicable:
        args.not_applicable(f"only for {asked.rule.applies_to}")


def _bounded(lines: list[str]) -> list[str]:
    more = len(lines) - _MOST_LINES
    return lines if more <= 0 else [*lines[:_MOST_LINES], f"… and {more} more like these."]


def _line(text: str) -> str:
    """Names and keys are whatever somebody chose: in a line of the output they forge no other."""
    return printable(text, _LONGEST)


def _by_resource(asked: _Asked, judged: exemptions.Judged) -> dict[str | None, list[str]]:
    """What is wrong with each resource, an entry called as its exemption calls it; and what was exempted."""
    texts: defaultdict[str | None, list[str]] = defaultdict(list)
    for each in judged.standing:
        over = judged.over.get(each)
        ended = f" Its exemption ended on {over.told()}." if over else ""
        entry = "" if each.entry is None else f"{_subject(asked, each)}: "
        texts[each.urn].append(f"{entry}{each.reason}{ended}")
    return texts


def _subject(asked: _Asked, violation: Violation) -> str:
    return exemptions.called(violation.urn or asked.urn, violation.entry)
