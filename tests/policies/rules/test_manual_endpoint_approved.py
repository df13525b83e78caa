"""Requests of a stack, and whether the stack answers them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE as UNKNOWN

from pulumi_private_endpoint.policies import Answer, Verdict
from pulumi_private_endpoint.policies.reading.resource_types import APPROVAL, APPROVAL_SET
from pulumi_private_endpoint.policies.rules.manual_endpoint_approved import RULE

PE = "azure-native:network:PrivateEndpoint"
ENDPOINT_ID = "/subscriptions/a/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/Orders"


TARGET = "/subscriptions/b/resourceGroups/data/providers/Microsoft.Sql/servers/orders"
ELSEWHERE = {"approvedElsewhere": ["/subscriptions/B/resourceGroups/data"]}


def placed(subscription: str = "a", **props: Any) -> Any:
    """The endpoint of that id, with what of the id its inputs say."""
    subnet = {"id": f"/subscriptions/{subscription}/resourceGroups/n/x"}
    return endpoint(**{"privateEndpointName": "orders", "resourceGroupName": "G", "subnet": subnet, **props})


def asking(*targets: Any) -> Any:
    return endpoint(
        manualPrivateLinkServiceConnections=[{"privateLinkServiceId": target} for target in targets]
    )


def endpoint(message: Any = "3f9c", **props: Any) -> Any:
    return ("pe", PE, {"manualPrivateLinkServiceConnections": [{"requestMessage": message}], **props}, {})


def approval(depends_on: dict[str, set[str]] | None = None, **props: Any) -> Any:
    return ("ap", APPROVAL, props, depends_on or {})


CASES = [
    pytest.param(
        [endpoint(), approval({"privateEndpointId": {"pe"}}, privateEndpointId=UNKNOWN)],
        {},
        Answer.COMPLIANT,
        id="by where its id comes from",
    ),
    pytest.param(
        [endpoint(privateEndpointName="orders"), approval(privateEndpointId=ENDPOINT_ID)],
        {},
        Answer.COMPLIANT,
        id="by id, before",
    ),
    pytest.param(
        [endpoint(name="orders"), approval(privateEndpointId=ENDPOINT_ID)],
        {},
        Answer.COMPLIANT,
        id="by id, after",
    ),
    pytest.param([endpoint(), approval(requestMessage="3f9c")], {}, Answer.COMPLIANT, id="by message"),
    pytest.param(
        [
            endpoint(manualPrivateLinkServiceConnections=[{}, {"requestMessage": "3f9c"}]),
            approval(requestMessage="3f9c"),
        ],
        {},
        Answer.COMPLIANT,
        id="by one of its messages",
    ),
    pytest.param(
        [endpoint(), approval(privateEndpointId=UNKNOWN), approval(requestMessage="3f9c")],
        {},
        Answer.COMPLIANT,
        id="an unknown approval hides no other",
    ),
    pytest.param(
        [endpoint(), ("set", APPROVAL_SET, {"approvals": {"a": {"requestMessage": "3f9c"}}}, {})],
        {},
        Answer.COMPLIANT,
        id="by an entry of a set",
    ),
    pytest.param([("pe", PE, {}, {})], {}, Answer.COMPLIANT, id="not manual"),
    pytest.param([placed(), approval(privateEndpointId=ENDPOINT_ID)], {}, Answer.COMPLIANT, id="by whole id"),
    pytest.param(
        [placed(resourceGroupName="h"), approval(privateEndpointId=ENDPOINT_ID)],
        {},
        Answer.NON_COMPLIANT,
        id="its name in another group",
    ),
    pytest.param(
        [placed("c"), approval(privateEndpointId=ENDPOINT_ID)],
        {},
        Answer.NON_COMPLIANT,
        id="its name in another subscription",
    ),
    pytest.param(
        [placed(), approval({"privateEndpointId": {"pe"}}, privateEndpointId=f"{ENDPOINT_ID}-2")],
        {},
        Answer.NON_COMPLIANT,
        id="tied, but to another's id",
    ),
    pytest.param(
        [placed(), approval(privateEndpointId=f"{ENDPOINT_ID}-2", requestMessage="3f9c")],
        {},
        Answer.NON_COMPLIANT,
        id="its message, but another's id",
    ),
    pytest.param(
        [placed(resourceGroupName=UNKNOWN), approval(privateEndpointId=ENDPOINT_ID)],
        {},
        Answer.NOT_YET_KNOWN,
        id="in which group is unknown",
    ),
    pytest.param(
        [placed(), approval(privateEndpointId=ENDPOINT_ID, status="Rejected")],
        {},
        Answer.NON_COMPLIANT,
        id="rejected by id",
    ),
    pytest.param(
        [endpoint(), approval({"privateEndpointId": {"pe"}}, privateEndpointId=UNKNOWN, status="Rejected")],
        {},
        Answer.NON_COMPLIANT,
        id="rejected by where its id comes from",
    ),
    pytest.param(
        [endpoint(), approval(requestMessage="3f9c", status="Rejected")],
        {},
        Answer.NON_COMPLIANT,
        id="rejected by message",
    ),
    pytest.param(
        [endpoint(), approval(requestMessage="3f9c", status=UNKNOWN)],
        {},
        Answer.NOT_YET_KNOWN,
        id="status unknown",
    ),
    pytest.param(
        [endpoint(manualPrivateLinkServiceConnections=UNKNOWN)],
        {},
        Answer.NOT_YET_KNOWN,
        id="whether it is manual is unknown",
    ),
    pytest.param([endpoint()], {}, Answer.NON_COMPLIANT, id="no approval in the stack"),
    pytest.param([asking(TARGET)], ELSEWHERE, Answer.COMPLIANT, id="approved elsewhere"),
    pytest.param(
        [asking(TARGET, TARGET.replace("/data/", "/data-2/"))],
        ELSEWHERE,
        Answer.NON_COMPLIANT,
        id="one of two approved elsewhere",
    ),
    pytest.param([asking(UNKNOWN)], ELSEWHERE, Answer.NOT_YET_KNOWN, id="target unknown"),
    pytest.param([asking(UNKNOWN)], {}, Answer.NON_COMPLIANT, id="target unknown, nothing elsewhere"),
    pytest.param(
        [endpoint(), approval(requestMessage="3f9c")],
        ELSEWHERE,
        Answer.COMPLIANT,
        id="approved here after all",
    ),
    pytest.param(
        [asking(TARGET), approval(privateEndpointId=UNKNOWN)],
        ELSEWHERE,
        Answer.COMPLIANT,
        id="approved elsewhere, whatever is here",
    ),
    pytest.param([endpoint(), approval(requestMessage="other")], {}, Answer.NON_COMPLIANT, id="for another"),
    pytest.param(
        [endpoint(privateEndpointName="ders"), approval(privateEndpointId=ENDPOINT_ID)],
        {},
        Answer.NON_COMPLIANT,
        id="a name that ends alike",
    ),
    pytest.param(
        [endpoint(), approval({"targetResourceId": {"pe"}})],
        {},
        Answer.NON_COMPLIANT,
        id="tied as the target",
    ),
    pytest.param(
        [
            endpoint(),
            ("pe-2", PE, {}, {}),
            approval({"privateEndpointId": {"pe-2"}}, privateEndpointId=UNKNOWN),
        ],
        {},
        Answer.NON_COMPLIANT,
        id="tied to another endpoint",
    ),
    pytest.param(
        [
            placed(),
            ("pe-2", PE, {}, {}),
            approval({"privateEndpointId": {"pe-2"}}, privateEndpointId=ENDPOINT_ID),
        ],
        {},
        Answer.COMPLIANT,
        id="tied to another endpoint, but with its id",
    ),
    pytest.param(
        [endpoint(), approval({"privateEndpointId": {"x"}}, privateEndpointId=UNKNOWN)],
        {},
        Answer.NOT_YET_KNOWN,
        id="tied to something else",
    ),
    pytest.param(
        [endpoint(UNKNOWN), approval(requestMessage=UNKNOWN)], {}, Answer.NOT_YET_KNOWN, id="message unknown"
    ),
    pytest.param(
        [endpoint(), ("set", APPROVAL_SET, {"approvals": UNKNOWN}, {})],
        {},
        Answer.NOT_YET_KNOWN,
        id="set unknown",
    ),
    pytest.param([approval()], {}, Answer.NOT_APPLICABLE, id="no endpoint in the stack"),
]


@pytest.mark.parametrize(("rows", "config", "answer"), CASES)
def test_answer(
    ask_stack: Callable[..., Verdict], rows: list[Any], config: dict[str, Any], answer: Answer
) -> None:
    assert ask_stack(RULE, rows, **config).answer is answer


def test_the_endpoint_is_the_one_named(ask_stack: Callable[..., Verdict]) -> None:
    found = ask_stack(RULE, [endpoint(), approval(requestMessage="other")])

    assert [violation.urn for violation in found.violations] == ["pe"]
