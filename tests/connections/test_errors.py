"""The tree of what can go wrong, and the one exception that the engine gets to see."""

from __future__ import annotations

import inspect
import traceback

import pytest

from pulumi_private_endpoint.approval.host.failed import ApprovalFailed, in_words
from pulumi_private_endpoint.arm import ArmError
from pulumi_private_endpoint.connections import errors

TREE = {kind for _, kind in inspect.getmembers(errors, inspect.isclass) if kind.__module__ == errors.__name__}
LEAVES = sorted(TREE - {errors.ApprovalError}, key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", LEAVES, ids=lambda kind: kind.__name__)
def test_every_error_is_an_approval_error_and_in_the_drawn_tree(kind: type[Exception]) -> None:
    assert kind.__bases__ == (errors.ApprovalError,)
    assert not issubclass(kind, ArmError)
    assert f"── {kind.__name__} " in (errors.__doc__ or "")


def test_the_drawn_tree_has_nothing_else() -> None:
    assert (errors.__doc__ or "").count("── ") == len(LEAVES) == 10


def test_of_a_failure_in_words_a_host_shows_nothing_else() -> None:
    failure = in_words("connection c1 is refused: it is hidden\n  c1 (Pending)")

    assert isinstance(failure, ApprovalFailed)
    assert traceback.format_exception_only(failure) == [
        "connection c1 is refused: it is hidden\n  c1 (Pending)\n"
    ]
    # As hosts do that put their own words in front.
    assert f"Exception calling application: {failure}".endswith(": it is hidden\n  c1 (Pending)")


@pytest.mark.parametrize("kind", [errors.ApprovalError, ApprovalFailed, in_words])
def test_whatever_an_error_is_made_of_is_safe_to_show(kind: type[Exception]) -> None:
    short, long = kind("a\x1b[2J\n  \ud800b"), kind("x\n" * 1_000_000)
    assert f"{short}" == "a\\x1b[2J\n  \\ud800b"
    assert len(f"{long}") < 5000
