"""`FabricEndpointStatus`, call by call: it waits until Fabric says Approved, and reads that ever after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.fabric import READ_SECONDS, is_approved, workspace_of
from pulumi_private_endpoint.plugin.values import NOT_KNOWN

from .answers import Checked, Difference, Found, Kind, Props, kind_of

if TYPE_CHECKING:
    from pulumi_private_endpoint.connections.runtime.session import Session
    from pulumi_private_endpoint.plugin.values import Secrets

    from .call import Call

TOKEN = "private-endpoint:index:FabricEndpointStatus"  # noqa: S105 - a Pulumi type
ABOUT = ("workspaceId", "endpointId", "connectionId")
INPUTS = (*ABOUT, "waitSeconds")


def check(_call: Call, _olds: Props, news: Props, _secrets: Secrets) -> Checked:
    """All four, and no other."""
    given = {name: value for name, value in news.items() if value is not None}
    lines = [f"{name} is not an input; there are {', '.join(INPUTS)}" for name in given if name not in INPUTS]
    return Checked(given, lines + [f"{name} is missing" for name in INPUTS if name not in given])


def diff(_call: Call, olds: Props, _old_inputs: Props, news: Props) -> Difference:
    """Another endpoint or connection is waited for anew, and so is one that is approved no more.

    How long is waited, is nobody's difference.
    """
    differing = [name for name in ABOUT if olds.get(name) != news.get(name)]
    paths = {name: kind_of(name, olds, news, replaces=True) for name in differing}
    if not differing and not is_approved(olds.get("status")):
        paths = {"status": Kind.UPDATE}
    return Difference(changes=bool(paths), paths=paths, replaces=tuple(differing))


async def create(call: Call, props: Props) -> tuple[str, Props]:
    """Wait until Fabric says Approved."""
    if call.preview:
        return "", props | {"status": NOT_KNOWN}
    return props["endpointId"], props | {"status": await _until_approved(call, props)}


def kept(_call: Call, _olds: Props, _news: Props) -> None:
    """Nothing of one that failed."""


async def read(call: Call, id_: str, props: Props, inputs: Props) -> Found | None:
    """What it says now."""

    async def work(_: Session) -> Any:
        fabric = await call.command.sessions.fabric()
        return await fabric.read(workspace_of(props), id_, fabric.deadline(READ_SECONDS))

    found = await call.run(work, READ_SECONDS, None)
    return Found(props | {"status": found.status or "Pending"}, inputs) if found else None


async def update(call: Call, olds: Props, news: Props) -> Props:
    """Wait once more, unless it is approved."""
    if is_approved(olds.get("status")):
        return news | {"status": olds["status"]}
    return news | {"status": NOT_KNOWN if call.preview else await _until_approved(call, news)}


async def delete(_call: Call, _props: Props) -> None:
    """Nothing to undo."""


async def _until_approved(call: Call, props: Props) -> str | None:
    seconds = call.timeout or float(props["waitSeconds"])

    async def work(session: Session) -> Any:
        fabric = await call.command.sessions.fabric()
        place = (props["workspaceId"], props["endpointId"])
        return await fabric.until_approved(*place, session.report, fabric.deadline(seconds))

    found = await call.run(work, seconds, None)
    status: str | None = found.status
    return status
