"""Approvals of one connection, and those that only look like it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE as UNKNOWN

from pulumi_private_endpoint.policies import Answer, Verdict
from pulumi_private_endpoint.policies.resource_types import APPROVAL, APPROVAL_SET
from pulumi_private_endpoint.policies.rules.approval_not_shared import RULE

TARGET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Search/searchServices/shop"
ENDPOINT = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/e"
PE = ("pe", "azure-native:network:PrivateEndpoint", {}, {})


def approval(name: str, ties: dict[str, set[str]] | None = None, **props: Any) -> Any:
    urn = f"urn:pulumi:s::p::{APPROVAL}::{name}"
    return (urn, APPROVAL, {"targetResourceId": TARGET, **props}, ties or {})


def many(entries: Any, **more: Any) -> Any:
    return (f"urn:pulumi:s::p::{APPROVAL_SET}::many", APPROVAL_SET, {"approvals": entries, **more}, {})


PLUGIN = "private-endpoint:index:PrivateEndpointApproval"
A, B = approval("a", privateEndpointId=ENDPOINT), approval("b", privateEndpointId=ENDPOINT.upper())
TIED = {"privateEndpointId": {"pe"}}

CASES = [
    pytest.param([A, B], {}, Answer.NON_COMPLIANT, id="one endpoint"),
    pytest.param([A], {}, Answer.COMPLIANT, id="one approval"),
    pytest.param(
        [A, approval("b", privateEndpointId=f"{ENDPOINT}2")], {}, Answer.COMPLIANT, id="two endpoints"
    ),
    pytest.param(
        [A, approval("b", privateEndpointId=ENDPOINT, targetResourceId=f"{TARGET}2")],
        {},
        Answer.COMPLIANT,
        id="two targets",
    ),
    pytest.param(
        [A, approval("b", privateEndpointId=ENDPOINT, targetResourceId=TARGET.upper())],
        {},
        Answer.NON_COMPLIANT,
        id="one target in capitals",
    ),
    pytest.param(
        [approval("a", connectionName="c"), approval("b", connectionName="C")],
        {},
        Answer.NON_COMPLIANT,
        id="one name",
    ),
    pytest.param(
        [approval("a", requestMessage="m"), approval("b", requestMessage="M")],
        {},
        Answer.COMPLIANT,
        id="two messages",
    ),
    pytest.param(
        [approval("a", requestMessage="m"), approval("b", requestMessage="m", groupId="sql")],
        {},
        Answer.NON_COMPLIANT,
        id="one message",
    ),
    pytest.param(
        [
            approval("a", requestMessage="m", groupId="table"),
            approval("b", requestMessage="m", groupId="sql"),
        ],
        {},
        Answer.COMPLIANT,
        id="two sub-resources",
    ),
    pytest.param(
        [approval("a", groupId="sql"), approval("b", groupId="sql")],
        {},
        Answer.COMPLIANT,
        id="a sub-resource singles out nothing",
    ),
    pytest.param(
        [A, approval("b", connectionName="c")], {}, Answer.COMPLIANT, id="said of by nothing in common"
    ),
    pytest.param(
        [
            approval("a", privateEndpointId=ENDPOINT, connectionName="c1"),
            approval("b", privateEndpointId=ENDPOINT, connectionName="c2"),
        ],
        {},
        Answer.COMPLIANT,
        id="two connections of one endpoint, once they are found",
    ),
    pytest.param(
        [A, many({"x": {"targetResourceId": TARGET, "privateEndpointId": ENDPOINT}})],
        {},
        Answer.NON_COMPLIANT,
        id="a set",
    ),
    pytest.param(
        [
            approval("a", connectionName="c"),
            many(
                {"x": {"targetResourceId": TARGET, "requestMessage": "m"}},
                results={"x": {"connectionName": "c"}},
            ),
        ],
        {},
        Answer.NON_COMPLIANT,
        id="a set that found it",
    ),
    pytest.param(
        [
            many(
                {
                    "x": {"targetResourceId": TARGET, "privateEndpointId": ENDPOINT},
                    "y": {"targetResourceId": TARGET, "privateEndpointId": ENDPOINT},
                }
            )
        ],
        {},
        Answer.NON_COMPLIANT,
        id="two entries",
    ),
    pytest.param(
        [
            PE,
            approval("a", TIED, privateEndpointId=UNKNOWN),
            approval("b", TIED, privateEndpointId=UNKNOWN),
        ],
        {},
        Answer.NON_COMPLIANT,
        id="one endpoint of this program",
    ),
    pytest.param(
        [
            PE,
            ("pe-2", *PE[1:]),
            approval("a", TIED, privateEndpointId=UNKNOWN),
            approval("b", {"privateEndpointId": {"pe-2"}}, privateEndpointId=UNKNOWN),
        ],
        {},
        Answer.COMPLIANT,
        id="two endpoints of this program",
    ),
    pytest.param(
        [A, approval("b", {"privateEndpointId": {"x"}}, privateEndpointId=UNKNOWN)],
        {},
        Answer.NOT_YET_KNOWN,
        id="an id from elsewhere",
    ),
    pytest.param(
        [A, (f"{PLUGIN}::b", PLUGIN, {**A[2], "privateEndpointId": ENDPOINT, "connectionName": UNKNOWN}, {})],
        {},
        Answer.NON_COMPLIANT,
        id="what a plugin finds later is not said",
    ),
    pytest.param(
        [A, approval("b", privateEndpointId=ENDPOINT, connectionName=UNKNOWN)],
        {},
        Answer.NOT_YET_KNOWN,
        id="what the program says is",
    ),
    pytest.param(
        [A, approval("b", {"connectionName": {"x"}}, connectionName=UNKNOWN)],
        {},
        Answer.COMPLIANT,
        id="a name from one resource",
    ),
    pytest.param([A, many(UNKNOWN)], {}, Answer.NOT_YET_KNOWN, id="a set unknown"),
    pytest.param([approval("a", privateEndpointId=UNKNOWN)], {}, Answer.COMPLIANT, id="one alone, unknown"),
    pytest.param([PE], {}, Answer.NOT_APPLICABLE, id="no approval"),
]


@pytest.mark.parametrize(("rows", "config", "answer"), CASES)
def test_answer(
    ask_stack: Callable[..., Verdict], rows: list[Any], config: dict[str, Any], answer: Answer
) -> None:
    assert ask_stack(RULE, rows, **config).answer is answer


def test_each_is_told_with_the_names_of_the_others(ask_stack: Callable[..., Verdict]) -> None:
    entries = {"x": {"targetResourceId": TARGET, "privateEndpointId": ENDPOINT}}
    found = ask_stack(RULE, [A, B, many(entries)]).violations

    assert [(each.urn, each.text) for each in found] == [
        (A[0], 'The same connection is decided by b, many["x"].'),
        (B[0], 'The same connection is decided by a, many["x"].'),
        (many({})[0], 'approvals["x"]: The same connection is decided by a, b.'),
    ]


def test_two_are_told_whatever_else_is_unknown(ask_stack: Callable[..., Verdict]) -> None:
    found = ask_stack(RULE, [A, many(UNKNOWN), B])
    assert (len(found.violations), found.answer) == (2, Answer.NON_COMPLIANT)
    assert found.unknown is not None


def test_thousands_are_compared_in_a_moment(ask_stack: Callable[..., Verdict]) -> None:
    entries = {
        str(at): {"targetResourceId": TARGET, "privateEndpointId": f"{ENDPOINT}{at}", "groupId": "sql"}
        for at in range(3000)
    }
    assert ask_stack(RULE, [many(entries)]).answer is Answer.COMPLIANT
