"""Commands that decide on connections, and commands that only look."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE as UNKNOWN

from pulumi_private_endpoint.policies import Answer, Verdict
from pulumi_private_endpoint.policies.rules.no_command_bypass import RULE

LOCAL = "command:local:Command"
REMOTE = "command:remote:Command"
SCRIPT = "azure-native:resources/v20231001:AzureCliScript"
URL = "https://management.azure.com/subscriptions/a/x/privateEndpointConnections/"
REST = f"az rest --method put --url {URL}c?api-version=1"

CASES = [
    pytest.param(
        LOCAL, {"create": "az storage account show -n s"}, {}, Answer.COMPLIANT, id="another command"
    ),
    pytest.param(LOCAL, {}, {}, Answer.COMPLIANT, id="no command"),
    pytest.param(
        LOCAL, {"create": "az network private-endpoint-connection list"}, {}, Answer.COMPLIANT, id="a list"
    ),
    pytest.param(LOCAL, {"create": f"curl {URL}c"}, {}, Answer.COMPLIANT, id="a read"),
    pytest.param(
        LOCAL,
        {"create": "az network private-endpoint-connection approve -n c"},
        {},
        Answer.NON_COMPLIANT,
        id="approve",
    ),
    pytest.param(
        REMOTE,
        {"update": "az keyvault private-endpoint-connection \\\n  reject"},
        {},
        Answer.NON_COMPLIANT,
        id="reject",
    ),
    pytest.param(
        LOCAL,
        {"create": "run(['az', 'network', 'private-endpoint-connection', 'approve'])"},
        {},
        Answer.NON_COMPLIANT,
        id="as a list of words",
    ),
    pytest.param(
        LOCAL,
        {"delete": "az network private-endpoint-connection delete"},
        {},
        Answer.NON_COMPLIANT,
        id="delete",
    ),
    pytest.param(
        LOCAL,
        {"create": "pwsh -c Approve-AzPrivateEndpointConnection"},
        {},
        Answer.NON_COMPLIANT,
        id="powershell",
    ),
    pytest.param(LOCAL, {"create": REST}, {}, Answer.NON_COMPLIANT, id="rest"),
    pytest.param(
        LOCAL,
        {"create": f"az resource update --ids {URL}c --set properties.x.status=Approved"},
        {},
        Answer.NON_COMPLIANT,
        id="generic az command",
    ),
    pytest.param(
        LOCAL,
        {"create": f"Set-AzResource -ResourceId {URL}c -Properties $p -Force"},
        {},
        Answer.NON_COMPLIANT,
        id="generic cmdlet",
    ),
    pytest.param(LOCAL, {"create": f'curl "{URL}c" \\\n -X PUT'}, {}, Answer.NON_COMPLIANT, id="method last"),
    pytest.param(LOCAL, {"create": "sh", "stdin": REST}, {}, Answer.NON_COMPLIANT, id="standard input"),
    pytest.param(
        LOCAL,
        {"create": "az network private-link-service connection update --connection-status Approved"},
        {},
        Answer.NON_COMPLIANT,
        id="private link service",
    ),
    pytest.param(
        SCRIPT,
        {"scriptContent": "az network private-endpoint-connection approve"},
        {},
        Answer.NON_COMPLIANT,
        id="deployment script",
    ),
    pytest.param(LOCAL, {"create": UNKNOWN}, {}, Answer.NOT_YET_KNOWN, id="unknown"),
    pytest.param(
        LOCAL, {"create": UNKNOWN, "update": REST}, {}, Answer.NON_COMPLIANT, id="an unknown hides no other"
    ),
    pytest.param("my:index:Thing", {"create": REST}, {}, Answer.NOT_APPLICABLE, id="another type"),
]


@pytest.mark.parametrize(("type_", "props", "config", "answer"), CASES)
def test_answer(
    ask: Callable[..., Verdict], type_: str, props: dict[str, Any], config: dict[str, Any], answer: Answer
) -> None:
    assert ask(RULE, type_, props, **config).answer is answer
