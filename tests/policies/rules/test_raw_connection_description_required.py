"""Descriptions of azure-native's connections, wherever their state is."""

from __future__ import annotations

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
