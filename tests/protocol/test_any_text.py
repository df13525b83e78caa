"""Whatever comes from outside is read, or refused with an error of ours: the fuzzing targets, in short."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tools.fuzz.targets import TARGETS

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["error", "code", "message", "details", "properties", "status", "id", "name"])
            | st.text(max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
SEGMENTS = ["subscriptions", "resourceGroups", "providers", "Microsoft.Web", "sites", "..", "10", "m", "s"]
HOSTS = ["https:", "http:", "management.azure.com", "evil.example", ":443", "@"]
MARKS = ["/", "//", "?", "#", "\\", ":", "%2F", " ", "\n", "\udc00"]
PIECES = st.lists(st.sampled_from(SEGMENTS + HOSTS + MARKS) | st.text(max_size=3), max_size=14).map("".join)


def as_bytes(value: object) -> bytes:
    return json.dumps(value).encode()


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.__name__)
def test_only_our_own_errors_come_out(target: Callable[[bytes], None]) -> None:
    bodies = JSON.map(as_bytes)
    urls = PIECES.map(lambda text: text.encode("utf-8", "surrogatepass"))
    both = st.builds(lambda url, body: url.replace(b"\n", b"") + b"\n" + body, urls, bodies)

    @settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.binary(max_size=60) | urls | bodies | both)
    def check(data: bytes) -> None:
        target(data)

    check()
