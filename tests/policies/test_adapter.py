"""A rule asked the way Pulumi's SDK asks."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pulumi_policy import (
    PolicyCustomTimeouts,
    PolicyResource,
    PolicyResourceOptions,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.policy import _NotApplicableError
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, UnknownValueError, unknown_checking_proxy

from pulumi_private_endpoint.policies import RULES, Rule, StackRule, WrongConfig, as_policy
from pulumi_private_endpoint.policies.resource_types import APPROVAL
from pulumi_private_endpoint.policies.rules import approval_description_required, manual_endpoint_approved

OPTIONS = PolicyResourceOptions(False, [], None, [], PolicyCustomTimeouts(0, 0, 0), [])
ENDPOINT = {"manualPrivateLinkServiceConnections": [{}]}


def ask(
    props: dict[str, Any],
    type_: str = APPROVAL,
    config: dict[str, Any] | None = None,
    today: date = date(2026, 11, 20),
) -> list[str]:
    policy = as_policy(approval_description_required.RULE, lambda: today)
    assert isinstance(policy, ResourceValidationPolicy)
    args = ResourceValidationArgs(type_, unknown_checking_proxy(props), "urn", "name", OPTIONS, None, config)
    said: list[str] = []
    policy.validate(args, lambda message, _urn=None: said.append(message))
    return said


def ask_stack(depends_on_endpoint: bool) -> list[tuple[str, str | None]]:
    policy = as_policy(manual_endpoint_approved.RULE)
    assert isinstance(policy, StackValidationPolicy)
    endpoint = PolicyResource(
        "azure-native:network:PrivateEndpoint",
        unknown_checking_proxy(ENDPOINT),
        "urn-pe",
        "pe",
        OPTIONS,
        None,
        None,
        [],
        {},
    )
    ties = {"privateEndpointId": [endpoint]} if depends_on_endpoint else {}
    approval = PolicyResource(
        APPROVAL, unknown_checking_proxy({}), "urn-ap", "ap", OPTIONS, None, None, [], ties
    )
    said: list[tuple[str, str | None]] = []
    policy.validate(
        StackValidationArgs([endpoint, approval]), lambda message, urn=None: said.append((message, urn))
    )
    return said


def test_a_violation_is_reported_with_its_remedy() -> None:
    (said,) = ask({})
    assert said.splitlines() == ["The description is missing.", approval_description_required.RULE.fix]


def test_what_is_good_is_not_mentioned() -> None:
    assert ask({"description": "the analytics team reads orders"}) == []


def test_what_is_not_known_is_left_to_the_sdk() -> None:
    with pytest.raises(UnknownValueError):
        ask({"description": UNKNOWN_STRING_VALUE})


def test_another_type_is_not_applicable() -> None:
    with pytest.raises(_NotApplicableError) as refused:
        ask({}, type_="my:index:Thing")
    assert approval_description_required.RULE.applies_to in refused.value.message


def test_the_configuration_arrives_and_is_checked_even_for_other_types() -> None:
    assert ask({"description": "short"}, config={"minLength": 5.0}) == []
    with pytest.raises(WrongConfig, match="minLenght"):
        ask({}, type_="my:index:Thing", config={"minLenght": 5.0})


@pytest.mark.parametrize(("day", "complaints"), [(date(2026, 12, 31), 0), (date(2027, 1, 1), 1)])
def test_the_day_is_asked_for_at_each_check(day: date, complaints: int) -> None:
    assert len(ask({"description": "analytics reads orders, review by 2026-12-31"}, today=day)) == complaints


def test_a_stack_is_told_where_values_come_from() -> None:
    assert ask_stack(depends_on_endpoint=True) == []
    ((_, urn),) = ask_stack(depends_on_endpoint=False)
    assert urn == "urn-pe"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_is_a_policy_as_it_says(rule: Rule | StackRule) -> None:
    policy = as_policy(rule)
    assert isinstance(policy, StackValidationPolicy) is isinstance(rule, StackRule)
    assert (policy.name, policy.enforcement_level, policy.severity) == (rule.id, rule.level, rule.severity)
    assert (policy.description, policy.remediation_steps) == (rule.description, rule.fix)
    assert policy.config_schema is not None
    assert policy.config_schema.properties.keys() == rule.config.keys()
