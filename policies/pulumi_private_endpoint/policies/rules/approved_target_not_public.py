"""A private way in is worth little beside an open front door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_policy import EnforcementLevel, Severity

from pulumi_private_endpoint.evidence.guards import grants
from pulumi_private_endpoint.policies import controls
from pulumi_private_endpoint.policies.reading.resource_types import is_approval, native
from pulumi_private_endpoint.policies.reading.stack_approvals import approvals
from pulumi_private_endpoint.policies.rule import Member, StackCase, StackRule, Violation, each

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SWITCH = "publicNetworkAccess"
_OFF = frozenset({"disabled", "securedbyperimeter", "false"})
_WITHOUT_SWITCH = (
    "compute:DiskAccess",
    "hdinsight:Cluster",
    "monitor:PrivateLinkScope",
    "network:ApplicationGateway",
    "network:PrivateEndpoint",
    "network:PrivateLinkService",
    "resources:ResourceGroup",
    "sql:ManagedInstance",
    "storagesync:StorageSyncService",
)


def _judge(case: StackCase) -> Iterator[Violation]:
    """A violation for each target that the stack declares, approves for, and leaves open."""
    granted = [approval for approval in approvals(case.members) if grants(approval.props)]
    exempt = {*_WITHOUT_SWITCH, *case.config["exemptTypes"]}
    targets = frozenset[str]().union(*(approval.target_urns for approval in granted))
    declared = [member for member in case.members if member.urn in targets and native(member.type)]
    return each([member for member in declared if native(member.type) not in exempt], _complaints)


def _complaints(target: Member) -> Iterator[Violation]:
    setting = _setting(target.props)
    if setting is None:
        yield Violation("`public_network_access` is not set; most services leave it on.", target.urn)
    elif str(setting).lower() not in _OFF:
        yield Violation("`public_network_access` is not off.", target.urn)


def _setting(props: Mapping[str, Any]) -> Any:
    """Where azure-native has the switch: a property of the resource, of `properties` or of `network`."""
    for bag in (props, props.get("properties") or {}, props.get("network") or {}):
        if bag.get(_SWITCH) is not None:
            return bag[_SWITCH]
    return None


RULE = StackRule(
    id="approved-target-not-public",
    display_name="Targets are private alone",
    description="A resource that has private connections approved takes no traffic from the public network.",
    level=EnforcementLevel.ADVISORY,
    severity=Severity.MEDIUM,
    controls=controls.PRIVATE_ALONE,
    applies_to="targets that a stack with their approval declares with azure-native and refers to",
    why=(
        "A private endpoint does not close the public one. A reviewer who sees only the approval believes "
        "the resource is private."
    ),
    fix='Set `public_network_access` of the target to "Disabled".',
    config={
        "exemptTypes": {
            "type": "array",
            "items": {"type": "string"},
            "default": [],
            "description": (
                "azure-native types that may stay open, such as `web:WebApp`. Types without the switch are "
                "exempt anyway."
            ),
        },
    },
    applies=lambda case: any(is_approval(member.type) for member in case.members),
    judge=_judge,
)
