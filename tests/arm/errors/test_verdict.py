from __future__ import annotations

import pytest

from pulumi_private_endpoint.arm.answers.error_body import ServiceError
from pulumi_private_endpoint.arm.errors.verdict import Verdict, is_busy, judge, pause

P, T, N = Verdict.PERMANENT, Verdict.TRANSIENT, Verdict.NOT_PROCESSED


@pytest.mark.parametrize(
    ("status", "code", "message", "asked", "verdict"),
    [
        pytest.param(408, "", "", False, T, id="L34 408"),
        pytest.param(500, "", "", False, T, id="L34 500"),
        pytest.param(503, "", "", False, T, id="L34 503"),
        pytest.param(503, "", "", True, N, id="L34 503 with Retry-After: not now"),
        pytest.param(500, "", "", True, T, id="L34 500 with Retry-After"),
        pytest.param(504, "", "", False, T, id="L22 504"),
        pytest.param(501, "", "", False, P, id="L34 501"),
        pytest.param(501, "", "", True, P, id="L34 501 with Retry-After"),
        pytest.param(400, "", "", False, P, id="L34 400"),
        pytest.param(400, "", "", True, N, id="L34 400 with Retry-After"),
        pytest.param(300, "", "", False, P, id="L32 300"),
        pytest.param(409, "Conflict", "", True, N, id="L34 409 with Retry-After"),
        pytest.param(404, "", "", True, P, id="404 is an answer"),
        pytest.param(401, "", "", True, P, id="401 is an answer"),
        pytest.param(403, "", "", True, P, id="403 is an answer"),
        pytest.param(405, "", "", True, P, id="405 is an answer"),
        pytest.param(302, "", "", True, P, id="L32 redirect"),
        pytest.param(429, "", "", False, N, id="T3 429"),
        pytest.param(429, "RetryableErrorDueToAnotherOperation", "", False, N, id="T4 429 busy"),
        pytest.param(409, "StorageAccountOperationInProgress", "", False, N, id="E10"),
        pytest.param(409, "STORAGEACCOUNTISNOTPROVISIONED", "", False, N, id="E10 casing"),
        pytest.param(409, "ConflictError", "", False, N, id="E11"),
        pytest.param(412, "ConditionNotMet", "", False, N, id="E11 412"),
        pytest.param(
            412, "PreconditionFailed", "There is already an operation in progress", False, N, id="E12"
        ),
        pytest.param(412, "PreconditionFailed", "The etag differs", False, P, id="E12 etag"),
        pytest.param(500, "InternalServerError", "", False, T, id="E12 500"),
        pytest.param(409, "AnotherOperationInProgress", "", False, N, id="E13"),
        pytest.param(400, "AccountProvisioningStateInvalid", "in state Accepted", False, N, id="E13 400"),
        pytest.param(
            400, "X", "The service is transitioning at this time. Please", False, N, id="E13 API Management"
        ),
        pytest.param(409, "Conflict", "please try again", False, N, id="E13 plain conflict, says so"),
        pytest.param(409, "X", "please try again", False, N, id="E13 409 by another name, says so"),
        pytest.param(412, "X", "please try again", False, N, id="E12 412 by another name, says so"),
        pytest.param(409, "Conflict", "name is taken", False, P, id="E13 plain conflict"),
        pytest.param(400, "BadRequest", "mend it and try again", False, P, id="a 400 stays a 400"),
        pytest.param(500, "OperationTimedOut", "rolled back, please retry", False, N, id="E14 rolled back"),
        pytest.param(409, "OperationInterrupted", "", False, N, id="E14"),
        pytest.param(409, "ScopeLocked", "remove the lock and try again", True, P, id="E23"),
        pytest.param(409, "MissingSubscriptionRegistration", "retry", False, P, id="E24"),
        pytest.param(403, "RequestDisallowedByPolicy", "", True, P, id="E22"),
        pytest.param(404, "ResourceNotFound", "", True, P, id="E25"),
        pytest.param(None, "StorageAccountOperationInProgress", "", False, N, id="operation: busy"),
        pytest.param(None, "Conflict", "another operation in progress", False, N, id="operation: says busy"),
        pytest.param(None, "InternalServerError", "", False, T, id="operation: fault"),
        pytest.param(None, "TooManyRequests", "", False, N, id="operation: throttled"),
        pytest.param(None, "BadRequest", "retry", False, P, id="operation: permanent"),
        pytest.param(None, "", "", False, P, id="operation: no error given"),
    ],
)
def test_one_judgement_by_meaning(
    status: int | None,
    code: str,
    message: str,
    asked: bool,
    verdict: Verdict,
) -> None:
    assert judge(status, ServiceError(code, message), retry_after=asked) is verdict


@pytest.mark.parametrize(
    "code",
    [
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
    ],
)
@pytest.mark.parametrize("status", [409, 500, None], ids=["409", "500", "operation"])
def test_what_waiting_does_not_mend(status: int | None, code: str) -> None:
    assert judge(status, ServiceError(code, "try again"), retry_after=True) is P


@pytest.mark.parametrize(
    "code",
    [
        "AccountProvisioningStateInvalid",
        "AnotherOperationInProgress",
        "ConditionNotMet",
        "ConflictError",
        "OperationCancelled",
        "OperationInterrupted",
        "OperationTimedOut",
        "RequestConflict",
        "RetryableError",
        "RetryableErrorDueToAnotherOperation",
        "StorageAccountBeingCreated",
        "StorageAccountIsNotProvisioned",
        "StorageAccountOperationInProgress",
        "TooManyRequests",
    ],
)
@pytest.mark.parametrize("status", [400, 500, None], ids=["400", "500", "operation"])
def test_what_was_not_begun(status: int | None, code: str) -> None:
    assert judge(status, ServiceError(code), retry_after=False) is N
    assert is_busy(ServiceError(code)) is (code != "TooManyRequests")


@pytest.mark.parametrize(
    "code", ["InternalServerError", "GatewayTimeout", "ServerBusy", "ServiceUnavailable"]
)
def test_faults_of_an_operation_may_pass(code: str) -> None:
    assert judge(None, ServiceError(code), retry_after=False) is T


@pytest.mark.parametrize("code", ["Conflict", "PreconditionFailed"])
@pytest.mark.parametrize(
    "text",
    [
        "an operation is in progress",
        "Try again later",
        "exclusive access is needed",
        "please retry",
        "try the request again",
    ],
)
def test_what_also_names_a_real_conflict_goes_by_its_text(code: str, text: str) -> None:
    assert judge(None, ServiceError(code, text), retry_after=False) is N
    assert judge(None, ServiceError(code, "is taken"), retry_after=False) is P


def test_nested_codes_count_and_a_permanent_one_prevails() -> None:
    busy, locked = ServiceError("ConflictError"), ServiceError("ScopeLocked")
    assert judge(400, ServiceError("X", details=(busy,)), retry_after=False) is N
    assert judge(400, ServiceError("X", details=(busy, locked)), retry_after=False) is P


def test_t4_busy_is_not_throttled() -> None:
    assert is_busy(ServiceError("RetryableErrorDueToAnotherOperation"))
    assert not is_busy(ServiceError("TooManyRequests"))


def test_l19_pauses_grow_to_a_cap_and_are_spread() -> None:
    assert [pause(n, lambda: 0.5, factor=2, cap=10) for n in range(6)] == [1, 2, 4, 8, 10, 10]
    assert pause(10_000, lambda: 0.5, factor=2, cap=10) == 10
    assert pause(0, lambda: 0.0, factor=2, cap=10) == 0.75
    assert pause(0, lambda: 1.0, factor=2, cap=10) == 1.25
