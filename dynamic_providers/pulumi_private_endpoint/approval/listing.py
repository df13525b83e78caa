"""`get_connections`: who is connected to a resource, and who waits, for programs that want to look."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pulumi

from pulumi_private_endpoint.arm import ArmError, ResourceId
from pulumi_private_endpoint.connections.errors import ApprovalError
from pulumi_private_endpoint.connections.properties.fields import python_name
from pulumi_private_endpoint.connections.reconcile.listing import connections_of, problems
from pulumi_private_endpoint.connections.runtime.sessions import Sessions

from .host.failed import ApprovalFailed


@dataclass(frozen=True, slots=True)
class _Kept:
    """A `Report` whose warnings are said later: Pulumi's log is the program's thread's."""

    warnings: list[str] = field(default_factory=list)

    def progress(self, text: str) -> None:
        """Not shown."""

    def note(self, text: str) -> None:
        """Not shown."""

    def warn(self, text: str) -> None:
        """A warning."""
        self.warnings.append(text)


def get_connections(
    target_resource_id: str, *, api_version: str | None = None, tenant_id: str | None = None
) -> list[dict[str, Any]]:
    """The private endpoint connections of a resource, in the order of their names.

    Each has `connection_id`, `connection_name`, `status`, `description`, `group_ids` and, as far as Azure
    shows them, `private_endpoint_id`, `requester_subscription_id`, `provisioning_state` and
    `actions_required`; one that waits has `request_message`. The resource must be there already: this looks
    when it is called, in previews too.

    Args:
        target_resource_id: The id of the Azure resource that is connected to.
        api_version: The ARM api-version, required for a type that is not known.
        tenant_id: The tenant of the target, where it is not the one the environment signs in to.

    Raises:
        ApprovalFailed: An argument is wrong, or the connections could not be read.
    """
    given = {"targetResourceId": target_resource_id, "apiVersion": api_version, "tenantId": tenant_id}
    wrong = problems(given)
    if wrong:
        raise ApprovalFailed("\n  ".join(wrong))
    report = _Kept()
    sessions = Sessions(os.environ, _config, report)
    # A program runs on an event loop of Pulumi's, which must not be waited in.
    with ThreadPoolExecutor(1) as thread:
        try:
            found = thread.submit(asyncio.run, _look(sessions, given)).result()
        except (ApprovalError, ArmError) as failure:
            raise ApprovalFailed(str(failure)) from None
    for warning in report.warnings:
        pulumi.log.warn(warning)
    return [{python_name(name): value for name, value in each.items()} for each in found]


async def _look(sessions: Sessions, given: dict[str, Any]) -> list[dict[str, Any]]:
    async with sessions.once(given["tenantId"]) as session:
        return await connections_of(session, ResourceId.parse(given["targetResourceId"]), given["apiVersion"])


def _config(key: str) -> str | None:
    namespace, _, name = key.rpartition(":")
    return pulumi.Config(namespace).get(name)
