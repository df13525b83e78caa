from __future__ import annotations

import httpx
import pytest

from pulumi_private_endpoint.arm.answers.answer import path_of
from pulumi_private_endpoint.arm.errors.tree import ForeignUrl, InvalidResourceId
from pulumi_private_endpoint.arm.http.urls import absolute, check_origin, check_path

ARM = "https://management.azure.com"


@pytest.mark.parametrize(
    "url",
    [
        f"{ARM}/x?s=1",
        f"{ARM}:443/x",
        "HTTPS://MANAGEMENT.AZURE.COM/x",
    ],
)
def test_l27_urls_on_the_arm_origin(url: str) -> None:
    assert check_origin(url, ARM).host == "management.azure.com"


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("https://evil.example/x", id="L27 host"),
        pytest.param("https://management.azure.com.evil.example/x", id="L27 longer host"),
        pytest.param("https://eastus.management.azure.com/x", id="L27 regional host"),
        pytest.param(f"{ARM}:8443/x", id="L27 port"),
        pytest.param("http://management.azure.com/x", id="L28 scheme"),
        pytest.param("http://management.azure.com:443/x", id="L28 scheme, same port"),
        pytest.param("https://management.azure.com@evil.example/x", id="host as user"),
        pytest.param("https://user:word@management.azure.com/x", id="user part"),
        pytest.param("https://evil.example\\@management.azure.com/x", id="backslash"),
        pytest.param("https://management.usgovcloudapi.net/x", id="C6 another cloud"),
        pytest.param("file:///etc/passwd", id="file"),
        pytest.param("/relative", id="relative"),
        pytest.param("", id="empty"),
        pytest.param("https://\x00/", id="unreadable"),
        pytest.param(f"{ARM}/" + "x" * 70_000, id="too long to be a URL"),
    ],
)
def test_l27_foreign_urls(url: str) -> None:
    with pytest.raises(ForeignUrl, match="nothing was sent"):
        check_origin(url, ARM)


@pytest.mark.parametrize(
    ("link", "url"),
    [
        pytest.param(f"{ARM}/a?s=%2F+%20", f"{ARM}/a?s=%2F+%20", id="L23 absolute, untouched"),
        pytest.param("/a?s=%2f", f"{ARM}/a?s=%2f", id="L29 rooted"),
        pytest.param("a", f"{ARM}/base/a", id="L29 relative"),
        pytest.param("/a?u=https://h/", f"{ARM}/a?u=https://h/", id="L29 a URL in the query"),
        pytest.param("//evil.example/a", "https://evil.example/a", id="L29 protocol-relative shows its host"),
    ],
)
def test_l29_links_are_resolved(link: str, url: str) -> None:
    assert absolute(f"{ARM}/base/x?api-version=1", link) == url


def test_l29_an_unreadable_link_is_foreign() -> None:
    with pytest.raises(ForeignUrl):
        absolute(ARM, "a\x00b")


@pytest.mark.parametrize("url", ["http://xn--a/", "https://xn--a/x?y=1", "//xn--a/", "https://xn--\u00e9/"])
def test_l27_a_name_that_cannot_be_decoded_is_foreign(url: str) -> None:
    with pytest.raises(ForeignUrl, match="nothing was sent"):
        check_origin(absolute(f"{ARM}/a", url), ARM)


def test_l27_a_foreign_host_is_named_in_short() -> None:
    with pytest.raises(ForeignUrl) as caught:
        check_origin(f"https://{'x.' * 20_000}example/", ARM)
    assert len(str(caught.value)) < 300


def test_l27_a_lone_surrogate_is_no_url() -> None:
    """JSON can hold one, and no encoding can send it."""
    with pytest.raises(ForeignUrl):
        check_origin(f"{ARM}/\udc00", ARM)


@pytest.mark.parametrize("path", ["/subscriptions/s", "/a/b-(c)_.d/é"])
def test_paths_that_arrive_as_written(path: str) -> None:
    check_path(path)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "a",
        "/",
        "//evil/x",
        "/a//b",
        "/a/../b",
        "/a/./b",
        "/a?b",
        "/a#b",
        "/a%2fb",
        "/a\\b",
        "/a b",
        "/a\n",
        "/a\x00b",
        "/a\u200bb",
        "/a\u202eb",
    ],
)
def test_paths_that_would_not(path: str) -> None:
    with pytest.raises(InvalidResourceId):
        check_path(path)


def test_l24_a_shown_path_has_no_query() -> None:
    assert path_of(httpx.URL(f"{ARM}/a/b?s=secret")) == "/a/b"
