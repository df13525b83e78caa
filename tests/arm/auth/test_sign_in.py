from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest
from azure import identity

from pulumi_private_endpoint.arm import resolve_cloud
from pulumi_private_endpoint.arm.auth.sign_in import Settings, choose_sign_in
from pulumi_private_endpoint.arm.errors.tree import ConfigurationError

if TYPE_CHECKING:
    from pathlib import Path

WHO = {"ARM_CLIENT_ID": "client", "ARM_TENANT_ID": "tenant"}
SECRET = {**WHO, "ARM_CLIENT_SECRET": "hidden"}


def nothing(_key: str) -> None:
    return None


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[Any, ...], dict[str, Any]]]:
    """The credentials that were built, as name and arguments; none of them is real."""
    calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []

    def stand_in(name: str) -> Any:
        return lambda *args, **options: calls.append((name, args, options))

    for name in (
        "AzureCliCredential",
        "CertificateCredential",
        "ClientAssertionCredential",
        "ClientSecretCredential",
        "DefaultAzureCredential",
        "ManagedIdentityCredential",
    ):
        monkeypatch.setattr(identity, name, stand_in(name))
    return calls


@pytest.mark.parametrize(
    ("environ", "name", "label"),
    [
        pytest.param({}, "DefaultAzureCredential", "DefaultAzureCredential", id="nothing set"),
        pytest.param(WHO, "DefaultAzureCredential", "DefaultAzureCredential", id="ids alone"),
        pytest.param(SECRET, "ClientSecretCredential", "the client secret of client", id="secret"),
        pytest.param(
            {**SECRET, "ARM_CLIENT_CERTIFICATE_PATH": "/x.pfx"},
            "CertificateCredential",
            "the client certificate of client",
            id="certificate before secret",
        ),
        pytest.param(
            {**WHO, "ARM_USE_OIDC": "true", "ARM_OIDC_TOKEN": "hidden"},
            "ClientAssertionCredential",
            "OIDC as client",
            id="OIDC",
        ),
        pytest.param({"ARM_USE_MSI": "1"}, "ManagedIdentityCredential", "the managed identity", id="MSI"),
        pytest.param(
            {**WHO, "ARM_USE_MSI": "true"},
            "ManagedIdentityCredential",
            "the managed identity client",
            id="user MSI",
        ),
        pytest.param({"ARM_USE_CLI": "TRUE"}, "AzureCliCredential", "the Azure CLI", id="CLI"),
        pytest.param(
            {"ARM_USE_OIDC": "false"}, "DefaultAzureCredential", "DefaultAzureCredential", id="switched off"
        ),
    ],
)
def test_the_settings_choose_one_credential(
    built: Any, environ: dict[str, str], name: str, label: str
) -> None:
    cloud = resolve_cloud({"ARM_ENVIRONMENT": "usgov"}, nothing)
    chosen = choose_sign_in(cloud, Settings(environ, nothing), None)
    assert (chosen.label, built) == (label, [])
    chosen.make()
    ((made, args, options),) = built
    assert made == name
    if name not in {"ManagedIdentityCredential", "AzureCliCredential"}:
        assert options["authority"] == "https://login.microsoftonline.us"
        assert options["disable_instance_discovery"] is False
    if name in {"ClientSecretCredential", "ClientAssertionCredential", "CertificateCredential"}:
        assert args[:2] == ("tenant", "client")


DIRECTORY = {"authority": "https://login.microsoftonline.us", "disable_instance_discovery": False}
PFX = {**WHO, "ARM_CLIENT_CERTIFICATE_PATH": "/x.pfx"}


@pytest.mark.parametrize(
    ("environ", "name", "args", "options"),
    [
        pytest.param(SECRET, "ClientSecretCredential", ("hidden",), DIRECTORY, id="secret"),
        pytest.param(
            {**PFX, "ARM_CLIENT_CERTIFICATE_PASSWORD": "hidden"},
            "CertificateCredential",
            ("/x.pfx",),
            {"password": "hidden", **DIRECTORY},
            id="certificate",
        ),
        pytest.param(
            PFX,
            "CertificateCredential",
            ("/x.pfx",),
            {"password": None, **DIRECTORY},
            id="certificate without a password",
        ),
        pytest.param(
            {"ARM_USE_MSI": "1"}, "ManagedIdentityCredential", None, {"client_id": None}, id="the machine's"
        ),
        pytest.param(
            {**WHO, "ARM_USE_MSI": "1"},
            "ManagedIdentityCredential",
            None,
            {"client_id": "client"},
            id="one of the machine's",
        ),
        pytest.param(
            {"ARM_USE_CLI": "1"},
            "AzureCliCredential",
            None,
            {"tenant_id": "", "process_timeout": 30},
            id="CLI",
        ),
        pytest.param(
            {"ARM_USE_CLI": "1", "ARM_TENANT_ID": "tenant"},
            "AzureCliCredential",
            None,
            {"tenant_id": "tenant", "process_timeout": 30},
            id="CLI in a tenant",
        ),
        pytest.param(
            {},
            "DefaultAzureCredential",
            None,
            {"process_timeout": 30, "additionally_allowed_tenants": [], **DIRECTORY},
            id="the default chain",
        ),
    ],
)
def test_each_credential_is_given_what_was_set(
    built: Any, environ: dict[str, str], name: str, args: tuple[Any, ...] | None, options: dict[str, Any]
) -> None:
    cloud = resolve_cloud({"ARM_ENVIRONMENT": "usgov"}, nothing)
    choose_sign_in(cloud, Settings(environ, nothing), None).make()
    who = () if args is None else ("tenant", "client", *args)
    assert built == [(name, who, options)]


@pytest.mark.parametrize(
    ("word", "on"),
    [
        *((word, True) for word in ("true", "1", "yes", "on", " TRUE ", "Yes", "ON")),
        *((word, False) for word in ("", "false", "0", "no", "off", "ye", "yess", "2")),
    ],
)
def test_a_switch_is_set_to_one_of_four_words(word: str, on: bool) -> None:
    assert Settings({"ARM_USE_CLI": word}, nothing).is_on("useCli") is on
    assert Settings({}, {"azure-native:useCli": word}.get).is_on("useCli") is on


@pytest.mark.parametrize(
    ("environ", "config", "remedy", "attended"),
    [
        pytest.param(
            {}, {}, "Run az login, or check the ARM_* and AZURE_* variables.", True, id="nothing set"
        ),
        pytest.param(
            WHO,
            {},
            "ARM_CLIENT_ID alone signs nobody in: set ARM_CLIENT_SECRET, ARM_CLIENT_CERTIFICATE_PATH, "
            "ARM_USE_OIDC or ARM_USE_MSI too.",
            False,
            id="ids alone",
        ),
        pytest.param(
            {},
            {"azure-native:clientId": "client"},
            "ARM_CLIENT_ID alone signs nobody in: set ARM_CLIENT_SECRET, ARM_CLIENT_CERTIFICATE_PATH, "
            "ARM_USE_OIDC or ARM_USE_MSI too.",
            False,
            id="ids alone, in the configuration",
        ),
        pytest.param({"AZURE_CLIENT_ID": "c"}, {}, "Check the AZURE_* variables.", False, id="AZURE_*"),
        pytest.param(
            SECRET,
            {},
            "Check ARM_CLIENT_ID, ARM_TENANT_ID and ARM_CLIENT_SECRET, which may have expired.",
            False,
            id="secret",
        ),
        pytest.param(
            {**WHO, "ARM_CLIENT_CERTIFICATE_PATH": "/x.pfx"},
            {},
            "Check ARM_CLIENT_ID, ARM_TENANT_ID and ARM_CLIENT_CERTIFICATE_PATH, and its password.",
            False,
            id="certificate",
        ),
        pytest.param(
            {**WHO, "ARM_USE_OIDC": "true", "ARM_OIDC_TOKEN": "hidden"},
            {},
            "Check ARM_CLIENT_ID, ARM_TENANT_ID and the client's federated credential.",
            False,
            id="OIDC",
        ),
        pytest.param(
            {"ARM_USE_MSI": "1"}, {}, "Check that this machine has a managed identity.", False, id="MSI"
        ),
        pytest.param(
            {**WHO, "ARM_USE_MSI": "1"},
            {},
            "Check that this machine has the managed identity of ARM_CLIENT_ID.",
            False,
            id="user MSI",
        ),
        pytest.param({"ARM_USE_CLI": "1"}, {}, "Run az login.", True, id="CLI"),
    ],
)
def test_the_remedy_fits_the_way_of_signing_in(
    environ: dict[str, str], config: dict[str, str], remedy: str, attended: bool
) -> None:
    chosen = choose_sign_in(resolve_cloud({}, nothing), Settings(environ, config.get), None)
    assert (chosen.remedy, chosen.attended) == (remedy, attended)


def test_settings_come_from_configuration_too(built: Any) -> None:
    config = {
        "azure-native:clientId": "client",
        "azure-native:clientSecret": "hidden",
        "azure-native:tenantId": "tenant",
    }.get
    choose_sign_in(resolve_cloud({}, nothing), Settings({"ARM_CLIENT_ID": "other"}, config), None).make()
    assert built[0][1] == ("tenant", "other", "hidden")


def test_a_given_tenant_replaces_the_configured_one(built: Any) -> None:
    cloud = resolve_cloud({}, nothing)
    choose_sign_in(cloud, Settings(SECRET, nothing), "second").make()
    assert built[0][1][0] == "second"
    assert choose_sign_in(cloud, Settings({}, nothing), "second").tenant_id == "second"


@pytest.mark.parametrize(
    ("environ", "tenant_id", "allowed"),
    [
        pytest.param({}, "second", ["second"], id="asked for"),
        pytest.param({"ARM_TENANT_ID": "tenant"}, None, ["tenant"], id="of the environment"),
        pytest.param({}, None, [], id="none"),
    ],
)
def test_the_default_chain_may_sign_in_to_the_tenant_asked_for_and_no_other(
    built: Any, environ: dict[str, str], tenant_id: str | None, allowed: list[str]
) -> None:
    choose_sign_in(resolve_cloud({}, nothing), Settings(environ, nothing), tenant_id).make()
    assert built[0][2]["additionally_allowed_tenants"] == allowed


def test_a_managed_identity_has_one_tenant() -> None:
    with pytest.raises(ConfigurationError, match=r"tenant_id.*ARM_USE_MSI") as caught:
        choose_sign_in(resolve_cloud({}, nothing), Settings({"ARM_USE_MSI": "1"}, nothing), "second")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("environ", "missing"),
    [
        ({"ARM_CLIENT_SECRET": "hidden"}, "ARM_TENANT_ID"),
        ({"ARM_CLIENT_SECRET": "hidden", "ARM_TENANT_ID": "t"}, "ARM_CLIENT_ID"),
        ({"ARM_CLIENT_CERTIFICATE_PATH": "hidden", "ARM_TENANT_ID": "t"}, "ARM_CLIENT_ID"),
        ({"ARM_USE_OIDC": "true"}, "ARM_TENANT_ID"),
        ({**WHO, "ARM_USE_OIDC": "true"}, "ARM_OIDC_TOKEN"),
        ({**WHO, "ARM_USE_OIDC": "true", "ARM_OIDC_REQUEST_URL": "https://h"}, "ARM_OIDC_REQUEST_TOKEN"),
        (
            {
                **WHO,
                "ARM_USE_OIDC": "true",
                "ARM_OIDC_REQUEST_URL": "http://h",
                "ARM_OIDC_REQUEST_TOKEN": "hidden",
            },
            "https://",
        ),
    ],
)
def test_half_a_sign_in_is_an_error(environ: dict[str, str], missing: str) -> None:
    with pytest.raises(ConfigurationError, match=missing) as caught:
        choose_sign_in(resolve_cloud({}, nothing), Settings(environ, nothing), None)
    assert "hidden" not in str(caught.value)


def assertion_of(built: Any, environ: dict[str, str]) -> str:
    settings = Settings({**WHO, "ARM_USE_OIDC": "true", **environ}, nothing)
    choose_sign_in(resolve_cloud({}, nothing), settings, None).make()
    return str(built[0][1][2]())


def test_oidc_with_a_token(built: Any) -> None:
    assert assertion_of(built, {"ARM_OIDC_TOKEN": "assertion"}) == "assertion"


def test_oidc_with_a_file(built: Any, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("assertion\n", encoding="utf-8")
    assert assertion_of(built, {"ARM_OIDC_TOKEN_FILE_PATH": str(file)}) == "assertion"


@pytest.mark.parametrize("prefix", ["ARM_OIDC_REQUEST", "ACTIONS_ID_TOKEN_REQUEST"])
def test_oidc_with_a_request(built: Any, monkeypatch: pytest.MonkeyPatch, prefix: str) -> None:
    def get(url: httpx.URL, **options: Any) -> httpx.Response:
        assert str(url) == "https://h/token?a=b&audience=api%3A%2F%2FAzureADTokenExchange"
        assert options["headers"] == {"Authorization": "Bearer hidden"}
        return httpx.Response(200, json={"value": "assertion"}, request=httpx.Request("GET", url))

    monkeypatch.setattr(httpx, "get", get)
    environ = {f"{prefix}_URL": "https://h/token?a=b", f"{prefix}_TOKEN": "hidden"}
    assert assertion_of(built, environ) == "assertion"


@pytest.mark.parametrize("body", [{}, {"value": ""}, {"value": 7}, []], ids=repr)
def test_oidc_with_a_request_that_brings_no_token(
    built: Any, monkeypatch: pytest.MonkeyPatch, body: Any
) -> None:
    def get(url: httpx.URL, **_: Any) -> httpx.Response:
        return httpx.Response(200, json=body, request=httpx.Request("GET", url))

    monkeypatch.setattr(httpx, "get", get)
    environ = {"ARM_OIDC_REQUEST_URL": "https://h/token", "ARM_OIDC_REQUEST_TOKEN": "hidden"}
    with pytest.raises(ValueError, match="answered without a token"):
        assertion_of(built, environ)


def test_nothing_secret_shows() -> None:
    settings = Settings(SECRET, nothing)
    chosen = choose_sign_in(resolve_cloud({}, nothing), settings, None)
    assert "hidden" not in repr(settings) + repr(chosen)
    assert "make" not in repr(chosen)


@pytest.mark.parametrize("kind", ["secret", "assertion", "default", "msi", "cli"])
def test_the_real_library_takes_these_arguments(kind: str) -> None:
    environ = {
        "secret": SECRET,
        "assertion": {**WHO, "ARM_USE_OIDC": "true", "ARM_OIDC_TOKEN": "x"},
        "default": {},
        "msi": {"ARM_USE_MSI": "true"},
        "cli": {"ARM_USE_CLI": "true"},
    }[kind]
    assert choose_sign_in(resolve_cloud({}, nothing), Settings(environ, nothing), None).make() is not None
