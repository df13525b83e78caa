"""Any of azure-native's connections, by whatever name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE as UNKNOWN

from pulumi_private_endpoint.policies import Answer, Verdict
from pulumi_private_endpoint.policies.rules.raw_connection_forbidden import RULE

STATE = "privateLinkServiceConnectionState"
GENERIC = "azure-native:resources/v20240301:Resource"
STORAGE = {"resourceProviderNamespace": "Microsoft.Storage", "resourceName": "c"}
CONNECTION = {
    **STORAGE,
    "parentResourcePath": "storageAccounts/orders",
    "resourceType": "privateEndpointConnections",
}
STORAGE_TYPE = "Microsoft.Storage/storageAccounts"
AZAPI = {"type": f"{STORAGE_TYPE}/privateEndpointConnections@2024-01-01", "body": {}}
DEPLOYMENT = "azure-native:resources:Deployment"
CHILD = {"type": f"{STORAGE_TYPE}/privateEndpointConnections", "name": "orders/c"}


def deployed(*resources: Any) -> dict[str, Any]:
    return {"properties": {"mode": "Incremental", "template": {"resources": list(resources)}}}


def nested(*resources: Any) -> dict[str, Any]:
    return {"type": "Microsoft.Resources/deployments", **deployed(*resources)}


CASES = [
    *(
        pytest.param(
            "azapi:index/resource:Resource",
            {"type": f"Microsoft.Resources/{kind}@2024-03-01", "body": deployed(CHILD)},
            {},
            Answer.NON_COMPLIANT,
            id=f"azapi, {kind}",
        )
        for kind in ("deployments", "deploymentStacks", "DEPLOYMENTS")
    ),
    pytest.param(
        "azapi:index/resource:Resource",
        {"type": "Microsoft.Resources/deploymentScripts@2024-03-01", "body": deployed(CHILD)},
        {},
        Answer.NOT_APPLICABLE,
        id="azapi, a script",
    ),
    pytest.param(
        "azapi:index/resource:Resource",
        {"type": STORAGE_TYPE, "sensitiveBody": {"Properties": {"PrivateEndpointConnections": [{}]}}},
        {},
        Answer.NON_COMPLIANT,
        id="azapi, inside its target in secret and in capitals",
    ),
    pytest.param(
        GENERIC,
        {
            "resourceProviderNamespace": "microsoft.resources",
            "resourceType": "deployments",
            "resourceName": "d",
            **deployed(CHILD),
        },
        {},
        Answer.NON_COMPLIANT,
        id="generic, deployed",
    ),
    pytest.param(
        DEPLOYMENT,
        deployed(nested(CHILD) | {"type": "Microsoft.Resources/deploymentStacks"}),
        {},
        Answer.NON_COMPLIANT,
        id="deployed by a stack in a template",
    ),
    pytest.param(
        DEPLOYMENT,
        {"properties": {"Template": {"Resources": [{"Type": CHILD["type"]}]}}},
        {},
        Answer.NON_COMPLIANT,
        id="deployed in capitals",
    ),
    pytest.param("azure-native:sql:PrivateEndpointConnection", {}, {}, Answer.NON_COMPLIANT, id="plain"),
    pytest.param(
        "azure-native:web/v20241101:WebAppPrivateEndpointConnectionSlot",
        {},
        {},
        Answer.NON_COMPLIANT,
        id="versioned",
    ),
    pytest.param(
        "azure-native_storage_v20240101:storage:PrivateEndpointConnection",
        {},
        {},
        Answer.NON_COMPLIANT,
        id="of a local package",
    ),
    pytest.param(GENERIC, CONNECTION, {}, Answer.NON_COMPLIANT, id="generic"),
    pytest.param(
        GENERIC,
        {**STORAGE, "resourceType": "storageAccounts/Orders/PRIVATEENDPOINTCONNECTIONS"},
        {},
        Answer.NON_COMPLIANT,
        id="generic, all in the type",
    ),
    pytest.param(
        GENERIC,
        {**CONNECTION, "resourceProviderNamespace": UNKNOWN, "parentResourcePath": UNKNOWN},
        {},
        Answer.NON_COMPLIANT,
        id="generic, whosever",
    ),
    pytest.param(
        GENERIC,
        {**CONNECTION, "resourceType": UNKNOWN},
        {},
        Answer.NOT_YET_KNOWN,
        id="generic, of what type is unknown",
    ),
    pytest.param(
        GENERIC,
        {**CONNECTION, "resourceType": "blobServices"},
        {},
        Answer.NOT_APPLICABLE,
        id="generic, other",
    ),
    pytest.param(
        "azure-native:sql:PrivateEndpointConnection",
        {STATE: UNKNOWN},
        {},
        Answer.NON_COMPLIANT,
        id="whatever is in it",
    ),
    pytest.param(
        "azure-native:eventhub:Namespace",
        {"privateEndpointConnections": [UNKNOWN]},
        {},
        Answer.NON_COMPLIANT,
        id="inside its target",
    ),
    pytest.param(
        "azure-native:eventhub:Namespace",
        {"privateEndpointConnections": UNKNOWN},
        {},
        Answer.NOT_YET_KNOWN,
        id="whether there are any is unknown",
    ),
    pytest.param("azure-native:network:PrivateEndpoint", {}, {}, Answer.NOT_APPLICABLE, id="an endpoint"),
    pytest.param("other:sql:PrivateEndpointConnection", {}, {}, Answer.NOT_APPLICABLE, id="another provider"),
    pytest.param("azapi:index/resource:Resource", AZAPI, {}, Answer.NON_COMPLIANT, id="azapi"),
    pytest.param("azapi:index:Resource", AZAPI, {}, Answer.NON_COMPLIANT, id="azapi by a short token"),
    pytest.param(
        "azapi:index/updateResource:UpdateResource", AZAPI, {}, Answer.NON_COMPLIANT, id="azapi update"
    ),
    pytest.param(
        "azapi:index/resourceAction:ResourceAction",
        {"type": STORAGE_TYPE, "action": "privateEndpointConnections/c", "method": "PUT"},
        {},
        Answer.NON_COMPLIANT,
        id="azapi action",
    ),
    pytest.param(
        "azapi:index/resourceAction:ResourceAction",
        AZAPI | {"method": "get"},
        {},
        Answer.NOT_APPLICABLE,
        id="azapi, read only",
    ),
    pytest.param(
        "azapi:index/resource:Resource",
        {"type": STORAGE_TYPE, "body": {"properties": {"privateEndpointConnections": [{}]}}},
        {},
        Answer.NON_COMPLIANT,
        id="azapi, inside its target",
    ),
    pytest.param(
        "azapi:index/resource:Resource",
        {"type": STORAGE_TYPE, "body": '{"properties": {"privateEndpointConnections": [{}]}}'},
        {},
        Answer.NON_COMPLIANT,
        id="azapi, as JSON",
    ),
    pytest.param(
        "azapi:index/resource:Resource", {"type": STORAGE_TYPE}, {}, Answer.NOT_APPLICABLE, id="azapi, other"
    ),
    pytest.param(
        "azapi:index/resource:Resource",
        AZAPI | {"body": UNKNOWN},
        {},
        Answer.NON_COMPLIANT,
        id="azapi, whatever is in it",
    ),
    pytest.param(
        "azapi:index/resource:Resource", {"type": UNKNOWN}, {}, Answer.NOT_YET_KNOWN, id="azapi, unknown"
    ),
    pytest.param(
        "azapi:index/dataPlaneResource:DataPlaneResource", AZAPI, {}, Answer.NOT_APPLICABLE, id="azapi, data"
    ),
    pytest.param(DEPLOYMENT, deployed(CHILD), {}, Answer.NON_COMPLIANT, id="deployed"),
    pytest.param(
        DEPLOYMENT, deployed(nested(nested(CHILD))), {}, Answer.NON_COMPLIANT, id="deployed, nested"
    ),
    pytest.param(
        DEPLOYMENT,
        deployed({"type": STORAGE_TYPE, "resources": [{"type": "privateEndpointConnections"}]}),
        {},
        Answer.NON_COMPLIANT,
        id="deployed below its target",
    ),
    pytest.param(
        DEPLOYMENT,
        deployed({"type": STORAGE_TYPE, "properties": {"privateEndpointConnections": [{}]}}),
        {},
        Answer.NON_COMPLIANT,
        id="deployed inside its target",
    ),
    pytest.param(
        DEPLOYMENT,
        {"properties": {"template": {"resources": {"by-name": CHILD}}}},
        {},
        Answer.NON_COMPLIANT,
        id="deployed by symbolic names",
    ),
    pytest.param(
        "azure-native:resources/v20240301:DeploymentStackAtSubscription",
        {"template": {"resources": [CHILD]}},
        {},
        Answer.NON_COMPLIANT,
        id="deployed by a stack",
    ),
    pytest.param(
        DEPLOYMENT, deployed(CHILD | {"existing": True}), {}, Answer.NOT_APPLICABLE, id="only referred to"
    ),
    pytest.param(
        DEPLOYMENT,
        {"properties": {"templateLink": {"uri": "https://example.com/t.json"}}},
        {},
        Answer.NOT_APPLICABLE,
        id="deployed from elsewhere, out of sight",
    ),
    pytest.param(
        DEPLOYMENT, deployed({"type": STORAGE_TYPE}), {}, Answer.NOT_APPLICABLE, id="deployed, other"
    ),
    pytest.param(
        DEPLOYMENT, {"properties": {"template": UNKNOWN}}, {}, Answer.NOT_YET_KNOWN, id="deployed, unknown"
    ),
]


@pytest.mark.parametrize(("type_", "props", "config", "answer"), CASES)
def test_answer(
    ask: Callable[..., Verdict], type_: str, props: dict[str, Any], config: dict[str, Any], answer: Answer
) -> None:
    assert ask(RULE, type_, props, **config).answer is answer
