"""One request to ARM, and what its failures mean for the next attempt."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import httpx

from pulumi_private_endpoint.arm.answers.answer import path_of
from pulumi_private_endpoint.arm.errors.tree import (
    ConnectionLost,
    DeadlineExceeded,
    RequestFailed,
    UnreadableAnswer,
)
from pulumi_private_endpoint.arm.errors.verdict import Verdict

if TYPE_CHECKING:
    from pulumi_private_endpoint.arm.answers.answer import Answer
    from pulumi_private_endpoint.arm.clock import Deadline

Failure = RequestFailed | ConnectionLost | UnreadableAnswer
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@dataclass(frozen=True, slots=True)
class Call:
    """A request: where to, with what, until when, and whether one attempt is all.

    `is_query`: whether it only asks, although it is no GET. `is_list`: whether it asks for a list, of which
    an empty 200 says nothing (L40).
    """

    method: str
    url: httpx.URL = field(repr=False)
    body: Any = field(repr=False)
    deadline: Deadline
    request_id: str
    once: bool = False
    is_query: bool = False
    is_list: bool = False

    @property
    def path(self) -> str:
        """Its path, as messages show it."""
        return path_of(self.url)

    @property
    def is_read(self) -> bool:
        """Whether it changes nothing."""
        return self.is_query or self.method == "GET"

    def flaw(self, answer: Answer) -> str:
        """Why a success is of no use, in words; empty where it is."""
        lost_body = self.is_list and answer.body is None and answer.status != HTTPStatus.NO_CONTENT
        return answer.unusable or ("no list" if lost_body else "")

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def is_refusal(failure: Failure) -> bool:
    """Whether the service said no before it did anything."""
    return isinstance(failure, RequestFailed) and failure.verdict is Verdict.NOT_PROCESSED


def may_send_again(failure: Failure) -> bool:
    """Whether the same request can help, and cannot be carried out twice (L33)."""
    return failure.retryable and not failure.outcome_unknown


def too_late(call: Call, failure: Failure, seconds: float) -> DeadlineExceeded:
    """The error for a next attempt that would be due after the deadline (L21)."""
    seen = str(failure).partition("\n")[0]
    return DeadlineExceeded(
        f"{call}: time is up; the next attempt would be due in {seconds:.0f} s and "
        f"{call.deadline.remaining():.0f} s of {call.deadline.seconds:.0f} s are left. Last seen: {seen}\n"
        + str(failure).partition("\n")[2],
        last_seen=seen,
    )


def ran_out(call: Call, failure: Failure) -> DeadlineExceeded:
    """The error for time that ended in the wait after a failure: that failure is the reason."""
    seen, _, rest = str(failure).partition("\n")
    return DeadlineExceeded(
        f"{call}: its {call.deadline.seconds:.0f} s are over. Last seen: {seen}\n{rest}", last_seen=seen
    )


def trying_again(failure: ConnectionLost) -> str:
    """The line for a connection that could not be made, while it is tried again."""
    first_line = str(failure).partition("\n")[0]
    return f"{first_line.partition('). ')[0]}): trying again, for three minutes at most"


def lost(call: Call, error: httpx.RequestError | OSError, endpoint: str, *, local: bool) -> ConnectionLost:
    """What a transport's error means: whether the request may have arrived, and may be sent again."""
    if local and _was_refused(error):  # a simulator that is not running is no passing fault
        return ConnectionLost(
            f"{call}: nothing listens at {endpoint}. Start the simulator, or correct the endpoint "
            "(PRIVATE_ENDPOINT_ARM_ENDPOINT, or private-endpoint:armEndpoint in the stack).\n"
            f"client request id {call.request_id}",
            sent=False,
            retryable=False,
        )
    sent = not isinstance(error, _NEVER_SENT)
    # Only a failed connect explains itself; other texts may quote the request.
    reason = ": ".join(filter(None, (type(error).__name__, "" if sent else str(error))))
    untrusted = "CERTIFICATE_VERIFY_FAILED" in reason
    remedy = (
        "Set SSL_CERT_FILE to the authority of your proxy."
        if untrusted
        else "Check the network and run again."
    )
    return ConnectionLost(
        f"{call}: {'the answer was lost' if sent else 'no connection'} ({reason}). {remedy}\n"
        f"client request id {call.request_id}",
        sent=sent,
        retryable=not untrusted
        and not isinstance(error, (httpx.UnsupportedProtocol, httpx.LocalProtocolError)),
        outcome_unknown=sent and not call.is_read,
    )


def _was_refused(error: BaseException) -> bool:
    """Whether the machine said so at the end of the chain; a name with several addresses has several."""
    before = error.__cause__ or error.__context__
    causes = [*getattr(error, "exceptions", ()), *([before] if before else [])]
    return isinstance(error, ConnectionRefusedError) or any(map(_was_refused, causes))
