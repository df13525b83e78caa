"""What the clients send beside what the table says, and the answers they take beside the simulator's."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.model import Connection
from pulumi_private_endpoint.connections.request_body import decision

from .sent import SUCCESSES, age, shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pulumi_private_endpoint.connections.services.spec import ServiceSpec
    from pulumi_private_endpoint.simulator.facts.table import Facts

    from .sent import Sent

_GROUP = "/subscriptions/s/resourceGroups/g/providers"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is newer, missing or different."""

    type: str
    what: str
    details: str


def compare(rows: Iterable[ServiceSpec], facts: Mapping[str, Facts], sent: Iterable[Sent]) -> list[Finding]:
    """Everything to look into, in order; `facts` are the simulator's, by lower-cased type."""
    about: dict[str, list[Sent]] = defaultdict(list)
    for request in sent:
        about[request.type.casefold()].append(request)
    specs = {spec.type.casefold(): spec for spec in rows}
    findings: set[Finding] = set()
    for arm_type, requests in about.items():
        if arm_type in specs:
            findings.update(_table(specs[arm_type], requests))
        if arm_type in facts:
            findings.update(_simulator(facts[arm_type], requests))
        if arm_type not in specs:
            findings.update(_missing(requests))
    return sorted(findings)


def _missing(requests: list[Sent]) -> Iterator[Finding]:
    deciding = [request for request in requests if request.decides]
    if deciding:
        newest = max(deciding, key=lambda request: request.age)
        yield Finding(newest.type, "missing", f"{newest.verb} {_at(newest)}")


def _table(spec: ServiceSpec, requests: list[Sent]) -> Iterator[Finding]:
    for request in requests:
        if request.lists and spec.listing != "collection":
            yield Finding(spec.type, "list", f"a list of its own {_at(request)}")
    deciding = [request for request in requests if request.decides]
    if not deciding:
        return
    newest = max(deciding, key=lambda request: request.age)
    if spec.refusal is not None:
        yield Finding(spec.type, "refused", f"can be decided by {newest.verb} {_at(newest)}")
        return
    if newest.age > age(spec.api_version):
        yield Finding(spec.type, "newer", f"{newest.verb} {_at(newest)}")
    yield from _shape(spec, deciding)


def _shape(spec: ServiceSpec, deciding: list[Sent]) -> Iterator[Finding]:
    """Verb, path and body, at every api-version that a client knows: a preview may be what comes next."""
    path = shape_of_path(f"{target(spec)}/{spec.segment}/c")
    for request in deciding:
        verbs = {each.verb for each in deciding if each.api_version == request.api_version}
        if spec.verb not in verbs:
            yield Finding(spec.type, "verb", f"{request.verb} {_at(request)}")
        if shape_of_path(request.path) != path:
            yield Finding(spec.type, "path", f"{request.path} {_at(request)}")
        ours, theirs = shape(fullest(spec)), shape(request.body)
        if request.verb == spec.verb and ours != theirs:
            names = [f"without {name}" for name in ours - theirs] + [f"with {name}" for name in theirs - ours]
            yield Finding(spec.type, "body", f"{', '.join(sorted(names))} {_at(request)}")


def _simulator(facts: Facts, requests: list[Sent]) -> Iterator[Finding]:
    for verb in ("PUT", "PATCH", "DELETE"):
        writes = [each for each in requests if each.verb == verb and (each.decides or verb == "DELETE")]
        operation = facts.operation(verb)
        if not writes or operation is None:
            continue
        newest = max(writes, key=lambda request: request.age)
        if newest.age > age(max(facts.api_versions, key=age)):
            yield Finding(facts.type, "simulator", f"{verb} is not served {_at(newest)}")
        elif newest.codes != [code for code in sorted(operation.codes) if code in SUCCESSES]:
            answers = " or ".join(map(str, newest.codes))
            yield Finding(facts.type, "simulator", f"{verb} is answered by {answers} {_at(newest)}")


def _at(request: Sent) -> str:
    return f"at {request.api_version} ({request.client})"


def target(spec: ServiceSpec) -> str:
    """The id of a target of the row's type."""
    namespace, *types = spec.type.split("/")
    return f"{_GROUP}/{namespace}" + "".join(f"/{kind}/t" for kind in types)


def shape_of_path(path: str) -> str:
    """A path without the names in it, which are every second segment."""
    return "/".join(path.casefold().split("/")[1::2])


def fullest(spec: ServiceSpec) -> dict[str, Any]:
    """The body of a decision where everything is known and everything is asked for."""
    resource = ResourceId.parse(target(spec))
    connection = Connection(
        target=resource,
        id=resource.child(spec.segment, "c"),
        name="c",
        status="Pending",
        description="please",
        actions_required=None,
        private_endpoint_id=ResourceId.parse(f"{_GROUP}/Microsoft.Network/privateEndpoints/e"),
        group_ids=(),
        provisioning_state=None,
    )
    return decision(spec, connection, "Approved", "text", "None")
