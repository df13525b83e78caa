from __future__ import annotations

from typing import Any

import pytest

from pulumi_private_endpoint.arm import resolve_cloud
from pulumi_private_endpoint.arm.auth.clouds import Cloud
from pulumi_private_endpoint.arm.errors.tree import ConfigurationError

ENDPOINT = "PRIVATE_ENDPOINT_ARM_ENDPOINT"


def nothing(_key: str) -> None:
    return None


@pytest.mark.parametrize(
    ("name", "endpoint", "authority", "scope"),
    [
        pytest.param(
            "public",
            "https://management.azure.com",
            "https://login.microsoftonline.com",
            "https://management.azure.com/.default",
            id="C1",
        ),
        pytest.param(
            "usgovernment",
            "https://management.usgovcloudapi.net",
            "https://login.microsoftonline.us",
            "https://management.core.usgovcloudapi.net/.default",
            id="C2",
        ),
        pytest.param(
            "china",
            "https://management.chinacloudapi.cn",
            "https://login.chinacloudapi.cn",
            "https://management.chinacloudapi.cn/.default",
            id="C3",
        ),
    ],
)
def test_known_clouds(name: str, endpoint: str, authority: str, scope: str) -> None:
    found = resolve_cloud({"ARM_ENVIRONMENT": name}, nothing)
    assert found == Cloud(name, endpoint, authority, scope)
    assert not found.is_local


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("AzureCloud", "public"),
        (" AzurePublicCloud ", "public"),
        ("AzureUSGovernment", "usgovernment"),
        ("AzureUSGovernmentCloud", "usgovernment"),
        ("USGov", "usgovernment"),
        ("usgovernmentl4", "usgovernment"),
        ("AzureChinaCloud", "china"),
    ],
)
def test_c7_names(given: str, name: str) -> None:
    assert resolve_cloud({"ARM_ENVIRONMENT": given}, nothing).name == name
    assert resolve_cloud({}, {"azure-native:environment": given}.get).name == name


@pytest.mark.parametrize("name", ["german", "AzureGermanCloud", "publik", "canary"])
def test_c7_an_unknown_name_is_an_error(name: str) -> None:
    with pytest.raises(ConfigurationError, match="not a known Azure environment"):
        resolve_cloud({"ARM_ENVIRONMENT": name}, nothing)


def test_the_environment_wins_over_configuration() -> None:
    config = {"azure-native:environment": "china", "private-endpoint:armEndpoint": "http://127.0.0.1:1"}.get
    environ = {"ARM_ENVIRONMENT": "usgov", ENDPOINT: "http://127.0.0.1:2"}
    assert resolve_cloud({}, config).endpoint == "http://127.0.0.1:1"
    assert resolve_cloud(environ, config).endpoint == "http://127.0.0.1:2"
    assert resolve_cloud(environ, config).authority == "https://login.microsoftonline.us"


@pytest.mark.parametrize(
    ("given", "endpoint", "local"),
    [
        pytest.param("http://127.0.0.1:8080", "http://127.0.0.1:8080", True, id="IPv4 loopback"),
        pytest.param("http://127.8.9.1:8080/", "http://127.8.9.1:8080", True, id="all of 127.0.0.0 slash 8"),
        pytest.param("http://localhost:8080", "http://localhost:8080", True, id="localhost"),
        pytest.param("HTTP://LOCALHOST:8080", "http://localhost:8080", True, id="casing"),
        pytest.param("http://[::1]:8080", "http://[::1]:8080", True, id="IPv6 loopback"),
        pytest.param(
            "https://localhost:8443", "https://localhost:8443", True, id="https on loopback is local too"
        ),
        pytest.param("https://arm.example:444/", "https://arm.example:444", False, id="a gateway"),
    ],
)
def test_l28_an_endpoint_of_ones_own(given: str, endpoint: str, local: bool) -> None:
    found = resolve_cloud({ENDPOINT: given, "ARM_ENVIRONMENT": "china"}, nothing)
    assert (found.endpoint, found.is_local) == (endpoint, local)
    assert found.scope == "https://management.chinacloudapi.cn/.default"
    assert found.name == ("local" if local else "china")


@pytest.mark.parametrize(
    "given",
    [
        "http://management.azure.com",
        "http://10.0.0.1:80",
        "http://0.0.0.0:80",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
        "http://2130706433:80",
        "http://evil@127.0.0.1:80",
        "https://user:hidden-word@arm.example",
        "https://arm.example/path",
        "https://arm.example?x=1",
        "https://arm.example?",
        "https://arm.example#x",
        "ftp://127.0.0.1",
        "127.0.0.1:8080",
        "https://",
        "https://a b",
        "https://arm.example:port",
    ],
)
def test_l28_endpoints_that_are_refused(given: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        resolve_cloud({ENDPOINT: given}, nothing)
    assert "hidden-word" not in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("endpoint", "local"),
    [("http://arm.example", False), ("http://127.0.0.1:1", False), ("https://arm.example", True)],
)
def test_a_cloud_cannot_be_built_against_the_loopback_rule(endpoint: Any, local: bool) -> None:
    with pytest.raises(ConfigurationError):
        Cloud("x", endpoint, "https://login", "scope", is_local=local)
