"""The inputs of a set: many approvals by key, each with the single resource's own rules.

A problem names its entry, so that one wrong value among three hundred is found
at once. As with a single approval, no value is repeated: it may be a secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_private_endpoint.connections.properties.fields import INPUTS, STATUS, python_name
from pulumi_private_endpoint.connections.properties.inputs import Problem, from_props
from pulumi_private_endpoint.connections.properties.inputs import input_warnings as entry_warnings
from pulumi_private_endpoint.connections.properties.inputs import problems as entry_problems
from pulumi_private_endpoint.connections.properties.secrets import mark_secrets as mark_entry_secrets
from pulumi_private_endpoint.connections.properties.state import OUTPUTS
from pulumi_private_endpoint.connections.properties.unknown import is_unknown
from pulumi_private_endpoint.connections.text import SHOWN, printable, subscript

APPROVALS = "approvals"
_CONCURRENCY = "maxConcurrency"
_DEFAULT_CONCURRENCY = 64
"""Approvals under way at once, unless the program says otherwise."""
_RELEASES = "maxReleases"
_DEFAULT_RELEASES = 10
"""Connections that an update may reject or delete, unless the program says otherwise."""
WHEN_ABSENT = "whenAbsent"
"""What an entry without a connection is: of the set, and of an entry, which goes first."""

OWN = (_CONCURRENCY, _RELEASES, WHEN_ABSENT)
"""What a set has beside its entries."""

_MOST = 10_000
_LEAST = {_CONCURRENCY: 1, _RELEASES: 0}
_ABSENT_IS = ("fail", "warn")
# Keys inside a property map are translated like property names, so a key must not be one.
RESERVED = frozenset({*INPUTS, *OUTPUTS, APPROVALS, *OWN, "results"})


def entry_label(key: str) -> str:
    """An entry as messages name it; whatever the key holds, it ends where it seems to."""
    return f"approvals{subscript(key, SHOWN)}"


def claimant(key: str, name: str) -> str:
    """An entry as one of those that want a connection; `name` is the set's, empty where nobody told."""
    return f"{entry_label(key)} of {printable(name)}" if name else entry_label(key)


def max_concurrency(props: Mapping[str, Any]) -> int:
    """How many approvals may be under way at once."""
    return _number(props, _CONCURRENCY, _DEFAULT_CONCURRENCY)


def max_releases(props: Mapping[str, Any]) -> int:
    """How many connections an update may reject or delete."""
    return _number(props, _RELEASES, _DEFAULT_RELEASES)


def _number(props: Mapping[str, Any], name: str, default: int) -> int:
    limit = props.get(name)
    return default if limit is None or is_unknown(limit) else int(limit)


def may_be_absent(props: Mapping[str, Any], key: str) -> bool:
    """Whether it is a warning only that an entry's connection is not there."""
    entry = props[APPROVALS][key]
    own = entry.get(WHEN_ABSENT) if isinstance(entry, Mapping) else None
    said = props.get(WHEN_ABSENT) if own is None else own
    return said == "warn" or is_unknown(said)  # in a preview: what is not known yet fails none


def tenant(props: Mapping[str, Any]) -> Any:
    """The tenant that all entries have in common."""
    return next(iter(_tenants(props)), None)


def _tenants(props: Mapping[str, Any]) -> list[Any]:
    entries = (props.get(APPROVALS) or {}).values()
    return [entry.get("tenantId") for entry in entries if isinstance(entry, Mapping)]


def complete(props: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs with absent values left out and the default decision filled in, entry by entry."""
    approvals = props.get(APPROVALS)
    given = {name: value for name, value in props.items() if value is not None}
    if not isinstance(approvals, Mapping):
        return given
    return given | {APPROVALS: {key: _complete(entry) for key, entry in approvals.items()}}


def _complete(entry: Any) -> Any:
    if not isinstance(entry, Mapping):
        return entry
    given = {name: value for name, value in entry.items() if value is not None}
    return STATUS | given if given else {}  # with a status it would not be empty any more


def mark_secrets(props: Mapping[str, Any], plain: Any, before: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs, each entry with the names of its texts that are secrets."""
    approvals, known = props.get(APPROVALS), plain if isinstance(plain, Mapping) else {}
    if not isinstance(approvals, Mapping):
        return dict(props)
    stood = before.get(APPROVALS) or {}
    entries = {
        key: mark_entry_secrets(entry, known.get(key), stood.get(key) or {})
        if isinstance(entry, Mapping)
        else entry
        for key, entry in approvals.items()
    }
    return {**props, APPROVALS: entries}


def problems(props: Mapping[str, Any]) -> list[str]:
    """Everything wrong with a set's inputs, one line each; values that are unknown yet pass."""
    found = [
        str(Problem(name, "is not an input of PrivateEndpointApprovalSet", known=False))
        for name in sorted(props.keys() - {APPROVALS, *OWN})
    ]
    found += _number_problems(props)
    found += _absent_problems(props)
    approvals = props.get(APPROVALS)
    if isinstance(approvals, Mapping):
        found += [line for key, entry in approvals.items() for line in _of_entry(key, entry)]
        return found or [*_tenant_problems(props), *_double_problems(approvals)]
    if is_unknown(approvals):
        return found
    return [*found, "approvals must be a dict of approvals, each by a key of your choice"]


def input_warnings(props: Mapping[str, Any]) -> list[str]:
    """What may go wrong with entries that nothing is known to be wrong with."""
    approvals = props.get(APPROVALS)
    entries = approvals.items() if isinstance(approvals, Mapping) else ()
    known = [(key, entry) for key, entry in entries if isinstance(entry, Mapping)]
    return [f"{entry_label(key)}: {doubt}" for key, entry in known for doubt in entry_warnings(entry)]


def _of_entry(key: str, entry: Any) -> list[str]:
    if key in RESERVED:
        taken = python_name(key)
        return [f"{entry_label(key)} has the name of a property for a key: choose another than {taken}"]
    if isinstance(entry, Mapping) and entry:
        approval = {name: value for name, value in entry.items() if name != WHEN_ABSENT}
        found = [*_absent_problems(entry), *map(str, entry_problems(approval))]
        return [f"{entry_label(key)}: {problem}" for problem in found]
    if is_unknown(entry):
        return []
    # A key without a body: nobody meant to take its approval away.
    empty = entry is None or isinstance(entry, Mapping)
    why = (
        "is empty: give its inputs, or remove the key" if empty else "must be a dict of an approval's inputs"
    )
    return [f"{entry_label(key)} {why}"]


def _tenant_problems(props: Mapping[str, Any]) -> list[str]:
    """A set signs in once."""
    if len({tenant for tenant in _tenants(props) if not is_unknown(tenant)}) > 1:
        return ["approvals in one set must have the same tenant_id: declare a set for each tenant"]
    return []


def _double_problems(approvals: Mapping[str, Any]) -> list[str]:
    """Entries with the same selectors single out the same connection, whatever Azure shows."""
    known = {key: from_props(entry) for key, entry in approvals.items() if not is_unknown(entry)}
    first: dict[tuple[Any, ...], str] = {}
    found = []
    for key, wanted in known.items():
        owner = first.setdefault(wanted.selection, key)
        if owner != key:
            found.append(
                f"{entry_label(key)} singles out the same connection as {entry_label(owner)}: remove one"
            )
    return found


def _number_problems(props: Mapping[str, Any]) -> list[str]:
    return [
        str(Problem(name, f"must be a whole number from {least} to {_MOST}"))
        for name, least in _LEAST.items()
        if not _is_usable(props.get(name), least)
    ]


def _is_usable(value: Any, least: int) -> bool:
    if value is None or is_unknown(value):
        return True
    # Numbers arrive as floats.
    whole = isinstance(value, (int, float)) and not isinstance(value, bool) and float(value).is_integer()
    return whole and least <= value <= _MOST


def _absent_problems(props: Mapping[str, Any]) -> list[str]:
    value = props.get(WHEN_ABSENT)
    if value is None or is_unknown(value) or value in _ABSENT_IS:
        return []
    return [str(Problem(WHEN_ABSENT, f"must be one of {', '.join(_ABSENT_IS)}"))]
