"""Approvals of one connection, and those that only look like it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE as UNKNOWN

from pulumi_private_endpoint.policies import Answer, Verdict
from pulumi_private_endpoint.policies.reading.resource_types import APPROVAL, APPROVAL_SET
from pulumi_private_endpoint.policies.rules.approval_not_shared import RULE

TARGET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Search/searchServices/shop"
ENDPOINT = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/e"
PE = ("pe", "azure-native:network:PrivateEndpoint", {}, {})


def approval(name: str, ties: dict[str, set[str]] | None = None, **props: Any) -> Any:
    urn = f"urn:pulumi:s::p::{APPROVAL}::{name}"
    return (urn, APPROVAL, {"targetResourceId": TARGET, **props}, ties or {})


def many(entries: Any, **more: Any) -> Any:
    return (f"urn:pulumi:s::p::{APPROVAL_SET}::many", APPROVAL_SET, {"approvals": entries, **more}, {})


RAW = (
    "urn:pulumi:s::p::azure-native:search:PrivateEndpointConnection::raw",
    "azure-native:search:PrivateEndpointConnection",
    {"privateEndpointConnectionName": "c", "searchServiceName": "shop", "resourceGroupName": "g"},
    {},
)


def azapi(**props: Any) -> Any:
    type_ = "Microsoft.Search/searchServices/privateEndpointConnections@2025-05-01"
    return ("urn:pulumi:s::p::azapi::raw", "azapi:index/resource:Resource", {"type": type_, **props}, {})


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
    *(
        pytest.param(
            [A, approval("b", privateEndpointId=ENDPOINT, targetResourceId=target)],
            {},
            Answer.NON_COMPLIANT,
            id=f"one target as {target!r}",
        )
        for target in (f"{TARGET}/", f" {TARGET}", TARGET.replace("/providers/", "//providers/"))
    ),
    pytest.param(
        [A, approval("b", privateEndpointId=f"{ENDPOINT}/")], {}, Answer.NON_COMPLIANT, id="one endpoint, /"
    ),
    pytest.param([approval("a", connectionName="c"), RAW], {}, Answer.NON_COMPLIANT, id="a raw connection"),
    pytest.param([approval("a", connectionName="d"), RAW], {}, Answer.COMPLIANT, id="another raw connection"),
    pytest.param(
        [
            approval("a", connectionName="c"),
            azapi(parentId=f"{TARGET}/".upper(), name="C"),
        ],
        {},
        Answer.NON_COMPLIANT,
        id="a raw connection with azapi",
    ),
    pytest.param(
        [approval("a", connectionName="c"), azapi(parentId=f"{TARGET}2", name="c")],
        {},
        Answer.COMPLIANT,
        id="of another target with azapi",
    ),
    pytest.param(
        [approval("a", connectionName="c"), azapi(parentId=UNKNOWN, name="c")],
        {},
        Answer.NOT_YET_KNOWN,
        id="a raw connection of nobody knows what",
    ),
    pytest.param([A, azapi(parentId=UNKNOWN, name="c")], {}, Answer.COMPLIANT, id="no name to compare"),
    pytest.param([RAW, RAW], {}, Answer.NOT_APPLICABLE, id="two raw connections"),
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

    assert [(each.urn, each.entry, each.reason) for each in found] == [
        (A[0], None, 'The same connection is decided by b, many["x"].'),
        (B[0], None, 'The same connection is decided by a, many["x"].'),
        (many({})[0], "x", "The same connection is decided by a, b."),
    ]


def test_two_are_told_whatever_else_is_unknown(ask_stack: Callable[..., Verdict]) -> None:
    found = ask_stack(RULE, [A, many(UNKNOWN), B])
    assert (len(found.violations), found.answer) == (2, Answer.NON_COMPLIANT)
    assert found.unknown is not None


def test_of_many_three_are_named(ask_stack: Callable[..., Verdict]) -> None:
    found = ask_stack(
        RULE, [many({str(at): {"targetResourceId": TARGET, "requestMessage": "m"} for at in range(6)})]
    )

    assert [each.reason for each in found.violations][:2] == [
        'The same connection is decided by many["1"], many["2"], many["3"] and 2 more.',
        'The same connection is decided by many["0"], many["2"], many["3"] and 2 more.',
    ]


def test_two_others_decide_it(ask_stack: Callable[..., Verdict]) -> None:
    found = ask_stack(RULE, [A, B]).violations
    assert found[0].reason == "The same connection is decided by b."


@pytest.mark.parametrize(
    ("count", "singled_out"),
    [
        pytest.param(3000, lambda at: {"privateEndpointId": f"{ENDPOINT}{at}"}, id="a message in common"),
        pytest.param(3000, lambda at: {"groupId": f"g{at}"}, id="sub-resources"),
        pytest.param(2000, lambda _: {}, id="all the same"),
    ],
)
def test_what_many_have_in_common_takes_no_longer(
    ask_stack: Callable[..., Verdict], count: int, singled_out: Callable[[int], dict[str, str]]
) -> None:
    entries = {
        str(at): {"targetResourceId": TARGET, "requestMessage": "please", **singled_out(at)}
        for at in range(count)
    }
    started = time.process_time()

    found = ask_stack(RULE, [many(entries)]).violations

    assert time.process_time() - started < 3
    assert sum(len(each.reason) for each in found) < 200 * count


def test_thousands_are_compared_in_a_moment(ask_stack: Callable[..., Verdict]) -> None:
    entries = {
        str(at): {"targetResourceId": TARGET, "privateEndpointId": f"{ENDPOINT}{at}", "groupId": "sql"}
        for at in range(3000)
    }
    assert ask_stack(RULE, [many(entries)]).answer is Answer.COMPLIANT
