from __future__ import annotations

from typing import Any

import pytest

from pulumi_private_endpoint.arm import (
    ArmError,
    ConnectionLost,
    DeadlineExceeded,
    OperationFailed,
    RequestFailed,
    UnreadableAnswer,
)
from pulumi_private_endpoint.arm.answers.error_body import ServiceError, parse_error
from pulumi_private_endpoint.arm.errors import tree
from pulumi_private_endpoint.arm.errors.advice import advise

PATH = "/subscriptions/s/providers/A.B/t/n"


def violation(**info: Any) -> dict[str, Any]:
    return {"type": "PolicyViolation", "info": info}


@pytest.mark.parametrize(
    ("status", "error", "said"),
    [
        pytest.param(
            403,
            ServiceError(
                "AuthorizationFailed",
                "The client 'x' with object id 'y' does not have authorization to perform action "
                "'A.B/t/write' over scope '/subscriptions/s' or the scope is invalid.",
            ),
            "Grant the signed-in identity A.B/t/write on /subscriptions/s (",
            id="E21 missing role",
        ),
        pytest.param(
            403,
            ServiceError(
                "LinkedAuthorizationFailed",
                "The client has permission to perform action 'A.B/t/write' on scope '/a'; however, it does "
                "not have permission to perform action(s) 'A.B/approval/action' on the linked scope(s) '/b'.",
            ),
            "Grant the signed-in identity A.B/approval/action on /b (",
            id="E21 linked scope",
        ),
        pytest.param(
            403, ServiceError("AuthorizationFailed", "no"), "the right that ARM names", id="E21 unclear"
        ),
        pytest.param(
            403,
            ServiceError(
                "RequestDisallowedByPolicy",
                info=(
                    {"type": "Other"},
                    violation(policyAssignmentDisplayName="Deny it", policyAssignmentId="/p/1"),
                ),
            ),
            "Azure Policy forbids it: Deny it (/p/1). Change the request or ask for an exemption.",
            id="E22 assignment",
        ),
        pytest.param(
            403,
            ServiceError(
                "RequestDisallowedByPolicy",
                info=(
                    {"type": "Other", "info": {"policyAssignmentName": "not it"}},
                    *(violation(policyAssignmentName=name) for name in ("zeta", "b", "omega", "a", "c")),
                    violation(policyAssignmentDisplayName="shown", policyAssignmentName="hidden"),
                    violation(policyAssignmentId="/p/2"),
                ),
            ),
            "Azure Policy forbids it: /p/2, a, b, c, omega, shown, zeta. Change",
            id="E22 several, by whatever names them",
        ),
        pytest.param(
            403,
            ServiceError("X", details=(ServiceError("RequestDisallowedByPolicy", info=(violation(),)),)),
            "An Azure Policy forbids it.",
            id="E22 nested, unnamed",
        ),
        pytest.param(
            403,
            ServiceError(
                "RequestDisallowedByPolicy", info=(violation(), violation(missingPolicyTokenDetails={}))
            ),
            "external evaluation",
            id="E22 external evaluation",
        ),
        pytest.param(
            409,
            ServiceError(
                "ScopeLocked", "cannot perform write operation because following scope(s) are locked: '/l'."
            ),
            "Remove the lock on /l,",
            id="E23 lock",
        ),
        pytest.param(409, ServiceError("ScopeLocked"), "the resource or above it", id="E23 unnamed lock"),
        pytest.param(
            409,
            ServiceError("MissingSubscriptionRegistration", "not registered to use namespace 'A.B'."),
            "az provider register -n A.B.",
            id="E24 registration",
        ),
        pytest.param(
            409,
            ServiceError("MissingSubscriptionRegistration"),
            "az provider register -n <namespace>.",
            id="E24 unnamed",
        ),
        pytest.param(
            400,
            ServiceError(
                "NoRegisteredProviderFound",
                "The supported api-versions are '2020-01-01, 2024-01-01, 2026-01-01-preview'.",
            ),
            "the newest here is 2024-01-01.",
            id="E25 version",
        ),
        pytest.param(400, ServiceError("InvalidApiVersionParameter"), "Use an api-version", id="E25 no list"),
        pytest.param(404, ServiceError("ResourceNotFound"), "Check the id", id="E25 no such resource"),
        pytest.param(
            404, ServiceError("SubscriptionNotFound"), "Check the subscription id", id="E25 subscription"
        ),
        pytest.param(
            401, ServiceError("RequestDisallowedByPolicy"), "multi-factor", id="E20 MFA is not a policy"
        ),
        pytest.param(401, ServiceError(), "Check identity and tenant; a person", id="E20"),
        pytest.param(
            400,
            ServiceError("InvalidResourceType"),
            "Check the resource type and the api-version.",
            id="E25 type",
        ),
        pytest.param(
            404, ServiceError("ResourceGroupNotFound"), "Check the resource group's name", id="E25 group"
        ),
        pytest.param(
            404, ServiceError("ParentResourceNotFound"), "the resource it belongs to", id="E25 parent"
        ),
        pytest.param(
            403,
            ServiceError("InvalidAuthenticationTokenTenant"),
            "Sign in to the tenant that owns the subscription.",
            id="E20 tenant",
        ),
        pytest.param(307, ServiceError(), "redirect", id="L32"),
        pytest.param(308, ServiceError(), "redirect", id="L32 for good"),
        pytest.param(429, ServiceError("X"), "limits the rate", id="T3"),
    ],
)
def test_advice_names_what_to_change(status: int, error: ServiceError, said: str) -> None:
    failed = RequestFailed(status, error, "PUT", PATH)
    assert said in advise(status, error)
    assert said in str(failed).splitlines()[0]


def test_no_advice_is_no_empty_sentence() -> None:
    failed = RequestFailed(418, ServiceError(), "GET", PATH)
    assert advise(418, ServiceError()) == ""
    assert str(failed) == f"GET {PATH} was refused (418)."


def test_l39_the_first_line_says_what_happened_then_arm_speaks(ids: Any) -> None:
    error = ServiceError("ScopeLocked", "locked")
    first, said, named = str(RequestFailed(409, error, "PUT", PATH, ids)).splitlines()
    assert first.startswith(f"PUT {PATH} was refused (409 ScopeLocked). Remove the lock")
    assert said == "ScopeLocked: locked"
    assert named == str(ids)


@pytest.mark.parametrize(
    ("method", "status", "code", "retryable", "unknown"),
    [
        pytest.param("PUT", 500, "", True, True, id="L33 PUT 500"),
        pytest.param("PUT", 408, "", True, True, id="L33 PUT 408"),
        pytest.param("GET", 500, "", True, False, id="GET 500"),
        pytest.param("PUT", 429, "", True, False, id="T3 not processed"),
        pytest.param("PUT", 409, "ConflictError", True, False, id="E11 not processed"),
        pytest.param("PUT", 400, "", False, False, id="PUT 400"),
        pytest.param("PUT", 999, "", True, True, id="PUT 999, a status that HTTP does not know"),
        pytest.param("PUT", 101, "", True, True, id="PUT 101, which nobody asked for"),
        pytest.param("PUT", 501, "", False, False, id="PUT 501"),
        pytest.param("DELETE", 503, "", True, True, id="DELETE 503"),
    ],
)
def test_l33_whether_to_retry_and_whether_to_look_first(
    method: str,
    status: int,
    code: str,
    retryable: bool,
    unknown: bool,
) -> None:
    failed = RequestFailed(status, ServiceError(code), method, PATH)
    assert (failed.retryable, failed.outcome_unknown) == (retryable, unknown)
    assert failed.code == code


def test_l36_a_failed_operation_speaks_of_its_error_not_of_http(answer: Any, ids: Any) -> None:
    body = {"status": "Failed", "error": {"code": "ConflictError", "message": "busy"}}
    failed = OperationFailed(parse_error(answer(200, json=body)), "Failed", "/op", ids)
    assert str(failed).splitlines() == [
        "The operation at /op did not succeed (Failed: ConflictError). It may succeed when run again.",
        "ConflictError: busy",
        str(ids),
    ]
    assert failed.retryable
    assert failed.code == "ConflictError"


def test_l36_a_failed_operation_says_what_to_change() -> None:
    failed = OperationFailed(ServiceError("RequestDisallowedByPolicy"), "Failed", "/op")
    assert "An Azure Policy forbids it. Change the request" in str(failed).partition("\n")[0]


def test_l36_a_failed_operation_without_an_error() -> None:
    failed = OperationFailed(ServiceError(), "Canceled")
    assert str(failed) == "The operation at ARM did not succeed (Canceled)."
    assert not failed.retryable


def test_l24_whatever_an_error_is_made_of_is_safe_to_show() -> None:
    for failed in (ArmError("a\x1b[2Jb"), RequestFailed(400, ServiceError("a\x1b[2Jb"), "PUT", PATH)):
        assert r"a\x1b[2Jb" in str(failed)
    assert len(str(ArmError("x" * 10_000_000))) < 5000


@pytest.mark.parametrize(
    ("make", "retryable", "unknown"),
    [
        pytest.param(ArmError, False, False, id="any"),
        pytest.param(UnreadableAnswer, False, False, id="unreadable"),
        pytest.param(lambda text: UnreadableAnswer(text, retryable=True), True, False, id="unreadable once"),
        pytest.param(
            lambda text: UnreadableAnswer(text, outcome_unknown=True), False, True, id="unreadable write"
        ),
        pytest.param(lambda text: ConnectionLost(text, sent=False), True, False, id="lost"),
        pytest.param(
            lambda text: ConnectionLost(text, sent=True, retryable=False), False, False, id="lost for good"
        ),
        pytest.param(
            lambda text: ConnectionLost(text, sent=True, outcome_unknown=True), True, True, id="lost write"
        ),
        pytest.param(DeadlineExceeded, False, False, id="late"),
        pytest.param(lambda text: DeadlineExceeded(text, outcome_unknown=True), False, True, id="late write"),
    ],
)
def test_l33_what_each_means_for_the_next_attempt(make: Any, retryable: bool, unknown: bool) -> None:
    failure = make("a\x1bb")
    assert (failure.retryable, failure.outcome_unknown) == (retryable, unknown)
    assert str(failure) == r"a\x1bb"


def test_what_was_sent_and_what_was_seen_is_kept() -> None:
    assert [ConnectionLost("x", sent=sent).sent for sent in (True, False)] == [True, False]
    assert DeadlineExceeded("x", last_seen="Running").last_seen == "Running"
    assert DeadlineExceeded("x").last_seen == ""


def test_the_docstring_draws_the_whole_tree() -> None:
    errors = [e for e in vars(tree).values() if isinstance(e, type) and issubclass(e, ArmError)]
    assert len(errors) == 10
    for error in errors:
        assert error.__name__ in (tree.__doc__ or "")
