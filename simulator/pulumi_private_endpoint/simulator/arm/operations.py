"""Long-running operations: what runs, where it is polled, and what a poll is told.

An operation lives on the clock alone: it has ended once its time is up. Its polling URLs are issued here and,
when signed, compared byte for byte (L23).
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timezone
from email.utils import formatdate
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pulumi_private_endpoint.simulator.errors import WireError

from . import answers
from .answers import Answer
from .state import Operation, Origin

if TYPE_CHECKING:
    from pulumi_private_endpoint.simulator.facts.answer_style import AnswerStyle
    from pulumi_private_endpoint.simulator.scenario import Connection

    from .state import Live, Snapshot, World

_DEFAULT_RETRY_AFTER = 10.0
_SIGNED_LENGTH = 3500
_OTHER_CALLER = (
    "Only the original caller of an asynchronous operation is allowed to retrieve the results. "
    "The content hash provided in the query params does not match."
)


def start(
    world: World,
    live: Live,
    style: AnswerStyle,
    wanted: Snapshot | None,
    origin: Origin,
) -> Operation:
    """Starts a change of a connection; a synchronous one has ended on return."""
    now, spec = world.clock.now(), live.next_spec()
    serial = len(world.operations) + 1
    operation = Operation(
        id=f"{serial:024x}" if live.habits.polling == "asyncId" else f"00000000-0000-4000-8000-{serial:012d}",
        live=live,
        spec=spec,
        style=style,
        wanted=wanted,
        origin=origin,
        location=world.scenario.location,
        started=now,
        ends=now + world.scaled(spec.operation_seconds) if style.later else now,
    )
    world.operations[operation.id] = operation
    live.operation = operation
    live.begin(delete=wanted is None)
    if not style.later:
        world.end(operation)
    return operation


def polling_headers(world: World, operation: Operation) -> dict[str, str]:
    """The headers that send a client to poll, as the style and the scenario have them."""
    style, headers = operation.style, {}
    if style.aao:
        headers["Azure-AsyncOperation"] = _url(operation, "operationStatuses")
    if style.location:
        headers["Location"] = _url(operation, "operationResults")
    if style.rubbish:
        headers["Location"] = f"{operation.origin.base_url}/this/location/must/not/be/used"
    return headers | _retry_after(world, operation.spec, documented=style.retry_after)


def poll(world: World, operation: Operation, *, path: str, query: str, caller: str) -> Answer:
    """Answers a GET of an operation's status or result.

    Raises:
        WireError: the caller is another one (L25), the signature is not the issued one (L23), or the
            operation failed and its Location answers with the error.
    """
    _check_caller(operation, query, caller)
    operation.polls += 1
    headers = {} if operation.spec.poll_headers == "vanish" else polling_headers(world, operation)
    if "/operationstatuses/" in path.lower():
        return Answer(200, _status(operation), {} if operation.ended else headers)
    if not operation.ended:
        return Answer(202, None, headers)
    return _result(operation)


def _check_caller(operation: Operation, query: str, caller: str) -> None:
    signed = operation.spec.polling_url == "signed"
    stranger = bool(caller and operation.origin.caller and caller != operation.origin.caller)
    if stranger or (signed and query not in operation.issued):
        raise WireError(403, "AuthorizationFailed", _OTHER_CALLER)


def _status(operation: Operation) -> dict[str, Any]:
    spec = operation.spec
    body: dict[str, Any] = {
        "id": _path(operation, "operationStatuses"),
        "name": operation.id,
        "status": spec.outcome if operation.ended else spec.running_status,
        "startTime": _instant(operation.started),
    }
    if operation.ended:
        body["endTime"] = _instant(operation.ends)
    if operation.ended and operation.failed:
        body |= _error(spec)
    return body


def _error(spec: Connection) -> dict[str, Any]:
    return {"error": {"code": spec.error_code, "message": spec.error_message}} if spec.error_code else {}


def _result(operation: Operation) -> Answer:
    live, spec = operation.live, operation.spec
    if not operation.failed:
        if operation.wanted is None:
            return Answer(204)
        return Answer(200, answers.connection(live, operation.wanted, put=True))
    if spec.failure_answer == "error":
        raise WireError(400, spec.error_code, spec.error_message, by_service=True)
    if spec.failure_answer == "state":
        return Answer(200, answers.connection(live, live.shown))
    return Answer(200, {"status": spec.outcome} | _error(spec))


def _path(operation: Operation, leaf: str) -> str:
    live = operation.live
    if live.habits.polling == "asyncId" and leaf == "operationResults":
        return f"{live.spec.target}/apis/tempgroup"
    subscription = live.spec.target.split("/")[2]
    place = f"/subscriptions/{subscription}/providers/{live.facts.namespace}/locations/{operation.location}"
    return f"{place}/{leaf}/{operation.id}"


def _url(operation: Operation, leaf: str) -> str:
    spec, query = operation.spec, _query(operation, leaf)
    operation.issued.add(query)
    path = _path(operation, leaf) + (f"?{query}" if query else "")
    if spec.polling_url == "relative":
        return path
    if spec.polling_url == "protocol-relative":
        return f"//{spec.polling_host}{path}"
    if spec.polling_url == "foreign":
        return ("" if "://" in spec.polling_host else "https://") + spec.polling_host + path
    return operation.origin.base_url + path


def _query(operation: Operation, leaf: str) -> str:
    spec, habits = operation.spec, operation.live.habits
    parts = [f"api-version={operation.origin.api_version}"]
    if spec.polling_url == "no-api-version" or (habits.polling == "bare" and not spec.polling_url):
        parts = []
    if habits.polling == "asyncId" and leaf == "operationResults":
        parts += [f"asyncId={operation.id}", "asyncCode=201"]
    if spec.poll_headers == "change" and operation.polls:
        parts.append(f"poll={operation.polls}")
    if spec.polling_url == "signed":
        parts.append(_signature(operation, leaf))
    return "&".join(parts)


def _signature(operation: Operation, leaf: str) -> str:
    """ARM's `t`, `c`, `s` and `h`, as long as the real ones and full of escapes a client might undo (L24)."""
    seed = f"{operation.id}/{leaf}/{operation.polls}"
    digest = hashlib.sha256(seed.encode()).hexdigest()
    certificate = quote(f"MII+/{digest}~==", safe="~")
    certificate *= _SIGNED_LENGTH // len(certificate)
    return f"t=638000000000000000&c={certificate}&s={digest[:43]}_-&h={digest[43:]}%3D"


def _retry_after(world: World, spec: Connection, *, documented: bool) -> dict[str, str]:
    """The waiting time in the form the scenario asks for (L17-L19)."""
    value = spec.retry_after
    if value is None:
        value = _DEFAULT_RETRY_AFTER if documented else "absent"
    if isinstance(value, str):
        return _retry_after_text(world, spec.retry_after_header, value)
    factor = 1000 if spec.retry_after_header.lower().endswith("-ms") else 1
    return {spec.retry_after_header: world.waiting_text(value * factor)}


def _retry_after_text(world: World, header: str, value: str) -> dict[str, str]:
    if value == "absent":
        return {}
    if value.startswith("date:"):
        at = world.clock.now() + world.scaled(float(value.removeprefix("date:")))
        return {header: formatdate(at, usegmt=True)}
    return {header: value}


def _instant(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, tz=timezone.utc).isoformat().replace("+00:00", "Z")
