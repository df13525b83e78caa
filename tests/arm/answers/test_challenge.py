from __future__ import annotations

import base64

import pytest

from pulumi_private_endpoint.arm.answers.challenge import claims_of, tenant_of

CLAIMS = '{"access_token":{"acrs":{"essential":true,"values":["p1"]}},"x":"~~~???"}'
STANDARD = base64.b64encode(CLAIMS.encode()).decode()
URL_SAFE = base64.urlsafe_b64encode(CLAIMS.encode()).decode()


@pytest.mark.parametrize(
    ("header", "claims"),
    [
        pytest.param(
            f'Bearer realm="", error="insufficient_claims", claims="{STANDARD}"', CLAIMS, id="E20 standard"
        ),
        pytest.param(f'Bearer claims="{URL_SAFE}", error="x"', CLAIMS, id="E20 url-safe"),
        pytest.param(f'Bearer claims="{STANDARD.rstrip("=")}"', CLAIMS, id="E20 no padding"),
        pytest.param(f'bearer CLAIMS="{URL_SAFE.rstrip("=")}"', CLAIMS, id="E20 casing"),
        pytest.param('Bearer error="invalid_token"', None, id="L42 no claims"),
        pytest.param('Bearer claims="!!"', None, id="unreadable"),
        pytest.param('Bearer claims="/w=="', None, id="not utf-8"),
        pytest.param('Bearer claims="\xff"', None, id="not ASCII"),
        pytest.param('Bearer claims="\u0660"', None, id="not even Latin"),
        pytest.param('Bearer claims=""', None, id="empty"),
        pytest.param(f'Bearer claims="{STANDARD}', None, id="not closed"),
        pytest.param(f'Bearer claims="{"A" * 9000}"', None, id="longer than any"),
        pytest.param('claims="' * 10_000, None, id="without end"),
        pytest.param(None, None, id="no header"),
    ],
)
def test_claims(header: str | None, claims: str | None) -> None:
    assert claims_of({"www-authenticate": header} if header else {}) == claims


def test_the_alphabets_differ_in_this_example() -> None:
    assert {"+", "/"} & set(STANDARD)
    assert STANDARD.endswith("=")


@pytest.mark.parametrize(
    ("header", "tenant"),
    [
        pytest.param(
            'Bearer authorization_uri="https://login.windows.net/9E1D0000-0000-4000-8000-000000000009", x=1',
            "9e1d0000-0000-4000-8000-000000000009",
            id="a tenant",
        ),
        pytest.param(
            'Bearer authorization_uri="https://login.chinacloudapi.cn/9e1d0000-0000-4000-8000-000000000009/"',
            "9e1d0000-0000-4000-8000-000000000009",
            id="with a path behind it",
        ),
        pytest.param(
            'Bearer authorization_uri="https://login.microsoftonline.com/common"', None, id="common"
        ),
        pytest.param(
            'Bearer authorization_uri="https://evil.example/' + "a" * 36 + '"', None, id="elsewhere"
        ),
        pytest.param("", None, id="nothing"),
    ],
)
def test_the_tenant_that_a_challenge_names(header: str, tenant: str | None) -> None:
    assert tenant_of({"www-authenticate": header}) == tenant
