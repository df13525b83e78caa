"""Targets with private connections, and their public ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE as UNKNOWN

from pulumi_private_endpoint.policies import Answer, Verdict
from pulumi_private_endpoint.policies.reading.resource_types import APPROVAL, APPROVAL_SET
from pulumi_private_endpoint.policies.rules.approved_target_not_public import RULE

STORAGE = "azure-native:storage/v20240101:StorageAccount"


def stack(target: dict[str, Any], type_: str = STORAGE, **approval: Any) -> Any:
    tie = {"targetResourceId": {"target"}}
    return [("target", type_, target, {}), ("ap", APPROVAL, {"targetResourceId": UNKNOWN, **approval}, tie)]


def switch(value: Any) -> dict[str, Any]:
    return {"publicNetworkAccess": value}


CASES = [
    pytest.param(stack(switch("Disabled")), {}, Answer.COMPLIANT, id="off"),
    pytest.param(stack(switch("disabled")), {}, Answer.COMPLIANT, id="off, in lower case as of Search"),
    pytest.param(stack(switch(False)), {}, Answer.COMPLIANT, id="off, a flag as of Automation"),
    pytest.param(stack(switch("SecuredByPerimeter")), {}, Answer.COMPLIANT, id="behind a perimeter"),
    pytest.param(stack({"properties": switch("Disabled")}), {}, Answer.COMPLIANT, id="inside properties"),
    pytest.param(stack({"network": switch("Disabled")}), {}, Answer.COMPLIANT, id="inside network"),
    pytest.param(stack(switch("Enabled")), {}, Answer.NON_COMPLIANT, id="on"),
    pytest.param(stack(switch(True)), {}, Answer.NON_COMPLIANT, id="on, a flag"),
    pytest.param(
        stack({"properties": switch("Enabled")}), {}, Answer.NON_COMPLIANT, id="on, inside properties"
    ),
    pytest.param(stack({}), {}, Answer.NON_COMPLIANT, id="not said"),
    pytest.param(stack(switch("Enabled"), status="Rejected"), {}, Answer.COMPLIANT, id="nobody let in"),
    pytest.param(
        stack(switch("Enabled")), {"exemptTypes": ["storage:StorageAccount"]}, Answer.COMPLIANT, id="exempt"
    ),
    *[
        pytest.param(
            stack({}, f"azure-native:{type_}"), {}, Answer.COMPLIANT, id=f"there is no such switch: {type_}"
        )
        for type_ in (
            "compute:DiskAccess",
            "hdinsight:Cluster",
            "monitor:PrivateLinkScope",
            "network:ApplicationGateway",
            "network:PrivateEndpoint",
            "network:PrivateLinkService",
            "resources:ResourceGroup",
            "sql:ManagedInstance",
            "storagesync:StorageSyncService",
        )
    ],
    pytest.param(stack(switch("Enabled"), "other:x:Y"), {}, Answer.COMPLIANT, id="another provider"),
    pytest.param(
        [("bystander", STORAGE, switch("Enabled"), {}), *stack(switch("Disabled"))],
        {},
        Answer.COMPLIANT,
        id="a bystander",
    ),
    pytest.param(
        [
            ("target", STORAGE, switch("Enabled"), {}),
            (
                "set",
                APPROVAL_SET,
                {"approvals": {"a": {"targetResourceId": UNKNOWN}}},
                {"approvals": {"target"}},
            ),
        ],
        {},
        Answer.NON_COMPLIANT,
        id="set",
    ),
    pytest.param(stack(switch(UNKNOWN)), {}, Answer.NOT_YET_KNOWN, id="unknown"),
    pytest.param([("target", STORAGE, switch("Enabled"), {})], {}, Answer.NOT_APPLICABLE, id="no approval"),
]


@pytest.mark.parametrize(("rows", "config", "answer"), CASES)
def test_answer(
    ask_stack: Callable[..., Verdict], rows: list[Any], config: dict[str, Any], answer: Answer
) -> None:
    assert ask_stack(RULE, rows, **config).answer is answer


@pytest.mark.parametrize(
    ("target", "said"),
    [
        pytest.param({}, "`public_network_access` is not set; most services leave it on.", id="not said"),
        pytest.param(switch("Enabled"), "`public_network_access` is not off.", id="on"),
    ],
)
def test_the_reason_tells_what_is_on_from_what_is_not_said(
    ask_stack: Callable[..., Verdict], target: dict[str, Any], said: str
) -> None:
    (violation,) = ask_stack(RULE, stack(target)).violations
    assert (violation.reason, violation.urn) == (said, "target")
