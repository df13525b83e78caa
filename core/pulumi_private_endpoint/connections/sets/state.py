"""What a set keeps of each approval: as little as the single resource's state can be made from.

Two maps by key. `approvals` mirrors the inputs with what Azure shows for them,
so drift stands beside what was asked for; `results` holds what the inputs do
not say. What follows from the two (the connection's id, its service, the
requester's subscription) is not kept: state grows by the entry.

An entry whose connection was not there, where that is no failure, has no result.
Its status says so, and `absent` what it is to be: the next run takes it up again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.connections.model import PENDING
from pulumi_private_endpoint.connections.properties import form, state
from pulumi_private_endpoint.connections.properties.fields import FOUND

from .inputs import APPROVALS, OWN, WHEN_ABSENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Props = dict[str, Any]
"""A bag of properties: inputs, a state, or one entry of either."""

RESULTS = "results"
ABSENT = "absent"
_NOT_THERE = "Absent"
"""The status of an entry whose connection was not there; Azure has no such word."""
_FOUND = (
    *(name for name in FOUND if name != "apiVersion"),  # it follows from the service, or is declared
    "groupIds",
    "previousStatus",
    state.APPROVED_ENDPOINT,
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


def packed(
    props: Mapping[str, Any],
    bags: Iterable[tuple[str, Mapping[str, Any]]],
    absent: Iterable[str] = (),
) -> dict[str, Any]:
    """The set's state.

    Args:
        props: The set's inputs as checked; for entries that have a connection, `bags` go first.
        bags: Each key with what the single resource would keep (`state.outputs`).
        absent: The keys of the entries without a connection.
    """
    entries = props.get(APPROVALS) or {}
    approvals, results = {}, {}
    for key, bag in bags:
        declared = state.declared_inputs(bag)
        results[key] = {name: bag[name] for name in _FOUND if name in bag and name not in declared}
        for name in _following(bag, declared):
            results[key].pop(name, None)
        approvals[key] = declared | {name: entries[key][name] for name in _ours(entries.get(key, {}))}
    waiting = {key: entries[key]["status"] for key in absent}
    approvals |= {key: entries[key] | {"status": _NOT_THERE} for key in waiting}
    own = {name: props[name] for name in OWN if props.get(name) is not None}
    found = {APPROVALS: approvals, RESULTS: results, **({ABSENT: waiting} if waiting else {})}
    return found | own | form.mark()


def _ours(entry: Mapping[str, Any]) -> Iterator[str]:
    """What is an entry's, and not an approval's."""
    return (name for name in (WHEN_ABSENT,) if name in entry)


def _following(bag: Mapping[str, Any], declared: Mapping[str, Any]) -> Iterator[str]:
    """What need not be kept, or must not: a message that is a secret would stand here in clear."""
    if bag.get("previousStatus") == PENDING:  # as nearly always
        yield "previousStatus"
    message = declared.get("requestMessage")
    if message is not None and str(bag["description"]).split() == message.split():  # it may have been trimmed
        yield "description"


def inputs(outs: Mapping[str, Any]) -> dict[str, Any]:
    """The set's inputs as its state has them; what is absent is wanted all the same."""
    waiting = {key: outs[APPROVALS][key] | {"status": status} for key, status in _absent(outs).items()}
    return {APPROVALS: outs[APPROVALS] | waiting, **{name: outs[name] for name in OWN if name in outs}}


def absent(outs: Mapping[str, Any]) -> list[str]:
    """The keys of the entries that were not there, which is no failure."""
    return list(_absent(outs))


def _absent(outs: Mapping[str, Any]) -> dict[str, str]:
    return outs.get(ABSENT) or {}
