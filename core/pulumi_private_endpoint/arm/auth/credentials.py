"""Tokens, without ever showing one.

A local cloud gets a placeholder. Anywhere else azure-identity signs in; its credentials block, so they are
called in a thread, one at a time and with a time limit, and each token is kept until shortly before its end.
"""

from __future__ import annotations

import asyncio
import base64
import logging
import re
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

import httpx

from pulumi_private_endpoint.arm.clock import Clock, SystemClock
from pulumi_private_endpoint.arm.errors.tree import SignInFailed
from pulumi_private_endpoint.arm.text import one_line

from .sign_in import Settings, SignIn, choose_sign_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from azure.core.credentials import TokenCredential

    from .clouds import Cloud

PLACEHOLDER = "local-placeholder"  # stands nowhere else, so that a leak is seen
_TIMEOUT = 60.0
_LONGEST_REASON = 300
_MOST_REASONS = 12
# A chain's complaint has a line for each credential that it tried, and advice on some in between.
_TRIED = re.compile(r"^\t(\w+: .+)$", re.MULTILINE)
_EARLY = 300.0  # renew this many seconds before the token expires


class TokenSource(Protocol):
    """Where bearer tokens come from."""

    async def token(self, scope: str, *, claims: str | None = None) -> str:
        """A token for the scope; `claims` answers a challenge, and "" asks for a fresh one without (E20).

        Raises SignInFailed.
        """


class PlaceholderTokens:
    """The token for a local cloud: not a secret, and accepted nowhere else."""

    async def token(self, scope: str, *, claims: str | None = None) -> str:  # noqa: ARG002 - the protocol
        """The same word every time."""
        return PLACEHOLDER


class AzureTokens:
    """Tokens from azure-identity, kept until shortly before they expire.

    One identity for the whole life of the object: ARM lets only the caller of an operation poll it (L25).
    """

    def __init__(self, sign_in: SignIn, *, clock: Clock | None = None, timeout: float = _TIMEOUT) -> None:
        self._sign_in = sign_in
        self._clock = clock or SystemClock()
        self._timeout = timeout
        self._lock = asyncio.Lock()
        self._credential: TokenCredential | None = None
        self._kept: dict[str, tuple[str, float]] = {}
        self._asking: asyncio.Future[tuple[str, float]] | None = None

    def __repr__(self) -> str:
        return f"AzureTokens({self._sign_in.label})"

    async def token(self, scope: str, *, claims: str | None = None) -> str:
        """A token for the scope. Raises SignInFailed, saying which way of signing in was tried."""
        async with self._lock:
            await self._answered()  # what a caller that left has asked for
            token, expires = self._kept.get(scope, ("", 0.0))
            if claims is None and self._clock.utcnow().timestamp() < expires - _EARLY:
                return token
            return await self._ask(scope, claims)

    async def _ask(self, scope: str, claims: str | None) -> str:
        from azure.core.exceptions import AzureError  # noqa: PLC0415 - slow to import

        asking = asyncio.ensure_future(asyncio.to_thread(self._ask_blocking, scope, claims))
        asking.add_done_callback(partial(self._keep, scope))
        self._asking = asking
        await self._answered()
        try:
            return asking.result()[0]
        except (AzureError, ValueError, OSError, httpx.HTTPError, httpx.InvalidURL) as error:
            raise SignInFailed(self._explain(error, claims)) from error

    async def _answered(self) -> None:
        """Wait for the credential, which goes on in its thread when nobody waits any more."""
        if self._asking is None or self._asking.done():
            return
        await asyncio.wait({self._asking}, timeout=self._timeout)
        if not self._asking.done():
            raise SignInFailed(
                f"Signing in with {self._sign_in.label} gave no answer within {self._timeout:.0f} s."
            )

    def _keep(self, scope: str, asked: asyncio.Future[tuple[str, float]]) -> None:
        if not asked.cancelled() and asked.exception() is None:
            self._kept[scope] = asked.result()

    def _ask_blocking(self, scope: str, claims: str | None) -> tuple[str, float]:
        options: dict[str, Any] = {"claims": claims} if claims else {}
        if self._sign_in.tenant_id:
            options["tenant_id"] = self._sign_in.tenant_id
        with _logged_for_those_who_log():
            self._credential = self._credential or self._sign_in.make()
            found = self._credential.get_token(scope, enable_cae=True, **options)
        return found.token, float(found.expires_on)

    def _explain(self, error: Exception, claims: str | None) -> str:
        remedy = self._challenged(claims) if claims else self._sign_in.remedy
        reasons = _TRIED.findall(str(error)) or [str(error)]
        said = "\n".join(one_line(reason)[:_LONGEST_REASON] for reason in reasons[:_MOST_REASONS])
        return f"Signing in with {self._sign_in.label} failed. {remedy}\n{said}"

    def _challenged(self, claims: str) -> str:
        if self._sign_in.attended:
            encoded = base64.b64encode(claims.encode()).decode("ascii")
            return f"ARM asks for a stronger sign-in: az login --claims-challenge {encoded}"
        return (
            f"ARM asks for a stronger sign-in than {self._sign_in.label} can give: "
            "see which Conditional Access policy asks for it."
        )


@contextmanager
def _logged_for_those_who_log() -> Iterator[None]:
    """Keep Python from printing azure-identity's warnings where nobody set up logging.

    They say at length which ways were tried; what matters of that is in our own line. A handler that does
    nothing is what Python asks for to be quiet; whoever has handlers gets every record as before.
    """
    logger, quiet = logging.getLogger("azure.identity"), logging.NullHandler()
    logger.addHandler(quiet)
    try:
        yield
    finally:
        logger.removeHandler(quiet)


def token_source(
    cloud: Cloud,
    environ: Mapping[str, str],
    config: Callable[[str], str | None],
    *,
    tenant_id: str | None = None,
) -> TokenSource:
    """The token source that the settings ask for; the environment wins over stack configuration.

    A local cloud never signs in. `tenant_id` replaces the configured tenant. Raises ConfigurationError if
    a way of signing in was chosen and half of its settings are missing.
    """
    if cloud.is_local:
        return PlaceholderTokens()
    return AzureTokens(choose_sign_in(cloud, Settings(environ, config), tenant_id))
