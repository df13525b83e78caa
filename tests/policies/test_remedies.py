"""What a rule suggests passes the rule as it is configured: a fix that is refused is none."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from pulumi_private_endpoint.policies import RULES, Answer, Rule, Verdict
from pulumi_private_endpoint.policies.reading.resource_types import APPROVAL, APPROVAL_SET
from pulumi_private_endpoint.policies.settings.config import complete
from tests.policies.conftest import TODAY

BY_ID = {rule.id: rule for rule in RULES}
QUOTED = re.compile(r'such as "(.*)"')
RAW = "azure-native:sql:PrivateEndpointConnection"
ENDPOINT = "azure-native:network:PrivateEndpoint"


def describe(text: str) -> tuple[str, dict[str, Any]]:
    return APPROVAL, {"description": text}


def describe_raw(text: str) -> tuple[str, dict[str, Any]]:
    return RAW, {"privateLinkServiceConnectionState": {"description": text}}


def ask_with(text: str) -> tuple[str, dict[str, Any]]:
    return ENDPOINT, {"manualPrivateLinkServiceConnections": [{"requestMessage": text}]}


def review(text: str) -> tuple[str, dict[str, Any]]:
    return describe(f"CHG-1042: analytics reads orders, {text}")


MEASURES: list[dict[str, Any]] = [
    {},
    {"reviewBy": "required"},
    {"minLength": 120.0},
    {"ticketPattern": r"CHG-\d+"},
    {"ticketPattern": r"^INC\d{7}\b", "reviewBy": "required"},
    {"fillerWords": ["analytics", "orders"]},
]
SUGGESTING = [
    *(("approval-description-required", describe, config) for config in MEASURES),
    *(("raw-connection-description-required", describe_raw, config) for config in MEASURES),
    *(("approval-review-date", review, {"maxDays": days}) for days in (1.0, 30.0, 366.0)),
    *(("request-message-required", ask_with, {"minLength": length}) for length in (1.0, 10.0, 80.0, 140.0)),
]


@pytest.mark.parametrize(
    ("id_", "made", "config"), SUGGESTING, ids=[f"{id_} {config}" for id_, _, config in SUGGESTING]
)
def test_the_text_that_is_suggested_passes(
    ask: Callable[..., Verdict],
    id_: str,
    made: Callable[[str], tuple[str, dict[str, Any]]],
    config: dict[str, Any],
) -> None:
    rule = BY_ID[id_]
    assert isinstance(rule, Rule)
    found = QUOTED.search(rule.advice(complete(id_, rule.config, config), TODAY))
    assert found is not None

    assert ask(rule, *made(found[1]), **config).answer is Answer.COMPLIANT


@pytest.mark.parametrize("limit", [0.0, 9.0, 10.0, 50.0])
def test_the_number_that_is_suggested_passes(ask: Callable[..., Verdict], limit: float) -> None:
    rule = BY_ID["set-release-limit"]
    assert isinstance(rule, Rule)
    advice = rule.advice(complete(rule.id, rule.config, {"limit": limit}), TODAY)
    found = re.search(r"Set `max_releases=(\d+)`", advice)
    props = {"maxReleases": float(found[1])} if found else {}

    assert ask(rule, APPROVAL_SET, props, limit=limit).answer is Answer.COMPLIANT
    assert found or advice.startswith("Leave out `max_releases`")


TARGET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Search/searchServices/shop"
ASKS = "/subscriptions/x/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/a"
X = "00000000-0000-0000-0000-000000000001"
LINK_SERVICE = "azure-native:network:PrivateLinkService"
STAR = {"visibility": {"subscriptions": ["*"]}}
KNOWN = {"tenants": ["t"], "knownTenants": {X: "t"}}
Followed = tuple[str, dict[str, Any], str, dict[str, Any], dict[str, Any]]
FOLLOWED: dict[str, Followed] = {
    "approval-requester-pinned": (
        APPROVAL,
        {"privateEndpointName": "a"},
        APPROVAL,
        {"privateEndpointId": ASKS},
        {},
    ),
    "approval-requester-allowed": (
        APPROVAL,
        {"requestMessage": "m"},
        APPROVAL,
        {"requestMessage": "m", "allowedSubscriptionIds": ["x"]},
        {"subscriptions": ["x"]},
    ),
    "approved-requester-tenant": (
        APPROVAL,
        {"requestMessage": "m"},
        APPROVAL,
        {"requestMessage": "m", "allowedSubscriptionIds": [X]},
        KNOWN,
    ),
    "approval-unknown-requester-forbidden": (APPROVAL, {"allowUnknownRequester": True}, APPROVAL, {}, {}),
    "approval-on-destroy-explicit": (
        APPROVAL,
        {"targetResourceId": TARGET, "privateEndpointId": ASKS},
        APPROVAL,
        {"targetResourceId": TARGET, "privateEndpointId": ASKS, "onDestroy": "reject"},
        {},
    ),
    "raw-connection-forbidden": (RAW, {}, APPROVAL, {}, {}),
    "private-link-service-not-open": (
        LINK_SERVICE,
        STAR,
        LINK_SERVICE,
        {"visibility": {"subscriptions": [X]}},
        {},
    ),
    "no-command-bypass": (
        "command:local:Command",
        {"create": "az network private-endpoint-connection approve"},
        APPROVAL,
        {},
        {},
    ),
}
"""Per rule what it refuses, and the same as its fix says: type and inputs of each, and the settings."""


@pytest.mark.parametrize("id_", FOLLOWED)
def test_who_follows_a_fix_passes(ask: Callable[..., Verdict], id_: str) -> None:
    rule = BY_ID[id_]
    assert isinstance(rule, Rule)
    type_, props, fixed_type, fixed, config = FOLLOWED[id_]

    assert ask(rule, type_, props, **config).answer is Answer.NON_COMPLIANT
    assert ask(rule, fixed_type, fixed, **config).answer in {Answer.COMPLIANT, Answer.NOT_APPLICABLE}


def test_every_rule_on_resources_has_its_fix_followed() -> None:
    followed = {id_ for id_, _, _ in SUGGESTING} | {"set-release-limit", *FOLLOWED}
    assert followed == {rule.id for rule in RULES if isinstance(rule, Rule)}


def test_without_a_text_it_says_what_is_asked_for() -> None:
    rule = BY_ID["approval-description-required"]
    config = {"ticketPattern": "(?=a)b", "reviewBy": "required"}

    said = rule.advice(complete(rule.id, rule.config, config), TODAY)

    assert said == (
        "Set `description` to who connects and why; in 10 characters or more, with a ticket as in (?=a)b, "
        "with the day of its review."
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_whose_advice_depends_is_tried_here(rule: Rule) -> None:
    tried = {id_ for id_, _, _ in SUGGESTING} | {"set-release-limit"}
    assert (rule.remedy is not None) is (rule.id in tried)
    assert ("such as" in rule.advice(complete(rule.id, rule.config, {}), TODAY)) <= (rule.id in tried)
