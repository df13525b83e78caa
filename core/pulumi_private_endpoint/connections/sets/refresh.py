"""A set as Azure has it now, and which of its entries are no longer as they were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.connections.model import Connection
from pulumi_private_endpoint.connections.properties import state
from pulumi_private_endpoint.connections.properties.fields import python_name
from pulumi_private_endpoint.connections.properties.inputs import from_props
from pulumi_private_endpoint.connections.reconcile import approve
from pulumi_private_endpoint.connections.reconcile.read import target_label
from pulumi_private_endpoint.connections.text import printable

from . import state as set_state
from .gather import Job, gather, incomplete, lines, say_details
from .inputs import max_concurrency
from .progress import say_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi_private_endpoint.connections.properties.fields import ApprovalInputs
    from pulumi_private_endpoint.connections.runtime.session import Session
    from pulumi_private_endpoint.connections.services.spec import ServiceSpec

    from .state import Props

Observed = tuple[Connection, "ServiceSpec"]


async def refresh_set(session: Session, olds: Props) -> Props:
    """The state as Azure has it now; connections that are gone are gone from it.

    Raises:
        SetIncomplete: Some entries could not be read.
    """
    bags = {key: set_state.unpacked(olds, key) for key in set_state.keys(olds)}
    observed = await gather(
        session, {key: _observing(bag) for key, bag in bags.items()}, max_concurrency(olds), "read"
    )
    if observed.failed:
        say_details(session, observed.details)
        raise incomplete(observed, "could not be read, so the state is left as it was")
    seen = {
        key: state.outputs(state.declared_inputs(bag), *found, state.seen_again(bag, found[0]))
        for key, bag in bags.items()
        if (found := observed.done[key]) is not None
    }
    drifted = {key: why for key, bag in bags.items() if (why := _drift(bag, seen.get(key)))}
    if drifted:
        total = f"{len(drifted)} of {len(bags)} entries are not as they were"
        say_lines(session.report.warn, session.label, [total, *lines(drifted)])
    return set_state.packed(set_state.inputs(olds), seen.items(), set_state.absent(olds))


def _drift(bag: Mapping[str, Any], now: Mapping[str, Any] | None) -> str:
    """What is no longer as the state has it; empty: nothing. Texts may be secrets, and are not repeated."""
    named = f"connection {printable(bag['connectionName'])}"
    if now is None:
        target = from_props(state.declared_inputs(bag)).target
        where = target_label(target)
        return f"{named} of {where} is gone: it leaves the state, and the next up looks for it again"
    if state.APPROVED_ENDPOINT in now:
        return approve.another_requester(now)
    before, after = state.declared_inputs(bag), state.declared_inputs(now)
    changed = [name for name in before if before[name] != after.get(name) and name != "status"]
    said = [f"is {now['status']}, was {bag['status']}"] if now["status"] != bag["status"] else []
    said += [f"has another {' and '.join(map(python_name, changed))}"] if changed else []
    return f"{named} {', '.join(said)}" if said else ""


def _observing(bag: Props) -> Job[Observed | None]:
    async def work(session: Session, wanted: ApprovalInputs) -> Observed | None:
        return await approve.read_current(session, wanted.target, bag["connectionName"], wanted.api_version)

    return Job(from_props(state.declared_inputs(bag)), work)
