"""Cases for the rules, as Pulumi shows them: behind the proxy that raises at a value not known yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from pulumi_policy.proxy import unknown_checking_proxy

from pulumi_private_endpoint.policies import Case, Member, Rule, StackCase, StackRule, Verdict, verdict
from pulumi_private_endpoint.policies.settings.config import complete

TODAY = date(2026, 11, 20)

Ask = Callable[..., Verdict]


@pytest.fixture
def ask() -> Ask:
    """`ask(rule, type, props, **config)`."""

    def asked(rule: Rule, type_: str, props: dict[str, Any], **config: Any) -> Verdict:
        settings = complete(rule.id, rule.config, config)
        return verdict(rule, Case(type_, unknown_checking_proxy(props), settings, TODAY))

    return asked


@pytest.fixture
def ask_stack() -> Ask:
    """`ask_stack(rule, [(urn, type, props, {property: {urns}}), ...], **config)`."""

    def asked(
        rule: StackRule,
        rows: Sequence[tuple[str, str, dict[str, Any], Mapping[str, set[str]]]],
        **config: Any,
    ) -> Verdict:
        members = tuple(
            Member(
                urn,
                type_,
                unknown_checking_proxy(props),
                {name: frozenset(urns) for name, urns in depends_on.items()},
            )
            for urn, type_, props, depends_on in rows
        )
        return verdict(rule, StackCase(members, complete(rule.id, rule.config, config), TODAY))

    return asked
