"""What is told of a failure, by what it is."""

from __future__ import annotations

import asyncio

import grpc
import pulumi
import pytest

from pulumi_private_endpoint.arm import SignInFailed
from pulumi_private_endpoint.connections.errors import ApprovalError
from pulumi_private_endpoint.connections.runtime.sessions import DEBUG
from pulumi_private_endpoint.plugin.failures import CANCELLED, told
from pulumi_private_endpoint.plugin.values import Secrets
from pulumi_private_endpoint.plugin.words import in_python_names, in_schema_names

HIDDEN = Secrets(texts={"for nobody's eyes"})


def raised(failure: BaseException) -> BaseException:
    """The same with a traceback."""
    try:
        raise failure  # noqa: TRY301 - so that it has one
    except BaseException as caught:  # noqa: BLE001 - it is what is told of
        return caught


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        pytest.param(ApprovalError("give group_id"), "give groupId", id="of an approval"),
        pytest.param(SignInFailed("give tenant_id"), "give tenantId", id="of ARM"),
        pytest.param(
            pulumi.RunError("give group_id"), "give group_id", id="of a component, which has named it"
        ),
        pytest.param(ApprovalError("it is for nobody's eyes"), "it is [secret]", id="with a secret"),
    ],
)
def test_a_failure_is_told_in_its_own_words(
    monkeypatch: pytest.MonkeyPatch, failure: Exception, words: str
) -> None:
    monkeypatch.delenv(DEBUG, raising=False)
    assert told(raised(failure), HIDDEN, in_schema_names) == (grpc.StatusCode.UNKNOWN, words)


def test_to_a_python_program_in_python_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(DEBUG, raising=False)
    assert told(ApprovalError("give group_id"), HIDDEN, in_python_names)[1] == "give group_id"


def test_a_fault_is_told_without_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(DEBUG, raising=False)
    _, words = told(raised(KeyError("whatever")), HIDDEN, in_schema_names)
    assert words.startswith("a fault in this provider ended it (KeyError in test_told.py, line ")
    assert "whatever" not in words


def test_who_asks_for_it_gets_a_traceback_but_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DEBUG, "1")
    _, words = told(raised(KeyError("it is for nobody's eyes")), HIDDEN, in_schema_names)
    assert words.startswith("Traceback (most recent call last):")
    assert "it is [secret]" in words
    assert "nobody's" not in words


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        pytest.param(False, CANCELLED, id="nothing was sent"),
        pytest.param(
            True,
            f"{CANCELLED}; what was sent before may stand: run again to find out",
            id="something was sent",
        ),
    ],
)
def test_a_cancelled_call_says_whether_anything_may_stand(*, sent: bool, words: str) -> None:
    failure = asyncio.CancelledError()
    assert told(failure, HIDDEN, in_schema_names, sent=sent) == (grpc.StatusCode.CANCELLED, words)


def test_what_ends_the_process_is_no_failure_of_a_call() -> None:
    with pytest.raises(SystemExit):
        told(SystemExit(), HIDDEN, in_schema_names)
