"""Approvals are for tenants the organisation knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_policy import EnforcementLevel, Severity

from pulumi_private_endpoint.evidence.guards import grants
from pulumi_private_endpoint.policies import controls
from pulumi_private_endpoint.policies.reading.approvals import (
    applies,
    each_approval,
    named,
    requester_subscriptions,
)
from pulumi_private_endpoint.policies.rule import Case, Rule, Violation
from pulumi_private_endpoint.policies.settings import tenants

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ID = "approved-requester-tenant"


def _judge(case: Case) -> Iterator[Violation]:
    """A violation for each approval whose requester may be in another tenant, or in one that nobody knows."""
    allowed = {tenant.lower() for tenant in case.config["tenants"]}

    def one(props: Mapping[str, Any]) -> Iterator[Violation]:
        if not grants(props):
            return
        requesters = requester_subscriptions(props)
        found = {each: tenants.tenant_of(each, case.config, _ID) for each in sorted(requesters)}
        strange = [each for each, whose in found.items() if whose.tenant not in allowed]
        if not requesters:
            yield Violation("Nothing holds the requester to a subscription, so to no tenant.")
        elif strange:
            said = "; ".join(_said(each, found[each]) for each in strange)
            yield Violation(f"The requester's {said}.")

    return each_approval(case, one)


def _said(subscription: str, whose: tenants.Whose) -> str:
    which = named([subscription])
    where = f"subscription{which and f' {which}'}"
    if whose.tenant is None:
        why = f": {whose.why.removesuffix('.')}" if whose.why else ""
        return f"{where} is of a tenant that is not known here (`knownTenants`, `auditFile`, `askAzure`){why}"
    which = named([whose.tenant])
    return f"{where} is of tenant{which and f' {which}'}, which is not among those allowed (`tenants`)"


RULE = Rule(
    id=_ID,
    display_name="Requesters are in allowed tenants",
    description="Only requesters in tenants of the configured list are approved.",
    level=EnforcementLevel.MANDATORY,
    severity=Severity.HIGH,
    controls=controls.REQUESTERS,
    applies_to=(
        "PrivateEndpointApproval and every entry of a PrivateEndpointApprovalSet, unless it rejects; once "
        "`tenants` is configured"
    ),
    why=(
        "Another organisation's network is not to be let in because its subscription was on nobody's list. "
        "Azure shows no tenant on a connection; an audit learns it, and so can this rule."
    ),
    fix=(
        "Approve an endpoint of a subscription that is known to be in an allowed tenant, or set "
        "`allowed_subscription_ids` to such subscriptions."
    ),
    config={
        "tenants": {
            "type": "array",
            "items": {"type": "string", "minLength": 1},
            "default": [],
            "description": "The ids of the tenants a requester may be in. Empty: the rule is off.",
        },
        **tenants.CONFIG,
    },
    applies=lambda case: applies(case) and bool(case.config["tenants"]),
    judge=_judge,
)
