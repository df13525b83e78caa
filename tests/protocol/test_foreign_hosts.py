"""A second server stands wherever ARM can name a URL, and never hears the token, nor anything else (L27)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from pulumi_private_endpoint.arm import (
    ArmClient,
    ArmError,
    Deadline,
    SystemClock,
    Watched,
    resolve_cloud,
    wait_for_operation,
)

PATH = "/subscriptions/s/providers/A.B/t/n"
TOKEN = "planted-token"
HEADERS = ("Azure-AsyncOperation", "Operation-Location", "Location")
DONE = b'{"properties": {"provisioningState": "Succeeded"}}'

# {arm} and {foreign} are hosts with their ports; both are on 127.0.0.1, so only the port tells them apart.
URLS = {
    "another port": "http://{foreign}/op",
    "another name of this machine": "http://localhost:{port}/op",
    "https": "https://{foreign}/op",
    "protocol-relative": "//{foreign}/op",
    "ARM as the user": "http://{arm}@{foreign}/op",
    "ARM as the user, with a path": "http://{arm}%2Fop@{foreign}/op",
    "a backslash": "http://{arm}\\@{foreign}/op",
    "three slashes": "///{foreign}/op",
    "backslashes": "\\\\{foreign}/op",
    "a fragment before the host": "http://{foreign}#@{arm}/op",
    "a query before the host": "http://{foreign}?@{arm}/op",
    "a longer port": "http://{foreign}0/op",
}


class Impatient(SystemClock):
    """Real time, without the pauses."""

    async def sleep(self, seconds: float) -> None:  # noqa: ARG002 - the protocol
        await asyncio.sleep(0)


class Tokens:
    async def token(self, scope: str, *, claims: str | None = None) -> str:  # noqa: ARG002 - the protocol
        return TOKEN


def run(arm: Any, act: Any) -> ArmError | None:
    """Run against the ARM server over real HTTP; the failure, if there was one."""
    cloud = resolve_cloud({"PRIVATE_ENDPOINT_ARM_ENDPOINT": f"http://{arm.host}"}, lambda _: None)

    async def go() -> None:
        client = ArmClient(cloud, Tokens(), clock=Impatient())
        try:
            await act(client, Deadline.after(Impatient(), 5))
        finally:
            await client.close()

    try:
        asyncio.run(go())
    except ArmError as failure:
        return failure
    return None


async def _write(client: ArmClient, deadline: Deadline) -> None:
    first = await client.put(PATH, "v", {}, deadline)
    await wait_for_operation(client, first, Watched(PATH, "v", lambda _: None), deadline, lambda _: None)


async def _list(client: ArmClient, deadline: Deadline) -> None:
    await client.list(PATH, "v", deadline)


async def _read(client: ArmClient, deadline: Deadline) -> None:
    await client.get(PATH, "v", deadline)


def named(template: str, arm: Any, foreign: Any) -> str:
    return template.format(arm=arm.host, foreign=foreign.host, port=foreign.host.partition(":")[2])


@pytest.mark.parametrize("template", URLS.values(), ids=URLS)
@pytest.mark.parametrize("header", HEADERS)
def test_l27_a_polling_url(arm: Any, foreign: Any, said: Any, header: str, template: str) -> None:
    url = named(template, arm, foreign)
    arm.answer = lambda method, _path: (
        said(202, {header: url, "Retry-After": "0"}) if method == "PUT" else said(200, body=DONE)
    )

    failure = run(arm, _write)

    assert foreign.heard == []
    # Some of these are odd paths on ARM; for all others the resource is watched instead.
    assert failure is None or template.startswith(("///", "\\\\"))
    assert {heard[2]["Authorization"] for heard in arm.heard} == {f"Bearer {TOKEN}"}


@pytest.mark.parametrize("template", URLS.values(), ids=URLS)
def test_l27_a_next_page(arm: Any, foreign: Any, said: Any, template: str) -> None:
    url = named(template, arm, foreign).replace("\\", "\\\\")
    arm.answer = lambda _method, path: (
        said(200, body=f'{{"value": [1], "nextLink": "{url}"}}'.encode())
        if path.startswith(PATH)
        else said(404)
    )

    failure = run(arm, _list)

    assert foreign.heard == []
    assert isinstance(failure, ArmError)
    assert TOKEN not in str(failure)


@pytest.mark.parametrize("act", [_write, _read], ids=["PUT", "GET"])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_l32_a_redirect(arm: Any, foreign: Any, said: Any, act: Any, status: int) -> None:
    arm.answer = lambda _method, _path: said(status, {"Location": f"http://{foreign.host}/moved"})

    failure = run(arm, act)

    assert foreign.heard == []
    assert str(status) in str(failure)
    assert len(arm.heard) == 1


def test_l31_a_polling_url_that_moves_away(arm: Any, foreign: Any, said: Any) -> None:
    def answer(method: str, path: str) -> Any:
        if method == "PUT":
            return said(202, {"Location": f"http://{arm.host}/op", "Retry-After": "0"})
        if path.startswith("/op"):
            return said(202, {"Location": f"http://{foreign.host}/op", "Retry-After": "0"})
        return said(200, body=DONE)

    arm.answer = answer

    assert run(arm, _write) is None
    assert foreign.heard == []
    assert arm.heard[-1][1].startswith(PATH)


def test_a_url_on_arm_itself_is_followed(arm: Any, foreign: Any, said: Any) -> None:
    """The counter-check: the servers do hear what is sent to them."""
    arm.answer = lambda method, _path: (
        said(202, {"Location": f"http://{arm.host}/op?s=1", "Retry-After": "0"})
        if method == "PUT"
        else said(200, body=DONE)
    )

    assert run(arm, _write) is None
    assert [path for _, path, _ in arm.heard] == [f"{PATH}?api-version=v", "/op?s=1&api-version=v"]
    assert foreign.heard == []
