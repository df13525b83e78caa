"""Commands that decide on connections, and commands that only look."""

from __future__ import annotations

import time
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
NOUN = "az network private-endpoint-connection"
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
        {"create": f"{NOUN} --subscription s list -n approve\naz vm delete"},
        {},
        Answer.COMPLIANT,
        id="a list, options first",
    ),
    pytest.param(
        LOCAL,
        {"create": f"curl {URL}c", "delete": "curl -X DELETE https://example.org"},
        {},
        Answer.COMPLIANT,
        id="commands do not mix",
    ),
    pytest.param(
        LOCAL, {"create": "true", "environment": {"N": 7.0, "L": [None]}}, {}, Answer.COMPLIANT, id="no texts"
    ),
    pytest.param(LOCAL, {"create": "true", "triggers": [REST]}, {}, Answer.COMPLIANT, id="not run"),
    *(
        pytest.param(LOCAL, {"create": command}, {}, Answer.NON_COMPLIANT, id=command.partition(URL)[0])
        for command in (
            f"curl -XPUT {URL}c",
            f"curl -XPATCH {URL}c",
            f"curl -sXDELETE {URL}c",
            f"curl -X 'PUT' {URL}c",
            f"curl --request PUT {URL}c",
            f"curl --request=PUT {URL}c",
            f"curl --request 'PATCH' {URL}c",
            f"curl -T body.json {URL}c",
            f"curl --upload-file body.json {URL}c",
            f"curl '{URL}c' -T body.json",
            f"az rest -mput -u {URL}c",
            f"{NOUN} --subscription s approve --id x",
            f"{NOUN} --subscription=s --debug approve --id x",
            f"{NOUN} --subscription 'my sub' approve --id x",
            f'{NOUN} "$VERB" --id x',
            "az network private-link-service connection --subscription s update",
            "az network private-link-service --subscription s connection delete",
            f"az resource --subscription s update --ids {URL}c",
        )
    ),
    pytest.param(
        LOCAL,
        {"create": "c", "interpreter": [*NOUN.split(), "approve", "-n"]},
        {},
        Answer.NON_COMPLIANT,
        id="interpreter",
    ),
    pytest.param(
        LOCAL, {"interpreter": ["sh", "-c", REST]}, {}, Answer.NON_COMPLIANT, id="interpreter alone"
    ),
    pytest.param(
        LOCAL,
        {"create": f"{URL}c", "interpreter": ["curl", "-X", "PUT", "-d", "@body"]},
        {},
        Answer.NON_COMPLIANT,
        id="interpreter and command",
    ),
    pytest.param(
        REMOTE,
        {"create": "curl -X PUT $URL", "environment": {"URL": f"{URL}c"}},
        {},
        Answer.NON_COMPLIANT,
        id="environment and command",
    ),
    pytest.param(
        LOCAL,
        {"create": "eval $RUN", "environment": {"A": UNKNOWN, "RUN": REST}},
        {},
        Answer.NON_COMPLIANT,
        id="an unknown variable hides no other",
    ),
    pytest.param(
        LOCAL,
        {"create": "true", "environment": {"A": UNKNOWN}},
        {},
        Answer.NOT_YET_KNOWN,
        id="variable unknown",
    ),
    pytest.param(
        SCRIPT,
        {
            "scriptContent": 'az rest --method put --url "$URL"',
            "environmentVariables": [{"name": "URL", "secureValue": f"{URL}c"}],
        },
        {},
        Answer.NON_COMPLIANT,
        id="deployment script and variable",
    ),
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


AGAIN_AND_AGAIN = [
    URL,
    f"curl {URL}",
    f"{URL} curl -T ",
    "PUT ",
    "-XPUT ",
    "az resource update ",
    "az -a resource -b c ",
    "az -a 'resource -b \"",
    "Set-AzResource ",
    f"{NOUN} ",
    f"{NOUN} -a b ",
    "private-link-service -a b connection ",
    '"',
    " ",
    "-a",
    "-m",
]


@pytest.mark.parametrize("word", AGAIN_AND_AGAIN)
@pytest.mark.parametrize("before", ["", NOUN, "az -x"])
def test_a_long_script_takes_no_longer_than_it_is(
    ask: Callable[..., Verdict], before: str, word: str
) -> None:
    script = f"{before} " + word * (100_000 // len(word))
    started = time.process_time()
    ask(RULE, LOCAL, {"create": script})
    assert time.process_time() - started < 2.0
