"""Policies on private endpoint approvals, for `pulumi preview --policy-pack`.

One pure rule per file in `rules/`; `packs` chooses among them; `adapter` is the only place that speaks to
Pulumi's policy SDK. The rules ship in the wheel, because `PolicyPack()` blocks for ever where it is called:
a pack's `__main__.py` is the one line that does.
"""

try:
    import pulumi_policy as _pulumi_policy  # noqa: F401 - everything below needs it
except ModuleNotFoundError as missing:
    if missing.name != "pulumi_policy":
        raise
    raise ModuleNotFoundError(
        'policies are an extra: pip install "pulumi-private-endpoint[policy]"', name=missing.name
    ) from None

from .packs import ESSENTIALS, GOVERNANCE, PACKS, Pack, as_policies, as_policy, serve, unused_exemptions
from .rule import Answer, Case, Member, Rule, StackCase, StackRule, Verdict, Violation, verdict
from .rules import RULES
from .settings.config import WrongConfig

__all__ = [
    "ESSENTIALS",
    "GOVERNANCE",
    "PACKS",
    "RULES",
    "Answer",
    "Case",
    "Member",
    "Pack",
    "Rule",
    "StackCase",
    "StackRule",
    "Verdict",
    "Violation",
    "WrongConfig",
    "as_policies",
    "as_policy",
    "serve",
    "unused_exemptions",
    "verdict",
]
