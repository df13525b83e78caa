"""Which rules go together, under which name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pulumi_policy import PolicyPack

from pulumi_private_endpoint.policies.rules import (
    approval_description_required,
    approval_requester_pinned,
    approval_unknown_requester_forbidden,
)

from .adapter import as_policy
from .rules import RULES

if TYPE_CHECKING:
    from .rule import AnyRule


@dataclass(frozen=True, slots=True)
class Pack:
    """A choice of rules. Each keeps its own level; `--policy-pack-config` changes levels and settings."""

    name: str
    description: str
    rules: tuple[AnyRule, ...]


GOVERNANCE = Pack(
    name="private-endpoint-governance",
    description="All rules on private endpoint approvals, and on ways round them.",
    rules=RULES,
)
ESSENTIALS = Pack(
    name="private-endpoint-essentials",
    description="What no approval should be without: a reason, and a requester that is sure.",
    rules=(
        approval_description_required.RULE,
        approval_requester_pinned.RULE,
        approval_unknown_requester_forbidden.RULE,
    ),
)
PACKS = (GOVERNANCE, ESSENTIALS)


def serve(pack: Pack) -> None:
    """Answer the engine's questions until it is done. Never returns, so only a pack's program calls it."""
    PolicyPack(
        name=pack.name,
        description=pack.description,
        provider="azure",
        policies=[as_policy(rule) for rule in pack.rules],
    )
