"""Everything that can go wrong between here and ARM, as one tree.

    ArmError
    ├── InvalidResourceId     the text is no resource id (also a ValueError)
    ├── ConfigurationError    cloud, endpoint or sign-in settings contradict each other or make no sense
    ├── SignInFailed          no token was to be had
    ├── ForeignUrl            ARM named a URL on another origin; nothing was sent there
    ├── RequestFailed         ARM answered with an error
    ├── OperationFailed       a long-running operation ended in Failed or Canceled
    ├── UnreadableAnswer      a success that cannot be understood
    ├── ConnectionLost        no answer arrived
    └── DeadlineExceeded      time ran out, with what was last seen

The first line of each says what happened and what to do; ARM's own words and the request ids follow (L39).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi_private_endpoint.arm.answers.answer import RequestIds
from pulumi_private_endpoint.arm.text import message

from .advice import advise
from .verdict import Verdict, judge

if TYPE_CHECKING:
    from pulumi_private_endpoint.arm.answers.error_body import ServiceError


class ArmError(Exception):
    """Base of all errors of this package.

    `retryable`: the same call may succeed later. `outcome_unknown`: a write was sent and may have been
    carried out, so read before writing again (L33). What it says is safe to show, whoever wrote it.
    """

    retryable: bool = False
    outcome_unknown: bool = False

    def __init__(self, text: str = "") -> None:
        super().__init__(message(text))


class InvalidResourceId(ArmError, ValueError):
    """A text is no ARM resource id, or a name cannot stand in one."""


class ConfigurationError(ArmError):
    """The settings for cloud, endpoint or sign-in cannot be used."""


class SignInFailed(ArmError):
    """No token could be had; says which way of signing in was tried."""


class ForeignUrl(ArmError):
    """A URL is not on the configured ARM origin, so nothing was sent to it (L27)."""


class RequestFailed(ArmError):
    """ARM answered with an error status.

    `status` is the HTTP status, `error` what the body said, `path` the URL's path without the query.
    `retry_after` is the wait in seconds that the answer asked for, or None; `tenant` is what a 401 named.
    `is_read`: whether the request changes nothing, whatever its method.
    """

    def __init__(  # noqa: PLR0913 - the facts of one answer
        self,
        status: int,
        error: ServiceError,
        method: str,
        path: str,
        request_ids: RequestIds | None = None,
        *,
        retry_after: float | None = None,
        tenant: str | None = None,
        is_read: bool = False,
    ) -> None:
        self.status = status
        self.tenant = tenant
        self.error = error
        self.path = path
        self.request_ids = request_ids or RequestIds()
        self.retry_after = retry_after
        self.verdict = judge(status, error, retry_after=retry_after is not None)
        self.retryable = self.verdict is not Verdict.PERMANENT
        self.outcome_unknown = not (is_read or method == "GET") and self.verdict is Verdict.TRANSIENT
        named = f"{status} {self.code}".strip()
        first = f"{method} {path} was refused ({named}). {advise(status, error)}".strip()
        super().__init__(_lines(first, str(error), str(self.request_ids)))

    @property
    def code(self) -> str:
        """ARM's error code, or an empty text."""
        return self.error.code


class OperationFailed(ArmError):
    """A long-running operation ended without success (L36).

    `status` is the word it ended with; `path`, the path of what was polled, is only told.
    """

    def __init__(
        self, error: ServiceError, status: str, path: str = "", request_ids: RequestIds | None = None
    ) -> None:
        self.error = error
        self.status = status
        self.request_ids = request_ids or RequestIds()
        self.retryable = judge(None, error, retry_after=False) is not Verdict.PERMANENT
        advice_text = advise(0, error) or ("It may succeed when run again." if self.retryable else "")
        named = f"{status}: {self.code}" if self.code else status
        first = f"The operation at {path or 'ARM'} did not succeed ({named}). {advice_text}".strip()
        super().__init__(_lines(first, str(error), str(self.request_ids)))

    @property
    def code(self) -> str:
        """ARM's error code, or an empty text."""
        return self.error.code


class UnreadableAnswer(ArmError):
    """ARM reported success in a form that cannot be understood (L11)."""

    def __init__(self, text: str, *, retryable: bool = False, outcome_unknown: bool = False) -> None:
        self.retryable = retryable
        self.outcome_unknown = outcome_unknown
        super().__init__(text)


class ConnectionLost(ArmError):
    """No answer arrived. `sent`: whether the request may have reached ARM."""

    def __init__(
        self, text: str, *, sent: bool, retryable: bool = True, outcome_unknown: bool = False
    ) -> None:
        self.sent = sent
        self.retryable = retryable
        self.outcome_unknown = outcome_unknown
        super().__init__(text)


class DeadlineExceeded(ArmError):
    """Time ran out (L21). `last_seen` is the last thing that was known."""

    def __init__(self, text: str, *, last_seen: str = "", outcome_unknown: bool = False) -> None:
        self.last_seen = last_seen
        self.outcome_unknown = outcome_unknown
        super().__init__(text)


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)
