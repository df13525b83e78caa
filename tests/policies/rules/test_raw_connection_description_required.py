"""Descriptions of azure-native's connections, wherever their state is."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE as UNKNOWN

from pulumi_private_endpoint.policies import Answer, Verdict
from pulumi_private_endpoint.policies.rules.raw_connection_description_required import RULE

SQL = "azure-native:sql:PrivateEndpointConnection"
SEARCH = "azure-native:search/v20250501:PrivateEndpointConnection"
LIST = "privateEndpointConnections"
STATE = "privateLinkServiceConnectionState"
GOOD = {STATE: {"status": "Approved", "description": "CHG-1042: the analytics team reads orders"}}
HUB = "azure-native:eventhub:Namespace"
GENERIC = "azure-native:resources:Resource"
TYPE = {"resourceType": "privateEndpointConnections"}
POOR = {STATE: {"status": "Approved", "description": "Approved via Terraform"}}
AZAPI = "azapi:index/resource:Resource"
DEPLOYMENT = "azure-native:resources/v20240301:DeploymentAtSubscriptionScope"
ARM_TYPE = "Microsoft.Sql/servers/privateEndpointConnections"
REASON = "CHG-1042: the analytics team reads orders"


def ours(body: Any) -> dict[str, Any]:
    return {"type": f"{ARM_TYPE}@2023-08-01", "name": "c", "body": body}


def say(description: str) -> dict[str, Any]:
    return {STATE: {"status": "Approved", "description": description}}


def deployed(props: Any, parameters: Any = None, declared: Any = None) -> dict[str, Any]:
    template = {"parameters": declared or {}, "resources": [{"type": ARM_TYPE, "properties": props}]}
    return {"properties": {"template": template, "parameters": parameters or {}}}


CASES = [
    pytest.param(SQL, GOOD, {}, Answer.COMPLIANT, id="a reason"),
    pytest.param(SEARCH, {"properties": GOOD}, {}, Answer.COMPLIANT, id="a reason inside properties"),
    pytest.param(SQL, POOR, {}, Answer.NON_COMPLIANT, id="boilerplate"),
    pytest.param(SEARCH, {"properties": POOR}, {}, Answer.NON_COMPLIANT, id="boilerplate inside properties"),
    pytest.param(SQL, {}, {}, Answer.NON_COMPLIANT, id="no state"),
    pytest.param(GENERIC, {**TYPE, "properties": GOOD}, {}, Answer.COMPLIANT, id="generic, a reason"),
    pytest.param(GENERIC, {**TYPE, "properties": POOR}, {}, Answer.NON_COMPLIANT, id="generic, boilerplate"),
    pytest.param(SQL, GOOD, {"minLength": 80}, Answer.NON_COMPLIANT, id="own length"),
    pytest.param(SQL, {STATE: UNKNOWN}, {}, Answer.NOT_YET_KNOWN, id="state unknown"),
    pytest.param(SQL, {STATE: {"description": UNKNOWN}}, {}, Answer.NOT_YET_KNOWN, id="description unknown"),
    pytest.param(SEARCH, {"properties": UNKNOWN}, {}, Answer.NOT_YET_KNOWN, id="properties unknown"),
    pytest.param(HUB, {LIST: [GOOD]}, {}, Answer.COMPLIANT, id="inside its target"),
    pytest.param(HUB, {LIST: [GOOD, POOR]}, {}, Answer.NON_COMPLIANT, id="one of two inside its target"),
    pytest.param(HUB, {LIST: [UNKNOWN, POOR]}, {}, Answer.NON_COMPLIANT, id="an unknown one hides no other"),
    pytest.param(
        "azure-native:iothub:IotHubResource",
        {"properties": {LIST: [{"properties": POOR}]}},
        {},
        Answer.NON_COMPLIANT,
        id="deep inside its target",
    ),
    pytest.param(HUB, {LIST: UNKNOWN}, {}, Answer.NOT_YET_KNOWN, id="list unknown"),
    pytest.param(HUB, {"properties": "text"}, {}, Answer.NOT_APPLICABLE, id="target without"),
    pytest.param(
        "other:eventhub:Namespace", {LIST: [POOR]}, {}, Answer.NOT_APPLICABLE, id="another provider"
    ),
    pytest.param(AZAPI, ours({"properties": GOOD}), {}, Answer.COMPLIANT, id="azapi, a reason"),
    pytest.param(AZAPI, ours({"properties": POOR}), {}, Answer.NON_COMPLIANT, id="azapi, boilerplate"),
    pytest.param(AZAPI, ours(json.dumps({"properties": GOOD})), {}, Answer.COMPLIANT, id="azapi, as JSON"),
    pytest.param(AZAPI, ours("{"), {}, Answer.NON_COMPLIANT, id="azapi, no JSON"),
    pytest.param(AZAPI, ours(UNKNOWN), {}, Answer.NOT_YET_KNOWN, id="azapi, body unknown"),
    pytest.param(DEPLOYMENT, deployed(GOOD), {}, Answer.COMPLIANT, id="deployed, a reason"),
    pytest.param(DEPLOYMENT, deployed(POOR), {}, Answer.NON_COMPLIANT, id="deployed, boilerplate"),
    pytest.param(DEPLOYMENT, deployed({}), {}, Answer.NON_COMPLIANT, id="deployed, no state"),
    pytest.param(DEPLOYMENT, deployed(None), {}, Answer.NON_COMPLIANT, id="deployed, nothing in it"),
    pytest.param(DEPLOYMENT, deployed("odd"), {}, Answer.NON_COMPLIANT, id="deployed, a text"),
    pytest.param(
        DEPLOYMENT,
        deployed(say("[parameters('why')]"), parameters={"why": {"value": REASON}}),
        {},
        Answer.COMPLIANT,
        id="a parameter",
    ),
    pytest.param(
        DEPLOYMENT,
        deployed(say("[parameters('why')]"), declared={"why": {"type": "string", "defaultValue": REASON}}),
        {},
        Answer.COMPLIANT,
        id="a parameter's default",
    ),
    pytest.param(
        DEPLOYMENT,
        deployed(
            say("[parameters('why')]"),
            parameters={"why": {"value": "Approved"}},
            declared={"why": {"defaultValue": REASON}},
        ),
        {},
        Answer.NON_COMPLIANT,
        id="a parameter's value goes before its default",
    ),
    pytest.param(
        DEPLOYMENT,
        deployed({STATE: "[parameters('state')]"}, parameters={"state": {"value": GOOD[STATE]}}),
        {},
        Answer.COMPLIANT,
        id="a whole state in a parameter",
    ),
    *(
        pytest.param(DEPLOYMENT, deployed(say(expression)), {}, Answer.NON_COMPLIANT, id=expression)
        for expression in ("[parameters('why')]", "[concat('CHG-1 ', variables('who'))]", "[variables('x')]")
    ),
    pytest.param(
        DEPLOYMENT,
        deployed({STATE: "[reference('other').state]"}),
        {},
        Answer.NON_COMPLIANT,
        id="a state that is put together",
    ),
    pytest.param(
        DEPLOYMENT, deployed(say("[[CHG-1] the analytics team")), {}, Answer.COMPLIANT, id="escaped"
    ),
    pytest.param(
        DEPLOYMENT,
        deployed(say("unknown"), parameters=UNKNOWN),
        {},
        Answer.NOT_YET_KNOWN,
        id="parameters unknown",
    ),
    pytest.param(
        "azure-native:deviceupdate:PrivateEndpointConnectionProxy",
        {},
        {},
        Answer.NOT_APPLICABLE,
        id="takes no description",
    ),
]


@pytest.mark.parametrize(("type_", "props", "config", "answer"), CASES)
def test_answer(
    ask: Callable[..., Verdict], type_: str, props: dict[str, Any], config: dict[str, Any], answer: Answer
) -> None:
    assert ask(RULE, type_, props, **config).answer is answer
