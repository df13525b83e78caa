"""The set's front door: names on the wire and back, and what is stored of the provider."""

from __future__ import annotations

import base64
import pickle
from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime import mocks

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


TARGET = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv"
ENDPOINT = "/subscriptions/c/resourceGroups/rg/providers/Microsoft.Network/privateEndpoints/pe"


class Engine(mocks.Mocks):
    """Answers with what a set keeps."""

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        results = {
            "by_endpoint": {"connectionName": "pe.1", "groupIds": ["vault"], "requestMessage": "please"},
            "by_name": {"privateEndpointId": ENDPOINT, "previousStatus": "Approved", "description": "hi"},
            "by_message": {"connectionName": "pe.4"},
        }
        return "set", {**args.inputs, "results": results}

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], None]:
        raise NotImplementedError(args.token)


def test_an_entry_has_what_a_single_approval_has(mocked: Callable[..., None]) -> None:
    mocked(Engine())
    found: dict[str, Any] = {}

    @pulumi.runtime.test  # type: ignore[untyped-decorator]  # Pulumi leaves it untyped
    def program() -> pulumi.Output[None]:
        every = {"target_resource_id": TARGET, "status": "Approved", "api_version": "2025-05-01"}
        approvals = {
            "by_endpoint": every | {"private_endpoint_id": ENDPOINT},
            "by_name": every | {"connection_name": "pe.2"},
            "by_message": every | {"request_message": "nonce"},
            "gone": every | {"connection_name": "pe.3"},
        }
        return PrivateEndpointApprovalSet("set", approvals).entries.apply(found.update)  # type: ignore[arg-type]  # dicts

    program()

    assert found.keys() == {"by_endpoint", "by_name", "by_message"}
    assert found["by_endpoint"] == {
        "target_resource_id": TARGET,
        "private_endpoint_id": ENDPOINT,
        "status": "Approved",
        "connection_name": "pe.1",
        "group_ids": ["vault"],
        "request_message": "please",
        "previous_status": "Pending",
        "api_version": "2025-05-01",
        "connection_id": f"{TARGET}/privateEndpointConnections/pe.1",
        "requester_subscription_id": "c",
        "service": "Microsoft.KeyVault/vaults",
    }
    assert (found["by_name"]["connection_name"], found["by_name"]["previous_status"]) == ("pe.2", "Approved")
    assert (found["by_name"]["description"], found["by_message"]["description"]) == ("hi", "nonce")


@pytest.mark.parametrize(
    "approvals",
    [
        pytest.param(lambda: {"team000": None}, id="a key without a body"),
        pytest.param(lambda: pulumi.Output.from_input({"team000": None}), id="in an output"),
        pytest.param(lambda: {"team000": pulumi.Output.from_input(None)}, id="that is an output"),
    ],
)
def test_an_empty_entry_reaches_the_provider(
    mocked: Callable[..., None], approvals: Callable[[], Any]
) -> None:
    given: list[Any] = []

    class Empty(Engine):
        def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
            given.append(args.inputs["approvals"])
            return "set", args.inputs

    mocked(Empty())

    @pulumi.runtime.test  # type: ignore[untyped-decorator]  # Pulumi leaves it untyped
    def program() -> pulumi.Output[str]:
        return PrivateEndpointApprovalSet("set", approvals()).urn

    program()

    assert given == [{"team000": {}}]


def test_what_bounds_a_set_reaches_the_provider(mocked: Callable[..., None]) -> None:
    given: list[Any] = []

    class Seeing(Engine):
        def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
            own = ("maxConcurrency", "maxReleases", "whenAbsent")
            given.append({name: args.inputs[name] for name in own if name in args.inputs})
            return "set", args.inputs

    mocked(Seeing())

    @pulumi.runtime.test  # type: ignore[untyped-decorator]  # Pulumi leaves it untyped
    def program() -> pulumi.Output[str]:
        PrivateEndpointApprovalSet("bare", {})
        return PrivateEndpointApprovalSet(
            "set", {}, max_concurrency=3, max_releases=2, when_absent="warn"
        ).urn

    program()

    assert sorted(given, key=len) == [{}, {"maxConcurrency": 3, "maxReleases": 2, "whenAbsent": "warn"}]


def test_a_key_is_a_text() -> None:
    with pytest.raises(pulumi.RunError, match="texts for keys"):
        PrivateEndpointApprovalSet("set", {1: {"target_resource_id": TARGET}})  # type: ignore[dict-item]  # the mistake


def test_custom_timeouts_are_no_timeout(mocked: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    warnings: list[str] = []
    mocked(Engine())
    monkeypatch.setattr(pulumi.log, "warn", lambda text, _resource: warnings.append(text))

    @pulumi.runtime.test  # type: ignore[untyped-decorator]  # Pulumi leaves it untyped
    def program() -> pulumi.Output[str]:
        opts = pulumi.ResourceOptions(custom_timeouts=pulumi.CustomTimeouts(create="1h"))
        PrivateEndpointApprovalSet("plain", {})
        return PrivateEndpointApprovalSet("set", {}, opts=opts).urn

    program()
    assert warnings == [
        "custom_timeouts does not reach a dynamic resource: give the approvals a timeout instead"
    ]
