"""Whether trying again can help, decided once and by meaning.

The same refusal arrives as 409, 412, 429, 400 or 500, or as the error of an operation under HTTP 200
(E10-E14), so the service's code counts for more than the status. A write must also know whether the
service may already have acted: what was refused can be sent again, a lost answer cannot (L33).
"""

from __future__ import annotations

import re
from enum import Enum, auto
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from pulumi_private_endpoint.arm.answers.error_body import ServiceError


class Verdict(Enum):
    """What a failure means for the next attempt."""

    PERMANENT = auto()  # the same request fails in the same way
    TRANSIENT = auto()  # may pass, but whether the request was carried out is unknown
    NOT_PROCESSED = auto()  # throttled or busy: refused before anything was done


# Locks, rights, policy, registration, wrong ids and versions: E20-E25. Waiting does not mend them, whatever
# else the answer says ("remove the lock and try again").
_PERMANENT = frozenset(
    code.lower()
    for code in (
        "AuthorizationFailed",
        "InvalidApiVersionParameter",
        "InvalidResourceType",
        "LinkedAuthorizationFailed",
        "MissingSubscriptionRegistration",
        "NoRegisteredProviderFound",
        "ParentResourceNotFound",
        "RequestDisallowedByPolicy",
        "ResourceGroupNotFound",
        "ResourceNotFound",
        "ScopeLocked",
        "SubscriptionNotFound",
    )
)
_BUSY = frozenset(
    code.lower()
    for code in (
        "AccountProvisioningStateInvalid",  # E13
        "AnotherOperationInProgress",  # E13
        "ConditionNotMet",  # E11, Key Vault
        "ConflictError",  # E11, Key Vault
        "OperationCancelled",  # E14, SQL
        "OperationInterrupted",  # E14, SQL
        "OperationTimedOut",  # E14, SQL: a 500, but rolled back
        "RequestConflict",  # E13
        "RetryableError",  # E13, Network
        "RetryableErrorDueToAnotherOperation",  # E13, T4
        "StorageAccountBeingCreated",  # E10
        "StorageAccountIsNotProvisioned",  # E10
        "StorageAccountOperationInProgress",  # E10
    )
)
_THROTTLED = frozenset({"toomanyrequests"})  # T3; also as the error of an operation
_FAULT = frozenset({"internalservererror", "gatewaytimeout", "serverbusy", "serviceunavailable"})
# These codes also name real conflicts, so the text decides (E12, E13).
_AMBIGUOUS = frozenset({"conflict", "preconditionfailed"})
_TRY_AGAIN = re.compile(r"in progress|try again|exclusive|retry|try the request again", re.IGNORECASE)
_TRANSITIONING = re.compile(r"is transitioning at this time", re.IGNORECASE)  # E13, API Management


def judge(status: int | None, error: ServiceError, *, retry_after: bool) -> Verdict:
    """Judge a failed request, or with `status` None a failed operation (L33, L34, E10-E14).

    `retry_after` says whether the answer carried a usable Retry-After.
    """
    codes = _codes(error)
    if codes & _PERMANENT:
        return Verdict.PERMANENT
    throttled = status == HTTPStatus.TOO_MANY_REQUESTS or bool(codes & _THROTTLED)
    if throttled or is_busy(error) or _says_busy(status, codes, str(error)):
        return Verdict.NOT_PROCESSED
    if status is None:
        return Verdict.TRANSIENT if codes & _FAULT else Verdict.PERMANENT
    return _by_status(status, retry_after=retry_after)


def is_busy(error: ServiceError) -> bool:
    """Whether another operation holds the resource, which is no matter of rates (E10-E14, T4)."""
    return bool(_codes(error) & _BUSY)


def _codes(error: ServiceError) -> set[str]:
    return {part.code.lower() for part in error.flat()}


def _says_busy(status: int | None, codes: set[str], text: str) -> bool:
    if _TRANSITIONING.search(text):
        return True
    return (status in {409, 412} or bool(codes & _AMBIGUOUS)) and bool(_TRY_AGAIN.search(text))


def _by_status(status: int, *, retry_after: bool) -> Verdict:
    if status == 503 and retry_after:  # noqa: PLR2004 - HTTP
        return Verdict.NOT_PROCESSED  # overloaded, and says when it is not
    # A status that HTTP does not know is taken for a 5xx (RFC 9110, section 15).
    known = 300 <= status < 500  # noqa: PLR2004 - HTTP; a 2xx is no failure
    if status == 408 or (not known and status != 501):  # noqa: PLR2004 - HTTP; L34
        return Verdict.TRANSIENT
    # Absence and refusal are answers, with or without a Retry-After: the caller decides on them.
    if retry_after and status >= 400 and status not in {401, 403, 404, 405, 501}:  # noqa: PLR2004 - HTTP
        return Verdict.NOT_PROCESSED
    return Verdict.PERMANENT


def pause(attempt: int, jitter: Callable[[], float], *, factor: float, cap: float) -> float:
    """Seconds before attempt `attempt` + 1: one second, growing by `factor` to `cap`, spread."""
    grown: float = min(cap, factor ** min(attempt, 30))
    return spread(grown, jitter)


def spread(seconds: float, jitter: Callable[[], float]) -> float:
    """The time more or less a quarter, so that waits that began together do not ask together (L19, T7)."""
    return seconds * (0.75 + 0.5 * jitter())
