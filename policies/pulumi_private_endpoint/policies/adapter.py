"""Rules as policies of Pulumi's SDK: the one place that knows both.

Violations are reported as they are. What is not known yet goes to the SDK as the exception it knows, which
it shows as "can't run policy ... during preview"; `pulumi up` asks again with the value.
"""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import TYPE_CHECKING, Any

from pulumi_policy import (
    Policy,
    PolicyConfigSchema,
    ResourceValidationPolicy,
    StackValidationPolicy,
)

from .config import complete
from .rule import AnyRule, Case, Member, Rule, StackCase, StackRule, Verdict, verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulumi_policy import (
        PolicyResource,
        ReportViolation,
        ResourceValidationArgs,
        StackValidationArgs,
    )

    Clock = Callable[[], date]


def _utc_today() -> date:
    """Today in UTC, wherever the policies run."""
    return datetime.now(timezone.utc).date()


def as_policy(rule: AnyRule, today: Clock = _utc_today) -> Policy:
    """The policy that asks the rule. `today` is asked at each check."""
    told: dict[str, Any] = {
        "name": rule.id,
        "description": rule.description,
        "enforcement_level": rule.level,
        "severity": rule.severity,
        "remediation_steps": rule.fix,
        "config_schema": PolicyConfigSchema(properties={k: dict(v) for k, v in rule.config.items()}),
    }
    if isinstance(rule, StackRule):
        return StackValidationPolicy(validate=_on_stack(rule), **told)
    return ResourceValidationPolicy(validate=_on_resource(rule, today), **told)


def _on_resource(rule: Rule, today: Clock) -> Callable[[ResourceValidationArgs, ReportViolation], None]:
    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        config = complete(rule.id, rule.config, args.get_config())
        _tell(rule, verdict(rule, Case(args.resource_type, args.props, config, today())), args, report)

    return validate


def _on_stack(rule: StackRule) -> Callable[[StackValidationArgs, ReportViolation], None]:
    def validate(args: StackValidationArgs, report: ReportViolation) -> None:
        config = complete(rule.id, rule.config, args.get_config())
        members = tuple(_member(resource) for resource in args.resources)
        _tell(rule, verdict(rule, StackCase(members, config)), args, report)

    return validate


def _member(resource: PolicyResource) -> Member:
    sources = {
        name: frozenset(source.urn for source in found)
        for name, found in resource.property_dependencies.items()
    }
    return Member(resource.urn, resource.resource_type, resource.props, sources)


def _tell(
    rule: AnyRule,
    found: Verdict,
    args: ResourceValidationArgs | StackValidationArgs,
    report: ReportViolation,
) -> None:
    for violation in found.violations:
        report(f"{violation.reason}\n{rule.fix}", violation.urn)
    if found.unknown is not None:
        raise found.unknown
    if not found.applicable:
        args.not_applicable(f"only for {rule.applies_to}")
