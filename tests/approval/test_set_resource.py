"""The set's front door: names on the wire and back, and what is stored of the provider."""

from __future__ import annotations

import base64
import pickle

import pytest
from pulumi.dynamic.dynamic import serialize_provider

from pulumi_private_endpoint.approval import PrivateEndpointApprovalSet
from pulumi_private_endpoint.approval.set_provider import PROVIDER

# Stored in every user's state: this string can never change.
GOLDEN = (
    "gASVPgAAAAAAAACMLXB1bHVtaV9wcml2YXRlX2VuZHBvaW50LmFwcHJvdmFsLnNldF9wcm92aWRlcpSMCFBST1ZJREVSlJOULg=="
)


def test_the_provider_is_stored_by_reference() -> None:
    stored = serialize_provider(PROVIDER)

    assert stored == GOLDEN
    assert pickle.loads(base64.b64decode(stored)) is PROVIDER  # noqa: S301 - ours


def test_cannot_be_subclassed() -> None:
    with pytest.raises(TypeError, match="wrap it in a ComponentResource"):
        type("Mine", (PrivateEndpointApprovalSet,), {})


@pytest.mark.parametrize(
    ("python", "wire"),
    [
        pytest.param("max_concurrency", "maxConcurrency", id="the set's own"),
        pytest.param("target_resource_id", "targetResourceId", id="an entry's"),
        pytest.param("orders_eu", "orders_eu", id="a key in snake case"),
        pytest.param("ordersEu", "ordersEu", id="a key in camel case"),
    ],
)
def test_names_are_translated_and_keys_are_not(python: str, wire: str) -> None:
    declared = PrivateEndpointApprovalSet.__new__(PrivateEndpointApprovalSet)

    assert declared.translate_input_property(python) == wire
    assert declared.translate_output_property(wire) == python
