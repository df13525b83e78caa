"""Which texts of an approval are kept as secrets."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_private_endpoint.connections.properties.secrets import mark_secrets

TEXT = {"description": "CHG-1", "status": "Approved"}


@pytest.mark.parametrize(
    ("props", "plain", "secret"),
    [
        pytest.param(TEXT, {"description": "CHG-1"}, None, id="plain"),
        pytest.param(TEXT, {}, ["description"], id="not handed over as plain"),
        pytest.param(
            TEXT | {"__secret": ["description"]}, {"description": "CHG-1"}, None, id="no longer one"
        ),
        pytest.param(TEXT | {"__secret": ["requestMessage"]}, {}, ["description"], id="another one now"),
    ],
)
def test_they_are_found_anew_each_time(
    props: dict[str, Any], plain: dict[str, str], secret: list[str] | None
) -> None:
    marked = mark_secrets(props, plain, {})
    assert marked == TEXT | ({"__secret": secret} if secret else {})
