"""What ARM does with a target and its connections: read, list, approve, delete.

Each function takes a checked call and either returns the answer or raises the service's refusal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pulumi_private_endpoint.simulator.errors import WireError, not_found
from pulumi_private_endpoint.simulator.facts import answer_style, behaviour
from pulumi_private_endpoint.simulator.facts.address import Address, Kind

from . import answers, listing, operations, validation
from .answers import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pulumi_private_endpoint.simulator.facts.table import Facts
    from pulumi_private_endpoint.simulator.scenario import Target

    from .state import Live, Origin, Snapshot, World

_NO_CONTENT = 204


@dataclass(frozen=True, slots=True)
class Call:
    """A request that is signed in and whose api-version is served."""

    world: World
    address: Address
    target: Target
    method: str
    params: Mapping[str, str]
    if_match: str
    content: bytes
    path: str
    origin: Origin

    @property
    def facts(self) -> Facts:
        """What is known of the addressed type."""
        return self.address.facts


def answer(call: Call) -> Answer:
    """Answers a call on a target, its list, one connection or a POST action.

    Raises:
        WireError: the service refuses.
    """
    kind, method = call.address.kind, call.method
    listable = call.facts.has_list and call.facts.kind != "post_action"
    if kind is Kind.TARGET and method == "GET":
        return _get_target(call)
    if kind is Kind.LIST and method == "GET" and listable:
        return _list(call)
    if kind is Kind.ACTION and method == "POST":
        return _act(call)
    if kind is Kind.CONNECTION and call.facts.kind != "post_action":
        if method == "GET":
            return _get(call)
        if method == behaviour.verb(call.facts, call.origin.api_version):
            return _approve(call)
        if method == "DELETE" and (call.facts.delete or call.facts.kind == "cli_only"):
            return _delete(call)
    raise WireError(
        405, "MethodNotAllowed", f"The {kind.value} of {call.facts.type} does not allow {method}."
    )


def _get_target(call: Call) -> Answer:
    bodies = [answers.connection(live, live.shown) for live in call.world.listed(call.address.target)]
    body = answers.target(call.facts, call.target, bodies, call.world.scenario.location)
    return Answer(200, body)


def _list(call: Call) -> Answer:
    options = listing.read(call.params, behaviour.of(call.facts.type))
    there = call.world.listed(call.address.target, first_page=options.start == 0)
    bodies = [answers.connection(live, live.shown) for live in there if options.shows(live.spec.name)]
    if call.facts.list_shape == "bare_array":
        return Answer(200, bodies)
    limits = [limit for limit in (call.world.scenario.page_size, options.top) if limit]
    end = options.start + min(limits, default=len(bodies))
    page: dict[str, Any] = {"value": bodies[options.start : end]}
    if end < len(bodies):
        page["nextLink"] = f"{call.origin.base_url}{call.path}?{listing.following(call.params, end)}"
    return Answer(200, page)


def _get(call: Call) -> Answer:
    live = call.world.find(call.address.connection_id)
    if live is not None:
        return Answer(200, answers.connection(live, live.read()))
    if call.target.absent == "204":
        return Answer(_NO_CONTENT)
    if call.target.absent == "200-empty":
        return Answer(200)
    raise _absent(call)


def _approve(call: Call) -> Answer:
    live = call.world.find(call.address.connection_id)
    if live is None:
        code = behaviour.of(call.facts.type).absent_put
        message = "The private endpoint connection does not exist."
        raise WireError(400, code, message, by_service=True) if code else _absent(call)
    _check_match(call, live)
    change = validation.read_change(call.content, live, call.target)
    _check_refusals(live, change.status)
    wanted = change.of(live.true, live.habits.settled_state)
    chosen = answer_style.approval(call.facts, call.origin.api_version, live.spec.answer)
    return _start(call, live, chosen, wanted)


def _delete(call: Call) -> Answer:
    live = call.world.find(call.address.connection_id)
    if live is None:
        if call.facts.delete and _NO_CONTENT not in call.facts.delete.codes:
            raise _absent(call)
        return Answer(_NO_CONTENT)
    chosen = answer_style.deletion(call.facts, live.spec.delete_answer)
    return _start(call, live, chosen, None)


def _act(call: Call) -> Answer:
    """The POST actions name connections by their private endpoint, in the body."""
    body = validation.read_json(call.content)
    endpoint, status, description = _action_request(body)
    for live in call.world.of_target(call.address.target):
        if endpoint and live.true.private_endpoint.lower() == endpoint.lower():
            _check_refusals(live, status)
            wanted = validation.Change(status, description).of(live.true, live.habits.settled_state)
            chosen = answer_style.approval(call.facts, call.origin.api_version, live.spec.answer)
            return _start(call, live, chosen, wanted)
    raise WireError(404, "ResourceNotFound", f"No connection of '{endpoint}'.", by_service=True)


def _action_request(body: dict[str, Any]) -> tuple[str, str, str | None]:
    listed = body.get("manualPrivateEndPointConnections")
    if isinstance(listed, list) and len(listed) == 1 and isinstance(listed[0], dict):
        return str(listed[0].get("id", "")), "Approved", None
    status, endpoint = body.get("connectionState"), body.get("privateEndpointResourceId")
    if status not in ("Approved", "Rejected") or not isinstance(endpoint, str):
        raise WireError(400, "InvalidRequestContent", "The action's body is not complete.", by_service=True)
    return endpoint, status, body.get("description")


def _start(call: Call, live: Live, chosen: answer_style.AnswerStyle, wanted: Snapshot | None) -> Answer:
    _check_busy(call, live)
    before = live.shown
    operation = operations.start(call.world, live, chosen, wanted, call.origin)
    headers = operations.polling_headers(call.world, operation)
    if not chosen.body:
        return Answer(chosen.code, None, headers)
    shown = before if wanted is None else live.shown if chosen.later else live.true
    return Answer(chosen.code, answers.connection(live, shown, put=not chosen.later), headers)


def _check_refusals(live: Live, wanted: str) -> None:
    for refusal in (behaviour.DISCONNECTED, *live.habits.refusals):
        if refusal.applies(live.true.status, wanted):
            raise WireError(refusal.status_code, refusal.code, refusal.message, by_service=True)


def _check_match(call: Call, live: Live) -> None:
    if live.habits.if_match and call.if_match not in ("", "*", answers.etag(live.true)):
        message = "The connection is no longer as the If-Match header says."
        raise WireError(412, "ConditionNotMet", message, by_service=True)


def _check_busy(call: Call, live: Live) -> None:
    busy = live.habits.busy
    if busy and any(other.operation for other in call.world.of_target(call.address.target)):
        raise WireError(busy.status_code, busy.code, busy.message, by_service=True)
    if live.operation:
        message = "Another operation on this connection is in progress."
        raise WireError(409, "AnotherOperationInProgress", message, by_service=True)


def _absent(call: Call) -> WireError:
    resource = f"{call.facts.type}/{call.target.id.rsplit('/', 1)[-1]}"
    name = f"{resource}/privateEndpointConnections/{call.address.name}"
    return not_found(name, call.address.group)
