"""The walk: make an endpoint, read it, wait for its approval, delete it.

There is no update in Fabric's API, and a name is unique in its workspace. So a walk that was cut off is taken
up by the name, if what stands there asks for the same and nobody has answered it yet.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Protocol

from pulumi_private_endpoint.arm import ArmError, Deadline, RequestFailed, UnreadableAnswer
from pulumi_private_endpoint.arm.answers.answer import find_property
from pulumi_private_endpoint.arm.errors.verdict import pause

from .endpoint import Endpoint, is_approved

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi_private_endpoint.arm import ArmClient

    from .endpoint import Wanted

CREATE_SECONDS = 2400.0
"""For making one: a quarter of an hour after a deletion, and the provisioning, which takes minutes."""
READ_SECONDS = 300.0
_LOOK_SECONDS = 60.0  # for a look while waiting, so that there is one at the very end
_QUARTER = 900.0  # so long after a deletion Fabric takes no other endpoint for the same target
_MOST_PAGES = 200
_EASING, _LONGEST_PAUSE = 1.5, 10.0
_MADE, _FAILED = "succeeded", "failed"
_LOST = frozenset({"rejected", "disconnected"})


class Report(Protocol):
    """Where passing words for the user go."""

    def progress(self, text: str) -> None:
        """A passing line: what is being waited for."""


class FabricFailed(ArmError):
    """Fabric does not do what was asked for, or has something else there."""


def workspace_of(props: Mapping[str, Any]) -> str:
    """The workspace that a state names.

    Raises:
        FabricFailed: It names none: it is read for an import, of which only the id is told.
    """
    if "workspaceId" not in props:
        raise FabricFailed(
            "a managed private endpoint of Fabric cannot be read by its id alone: declare it, and one that "
            "nobody has answered yet is taken up by its name"
        )
    return str(props["workspaceId"])


class Fabric:
    """Managed private endpoints, as one identity; remembers what this process deleted."""

    def __init__(self, client: ArmClient) -> None:
        """`client` is one of Fabric's host."""
        self.client = client
        self._deleted: dict[tuple[str, str], float] = {}

    def deadline(self, seconds: float) -> Deadline:
        """A deadline that many seconds from now."""
        return Deadline.after(self.client.clock, seconds)

    async def create(self, wanted: Wanted, report: Report, deadline: Deadline) -> Endpoint:
        """The endpoint once it is provisioned: the one that a walk left behind, or a new one.

        Raises:
            FabricFailed: Something else has its name, or it could not be provisioned in time.
            ArmError: Fabric refused, or cannot be reached.
        """
        begun = await self._named(wanted, deadline)
        if begun is None:
            await self._wait_out(wanted, report, deadline)
            begun = await self._post(wanted, deadline)
        return await self._until_made(wanted, begun, report, deadline)

    async def read(self, workspace_id: str, id_: str, deadline: Deadline) -> Endpoint | None:
        """The endpoint as it is; None: it is gone."""
        try:
            answer = await self.client.get(f"{_path(workspace_id)}/{id_}", "", deadline)
        except RequestFailed as failure:
            if failure.status == HTTPStatus.NOT_FOUND:
                return None
            raise
        return _understood(answer.body, answer.path)

    async def until_approved(
        self, workspace_id: str, id_: str, report: Report, deadline: Deadline
    ) -> Endpoint:
        """The endpoint once Fabric says of it that it is approved.

        Raises:
            FabricFailed: It is rejected, disconnected or gone, or the time is over.
        """
        last, attempt = "", 0
        while True:
            found = await self._look(workspace_id, id_)
            if found is None:
                raise FabricFailed(f"Fabric has no managed private endpoint {id_} any more: recreate it")
            status = found.status or "no status"
            if is_approved(status):
                return found
            if status.casefold() in _LOST:
                raise FabricFailed(f"Fabric says {status} of {found.name}: recreate it")
            if deadline.expired:
                raise FabricFailed(
                    f"Fabric still says {status} of {found.name} after {deadline.seconds:.0f} s"
                )
            if status != last:
                report.progress(f"waiting for Fabric to see {found.name} approved: {status}")
            last, attempt = status, attempt + 1
            await self._pause(attempt, deadline)

    async def delete(self, workspace_id: str, id_: str, report: Report, deadline: Deadline) -> None:
        """Delete it, and wait until it is gone.

        Raises:
            FabricFailed: It is still there when the time is over.
        """
        found = await self.read(workspace_id, id_, deadline)
        if found is None:
            return
        try:
            await self.client.delete(f"{_path(workspace_id)}/{id_}", "", deadline)
        except ArmError as failure:
            gone = isinstance(failure, RequestFailed) and failure.status == HTTPStatus.NOT_FOUND
            if not gone and not failure.outcome_unknown:
                raise
        self._deleted[workspace_id.lower(), found.target.lower()] = self.client.clock.now()
        attempt = 0
        while await self._look(workspace_id, id_):
            if deadline.expired:
                raise FabricFailed(f"Fabric still has {found.name} after {deadline.seconds:.0f} s: run again")
            report.progress(f"waiting for Fabric to delete {found.name}")
            attempt += 1
            await self._pause(attempt, deadline)

    async def _look(self, workspace_id: str, id_: str) -> Endpoint | None:
        return await self.read(workspace_id, id_, self.deadline(_LOOK_SECONDS))

    async def _named(self, wanted: Wanted, deadline: Deadline) -> Endpoint | None:
        """What has the wanted name already, if it is what an earlier walk began."""
        for found in await self._all(wanted.workspace_id, deadline):
            if found.name.casefold() == wanted.name.casefold():
                _refuse_other(found, wanted)
                return found
        return None

    async def _all(self, workspace_id: str, deadline: Deadline) -> list[Endpoint]:
        answer = await self.client.get(_path(workspace_id), "", deadline)
        found: list[Endpoint] = []
        for _ in range(_MOST_PAGES):
            items = find_property(answer.body, "value")
            if not isinstance(items, list):
                raise UnreadableAnswer(f"GET {answer.path} answered without a list.\n{answer.request_ids}")
            found += filter(None, map(Endpoint.of, items))
            further = find_property(answer.body, "continuationUri")
            if not isinstance(further, str) or not further:
                return found
            answer = await self.client.poll(further, deadline)
        raise UnreadableAnswer(f"GET {answer.path}: the list of pages does not end.")

    async def _wait_out(self, wanted: Wanted, report: Report, deadline: Deadline) -> None:
        """Let a quarter of an hour pass since an endpoint for that target was deleted."""
        deleted = self._deleted.get((wanted.workspace_id.lower(), wanted.target_resource_id.lower()))
        left = 0.0 if deleted is None else deleted + _QUARTER - self.client.clock.now()
        if left <= 0:
            return
        if left >= deadline.remaining():
            raise FabricFailed(
                "Fabric takes another endpoint for the same target a quarter of an hour after one was "
                f"deleted: run again in {left:.0f} s"
            )
        report.progress(
            f"waiting {left:.0f} s: so long after a deletion Fabric takes no endpoint for that target"
        )
        await deadline.sleep(left)

    async def _post(self, wanted: Wanted, deadline: Deadline) -> Endpoint:
        path = _path(wanted.workspace_id)
        try:
            answer = await self.client.post(path, "", wanted.body(), deadline)
        except ArmError as failure:
            begun = await self._named(wanted, deadline) if failure.outcome_unknown else None
            if begun is not None:
                return begun
            if isinstance(failure, RequestFailed) and failure.status == HTTPStatus.CONFLICT:
                raise FabricFailed(
                    f"{failure}\nWhere an endpoint for the same target was deleted, Fabric takes another a "
                    "quarter of an hour later: run again then."
                ) from failure
            raise
        return _understood(answer.body, answer.path)

    async def _until_made(
        self, wanted: Wanted, begun: Endpoint, report: Report, deadline: Deadline
    ) -> Endpoint:
        found: Endpoint | None = begun
        attempt = 0
        while found and found.provisioning_state.casefold() != _MADE:
            if found.provisioning_state.casefold() == _FAILED:
                raise FabricFailed(
                    f"Fabric could not provision {wanted.name} (Failed): delete it there, and run again"
                )
            if deadline.expired:
                raise FabricFailed(
                    f"Fabric still says {found.provisioning_state} of {wanted.name} after "
                    f"{deadline.seconds:.0f} s: run again to take it up"
                )
            report.progress(f"waiting for Fabric to provision {wanted.name}: {found.provisioning_state}")
            attempt += 1
            await self._pause(attempt, deadline)
            found = await self._look(wanted.workspace_id, begun.id)
        if found is None:
            raise FabricFailed(f"{wanted.name} is gone while Fabric was to provision it: run again")
        return found

    async def _pause(self, attempt: int, deadline: Deadline) -> None:
        await deadline.sleep(pause(attempt, self.client.jitter, factor=_EASING, cap=_LONGEST_PAUSE))


def _refuse_other(found: Endpoint, wanted: Wanted) -> None:
    """What somebody else made, or has been answered, is not taken over: a destroy would delete it."""
    status = (found.status or "Pending").casefold()
    other = not found.is_of(wanted) or status != "pending"
    if other or found.description not in ("", wanted.request_message):
        raise FabricFailed(
            f"the workspace has a managed private endpoint {found.name} already, which is not this one: "
            "delete it there, or give another name"
        )


def _understood(body: Any, path: str) -> Endpoint:
    found = Endpoint.of(body)
    if found is None:
        raise UnreadableAnswer(f"{path} answered without a managed private endpoint.", outcome_unknown=True)
    return found


def _path(workspace_id: str) -> str:
    return f"/v1/workspaces/{workspace_id}/managedPrivateEndpoints"
