"""The type tokens, against the approval itself and against azure-native's list of connections."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pulumi.dynamic import Resource

from pulumi_private_endpoint.approval import PrivateEndpointApproval, PrivateEndpointApprovalSet
from pulumi_private_endpoint.policies import Member, Rule, Verdict
from pulumi_private_endpoint.policies.reading.resource_types import (
    APPROVAL,
    APPROVAL_SET,
    PRIVATE_ENDPOINT,
    PRIVATE_LINK_SERVICE,
    is_approval,
    is_component,
    is_raw_connection,
    native,
)
from pulumi_private_endpoint.policies.reading.stack_approvals import approvals
from pulumi_private_endpoint.policies.rules import RULES
from pulumi_private_endpoint.policies.rules.raw_connection_description_required import WITHOUT_DESCRIPTION

PLUGIN = {
    APPROVAL: "private-endpoint:index:PrivateEndpointApproval",
    APPROVAL_SET: "private-endpoint:index:PrivateEndpointApprovalSet",
}
TARGET = "/subscriptions/a/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v"
TOKENS: dict[str, list[str]] = json.loads(
    (Path(__file__).parents[3] / "tools" / "pages" / "azure_native.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize(
    ("resource", "token"),
    [
        pytest.param(PrivateEndpointApproval, APPROVAL, id="one"),
        pytest.param(PrivateEndpointApprovalSet, APPROVAL_SET, id="set"),
    ],
)
def test_an_approval_is_known_by_its_token(resource: type[Resource], token: str) -> None:
    assert f"pulumi-python:{resource._resource_type_name}" == token  # noqa: SLF001 - nothing public has it
    assert is_approval(token)


@pytest.mark.parametrize("token", list(PLUGIN.values()))
def test_an_approval_of_the_plugin_is_one_and_no_component(token: str) -> None:
    assert is_approval(token)
    assert not is_component(token)
    assert is_component(token.replace("PrivateEndpointApproval", "PrivateLinkApprovals"))


SCHEMA = json.loads(
    (Path(__file__).parents[3] / "plugins/pulumi_private_endpoint/plugin/schema.json").read_text(
        encoding="utf-8"
    )
)


@pytest.mark.parametrize("token", list(SCHEMA["resources"]))
def test_all_that_the_plugin_has_is_what_its_schema_says(token: str) -> None:
    """Generated SDKs of every language take their tokens from there."""
    made_by_it = SCHEMA["resources"][token].get("isComponent", False)
    assert is_component(token) is made_by_it
    assert is_approval(token) is (token in PLUGIN.values())


BARE = {"targetResourceId": TARGET, "connectionName": "c1"}
ENTRY = {
    "privateEndpointId": "/subscriptions/b/resourceGroups/g/providers/Microsoft.Network/privateEndpoints/e"
}


@pytest.mark.parametrize("rule", [rule for rule in RULES if isinstance(rule, Rule)], ids=lambda rule: rule.id)
@pytest.mark.parametrize("props", [BARE, BARE | ENTRY, BARE | {"allowUnknownRequester": True}], ids=range(3))
@pytest.mark.parametrize("dynamic", [APPROVAL, APPROVAL_SET], ids=["one", "set"])
def test_a_rule_judges_the_plugins_as_the_dynamic_ones(
    ask: Callable[..., Verdict], rule: Rule, props: dict[str, Any], dynamic: str
) -> None:
    given = {"approvals": {"orders": props}} if dynamic == APPROVAL_SET else props

    assert ask(rule, PLUGIN[dynamic], given) == ask(rule, dynamic, given)


@pytest.mark.parametrize("dynamic", [APPROVAL, APPROVAL_SET], ids=["one", "set"])
def test_a_rule_on_the_stack_finds_the_plugins_too(dynamic: str) -> None:
    props = {"approvals": {"orders": BARE}} if dynamic == APPROVAL_SET else BARE
    ties = {"approvals": frozenset({"urn:e"}), "connectionName": frozenset({"urn:e"})}

    found = [
        [(each.props, each.requester_urns) for each in approvals([Member("urn:a", token, props, ties)])]
        for token in (dynamic, PLUGIN[dynamic])
    ]

    assert found[0] == found[1] != []


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        pytest.param("azure-native:network:PrivateEndpoint", "network:PrivateEndpoint", id="plain"),
        pytest.param(
            "azure-native:network/v20240501:PrivateEndpoint", "network:PrivateEndpoint", id="versioned"
        ),
        pytest.param("azure-native:a/v20240501preview:B", "a:B", id="preview"),
        pytest.param(
            "azure-native_network_v20240501:network:PrivateEndpoint",
            "network:PrivateEndpoint",
            id="local package",
        ),
        pytest.param("azure-nativex:network:PrivateEndpoint", None, id="a name that begins alike"),
        pytest.param("azure:network:PrivateEndpoint", None, id="another provider"),
        pytest.param("pulumi:pulumi:Stack", None, id="stack"),
    ],
)
def test_native(token: str, expected: str | None) -> None:
    assert native(token) == expected


@pytest.mark.parametrize("token", sorted({token for tokens in TOKENS.values() for token in tokens}))
def test_every_connection_of_azure_native_is_seen(token: str) -> None:
    assert is_raw_connection(f"azure-native:{token}")
    module, name = token.split(":")
    assert is_raw_connection(f"azure-native:{module}/v20240501:{name}")
    assert is_raw_connection(f"azure-native_{module}_v20240501:{token}")


def test_a_stack_of_anything_else_has_no_approvals() -> None:
    rows = ("azure-native:network:PrivateEndpoint", "private-endpoint:index:PrivateLinkApprovals", "a:b:C")
    assert list(approvals([Member(f"urn:{token}", token, BARE, {}) for token in rows])) == []


@pytest.mark.parametrize("token", ["my:index:Thing", "azure-native:network:PrivateEndpoint"])
def test_what_others_make_is_none_of_our_components(token: str) -> None:
    assert not is_component(token)


@pytest.mark.parametrize(
    ("name", "type_"),
    [("PrivateEndpoint", PRIVATE_ENDPOINT), ("PrivateLinkService", PRIVATE_LINK_SERVICE)],
)
def test_the_types_that_rules_are_about_are_azure_natives(name: str, type_: str) -> None:
    assert native(f"azure-native:network/v20240501:{name}") == type_


def test_an_endpoint_is_not_a_connection() -> None:
    assert not is_raw_connection("azure-native:network:PrivateEndpoint")


def test_only_the_types_without_a_state_are_spared() -> None:
    """In the very sources of azure-native: who takes neither a state nor `properties`, where it could be."""
    package = importlib.util.find_spec("pulumi_azure_native")
    assert package is not None
    assert package.origin is not None
    stateless = set()
    for file in Path(package.origin).parent.glob("*/*private_endpoint_connection*.py"):
        if not file.name.startswith(("get_", "list_")):
            text = file.read_text(encoding="utf-8")
            token = re.search(r"'azure-native:(\w+:\w+)',\n +resource_name", text)
            assert token is not None
            if not re.search(r"^ +(private_link_service_connection_state|properties): ", text, re.MULTILINE):
                stateless.add(token[1])
    assert stateless == WITHOUT_DESCRIPTION
