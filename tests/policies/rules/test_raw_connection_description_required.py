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


def deploy_with_azapi(props: Any, type_: str = "Microsoft.Resources/deployments") -> dict[str, Any]:
    return {"type": f"{type_}@2024-03-01", "body": deployed(props)}


def nest(props: Any, parameters: Any = None, declared: Any = None, **more: Any) -> dict[str, Any]:
    """A deployment inside a deployment, whose parameter `why` is good."""
    inner = deployed(props, parameters, declared)
    inner["properties"] |= more
    resource = {"type": "Microsoft.Resources/deployments", **inner}
    given = {"why": {"value": REASON}}
    return {"properties": {"template": {"parameters": {}, "resources": [resource]}, "parameters": given}}


INNER = {"expressionEvaluationOptions": {"scope": "Inner"}}
WHY = say("[parameters('why')]")
CASES = [
    pytest.param(
        AZAPI, ours({**GOOD, "properties": POOR}), {}, Answer.NON_COMPLIANT, id="azapi, a decoy above"
    ),
    pytest.param(AZAPI, ours({**GOOD, "properties": {}}), {}, Answer.NON_COMPLIANT, id="azapi, only a decoy"),
    pytest.param(SEARCH, {**GOOD, "properties": POOR}, {}, Answer.NON_COMPLIANT, id="a decoy above"),
    pytest.param(
        AZAPI,
        {"type": "Microsoft.EventHub/namespaces@2024-01-01", "body": {LIST: [{"properties": GOOD}]}}
        | {"body": {LIST: [{"properties": GOOD}], "properties": {LIST: [{"properties": POOR}]}}},
        {},
        Answer.NON_COMPLIANT,
        id="azapi, a good list above",
    ),
    pytest.param(
        HUB, {LIST: [{**GOOD, "properties": POOR}]}, {}, Answer.NON_COMPLIANT, id="inside, a decoy above"
    ),
    pytest.param(
        AZAPI,
        ours({"properties": {STATE.upper(): {"Description": "Approved"}}}),
        {},
        Answer.NON_COMPLIANT,
        id="azapi, boilerplate in capitals",
    ),
    pytest.param(
        AZAPI,
        ours({"Properties": {STATE.upper(): {"Description": REASON}}}),
        {},
        Answer.COMPLIANT,
        id="azapi, a reason in capitals",
    ),
    pytest.param(
        AZAPI,
        ours({"properties": GOOD}) | {"sensitiveBody": {"properties": say("Approved")}},
        {},
        Answer.NON_COMPLIANT,
        id="azapi, boilerplate in secret",
    ),
    pytest.param(
        AZAPI,
        ours({"properties": {STATE: {"status": "Approved"}}})
        | {"sensitiveBody": {"properties": say(REASON)}},
        {},
        Answer.COMPLIANT,
        id="azapi, a reason in secret",
    ),
    *(
        pytest.param(AZAPI, deploy_with_azapi(said, type_), {}, answer, id=f"azapi, {type_}, {answer.value}")
        for type_ in ("Microsoft.Resources/deployments", "microsoft.resources/DEPLOYMENTSTACKS")
        for said, answer in ((GOOD, Answer.COMPLIANT), (POOR, Answer.NON_COMPLIANT))
    ),
    pytest.param(
        GENERIC,
        {
            "resourceProviderNamespace": "Microsoft.Resources",
            "parentResourcePath": "",
            "resourceType": "deployments",
            "resourceName": "d",
            **deployed(POOR),
        },
        {},
        Answer.NON_COMPLIANT,
        id="generic, deployed",
    ),
    pytest.param(
        DEPLOYMENT,
        nest(WHY, declared={"why": {"defaultValue": "Approved"}}),
        {},
        Answer.COMPLIANT,
        id="nested, a default that is not looked at",
    ),
    pytest.param(
        DEPLOYMENT,
        nest(say("[parameters('other')]"), declared={"other": {"defaultValue": REASON}}),
        {},
        Answer.NON_COMPLIANT,
        id="nested, a default that shadows nothing",
    ),
    pytest.param(
        DEPLOYMENT,
        nest(WHY, declared={"why": {"defaultValue": "Approved"}}, **INNER),
        {},
        Answer.NON_COMPLIANT,
        id="nested, its own scope",
    ),
    pytest.param(
        DEPLOYMENT,
        nest(say("[parameters('text')]"), {"text": {"value": "[parameters('WHY')]"}}, {"text": {}}, **INNER),
        {},
        Answer.COMPLIANT,
        id="nested, a value from outside",
    ),
    pytest.param(
        DEPLOYMENT,
        nest(say("[parameters('text')]"), {"text": {"value": "[concat('a')]"}}, {"text": {}}, **INNER),
        {},
        Answer.NON_COMPLIANT,
        id="nested, a value put together outside",
    ),
    pytest.param(
        DEPLOYMENT,
        deployed(
            WHY,
            {"why": {"reference": {"keyVault": {"id": "v"}, "secretName": "s"}}},
            {"why": {"defaultValue": REASON}},
        ),
        {},
        Answer.NON_COMPLIANT,
        id="a parameter from a vault",
    ),
    pytest.param(
        DEPLOYMENT,
        {
            "properties": {
                **deployed(WHY, None, {"why": {"defaultValue": REASON}})["properties"],
                "parametersLink": {"uri": "https://example.com/p.json"},
            }
        },
        {},
        Answer.NON_COMPLIANT,
        id="a parameter from elsewhere",
    ),
    pytest.param(
        DEPLOYMENT,
        deployed(say("[Parameters('WHY')]"), {"Why": {"value": REASON}}),
        {},
        Answer.COMPLIANT,
        id="a parameter in capitals",
    ),
    pytest.param(AZAPI, ours({"properties": "oops"}), {}, Answer.NON_COMPLIANT, id="azapi, odd properties"),
    pytest.param(
        AZAPI,
        {"type": "Microsoft.EventHub/namespaces", "body": {"properties": {LIST: "oops"}}},
        {},
        Answer.NOT_APPLICABLE,
        id="azapi, an odd list",
    ),
    pytest.param(
        AZAPI, ours({"properties": {STATE: {"description": 12345}}}), {}, Answer.NON_COMPLIANT, id="a number"
    ),
    pytest.param(AZAPI, ours({"properties": {STATE: "oops"}}), {}, Answer.NON_COMPLIANT, id="an odd state"),
    *(
        pytest.param(
            DEPLOYMENT,
            deployed({STATE: {"description": odd}}),
            {},
            Answer.NON_COMPLIANT,
            id=f"deployed, {odd}",
        )
        for odd in (12345, {"a": 1}, [])
    ),
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
