from __future__ import annotations

import asyncio
import io
import logging
import threading
from collections import namedtuple
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpx
import pytest
from azure.core.exceptions import ClientAuthenticationError

from pulumi_private_endpoint.arm import PlaceholderTokens, SignInFailed, resolve_cloud, token_source
from pulumi_private_endpoint.arm.auth.credentials import PLACEHOLDER, AzureTokens
from pulumi_private_endpoint.arm.auth.sign_in import SignIn

Token = namedtuple("Token", "token expires_on")  # noqa: PYI024 - the shape azure-identity returns
SCOPE = "https://management.azure.com/.default"


class Credential:
    """Counts tokens, or raises."""

    def __init__(self, expires: float = 0, error: Exception | None = None) -> None:
        self.expires, self.error = expires, error
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.gate: threading.Event | None = None

    def open(self) -> None:
        if self.gate:
            self.gate.set()

    def get_token(self, scope: str, **options: Any) -> Token:
        self.calls.append((scope, options))
        if self.gate:
            self.gate.wait(5)
        if self.error:
            raise self.error
        return Token(f"secret-{len(self.calls)}", self.expires)


def source(
    credential: Any,
    clock: Any,
    *,
    tenant_id: str | None = None,
    timeout: float = 60,
    attended: bool = False,
) -> AzureTokens:
    sign_in = SignIn("a test", lambda: credential, "Mend the test.", tenant_id, attended=attended)
    return AzureTokens(sign_in, clock=clock, timeout=timeout)


def test_a_token_is_kept_until_shortly_before_it_expires(clock: Any) -> None:
    credential = Credential(expires=clock.utcnow().timestamp() + 3600)
    tokens = source(credential, clock)

    async def act() -> list[str]:
        first = [await tokens.token(SCOPE), await tokens.token(SCOPE)]
        clock.seconds = 3299
        first.append(await tokens.token(SCOPE))
        clock.seconds = 3301
        return [*first, await tokens.token(SCOPE)]

    assert asyncio.run(act()) == ["secret-1", "secret-1", "secret-1", "secret-2"]
    assert credential.calls[0] == (SCOPE, {"enable_cae": True})


def test_many_waiters_ask_once(clock: Any) -> None:
    credential = Credential(expires=clock.utcnow().timestamp() + 3600)
    tokens = source(credential, clock)

    async def act() -> list[str]:
        return await asyncio.gather(*(tokens.token(SCOPE) for _ in range(20)))

    assert set(asyncio.run(act())) == {"secret-1"}


@pytest.mark.parametrize(
    ("claims", "options"),
    [
        pytest.param('{"a":1}', {"enable_cae": True, "claims": '{"a":1}'}, id="E20 claims"),
        pytest.param("", {"enable_cae": True}, id="L42 fresh, without claims"),
    ],
)
def test_a_challenge_goes_past_the_kept_token(clock: Any, claims: str, options: dict[str, Any]) -> None:
    credential = Credential(expires=clock.utcnow().timestamp() + 3600)
    tokens = source(credential, clock)

    async def act() -> list[str]:
        first = await tokens.token(SCOPE)
        return [first, await tokens.token(SCOPE, claims=claims), await tokens.token(SCOPE)]

    assert asyncio.run(act()) == ["secret-1", "secret-2", "secret-2"]
    assert credential.calls[1][1] == options


def test_the_tenant_is_asked_for(clock: Any) -> None:
    credential = Credential()
    asyncio.run(source(credential, clock, tenant_id="tenant").token(SCOPE))
    assert credential.calls[0][1]["tenant_id"] == "tenant"


@pytest.mark.parametrize(
    "error",
    [
        ClientAuthenticationError("no\nluck"),
        ValueError("no luck"),
        FileNotFoundError("no luck"),
        httpx.ConnectError("no luck"),
        httpx.InvalidURL("no luck"),
    ],
    ids=repr,
)
def test_a_failure_says_in_one_line_what_was_tried(clock: Any, error: Exception) -> None:
    with pytest.raises(SignInFailed) as caught:
        asyncio.run(source(Credential(error=error), clock).token(SCOPE))
    first, second = str(caught.value).splitlines()
    assert first == "Signing in with a test failed. Mend the test."
    assert second == "no luck"
    assert caught.value.__cause__ is error


CHAIN = """DefaultAzureCredential failed to retrieve a token from the included credentials.
Attempted credentials:
\tEnvironmentCredential: EnvironmentCredential authentication unavailable. Variables are not set.
Visit https://aka.ms/azsdk/python/identity/environmentcredential/troubleshoot to troubleshoot this issue.
\tManagedIdentityCredential
\tAzureCliCredential: ERROR: AADSTS70043: The refresh token has expired. {}
\tAzurePowerShellCredential: PowerShell is not installed
To mitigate this issue, please refer to the guidelines at https://aka.ms/azsdk/python/identity/dac."""


def test_of_a_chain_each_credential_is_heard(clock: Any) -> None:
    tried = ClientAuthenticationError(CHAIN.format("Bearer eyJhbGciOiJub25lIn0.PLANTED.PLANTED " + "x" * 900))
    with pytest.raises(SignInFailed) as caught:
        asyncio.run(source(Credential(error=tried), clock).token(SCOPE))
    _, *heard = str(caught.value).splitlines()
    assert [line.partition(":")[0] for line in heard] == [
        "EnvironmentCredential",
        "AzureCliCredential",
        "AzurePowerShellCredential",
    ]
    assert "AADSTS70043: The refresh token has expired." in heard[1]
    assert "PLANTED" not in heard[1]
    assert max(map(len, heard)) <= 300


@pytest.mark.parametrize(
    ("attended", "remedy"),
    [
        pytest.param(True, ": az login --claims-challenge eyJhIjoxfQ==", id="a person"),
        pytest.param(
            False,
            " than a test can give: see which Conditional Access policy asks for it.",
            id="nobody is there",
        ),
    ],
)
def test_e20_a_failed_challenge_says_who_can_answer_it(clock: Any, attended: bool, remedy: str) -> None:
    tokens = source(Credential(error=ClientAuthenticationError("no")), clock, attended=attended)
    with pytest.raises(SignInFailed) as caught:
        asyncio.run(tokens.token(SCOPE, claims='{"a":1}'))
    first = f"Signing in with a test failed. ARM asks for a stronger sign-in{remedy}"
    assert str(caught.value).splitlines()[0] == first


def test_a_silent_sign_in_is_given_up(clock: Any) -> None:
    credential = Credential()
    credential.gate = threading.Event()
    tokens = source(credential, clock, timeout=0.01)

    async def act() -> None:
        try:
            await tokens.token(SCOPE)
        finally:
            credential.gate.set()  # type: ignore[union-attr]  # set just above

    with pytest.raises(SignInFailed, match="gave no answer"):
        asyncio.run(act())


class TestOneAtATime:
    """A credential is called again only once it has answered, whoever still waits for that."""

    @pytest.fixture
    def credential(self, clock: Any) -> Iterator[Credential]:
        silent = Credential(expires=clock.utcnow().timestamp() + 3600)
        silent.gate = threading.Event()
        yield silent
        silent.open()

    async def _given_up(self, tokens: AzureTokens) -> None:
        with pytest.raises(SignInFailed, match="gave no answer"):
            await tokens.token(SCOPE)

    def test_after_a_timeout(self, clock: Any, credential: Credential) -> None:
        tokens = source(credential, clock, timeout=0.01)

        async def act() -> str:
            for _ in range(3):
                await self._given_up(tokens)
            assert len(credential.calls) == 1
            vars(tokens)["_timeout"] = 5.0  # A busy machine may take longer than it was given up after.
            credential.open()
            return await tokens.token(SCOPE)

        assert asyncio.run(act()) == "secret-1"  # the late answer is as good as any
        assert len(credential.calls) == 1

    async def _patient(self, tokens: AzureTokens) -> str:
        while True:
            with suppress(SignInFailed):
                return await tokens.token(SCOPE)

    def test_after_a_caller_left(self, clock: Any, credential: Credential) -> None:
        tokens = source(credential, clock)

        async def act() -> str:
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(tokens.token(SCOPE), 0.01)
            other = asyncio.ensure_future(tokens.token(SCOPE))
            await asyncio.sleep(0.01)
            assert len(credential.calls) == 1
            credential.open()
            return await other

        assert asyncio.run(act()) == "secret-1"

    def test_after_a_late_failure(self, clock: Any, credential: Credential) -> None:
        tokens = source(credential, clock, timeout=0.01)
        credential.error = ValueError("too late")

        async def act() -> str:
            await self._given_up(tokens)
            credential.open()
            while len(credential.calls) < 2:
                with suppress(SignInFailed):
                    await tokens.token(SCOPE)
            credential.error = None
            return await self._patient(tokens)

        assert asyncio.run(act()) == "secret-3"


@contextmanager
def nobody_logs() -> Iterator[io.StringIO]:
    """What Python prints of a program that has set up no logging."""
    printed = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:  # in the test itself: pytest sets up logging for each
        patch.setattr(logging.root, "handlers", [])
        patch.setattr(logging, "lastResort", logging.StreamHandler(printed))
        yield printed


class TestLogging:
    """azure-identity's warnings say again what our own error says; whoever logs may have them."""

    @pytest.fixture
    def tokens(self, clock: Any) -> AzureTokens:
        class Talkative(Credential):
            def get_token(self, scope: str, **options: Any) -> Token:
                logging.getLogger("azure.identity._credentials.chained").warning("tried %s", scope)
                return super().get_token(scope, **options)

        return source(Talkative(), clock)

    def test_is_not_printed_for_want_of_a_handler(self, tokens: AzureTokens) -> None:
        with nobody_logs() as printed:
            asyncio.run(tokens.token(SCOPE))
            assert not printed.getvalue()

    def test_is_left_alone_where_there_is_one(
        self, tokens: AzureTokens, caplog: pytest.LogCaptureFixture
    ) -> None:
        asyncio.run(tokens.token(SCOPE))
        assert caplog.messages == [f"tried {SCOPE}"]

    def test_is_afterwards_as_it_was(self, tokens: AzureTokens) -> None:
        theirs = logging.getLogger("azure.identity")
        before = (theirs.level, list(theirs.handlers), list(theirs.filters), theirs.propagate)
        asyncio.run(tokens.token(SCOPE))
        assert (theirs.level, list(theirs.handlers), list(theirs.filters), theirs.propagate) == before
        with nobody_logs() as printed:
            theirs.warning("their own")
            assert printed.getvalue() == "their own\n"


def test_a_failed_sign_in_can_be_tried_again(clock: Any) -> None:
    credential = Credential(error=ValueError("not yet"))
    tokens = source(credential, clock)
    with pytest.raises(SignInFailed):
        asyncio.run(tokens.token(SCOPE))
    credential.error = None
    assert asyncio.run(tokens.token(SCOPE)) == "secret-2"


def test_a_token_source_shows_no_token(clock: Any) -> None:
    tokens = source(Credential(expires=clock.utcnow().timestamp() + 3600), clock)
    asyncio.run(tokens.token(SCOPE))
    assert repr(tokens) == "AzureTokens(a test)"


def test_a_local_cloud_never_signs_in() -> None:
    cloud = resolve_cloud({"PRIVATE_ENDPOINT_ARM_ENDPOINT": "http://127.0.0.1:1"}, lambda _key: None)
    environ = {"ARM_CLIENT_ID": "c", "ARM_CLIENT_SECRET": "hidden", "ARM_TENANT_ID": "t"}
    tokens = token_source(cloud, environ, lambda _key: None)
    assert isinstance(tokens, PlaceholderTokens)
    assert asyncio.run(tokens.token(SCOPE, claims="x")) == PLACEHOLDER


def test_any_other_cloud_does() -> None:
    cloud = resolve_cloud({}, lambda _key: None)
    environ = {"ARM_CLIENT_ID": "c", "ARM_CLIENT_SECRET": "hidden", "ARM_TENANT_ID": "t"}
    assert repr(token_source(cloud, environ, lambda _key: None)) == "AzureTokens(the client secret of c)"
