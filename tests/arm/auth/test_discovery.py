from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from pulumi_private_endpoint.arm import ConnectionLost, Deadline, discover_cloud
from pulumi_private_endpoint.arm.auth.clouds import Cloud
from pulumi_private_endpoint.arm.errors.tree import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable

STACK = {
    "name": "stack",
    "resourceManager": "https://management.stack.example/",
    "authentication": {
        "loginEndpoint": "https://login.stack.example/",
        "audiences": ["https://audience.stack.example/", "second"],
    },
}
ADFS = {
    **STACK,
    "authentication": {**STACK["authentication"], "identityProvider": "ADFS"},  # type: ignore[dict-item]  # it is a dict
}
HOST = {"ARM_METADATA_HOSTNAME": "management.stack.example"}


@pytest.fixture
def discover(clock: Any) -> Callable[..., Any]:
    """Run discover_cloud against a canned answer; also returns the requests."""

    def act(
        answer: Any, environ: dict[str, str], config: Any = {}.get, seconds: float = 60
    ) -> tuple[Cloud, list[httpx.Request]]:
        seen: list[httpx.Request] = []

        def play(request: httpx.Request) -> httpx.Response:
            seen.append(request)
            if isinstance(answer, Exception):
                raise answer
            return answer if isinstance(answer, httpx.Response) else httpx.Response(200, json=answer)

        deadline = Deadline.after(clock, seconds)
        found = asyncio.run(discover_cloud(environ, config, deadline, transport=httpx.MockTransport(play)))
        return found, seen

    return act


@pytest.mark.parametrize(
    ("answer", "environ"),
    [
        pytest.param(STACK, {}, id="C5 object"),
        pytest.param([{"name": "other"}, STACK], {"ARM_ENVIRONMENT": "Stack"}, id="C5 array, by name"),
        pytest.param([{"name": "other"}, STACK], {}, id="C5 array, by the host that was asked"),
        pytest.param(
            [{"name": "other", "resourceManager": "https://management.stack.exampleX"}, STACK],
            {},
            id="C5 array, beside a longer host",
        ),
        pytest.param([{**STACK, "name": "stack"}], {"ARM_ENVIRONMENT": " STACK "}, id="C5 array of one"),
        pytest.param(STACK, {"ARM_ENVIRONMENT": "stack"}, id="C5 object, by name"),
        pytest.param(
            httpx.Response(200, content=b"\xef\xbb\xbf" + json.dumps(STACK).encode()),
            {},
            id="C5 byte order mark",
        ),
    ],
)
def test_c5_metadata_describes_a_cloud(discover: Any, answer: Any, environ: dict[str, str]) -> None:
    found, (request,) = discover(answer, {**HOST, **environ})
    assert found == Cloud(
        "stack",
        "https://management.stack.example",
        "https://login.stack.example",
        "https://audience.stack.example//.default",  # C4: the double slash is right
    )
    assert str(request.url) == "https://management.stack.example/metadata/endpoints?api-version=2022-09-01"
    assert "authorization" not in request.headers


CHINA = {
    "name": "AzureChinaCloud",
    "resourceManager": "https://management.chinacloudapi.cn/",
    "authentication": {"loginEndpoint": "https://login.chinacloudapi.cn", "audiences": ["https://china"]},
}
PUBLIC = {
    "name": "AzureCloud",
    "resourceManager": "https://management.azure.com/",
    "authentication": {"loginEndpoint": "https://login.microsoftonline.com", "audiences": ["https://public"]},
}


@pytest.mark.parametrize(
    ("host", "environ", "endpoint"),
    [
        pytest.param("management.azure.com", {"ARM_ENVIRONMENT": "china"}, "chinacloudapi.cn", id="C7 alias"),
        pytest.param("management.azure.com", {"ARM_ENVIRONMENT": "AzureCloud"}, "azure.com", id="C7 name"),
        pytest.param("management.azure.com", {"ARM_ENVIRONMENT": "public"}, "azure.com", id="C7 public"),
        pytest.param("management.azure.com", {}, "azure.com", id="the public host"),
        pytest.param("management.chinacloudapi.cn", {}, "chinacloudapi.cn", id="the host of China"),
    ],
)
def test_c7_of_several_clouds_the_one_that_is_meant(
    discover: Any, host: str, environ: dict[str, str], endpoint: str
) -> None:
    found, _ = discover([PUBLIC, CHINA], {"ARM_METADATA_HOSTNAME": host, **environ})
    assert found.endpoint == f"https://management.{endpoint}"


@pytest.mark.parametrize(
    ("answer", "environ", "said"),
    [
        pytest.param(
            [PUBLIC, CHINA],
            {"ARM_ENVIRONMENT": "usgovernment"},
            "does not list 'usgovernment', but AzureCloud, AzureChinaCloud;",
            id="a cloud that is not there",
        ),
        pytest.param(
            [PUBLIC],
            {"ARM_ENVIRONMENT": "nonsense"},
            "does not list 'nonsense', but AzureCloud;",
            id="nonsense",
        ),
        pytest.param(
            STACK,
            {"ARM_ENVIRONMENT": "china"},
            "does not list 'china', but stack;",
            id="an object of another",
        ),
        pytest.param(
            [PUBLIC, CHINA], {}, "lists AzureCloud, AzureChinaCloud;", id="none named, none of its own"
        ),
        pytest.param(
            [{"name": "\x1b[31m" + "x" * 500}, {"name": ["a"]}, 7],
            {},
            "lists [31m" + "x" * 56 + ", a nameless one, a nameless one;",
            id="names that harm",
        ),
        pytest.param(
            {**STACK, "name": None}, {"ARM_ENVIRONMENT": "stack"}, "does not list 'stack'", id="no name"
        ),
    ],
)
def test_c7_what_is_not_listed_is_no_other_cloud(
    discover: Any, answer: Any, environ: dict[str, str], said: str
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        discover(answer, {**HOST, **environ})
    assert said in str(caught.value)
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("login", ["https://login.stack.example", "https://login.stack.example/adfs/"])
def test_c5_adfs(discover: Any, login: str) -> None:
    found, _ = discover(
        {**ADFS, "authentication": {**ADFS["authentication"], "loginEndpoint": login}},  # type: ignore[dict-item]  # it is a dict
        HOST,
    )
    assert found.authority == "https://login.stack.example/adfs"
    assert not found.instance_discovery


def test_c5_the_host_may_come_from_configuration(discover: Any) -> None:
    found, _ = discover(STACK, {}, {"azure-native:metadataHost": "management.stack.example"}.get)
    assert found.name == "stack"


def test_an_endpoint_of_ones_own_still_wins(discover: Any) -> None:
    found, _ = discover(STACK, {**HOST, "PRIVATE_ENDPOINT_ARM_ENDPOINT": "https://gateway.example"})
    assert found.endpoint == "https://gateway.example"
    assert found.authority == "https://login.stack.example"


@pytest.mark.parametrize(
    ("environ", "name"),
    [
        pytest.param({}, "public", id="no metadata host"),
        pytest.param(
            {**HOST, "PRIVATE_ENDPOINT_ARM_ENDPOINT": "http://127.0.0.1:1"}, "local", id="local endpoint"
        ),
    ],
)
def test_nothing_is_asked_without_need(discover: Any, environ: dict[str, str], name: str) -> None:
    found, seen = discover(STACK, environ)
    assert found.name == name
    assert seen == []


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param({}, id="empty object"),
        pytest.param([], id="empty array"),
        pytest.param(httpx.Response(200, text="<html>"), id="html"),
        pytest.param(httpx.Response(404, json=STACK), id="404"),
        pytest.param(
            {**STACK, "resourceManager": "http://management.stack.example"}, id="L28 endpoint on http"
        ),
        pytest.param(
            {**STACK, "authentication": {"loginEndpoint": "http://login.example", "audiences": ["a"]}},
            id="sign-in on http",
        ),
        pytest.param(
            {**STACK, "authentication": {"loginEndpoint": "https://l", "audiences": []}}, id="no audience"
        ),
        pytest.param(
            {**STACK, "authentication": {"loginEndpoint": "https://l", "audiences": [7]}},
            id="an audience that is none",
        ),
        pytest.param({**STACK, "authentication": {"audiences": ["a"]}}, id="no sign-in"),
        pytest.param({**STACK, "resourceManager": None}, id="no endpoint"),
        pytest.param({**STACK, "resourceManager": ""}, id="an empty endpoint"),
    ],
)
def test_c5_an_unusable_answer_is_an_error(discover: Any, answer: Any) -> None:
    with pytest.raises(ConfigurationError):
        discover(answer, HOST)


@pytest.mark.parametrize(("seconds", "patience"), [(60, 30), (7, 7)], ids=["its own", "what is left"])
def test_c5_it_is_waited_for_half_a_minute_and_never_beyond_the_deadline(
    discover: Any, seconds: float, patience: float
) -> None:
    _, (request,) = discover(STACK, HOST, seconds=seconds)
    assert set(request.extensions["timeout"].values()) == {patience}


@pytest.mark.parametrize("error", [httpx.ConnectError("refused"), httpx.ReadTimeout("x")], ids=repr)
def test_c5_no_answer_is_no_connection(discover: Any, error: Exception) -> None:
    with pytest.raises(
        ConnectionLost, match=r"metadata host management\.stack\.example gave no answer"
    ) as caught:
        discover(error, HOST)
    assert not caught.value.outcome_unknown


@pytest.mark.parametrize("host", ["evil.example/x", "a@b", "a?b", ""], ids=repr)
def test_the_host_is_a_host(discover: Any, host: str) -> None:
    if not host:
        assert discover(STACK, {"ARM_METADATA_HOSTNAME": host})[0].name == "public"
        return
    with pytest.raises(ConfigurationError):
        discover(STACK, {"ARM_METADATA_HOSTNAME": host})


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b" " * 17 * 2**20, id="far too long"),
        pytest.param(b'{"resourceManager": ' + b"[" * 800 + b"]" * 800 + b"}", id="nested"),
        pytest.param(b'[{"name": ' + b"[" * 800 + b"]" * 800 + b"}]", id="a nested name"),
    ],
)
def test_c5_what_describes_no_cloud_is_refused(discover: Any, content: bytes) -> None:
    odd = httpx.Response(200, stream=httpx.ByteStream(content))
    with pytest.raises(ConfigurationError, match=r"without naming an ARM endpoint|does not list 'stack'"):
        discover(odd, {**HOST, "ARM_ENVIRONMENT": "stack"})
