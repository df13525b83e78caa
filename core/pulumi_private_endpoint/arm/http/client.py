"""The one way out to ARM.

A request passes four steps, each with one concern: `_deliver` decides whether to send again, `_signed` adds
the token and answers one challenge, `_send` keeps to the rate limits and translates what the transport
says, and the transport does the rest. Every URL is checked against the ARM origin first, so a token can
reach no other host (L27, C6).
"""

from __future__ import annotations

import asyncio
import random
import re
import uuid
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import httpx

from pulumi_private_endpoint.arm.answers.answer import Answer
from pulumi_private_endpoint.arm.answers.challenge import claims_of, tenant_of
from pulumi_private_endpoint.arm.answers.content import read
from pulumi_private_endpoint.arm.answers.error_body import parse_error
from pulumi_private_endpoint.arm.answers.retry_after import retry_after
from pulumi_private_endpoint.arm.clock import Clock, Deadline, SystemClock
from pulumi_private_endpoint.arm.errors.tree import (
    ConnectionLost,
    DeadlineExceeded,
    RequestFailed,
    SignInFailed,
    UnreadableAnswer,
)
from pulumi_private_endpoint.arm.errors.verdict import is_busy, pause
from pulumi_private_endpoint.arm.text import keep_secret, one_line

from .call import Call, Failure, is_refusal, lost, may_send_again, ran_out, too_late, trying_again
from .pages import Pages
from .throttle import Throttle
from .transport import http_client
from .urls import at_version, check_origin, check_path

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulumi_private_endpoint.arm.auth.clouds import Cloud
    from pulumi_private_endpoint.arm.auth.credentials import TokenSource

_READ_TIMEOUT = 90.0  # ARM itself waits 60 s for the service (L22)
_CONNECT_TIMEOUT = 10.0
# A minute and a half of dropped connections or 5xx; twice that if each takes its time to fail.
_MOST_FAULTS = 8
_MOST_SPOILT = 4  # some seconds of answers that are no JSON (L16)
_TOKEN = re.compile(r"[\x21-\x7e]+")

Items = list[Any]  # ArmClient.list hides the builtin inside the class


class ArmClient:
    """Requests to one ARM endpoint as one identity.

    Methods return the Answer of a 2xx. They raise RequestFailed for any other status, ConnectionLost,
    DeadlineExceeded, UnreadableAnswer, SignInFailed, and InvalidResourceId for a path that is none.
    Reads are repeated while that can help. A write is repeated only if the service refused it unprocessed;
    if it may have been carried out, the error's `outcome_unknown` says so (L33). With `once` it is never
    repeated: the caller looks first whether what it is for is still the same.
    `trace` gets one line per request, without query, body or headers; `notice` one for each outage, when it
    begins: what follows is a silence of some minutes.
    """

    def __init__(  # noqa: PLR0913 - two things it needs, five that tests and callers may replace
        self,
        cloud: Cloud,
        tokens: TokenSource,
        *,
        clock: Clock | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        trace: Callable[[str], None] | None = None,
        notice: Callable[[str], None] | None = None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.cloud = cloud
        self.clock = clock or SystemClock()
        self.jitter = jitter
        self._tokens = tokens
        self._throttle = Throttle(self.clock)
        self._trace = trace
        self._notice = notice
        self._unreached = False
        self._http = http_client(cloud, transport)

    async def get(
        self, path: str, api_version: str, deadline: Deadline, *, client_request_id: str | None = None
    ) -> Answer:
        """Read. A 204 or an empty 200 comes back as an Answer without a body (L40).

        `client_request_id`: that of the operation it watches (L39).
        """
        url = self._url(path, api_version)
        return await self.poll(url, deadline, client_request_id=client_request_id)

    async def put(
        self, path: str, api_version: str, body: Any, deadline: Deadline, *, once: bool = False
    ) -> Answer:
        """Create or replace."""
        call = self._call("PUT", self._url(path, api_version), deadline, body)
        return await self._deliver(replace(call, once=once))

    async def patch(
        self, path: str, api_version: str, body: Any, deadline: Deadline, *, once: bool = False
    ) -> Answer:
        """Change in part."""
        call = self._call("PATCH", self._url(path, api_version), deadline, body)
        return await self._deliver(replace(call, once=once))

    async def post(self, path: str, api_version: str, body: Any, deadline: Deadline) -> Answer:
        """Make what gets its id from the service."""
        return await self._deliver(self._call("POST", self._url(path, api_version), deadline, body))

    async def query(self, path: str, api_version: str, body: Any, deadline: Deadline) -> Answer:
        """POST a question: it changes nothing, so it is repeated as reads are."""
        call = self._call("POST", self._url(path, api_version), deadline, body)
        return await self._deliver(replace(call, is_query=True))

    async def delete(self, path: str, api_version: str, deadline: Deadline, *, once: bool = False) -> Answer:
        """Delete."""
        call = self._call("DELETE", self._url(path, api_version), deadline)
        return await self._deliver(replace(call, once=once))

    async def list(self, path: str, api_version: str, deadline: Deadline) -> Items:
        """All items of a collection, over all pages; a bare array and 204 are understood.

        Raises ForeignUrl (L27), and UnreadableAnswer for a page without items and for pages without end.
        """
        pages, call = Pages(), self._call("GET", self._url(path, api_version), deadline)
        while url := pages.add(await self._deliver(replace(call, is_list=True))):
            call = self._call("GET", url, deadline, request_id=call.request_id)
        return pages.items

    async def poll(self, url: str, deadline: Deadline, *, client_request_id: str | None = None) -> Answer:
        """GET a URL that ARM gave, byte for byte (L23). Raises ForeignUrl if it is not on the ARM origin."""
        return await self._deliver(self._call("GET", url, deadline, request_id=client_request_id))

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    def _url(self, path: str, api_version: str) -> str:
        check_path(path)
        # The version goes into the text of the URL: httpx would replace a query by `params` (L23).
        return at_version(f"{self.cloud.endpoint}{path}", api_version)

    def _call(
        self, method: str, url: str, deadline: Deadline, body: Any = None, *, request_id: str | None = None
    ) -> Call:
        checked = check_origin(url, self.cloud.endpoint)
        return Call(method, checked, body, deadline, request_id or str(uuid.uuid4()))

    async def _deliver(self, call: Call) -> Answer:
        """Send until there is a success, or until sending again cannot help or is not safe."""
        faults = attempt = 0
        before: Failure | None = None
        while True:
            try:
                return await self._signed(call)
            except DeadlineExceeded as late:
                if before is None or late.outcome_unknown:
                    raise
                raise ran_out(call, before) from late
            except (RequestFailed, ConnectionLost, UnreadableAnswer) as failure:
                faults += not is_refusal(failure)
                most = _MOST_SPOILT if isinstance(failure, UnreadableAnswer) else _MOST_FAULTS
                if not may_send_again(failure) or faults >= most:
                    raise
                seconds = self._pause_after(failure, attempt)
                if seconds >= call.deadline.remaining():
                    raise too_late(call, failure, seconds) from failure
                if call.once:
                    raise
                self._tell(failure)
                before = failure
            await call.deadline.sleep(seconds)
            attempt += 1

    def _tell(self, failure: Failure) -> None:
        """Say that an outage begins, once until something is reached again."""
        if isinstance(failure, ConnectionLost) and not failure.sent and not self._unreached:
            self._unreached = True
            if self._notice:
                self._notice(trying_again(failure))

    def _pause_after(self, failure: Failure, attempt: int) -> float:
        asked = failure.retry_after if isinstance(failure, RequestFailed) else None
        if asked is None:
            return pause(attempt, self.jitter, factor=2, cap=30)
        # Never earlier than asked, however long that is (T3), not all at once (T7), nor in a tight loop.
        least = pause(attempt, self.jitter, factor=2, cap=10) if attempt and asked < 1 else 0.0
        return max(least, asked + min(1.0, 0.1 * asked + 0.1) * self.jitter())

    async def _signed(self, call: Call) -> Answer:
        """Send with a token; after a 401 once more with a fresh one, never in a loop (L42, E20)."""
        answer = await self._send(call, await self._token(call, None))
        if answer.status == HTTPStatus.UNAUTHORIZED:
            answer = await self._send(call, await self._token(call, claims_of(answer.headers) or ""))
        if not 200 <= answer.status < 300:  # noqa: PLR2004 - HTTP
            raise self._refused(call, answer)
        if flaw := call.flaw(answer):
            raise UnreadableAnswer(
                f"{call} answered {answer.status} with {flaw}.\n{answer.request_ids}",
                retryable=True,
                outcome_unknown=not call.is_read,
            )
        return answer

    def _refused(self, call: Call, answer: Answer) -> RequestFailed:
        seconds = retry_after(answer.headers, self.clock.utcnow())
        error = parse_error(answer)
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS and not is_busy(error):  # T4
            self._throttle.pause(call.method, call.path, seconds or 1.0)
        return RequestFailed(
            answer.status,
            error,
            call.method,
            call.path,
            answer.request_ids,
            retry_after=seconds,
            tenant=tenant_of(answer.headers),
            is_read=call.is_read,
        )

    async def _token(self, call: Call, claims: str | None) -> str:
        if call.deadline.expired:  # else the sign-in would seem to have taken too long
            raise DeadlineExceeded(f"{call} was not sent: its {call.deadline.seconds:.0f} s were over.")
        source = self._tokens.token(self.cloud.scope, claims=claims)
        try:
            token = await asyncio.wait_for(source, call.deadline.remaining())
        except asyncio.TimeoutError as error:
            raise DeadlineExceeded(
                f"{call}: no token could be had in what was left of {call.deadline.seconds:.0f} s.",
                last_seen="signing in",
            ) from error
        if not _TOKEN.fullmatch(token):  # else the transport would quote the header in its complaint
            raise SignInFailed("The sign-in gave a token that cannot be sent in a header.")
        keep_secret(token)
        return token

    async def _send(self, call: Call, token: str) -> Answer:
        number = await self._throttle.wait(call.method, call.path, call.deadline)
        started = self.clock.now()
        answer = await self._exchange(call, token)
        self._unreached = False
        self._throttle.learn(call.method, call.path, answer.headers, number)
        if self._trace:
            elapsed = (self.clock.now() - started) * 1000
            self._trace(one_line(f"{call} -> {answer.status} in {elapsed:.0f} ms, {answer.request_ids}"))
        return answer

    async def _exchange(self, call: Call, token: str) -> Answer:
        left = call.deadline.remaining()
        request = self._http.build_request(
            call.method,
            call.url,
            json=call.body,
            headers={
                # Per request: a header of the client itself would go to any URL (L27).
                "Authorization": f"Bearer {token}",
                "x-ms-client-request-id": call.request_id,  # L39
            },
            timeout=httpx.Timeout(min(_READ_TIMEOUT, left), connect=min(_CONNECT_TIMEOUT, left), pool=left),
        )
        try:
            # httpx limits each read, not the whole; a slow drip must end too (L21).
            return await asyncio.wait_for(self._receive(request, call.request_id), left)
        except asyncio.TimeoutError as error:
            raise DeadlineExceeded(
                f"{call} had no answer when its {call.deadline.seconds:.0f} s were over.",
                last_seen="no answer",
                outcome_unknown=not call.is_read,
            ) from error
        except (httpx.RequestError, OSError) as error:  # a broken TLS record comes as ssl.SSLError itself
            if self._trace:
                self._trace(f"{call} -> {type(error).__name__}")
            raise lost(call, error, self.cloud.endpoint, local=self.cloud.is_local) from error

    async def _receive(self, request: httpx.Request, request_id: str) -> Answer:
        response = await self._http.send(request, stream=True)
        try:
            return Answer.of(response, request_id, await read(response))
        finally:
            await response.aclose()
