"""What a set keeps of each approval: as little as the single resource's state can be made from.

Two maps by key. `approvals` mirrors the inputs with what Azure shows for them,
so drift stands beside what was asked for; `results` holds what the inputs do
not say. What follows from the two (the connection's id, its service, the
requester's subscription) is not kept: state grows by the entry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import state
from .connection import PENDING
from .set_inputs import APPROVALS, CONCURRENCY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

RESULTS = "results"
_FOUND = (
    "connectionName",
    "privateEndpointId",
    "groupIds",
    "requestMessage",
    "description",
    "actionsRequired",
    "previousStatus",
    state.PINNED,
    state.REWRITTEN,
)


def keys(outs: Mapping[str, Any]) -> list[str]:
    """The keys of the approvals in a set's state."""
    return list(outs.get(RESULTS) or {})


def unpacked(outs: Mapping[str, Any], key: str) -> dict[str, Any]:
    """One entry as the single resource would keep it, as far as decisions need it."""
    declared, found = outs[APPROVALS][key], outs[RESULTS][key]
    message = {"description": declared["requestMessage"]} if "requestMessage" in declared else {}
    bag: dict[str, Any] = {"previousStatus": PENDING} | message | found | declared
    return bag | {state.DECLARED: sorted(declared)}


def packed(props: Mapping[str, Any], bags: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, Any]:
    """The set's state.

    Args:
        props: The set's inputs as checked; of the approvals in them nothing is taken.
        bags: Each key with what the single resource would keep (`state.outputs`).
    """
    approvals, results = {}, {}
    for key, bag in bags:
        declared = state.declared_inputs(bag)
        approvals[key] = declared
        results[key] = {name: bag[name] for name in _FOUND if name in bag and name not in declared}
        for name in _following(bag, declared):
            results[key].pop(name, None)
    limit = {CONCURRENCY: props[CONCURRENCY]} if props.get(CONCURRENCY) is not None else {}
    return {APPROVALS: approvals, RESULTS: results, **limit}


def _following(bag: Mapping[str, Any], declared: Mapping[str, Any]) -> Iterator[str]:
    """What need not be kept, or must not: a message that is a secret would stand here in clear."""
    if bag.get("previousStatus") == PENDING:  # as nearly always
        yield "previousStatus"
    message = declared.get("requestMessage")
    if message is not None and str(bag["description"]).split() == message.split():  # it may have been trimmed
        yield "description"


def inputs(outs: Mapping[str, Any]) -> dict[str, Any]:
    """The set's inputs as its state has them."""
    return {name: outs[name] for name in (APPROVALS, CONCURRENCY) if name in outs}
