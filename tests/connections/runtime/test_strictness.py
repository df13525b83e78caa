"""Whether a preview that could not look fails: said by the environment, else by the stack's configuration."""

from __future__ import annotations

import pytest

from pulumi_private_endpoint.connections.runtime.strictness import is_strict


@pytest.mark.parametrize(
    ("environment", "config", "strict"),
    [
        pytest.param(None, None, False, id="nothing said"),
        pytest.param("1", None, True, id="environment"),
        pytest.param(None, "true", True, id="configuration"),
        pytest.param("0", "true", False, id="the environment wins"),
        pytest.param("1", "false", True, id="and wins again"),
        pytest.param("", "true", True, id="an empty variable says nothing"),
        pytest.param("", "", False, id="nor does an empty value"),
        pytest.param(" FALSE ", None, False, id="no in other letters"),
        pytest.param("off", None, False, id="off"),
        pytest.param("ture", None, True, id="a slip is no permission"),
    ],
)
def test_is_strict(environment: str | None, config: str | None, strict: bool) -> None:
    environ = {} if environment is None else {"PRIVATE_ENDPOINT_STRICT": environment}
    settings = {"private-endpoint:strict": config}
    assert is_strict(environ, settings.get) is strict
