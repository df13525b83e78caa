"""What a Pulumi user sees of a failure."""

from __future__ import annotations

import traceback

import pytest

from pulumi_private_endpoint.approval.host.failed import ApprovalFailed, in_words


@pytest.mark.parametrize(
    ("failure", "printed"),
    [
        pytest.param(
            ApprovalFailed("no such connection"), "ApprovalFailed: no such connection", id="by name"
        ),
        pytest.param(in_words("no such connection"), "no such connection", id="in its own words"),
    ],
)
def test_no_module_and_no_path_stands_before_it(failure: ApprovalFailed, printed: str) -> None:
    assert type(failure).__module__ == "builtins"
    assert "".join(traceback.format_exception_only(type(failure), failure)).strip() == printed
