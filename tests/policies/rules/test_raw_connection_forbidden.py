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

CASES = [
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
]


@pytest.mark.parametrize(("type_", "props", "config", "answer"), CASES)
def test_answer(
    ask: Callable[..., Verdict], type_: str, props: dict[str, Any], config: dict[str, Any], answer: Answer
) -> None:
    assert ask(RULE, type_, props, **config).answer is answer
