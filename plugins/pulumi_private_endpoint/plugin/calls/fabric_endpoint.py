"""`FabricManagedPrivateEndpoint`, call by call: made, read and deleted, for Fabric changes nothing of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.fabric import (
    CREATE_SECONDS,
    INPUTS,
    READ_SECONDS,
    Wanted,
    problems,
    workspace_of,
)
from pulumi_private_endpoint.plugin.values import NOT_KNOWN

from .answers import Checked, Difference, Found, Props, kind_of

if TYPE_CHECKING:
    from pulumi_private_endpoint.connections.runtime.session import Session
    from pulumi_private_endpoint.plugin.values import Secrets

    from .call import Call

TOKEN = "private-endpoint:index:FabricManagedPrivateEndpoint"  # noqa: S105 - a Pulumi type
OUTPUTS = ("endpointId", "provisioningState", "status")


def check(_call: Call, _olds: Props, news: Props, _secrets: Secrets) -> Checked:
    """The inputs, or a line for each that is wrong."""
    props = {name: value for name, value in news.items() if value is not None}
    unknown = [name for name, value in props.items() if value is NOT_KNOWN]
    return Checked(props, problems(props, unknown))


def diff(_call: Call, olds: Props, _old_inputs: Props, news: Props) -> Difference:
    """Any other input is another endpoint."""
    differing = [name for name in INPUTS if olds.get(name) != news.get(name)]
    paths = {name: kind_of(name, olds, news, replaces=True) for name in differing}
    return Difference(changes=bool(differing), paths=paths, replaces=tuple(differing), deletes_first=True)


async def create(call: Call, props: Props) -> tuple[str, Props]:
    """Make it; what an earlier run began is taken up."""
    if call.preview:
        return "", props | dict.fromkeys(OUTPUTS, NOT_KNOWN)
    seconds = call.timeout or CREATE_SECONDS

    async def work(session: Session) -> Any:
        fabric = await call.command.sessions.fabric()
        return await fabric.create(Wanted.of(props), session.report, fabric.deadline(seconds))

    made = await call.run(work, seconds, None)
    return made.id, props | made.outputs()


def kept(_call: Call, _olds: Props, _news: Props) -> None:
    """Nothing of one that failed: the next run takes it up by its name."""


async def read(call: Call, id_: str, props: Props, _inputs: Props) -> Found | None:
    """What Fabric says of it."""

    async def work(_: Session) -> Any:
        fabric = await call.command.sessions.fabric()
        return await fabric.read(workspace_of(props), id_, fabric.deadline(READ_SECONDS))

    found = await call.run(work, READ_SECONDS, None)
    if found is None:
        return None
    return Found(props | found.outputs(), {name: props[name] for name in INPUTS if name in props})


async def update(_call: Call, olds: Props, news: Props) -> Props:
    """The same."""
    return news | {name: olds.get(name) for name in OUTPUTS}


async def delete(call: Call, props: Props) -> None:
    """Delete it, and wait until it is gone."""
    seconds = call.timeout or CREATE_SECONDS

    async def work(session: Session) -> None:
        fabric = await call.command.sessions.fabric()
        deadline = fabric.deadline(seconds)
        await fabric.delete(props["workspaceId"], props["endpointId"], session.report, deadline)

    await call.run(work, seconds, None)
