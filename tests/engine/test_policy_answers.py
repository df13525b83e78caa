"""Every rule under the real engine, in all that it can answer, exempted or not, with both doors."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from pulumi_private_endpoint.policies import RULES, StackRule
from pulumi_private_endpoint.simulator import Running, Scenario, running
from tools.toolchain.stack import Outcome, Stack

PACKS = Path(__file__).parents[2] / "policies"
GOVERNANCE = ("--policy-pack", str(PACKS / "private-endpoint-governance"))
ANYTHING = Path(__file__).parents[1] / "stand_in" / "anything.py"

OURS, STRANGE = (f"{letter * 8}-{letter * 4}-4{letter * 3}-8{letter * 3}-{letter * 12}" for letter in "ac")
TENANT, OTHER_TENANT = (f"{digit * 8}-{digit * 4}-4{digit * 3}-8{digit * 3}-{digit * 12}" for digit in "12")
SERVICE = f"/subscriptions/{OURS}/resourceGroups/shop/providers/Microsoft.DigitalTwins/digitalTwinsInstances"
ENDPOINTS = "/resourceGroups/net/providers/Microsoft.Network/privateEndpoints"
TODAY = datetime.now(timezone.utc).date()
REASON = f"CHG-1: analytics reads the plant, review by {TODAY + timedelta(days=90)}"
LATER = "to be known later"
"""Stands for a value that only `up` knows."""

SINGLE, SET = "PrivateEndpointApproval", "PrivateEndpointApprovalSet"
STATE = "privateLinkServiceConnectionState"
DEPLOYED = {"type": "Microsoft.Sql/servers/privateEndpointConnections", "name": "s/c"}


@dataclass(frozen=True)
class Trial:
    """One rule with what it accepts and what it refuses.

    Attributes:
        kind: SINGLE or SET of either door, or a type token.
        later: The input of which `up` alone knows the value; None: the rule needs none that may be so.
    """

    rule: str
    kind: str
    bad: dict[str, Any]
    good: dict[str, Any] | None = field(default_factory=dict)
    later: str | None = None


TRIALS = (
    Trial("approval-description-required", SINGLE, {"description": "ok"}, later="description"),
    Trial("approval-review-date", SINGLE, {"description": "CHG-1: analytics reads"}, later="description"),
    Trial("approval-requester-pinned", SINGLE, {"privateEndpointId": None}, later="requestMessage"),
    Trial("approval-requester-allowed", SINGLE, {"by": STRANGE}, later="privateEndpointId"),
    Trial("approved-requester-tenant", SINGLE, {"by": STRANGE}, later="privateEndpointId"),
    Trial(
        "approval-unknown-requester-forbidden",
        SINGLE,
        {"allowUnknownRequester": True},
        later="allowUnknownRequester",
    ),
    Trial("approval-on-destroy-explicit", SINGLE, {"onDestroy": None, "by": STRANGE}, later="onDestroy"),
    Trial("set-release-limit", SET, {"maxReleases": 500}, later="maxReleases"),
    Trial(
        "raw-connection-description-required",
        "azure-native:sql:PrivateEndpointConnection",
        {STATE: {"description": "Approved"}},
        {STATE: {"description": REASON}},
        later=STATE,
    ),
    Trial(
        "raw-connection-description-required",
        "azapi:index/updateResource:UpdateResource",
        {"type": DEPLOYED["type"], "body": {"properties": {STATE: {"description": "Approved"}}}},
        {"type": DEPLOYED["type"], "body": {"properties": {STATE: {"description": REASON}}}},
        later="body",
    ),
    Trial(
        "raw-connection-forbidden",
        "azure-native:resources:Deployment",
        {"properties": {"template": {"resources": [DEPLOYED]}}},
        None,  # Such a resource is what is wrong; another one is not what the rule is about.
        later="properties",
    ),
    Trial(
        "request-message-required",
        "azure-native:network:PrivateEndpoint",
        {"manualPrivateLinkServiceConnections": [{"requestMessage": "hi"}]},
        {"manualPrivateLinkServiceConnections": [{"requestMessage": "analytics wants to read"}]},
        later="manualPrivateLinkServiceConnections",
    ),
    Trial(
        "private-link-service-not-open",
        "azure-native:network:PrivateLinkService",
        {"visibility": {"subscriptions": ["*"]}},
        {"visibility": {"subscriptions": [OURS]}},
        later="visibility",
    ),
    Trial(
        "no-command-bypass",
        "command:local:Command",
        {"create": "az network private-endpoint-connection approve --id x"},
        {"create": "date"},
        later="create",
    ),
    Trial(
        "manual-endpoint-approved",
        "azure-native:network:PrivateEndpoint",
        {"manualPrivateLinkServiceConnections": [{"requestMessage": "analytics wants to read"}]},
        {"manualPrivateLinkServiceConnections": []},
    ),
    Trial("approval-not-shared", SINGLE, {}),
    Trial(
        "approved-target-not-public",
        "azure-native:search:Service",
        {"publicNetworkAccess": "Enabled"},
        {"publicNetworkAccess": "Disabled"},
    ),
)
DOORS = ("dynamic", "plugin")
KNOWN = {"approval-requester-allowed": {"subscriptions": [OURS]}} | {
    "approved-requester-tenant": {"tenants": [TENANT], "knownTenants": {OURS: TENANT, STRANGE: OTHER_TENANT}}
}

PROGRAM = """
import json
import pulumi
from pathlib import Path
from pulumi_private_endpoint.approval import PrivateEndpointApproval, PrivateEndpointApprovalSet
from pulumi_private_endpoint.connections.properties.fields import python_name

OWN = {kind.__name__: kind for kind in (PrivateEndpointApproval, PrivateEndpointApprovalSet)}
first = PrivateEndpointApproval("first", **json.loads(Path("first.json").read_text()))


def value(found):
    if found == "to be known later":
        return first.previous_status
    if isinstance(found, dict):
        return {key: value(inner) for key, inner in found.items()}
    return found


made = {}
for one in json.loads(Path("resources.json").read_text()):
    props = {name: value(found) for name, found in one["props"].items()}
    for name, of in one["ties"].items():
        props[name] = made[of].id
    if one["door"] == "dynamic":
        named = {python_name(name): props[name] for name in props}
        made[one["name"]] = OWN[one["kind"]](one["name"], **named)
    else:
        kind = f"private-endpoint:index:{one['kind']}" if one["kind"] in OWN else one["kind"]
        made[one["name"]] = pulumi.CustomResource(kind, one["name"], props)
"""


def name_of(trial: Trial, door: str, way: str) -> str:
    kind = trial.kind.rpartition(":")[2]
    return f"{trial.rule}-{kind}-{door}-{way}".lower()


def doors(trial: Trial) -> tuple[str, ...]:
    return DOORS if trial.kind in {SINGLE, SET} else ("native",)


def approval(name: str, changes: dict[str, Any]) -> dict[str, Any]:
    """An approval as it should be, changed."""
    changes = dict(changes)
    asks = f"/subscriptions/{changes.pop('by', OURS)}{ENDPOINTS}/{name}"
    given = {
        "targetResourceId": f"{SERVICE}/{name}",
        "privateEndpointId": asks,
        "privateEndpointName": name,
        "description": REASON,
        "onDestroy": "reject",
    } | changes
    return {key: value for key, value in given.items() if value is not None}


def resource(trial: Trial, door: str, way: str) -> dict[str, Any]:
    name = name_of(trial, door, way)
    changes = trial.good or {} if way in {"good", "later"} else trial.bad
    later_message = way == "later" and trial.later == "requestMessage"
    if trial.rule == "approval-not-shared":
        props = approval(name if way == "good" else f"shared-{door}", {})
    elif trial.kind == SINGLE:
        props = approval(name, changes | ({"privateEndpointId": None} if later_message else {}))
    elif trial.kind == SET:
        props = {"approvals": {"one": approval(name, {})}} | changes
    else:
        props = dict(changes)
    if way == "later" and trial.later:
        props[trial.later] = LATER
    return {"name": name, "door": door, "kind": trial.kind, "props": props, "ties": {}}


def resources(trials: list[Trial]) -> Iterator[dict[str, Any]]:
    for trial in trials:
        for door in doors(trial):
            for way in ways(trial):
                made = resource(trial, door, way)
                yield made
                if trial.rule == "approved-target-not-public":
                    name = f"of-{made['name']}"
                    props = approval(name, {"targetResourceId": None})
                    ties = {"targetResourceId": made["name"]}
                    yield made | {
                        "name": name,
                        "door": "plugin",
                        "kind": SINGLE,
                        "props": props,
                        "ties": ties,
                    }


def ways(trial: Trial) -> Iterator[str]:
    if trial.good is not None:
        yield "good"
    yield from ("bad", "exempt", "over")
    if trial.later:
        yield "later"


def exemptions(trials: list[Trial]) -> list[dict[str, Any]]:
    ends = {"exempt": TODAY + timedelta(days=1), "over": TODAY - timedelta(days=1)}
    return [
        {
            "rule": trial.rule,
            "resource": name_of(trial, door, way),
            "reason": f"{way} of {door}",
            "until": end.isoformat(),
            "approvedBy": "security board",
        }
        for trial in trials
        for door in doors(trial)
        for way, end in ends.items()
    ]


@pytest.fixture
def azure() -> Iterator[Running]:
    with running(Scenario(time_scale=0.01)) as simulator:
        yield simulator


@pytest.fixture
def stack(
    azure: Running,
    make_stack: Callable[..., Stack],
    engine_environment: dict[str, str],
    tmp_path: Path,
) -> Stack:
    folder = tmp_path / "plugins"
    folder.mkdir()
    for package in ("azure-native", "azapi", "command"):
        plugin = folder / f"pulumi-resource-{package}"
        plugin.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ANYTHING}" "$@"\n')
        plugin.chmod(0o755)
    path = os.pathsep.join([str(folder), str(Path(sys.prefix) / "bin"), engine_environment["PATH"]])
    return make_stack(PROGRAM, arm_endpoint=azure.url, PATH=path)


def told(outcome: Outcome) -> dict[tuple[str, str], str]:
    """What was said of a resource by a rule."""
    events = (event["policyEvent"] for event in outcome.events if "policyEvent" in event)
    return {
        (event["policyName"], event["resourceUrn"].rpartition("::")[2]): event["message"] for event in events
    }


def passed(outcome: Outcome) -> set[tuple[str, str]]:
    found = (
        event["policyAnalyzeSummaryEvent"] for event in outcome.events if "policyAnalyzeSummaryEvent" in event
    )
    return {
        (rule, event["resourceUrn"].rpartition("::")[2])
        for event in found
        for rule in event.get("passed", ())
    }


STACK_RULES = {rule.id for rule in RULES if isinstance(rule, StackRule)}


# A program that breaks a rule on single resources is stopped before rules on the stack are asked.
@pytest.mark.parametrize("of_stack", [False, True], ids=["resources", "stacks"])
def test_every_rule_gives_every_answer_it_can(stack: Stack, tmp_path: Path, of_stack: bool) -> None:
    trials = [trial for trial in TRIALS if (trial.rule in STACK_RULES) is of_stack]
    asks = f"/subscriptions/{OURS}{ENDPOINTS}/first"
    first = {"target_resource_id": f"{SERVICE}/first", "private_endpoint_id": asks, "description": REASON}
    (stack.project / "first.json").write_text(json.dumps(first | {"on_destroy": "keep"}))
    (stack.project / "resources.json").write_text(json.dumps(list(resources(trials))))
    file = tmp_path / "exemptions.json"
    file.write_text(json.dumps(exemptions(trials), indent=1))
    settings = tmp_path / "config.json"
    config = {rule.id: {"exemptionsFile": str(file)} | KNOWN.get(rule.id, {}) for rule in RULES}
    settings.write_text(json.dumps(config))

    preview = stack.preview(*GOVERNANCE, "--policy-pack-config", str(settings), fails=True)

    said, good = told(preview), passed(preview)
    wrong = [
        (trial.rule, trial.kind, door, way)
        for trial in trials
        for door in doors(trial)
        for way, right in answers(trial, door, said, good, preview.output).items()
        if not right
    ]
    assert not wrong, f"{wrong}\n{preview.output}"
    assert "exemption-unused" not in {rule for rule, _ in said}


def answers(
    trial: Trial, door: str, said: dict[tuple[str, str], str], good: set[tuple[str, str]], output: str
) -> dict[str, bool]:
    """Whether each resource of a trial got the answer that it is there for."""
    names = {way: name_of(trial, door, way) for way in ways(trial)}
    told = {way: said.get((trial.rule, name), "") for way, name in names.items()}
    # The engine sums up the rules on the whole stack alone.
    passes = {way: (trial.rule, name) in good for way, name in names.items()}
    ends = f"{trial.rule}: {names['exempt']} is exempted until "
    single = trial.rule not in STACK_RULES
    return {
        "bad": bool(told["bad"]) and "exemption ended on" not in told["bad"],
        "exempt": not told["exempt"] and not passes["exempt"] and ends in output,
        "over": "Its exemption ended on " in told["over"],
        "good": trial.good is None or (not told["good"] and passes["good"] is single),
        "later": trial.later is None or f"can't run policy '{trial.rule}'" in told["later"],
    }
