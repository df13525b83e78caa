"""Where Fabric is, and that no token of one host gets to the other."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from pulumi_private_endpoint.arm import ArmClient, Deadline, SystemClock, resolve_cloud
from pulumi_private_endpoint.arm.errors.tree import ConfigurationError, ForeignUrl
from pulumi_private_endpoint.fabric import Fabric, at_fabric

PAGE = (Path(__file__).parents[2] / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
ENDPOINT = "PRIVATE_ENDPOINT_FABRIC_ENDPOINT"
ARM_ENDPOINT = "PRIVATE_ENDPOINT_ARM_ENDPOINT"
WORKSPACE = "47482db6-4583-4672-86dd-999d0f8f4d7a"


def cloud(**environ: str) -> Any:
    return at_fabric(resolve_cloud(environ, lambda _: None), environ)


def test_it_has_a_host_and_a_scope_of_its_own_and_the_same_authority() -> None:
    found = cloud()

    assert found.endpoint == "https://api.fabric.microsoft.com"
    assert found.scope == "https://api.fabric.microsoft.com/.default"
    assert found.authority == "https://login.microsoftonline.com"
    assert not found.is_local


def test_both_may_be_on_this_machine() -> None:
    found = cloud(**{ENDPOINT: "http://127.0.0.1:1", ARM_ENDPOINT: "http://127.0.0.1:2"})

    assert (found.endpoint, found.is_local) == ("http://127.0.0.1:1", True)


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        pytest.param(
            {ARM_ENDPOINT: "http://127.0.0.1:2"}, "^ARM is on this machine and Fabric is not: ", id="arm"
        ),
        pytest.param(
            {ENDPOINT: "http://127.0.0.1:1"}, "^Fabric is on this machine and ARM is not: ", id="fabric"
        ),
        pytest.param({ENDPOINT: "http://fabric.example"}, "must use https", id="plain http"),
        pytest.param({ENDPOINT: "https://fabric.example/v1"}, "must be an origin", id="a path"),
        pytest.param(
            {"ARM_ENVIRONMENT": "china"},
            "^Fabric is known here in the public cloud only, not in china",
            id="china",
        ),
    ],
)
def test_what_does_not_fit_together_is_refused(environ: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        cloud(**environ)


def test_the_refusal_is_explained() -> None:
    with pytest.raises(ConfigurationError) as raised:
        cloud(**{ARM_ENDPOINT: "http://127.0.0.1:2"})

    assert f"\n{raised.value}\n" in PAGE


class Tokens:
    """A token for each scope, named after it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def token(self, scope: str, *, claims: str | None = None) -> str:  # noqa: ARG002 - the protocol
        self.asked.append(scope)
        return f"for-{httpx.URL(scope).host}"


def test_a_token_goes_to_the_host_that_it_is_for_and_to_no_other() -> None:
    seen: list[tuple[str, str]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append((request.url.host, request.headers["authorization"]))
        # Fabric, as if it had been taken over: the next page is at ARM.
        further = {"value": [], "continuationUri": "https://management.azure.com/subscriptions?api-version=1"}
        return httpx.Response(200, json=further)

    async def both() -> None:
        arm = resolve_cloud({}, lambda _: None)
        clock, transport = SystemClock(), httpx.MockTransport(answer)
        deadline = Deadline.after(clock, 10)
        first = ArmClient(arm, Tokens(), transport=transport)
        fabric = Fabric(ArmClient(at_fabric(arm, {}), Tokens(), transport=transport))
        await first.get("/subscriptions", "2022-12-01", deadline)
        with pytest.raises(ForeignUrl):
            await fabric._all(WORKSPACE, deadline)  # noqa: SLF001 - what lists is not for others
        await first.close()
        await fabric.client.close()

    asyncio.run(both())

    assert seen == [
        ("management.azure.com", "Bearer for-management.azure.com"),
        ("api.fabric.microsoft.com", "Bearer for-api.fabric.microsoft.com"),
    ]
