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

from . import adapter
from .rules import RULES
from .settings.exemptions import Source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pulumi_policy import Policy

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


_RULES = frozenset(rule.id for rule in RULES)
_RUN = adapter.Run(Source(_RULES))  # One process is one run of one pack.


def as_policy(rule: AnyRule, run: adapter.Run = _RUN) -> Policy:
    """A rule as a policy of Pulumi's SDK, for a pack of your own."""
    return adapter.as_policy(rule, run)


def unused_exemptions(run: adapter.Run = _RUN) -> Policy:
    """The policy that names exemptions which nothing needs; it goes last."""
    return adapter.unused_exemptions(run)


def as_policies(
    rules: Iterable[AnyRule], exemptions: str | None = None, docs: str = adapter.DOCS
) -> list[Policy]:
    """The policies of a pack of your own: one for each rule, and last the one that names unused exemptions.

    Args:
        rules: The rules you choose.
        exemptions: A file of exemptions, relative to the folder of the pack's program.
        docs: Where this project's docs/policies.md can be read: policies name their sections of it.
    """
    run = adapter.Run(Source(_RULES, exemptions), docs)
    return [*(as_policy(rule, run) for rule in rules), unused_exemptions(run)]


def serve(pack: Pack, exemptions: str | None = None, docs: str = adapter.DOCS) -> None:
    """Answer the engine's questions until it is done. Never returns, so only a pack's program calls it.

    Args:
        pack: Whose rules.
        exemptions: A file of exemptions, relative to the folder of the pack's program.
        docs: Where this project's docs/policies.md can be read: policies name their sections of it.
    """
    PolicyPack(
        name=pack.name,
        description=pack.description,
        provider="azure",
        policies=as_policies(pack.rules, exemptions, docs),
    )
