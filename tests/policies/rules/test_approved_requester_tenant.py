"""Requesters of allowed tenants, of others, and of those that nobody knows."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE as UNKNOWN

from pulumi_private_endpoint.policies import Answer, Verdict, WrongConfig
from pulumi_private_endpoint.policies.reading.resource_types import APPROVAL, APPROVAL_SET
from pulumi_private_endpoint.policies.rules.approved_requester_tenant import RULE
from pulumi_private_endpoint.simulator import Scenario, running

OURS = "11111111-1111-4111-8111-111111111111"
THEIRS = "22222222-2222-4222-8222-222222222222"
SUBSCRIPTION = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
OTHER = "cccccccc-cccc-4ccc-8ccc-cccccccccccc"
KNOWN = {"tenants": [OURS.upper()], "knownTenants": {SUBSCRIPTION.upper(): OURS, OTHER: THEIRS}}
INSIDE = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/e"
OUTSIDE = INSIDE.replace(SUBSCRIPTION, OTHER)

CASES = [
    pytest.param(APPROVAL, {"privateEndpointId": INSIDE}, KNOWN, Answer.COMPLIANT, id="inside"),
    pytest.param(APPROVAL, {"privateEndpointId": INSIDE.upper()}, KNOWN, Answer.COMPLIANT, id="in capitals"),
    pytest.param(APPROVAL, {"privateEndpointId": OUTSIDE}, KNOWN, Answer.NON_COMPLIANT, id="outside"),
    pytest.param(
        APPROVAL, {"privateEndpointId": INSIDE}, {"tenants": [OURS]}, Answer.NON_COMPLIANT, id="not known"
    ),
    pytest.param(APPROVAL, {"privateEndpointId": "odd"}, KNOWN, Answer.NON_COMPLIANT, id="no id at all"),
    pytest.param(APPROVAL, {"allowedSubscriptionIds": [SUBSCRIPTION]}, KNOWN, Answer.COMPLIANT, id="guarded"),
    pytest.param(
        APPROVAL,
        {"allowedSubscriptionIds": [SUBSCRIPTION, OTHER]},
        KNOWN,
        Answer.NON_COMPLIANT,
        id="guarded, too wide",
    ),
    pytest.param(APPROVAL, {"requestMessage": "3f9c"}, KNOWN, Answer.NON_COMPLIANT, id="held to nothing"),
    pytest.param(
        APPROVAL, {"privateEndpointId": OUTSIDE, "status": "Rejected"}, KNOWN, Answer.COMPLIANT, id="rejected"
    ),
    pytest.param(APPROVAL, {"privateEndpointId": UNKNOWN}, KNOWN, Answer.NOT_YET_KNOWN, id="id unknown"),
    pytest.param(
        APPROVAL_SET,
        {"approvals": {"a": {"privateEndpointId": OUTSIDE}}},
        KNOWN,
        Answer.NON_COMPLIANT,
        id="set",
    ),
    pytest.param(APPROVAL, {"privateEndpointId": OUTSIDE}, {}, Answer.NOT_APPLICABLE, id="not configured"),
    pytest.param("my:index:Thing", {}, KNOWN, Answer.NOT_APPLICABLE, id="another type"),
]


@pytest.mark.parametrize(("type_", "props", "config", "answer"), CASES)
def test_answer(
    ask: Callable[..., Verdict], type_: str, props: dict[str, Any], config: dict[str, Any], answer: Answer
) -> None:
    assert ask(RULE, type_, props, **config).answer is answer


def test_subscriptions_and_tenants_are_named_and_nothing_else(ask: Callable[..., Verdict]) -> None:
    guard = {"allowedSubscriptionIds": ["hunter2", OTHER]}
    (violation,) = ask(RULE, APPROVAL, guard, **KNOWN).violations

    assert violation.reason == (
        f"The requester's subscription {OTHER} is of tenant {THEIRS}, which is not among those allowed "
        "(`tenants`); subscription is of a tenant that is not known here (`knownTenants`, "
        "`auditFile`, `askAzure`)."
    )


def test_what_an_audit_learned_is_known(ask: Callable[..., Verdict], tmp_path: Path) -> None:
    file = tmp_path / "audit.json"
    rows = [
        {"requesterSubscription": SUBSCRIPTION.upper(), "requesterTenant": OURS},
        {"requesterSubscription": OTHER, "requesterTenant": None},
    ]
    file.write_text(json.dumps({"connections": rows}))
    config = {"tenants": [OURS], "auditFile": str(file)}

    assert ask(RULE, APPROVAL, {"privateEndpointId": INSIDE}, **config).answer is Answer.COMPLIANT
    assert ask(RULE, APPROVAL, {"privateEndpointId": OUTSIDE}, **config).answer is Answer.NON_COMPLIANT
    # What is configured goes before what an audit found.
    own = config | {"knownTenants": {SUBSCRIPTION: THEIRS}}
    assert ask(RULE, APPROVAL, {"privateEndpointId": INSIDE}, **own).answer is Answer.NON_COMPLIANT


def test_ones_own_subscriptions_are_known_by_the_audit_that_read_them(
    ask: Callable[..., Verdict], tmp_path: Path
) -> None:
    file = tmp_path / "audit.json"
    rows = [{"requesterSubscription": SUBSCRIPTION, "requesterTenant": None}]
    file.write_text(json.dumps({"connections": rows, "tenants": {SUBSCRIPTION.upper(): OURS}}))

    found = ask(RULE, APPROVAL, {"privateEndpointId": INSIDE}, tenants=[OURS], auditFile=str(file))

    assert found.answer is Answer.COMPLIANT


@pytest.mark.parametrize(
    "text", [None, "{", "[]", "{}", '{"connections": [1]}', '{"connections": [], "tenants": [1]}']
)
def test_a_file_that_is_no_audit_is_refused(
    ask: Callable[..., Verdict], tmp_path: Path, text: str | None
) -> None:
    file = tmp_path / "audit.json"
    if text is not None:
        file.write_text(text)

    with pytest.raises(WrongConfig, match=r"^approved-requester-tenant: auditFile: audit\.json "):
        ask(RULE, APPROVAL, {"privateEndpointId": INSIDE}, tenants=[OURS], auditFile=str(file))


def test_azure_is_asked_if_that_is_configured_and_once(
    ask: Callable[..., Verdict], monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(Scenario(foreign_subscriptions={OTHER: THEIRS})) as azure:
        monkeypatch.setenv("PRIVATE_ENDPOINT_ARM_ENDPOINT", azure.url)
        outside = {"privateEndpointId": OUTSIDE}
        assert ask(RULE, APPROVAL, outside, tenants=[THEIRS], askAzure=True).answer is Answer.COMPLIANT
        assert azure.log()
        azure.clear_log()

        assert ask(RULE, APPROVAL, outside, tenants=[OURS], askAzure=True).answer is Answer.NON_COMPLIANT
        ask(RULE, APPROVAL, {"privateEndpointId": INSIDE}, tenants=[OURS])
        assert azure.log() == []


@pytest.mark.parametrize(
    ("subscription", "arm", "why"),
    [
        pytest.param(
            "dddddddd-dddd-4ddd-8ddd-dddddddddddd",
            "http://127.0.0.1:1",
            "nothing listens at http://127.0.0.1:1",
            id="nothing listens",
        ),
        pytest.param(
            "eeeeeeee-eeee-4eee-8eee-eeeeeeeeeeee", "nonsense", "must be an origin", id="no endpoint"
        ),
    ],
)
def test_nothing_is_known_where_azure_cannot_be_asked_and_why(
    ask: Callable[..., Verdict], monkeypatch: pytest.MonkeyPatch, subscription: str, arm: str, why: str
) -> None:
    monkeypatch.setenv("PRIVATE_ENDPOINT_ARM_ENDPOINT", arm)
    endpoint = INSIDE.replace(SUBSCRIPTION, subscription)

    (violation,) = ask(
        RULE, APPROVAL, {"privateEndpointId": endpoint}, tenants=[OURS], askAzure=True
    ).violations

    assert "is of a tenant that is not known here" in violation.reason
    assert why in violation.reason
    assert violation.reason.isprintable()


GONE, HIDDEN = "99999999-9999-4999-8999-999999999999", "88888888-8888-4888-8888-888888888888"


@pytest.mark.parametrize(
    ("subscription", "why"),
    [
        pytest.param(GONE, "it is in no tenant any more", id="gone"),
        pytest.param(HIDDEN, "who is signed in may not read it", id="not to be read"),
    ],
)
def test_what_arm_answered_is_told(
    ask: Callable[..., Verdict], monkeypatch: pytest.MonkeyPatch, subscription: str, why: str
) -> None:
    with running(Scenario(foreign_subscriptions={GONE: "gone"})) as azure:
        monkeypatch.setenv("PRIVATE_ENDPOINT_ARM_ENDPOINT", azure.url)
        azure.fail(effect="missing-role", path=f"/subscriptions/{HIDDEN}")
        endpoint = {"privateEndpointId": INSIDE.replace(SUBSCRIPTION, subscription)}

        (violation,) = ask(RULE, APPROVAL, endpoint, tenants=[OURS], askAzure=True).violations

    assert why in violation.reason


def test_of_what_is_no_subscription_azure_is_not_asked(
    ask: Callable[..., Verdict], monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(Scenario()) as azure:
        monkeypatch.setenv("PRIVATE_ENDPOINT_ARM_ENDPOINT", azure.url)
        azure.clear_log()
        guard = {"allowedSubscriptionIds": ["hunter2"]}
        assert ask(RULE, APPROVAL, guard, tenants=[OURS], askAzure=True).answer is Answer.NON_COMPLIANT
        assert azure.log() == []
