"""The ways of signing in that users of azure-native and Terraform already know.

Their `ARM_*` variables and `azure-native:*` settings choose one azure-identity credential. The library is
imported only when that credential is built: it is slow to load, and a local cloud never needs it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from pulumi_private_endpoint.arm.answers.answer import find_property
from pulumi_private_endpoint.arm.errors.tree import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from azure.core.credentials import TokenCredential

    from .clouds import Cloud

_EXCHANGE = "api://AzureADTokenExchange"


@dataclass(frozen=True, slots=True)
class SignIn:
    """One way of signing in.

    Attributes:
        label: Names it to the user.
        make: Builds the credential, and may block.
        remedy: What to do when it fails.
        tenant_id: Asked for with each token; only where `make` could not say it.
        attended: Whether somebody may be there, who can answer when ARM asks for more (E20).
    """

    label: str
    make: Callable[[], TokenCredential] = field(repr=False)
    remedy: str
    tenant_id: str | None = None
    attended: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """Sign-in settings by azure-native's names: `clientId` is ARM_CLIENT_ID or `azure-native:clientId`."""

    environ: Mapping[str, str] = field(repr=False)
    config: Callable[[str], str | None] = field(repr=False)

    def get(self, name: str, *others: str) -> str | None:
        """The setting, from the environment first; `others` are further variables for the same thing."""
        candidates = [self.environ.get(variable) for variable in (self.variable(name), *others)]
        return next(filter(None, [*candidates, self.config(f"azure-native:{name}")]), None)

    def is_on(self, name: str) -> bool:
        """Whether a switch is set to a true word."""
        return (self.get(name) or "").strip().lower() in {"true", "1", "yes", "on"}

    def need(self, name: str, purpose: str) -> str:
        """The setting, or ConfigurationError saying what it is needed for."""
        value = self.get(name)
        if value is None:
            raise ConfigurationError(f"{purpose} needs {self.variable(name)} (or azure-native:{name}).")
        return value

    @staticmethod
    def variable(name: str) -> str:
        """`clientId` as its environment variable, ARM_CLIENT_ID."""
        return "ARM_" + re.sub(r"([A-Z])", r"_\1", name).upper()


def choose_sign_in(cloud: Cloud, settings: Settings, tenant_id: str | None) -> SignIn:
    """The order of azure-native: certificate, secret, OIDC, managed identity, CLI, then the default chain."""
    if settings.get("clientCertificatePath"):
        return _certificate(cloud, settings, tenant_id)
    if settings.get("clientSecret"):
        return _secret(cloud, settings, tenant_id)
    if settings.is_on("useOidc"):
        return _oidc(cloud, settings, tenant_id)
    if settings.is_on("useMsi"):
        return _managed_identity(settings, tenant_id)
    tenant = tenant_id or settings.get("tenantId")
    return _cli(tenant) if settings.is_on("useCli") else _default(cloud, settings, tenant)


def _directory(cloud: Cloud) -> dict[str, Any]:
    return {"authority": cloud.authority, "disable_instance_discovery": not cloud.instance_discovery}


def _certificate(cloud: Cloud, settings: Settings, tenant_id: str | None) -> SignIn:
    purpose = "Signing in with a client certificate"
    tenant = tenant_id or settings.need("tenantId", purpose)
    client = settings.need("clientId", purpose)
    path = settings.get("clientCertificatePath")
    password = settings.get("clientCertificatePassword")

    def make() -> TokenCredential:
        from azure.identity import CertificateCredential  # noqa: PLC0415 - slow to import

        return CertificateCredential(tenant, client, path, password=password, **_directory(cloud))

    return SignIn(
        f"the client certificate of {client}",
        make,
        "Check ARM_CLIENT_ID, ARM_TENANT_ID and ARM_CLIENT_CERTIFICATE_PATH, and its password.",
    )


def _secret(cloud: Cloud, settings: Settings, tenant_id: str | None) -> SignIn:
    purpose = "Signing in with a client secret"
    tenant = tenant_id or settings.need("tenantId", purpose)
    client = settings.need("clientId", purpose)
    secret = settings.need("clientSecret", purpose)

    def make() -> TokenCredential:
        from azure.identity import ClientSecretCredential  # noqa: PLC0415 - slow to import

        return ClientSecretCredential(tenant, client, secret, **_directory(cloud))

    remedy = "Check ARM_CLIENT_ID, ARM_TENANT_ID and ARM_CLIENT_SECRET, which may have expired."
    return SignIn(f"the client secret of {client}", make, remedy)


def _oidc(cloud: Cloud, settings: Settings, tenant_id: str | None) -> SignIn:
    purpose = "Signing in with OIDC"
    tenant = tenant_id or settings.need("tenantId", purpose)
    client = settings.need("clientId", purpose)
    assertion = _assertion(settings)

    def make() -> TokenCredential:
        from azure.identity import ClientAssertionCredential  # noqa: PLC0415 - slow to import

        return ClientAssertionCredential(tenant, client, assertion, **_directory(cloud))

    remedy = "Check ARM_CLIENT_ID, ARM_TENANT_ID and the client's federated credential."
    return SignIn(f"OIDC as {client}", make, remedy)


def _assertion(settings: Settings) -> Callable[[], str]:
    token = settings.get("oidcToken")
    if token:
        return lambda: token
    file = settings.get("oidcTokenFilePath", "AZURE_FEDERATED_TOKEN_FILE")
    if file:
        return lambda: Path(file).read_text(encoding="utf-8").strip()  # read each time: it is rotated
    url = settings.get("oidcRequestUrl", "ACTIONS_ID_TOKEN_REQUEST_URL")
    bearer = settings.get("oidcRequestToken", "ACTIONS_ID_TOKEN_REQUEST_TOKEN")
    if not url or not bearer:
        raise ConfigurationError(
            "Signing in with OIDC needs ARM_OIDC_TOKEN, ARM_OIDC_TOKEN_FILE_PATH, or ARM_OIDC_REQUEST_URL "
            "with ARM_OIDC_REQUEST_TOKEN."
        )
    if not url.startswith("https://"):
        raise ConfigurationError("ARM_OIDC_REQUEST_URL must start with https://; a token is sent to it.")
    return lambda: _request_assertion(url, bearer)


def _request_assertion(url: str, bearer: str) -> str:
    target = httpx.URL(url).copy_add_param("audience", _EXCHANGE)
    response = httpx.get(target, headers={"Authorization": f"Bearer {bearer}"}, timeout=30.0)
    response.raise_for_status()
    value = find_property(response.json(), "value")
    if not isinstance(value, str) or not value:
        raise ValueError("the OIDC endpoint answered without a token")
    return value


def _managed_identity(settings: Settings, tenant_id: str | None) -> SignIn:
    if tenant_id is not None:
        raise ConfigurationError(
            "A tenant_id cannot be asked for with ARM_USE_MSI: a managed identity belongs to one tenant. "
            "Leave tenant_id out, or sign in another way."
        )
    client = settings.get("clientId")

    def make() -> TokenCredential:
        from azure.identity import ManagedIdentityCredential  # noqa: PLC0415 - slow to import

        return ManagedIdentityCredential(client_id=client)

    if client:
        remedy = "Check that this machine has the managed identity of ARM_CLIENT_ID."
        return SignIn(f"the managed identity {client}", make, remedy)
    return SignIn("the managed identity", make, "Check that this machine has a managed identity.")


def _cli(tenant: str | None) -> SignIn:
    def make() -> TokenCredential:
        from azure.identity import AzureCliCredential  # noqa: PLC0415 - slow to import

        return AzureCliCredential(tenant_id=tenant or "", process_timeout=30)

    return SignIn("the Azure CLI", make, "Run az login.", attended=True)


def _default(cloud: Cloud, settings: Settings, tenant: str | None) -> SignIn:
    def make() -> TokenCredential:
        from azure.identity import DefaultAzureCredential  # noqa: PLC0415 - slow to import

        # It stays with the first credential that succeeds, as L25 needs. Where AZURE_TENANT_ID names a tenant
        # it refuses any other that is not allowed here.
        allowed = [tenant] if tenant else []
        return DefaultAzureCredential(
            process_timeout=30, additionally_allowed_tenants=allowed, **_directory(cloud)
        )

    label = "DefaultAzureCredential"
    if settings.get("clientId"):
        remedy = (
            "ARM_CLIENT_ID alone signs nobody in: set ARM_CLIENT_SECRET, ARM_CLIENT_CERTIFICATE_PATH, "
            "ARM_USE_OIDC or ARM_USE_MSI too."
        )
        return SignIn(label, make, remedy, tenant)
    if settings.environ.get("AZURE_CLIENT_ID"):
        return SignIn(label, make, "Check the AZURE_* variables.", tenant)
    return SignIn(
        label, make, "Run az login, or check the ARM_* and AZURE_* variables.", tenant, attended=True
    )
