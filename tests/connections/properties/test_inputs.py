"""Inputs: typed, or one line for each that is wrong, and never its value."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.properties.fields import INPUTS, python_name
from pulumi_private_endpoint.connections.properties.inputs import (
    Problem,
    from_props,
    input_warnings,
    problems,
)
from pulumi_private_endpoint.connections.properties.unknown import Unknown

SECRET = "hunter2"
GROUP = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers"
VAULT = f"{GROUP}/Microsoft.KeyVault/vaults/kv"
SQL = f"{GROUP}/Microsoft.Sql/servers/shop"
ENDPOINT = f"{GROUP}/Microsoft.Network/privateEndpoints/pe"
NOT_KNOWN: Any = Unknown()
VALID = {"targetResourceId": VAULT, "privateEndpointId": ENDPOINT}
TEXTS = ("connectionName", "privateEndpointName", "groupId", "description")
EVERY_TEXT = (
    *TEXTS,
    "requestMessage",
    "tenantId",
    "targetResourceId",
    "privateEndpointId",
    "actionsRequired",
    "apiVersion",
)
WORDS = ("status", "onDestroy", "waitForConnection", "timeout")


def reasons(**props: Any) -> list[str]:
    """What is said of a bag that is right but for `props`."""
    return [str(problem) for problem in problems(VALID | props)]


def the_one_line(name: str, value: Any) -> str:
    """The only line on a bad value: it names the property as Python spells it, and keeps the value."""
    (line,) = reasons(**{name: value})
    assert line.startswith(f"{python_name(name)} ")
    assert "\n" not in line
    assert SECRET not in line
    return line


@pytest.mark.parametrize("version", ["2024-05-01", "2024-05-01-preview", "2024-05-01-privatepreview"])
def test_an_api_version(version: str) -> None:
    assert reasons(apiVersion=version) == []


SUBSCRIPTION = "00000000-0000-0000-0000-00000000000A"


@pytest.mark.parametrize("entry", [SUBSCRIPTION, SUBSCRIPTION.lower()])
def test_an_allowed_subscription(entry: str) -> None:
    assert reasons(allowedSubscriptionIds=[entry]) == []


@pytest.mark.parametrize("tenant", [SUBSCRIPTION, "contoso.onmicrosoft.com", "Contoso-1.example"])
def test_a_tenant(tenant: str) -> None:
    assert reasons(tenantId=tenant) == []


def test_the_least_that_is_enough() -> None:
    assert reasons() == []


def test_everything_at_once() -> None:
    assert (
        reasons(
            connectionName="pe.0f7c",
            privateEndpointName="pe",
            requestMessage="please, für den Laden ✓",
            groupId="vault",
            allowedSubscriptionIds=["00000000-0000-0000-0000-000000000001"],
            allowUnknownRequester=True,
            status="Rejected",
            description="CHG-1",
            actionsRequired="None",
            apiVersion="2024-11-01",
            onDestroy="delete",
            waitForConnection="0s",
            timeout="24h",
        )
        == []
    )


@pytest.mark.parametrize("name", INPUTS)
def test_a_value_that_is_not_known_yet_passes(name: str) -> None:
    assert reasons(**{name: NOT_KNOWN}) == []


def test_a_bag_of_unknowns_passes() -> None:
    assert problems(dict.fromkeys(INPUTS, NOT_KNOWN)) == []


def test_a_list_with_an_unknown_entry_passes() -> None:
    assert reasons(allowedSubscriptionIds=[SUBSCRIPTION, NOT_KNOWN]) == []


def test_an_unknown_value_does_not_hide_another_problem() -> None:
    assert reasons(targetResourceId=NOT_KNOWN, status="approved") == [
        "status must be one of Approved, Rejected"
    ]


@pytest.mark.parametrize("name", INPUTS)
@pytest.mark.parametrize("value", [7.0, {"secret": SECRET}, [7.0]], ids=["float", "object", "list of floats"])
def test_a_value_of_the_wrong_type(name: str, value: Any) -> None:
    the_one_line(name, value)


@pytest.mark.parametrize("name", [name for name in INPUTS if name != "allowUnknownRequester"])
def test_a_boolean_is_no_text(name: str) -> None:
    the_one_line(name, value=True)


@pytest.mark.parametrize("name", [*EVERY_TEXT, *WORDS])
def test_an_empty_text(name: str) -> None:
    the_one_line(name, "")


@pytest.mark.parametrize("name", [*EVERY_TEXT, *WORDS])
def test_a_blank_text(name: str) -> None:
    the_one_line(name, " \u00a0 ")


@pytest.mark.parametrize("name", [*EVERY_TEXT, *WORDS])
@pytest.mark.parametrize(
    "hidden",
    ["\n", "\r", "\x00", "\x1b[31m", "\x7f", "\u202e", "\u2066", "\u200b", "\ufeff", "\u2028", "\ud800"],
    ids=ascii,
)
def test_a_character_that_acts_or_hides(name: str, hidden: str) -> None:
    the_one_line(name, f"{SECRET}{hidden}{SECRET}")


@pytest.mark.parametrize("name", EVERY_TEXT)
def test_a_text_that_is_too_long(name: str) -> None:
    the_one_line(name, SECRET * 1000)


@pytest.mark.parametrize("name", TEXTS)
def test_the_longest_text_that_is_taken(name: str) -> None:
    assert reasons(**{name: "x" * 4096}) == []


def test_e9_a_message_that_no_request_can_carry() -> None:
    assert reasons(requestMessage="x" * 140) == []
    assert the_one_line("requestMessage", SECRET * 21) == (
        "request_message is longer than 140 characters, and no request can carry more"
    )


@pytest.mark.parametrize(
    ("description", "doubtful"),
    [("x" * 140, False), ("x" * 141, True), (None, False), (NOT_KNOWN, False)],
    ids=["the longest that is safe", "one more", "none", "not known yet"],
)
def test_e9_a_description_that_may_be_cut(description: Any, doubtful: bool) -> None:
    assert reasons(description=description) == []
    found = [str(doubt) for doubt in input_warnings(VALID | {"description": description})]
    assert found == doubtful * [
        "description has 141 characters: Azure promises no more than 140, and a service may cut or refuse it"
    ]


@pytest.mark.parametrize("name", ["targetResourceId", "privateEndpointId"])
@pytest.mark.parametrize(
    "value",
    [
        pytest.param(SECRET, id="a name"),
        pytest.param(f"{VAULT[1:]}/{SECRET}", id="no leading slash"),
        pytest.param(f"{ENDPOINT}-{SECRET}/", id="a trailing slash"),
        pytest.param(f"{ENDPOINT}-{SECRET} ", id="a trailing space"),
        pytest.param(f"{ENDPOINT}/{SECRET}", id="a type without a name"),
        pytest.param(f"/subscriptions/{SECRET}", id="a subscription"),
        pytest.param(f"/subscriptions/s/resourceGroups/{SECRET}", id="a resource group"),
        pytest.param(f"https://management.azure.com{ENDPOINT}-{SECRET}", id="a URL"),
        pytest.param(f"{ENDPOINT}/../{SECRET}", id="a path that climbs"),
        pytest.param(f"{ENDPOINT}{SECRET}?api-version=1", id="a query"),
        pytest.param(f"{ENDPOINT}{SECRET}%2f..", id="an escape"),
        pytest.param(f"{GROUP}//{SECRET}", id="an empty segment"),
        pytest.param(f"{ENDPOINT}\uff0f{SECRET}", id="a full-width slash"),
    ],
)
def test_what_is_not_an_id(name: str, value: str) -> None:
    assert "is not an Azure resource id" in the_one_line(name, value)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        pytest.param(
            "targetResourceId",
            ENDPOINT + SECRET,
            "is the id of a private endpoint: give the resource it connects to",
            id="a private endpoint as target",
        ),
        pytest.param(
            "targetResourceId",
            ENDPOINT.lower() + SECRET,
            "is the id of a private endpoint: give the resource it connects to",
            id="the same in lower case",
        ),
        pytest.param(
            "targetResourceId",
            f"{VAULT}/privateEndpointConnections/{SECRET}",
            "is the id of a connection: give its parent here, and its name as connection_name",
            id="a connection as target",
        ),
        pytest.param(
            "privateEndpointId",
            f"{VAULT}/PrivateEndpointConnections/{SECRET}",
            "is the id of a connection: give the private endpoint's own id, or connection_name",
            id="a connection as endpoint",
        ),
        pytest.param(
            "privateEndpointId",
            f"{GROUP}/Microsoft.Network/virtualNetworks/{SECRET}",
            "is the id of a Microsoft.Network/virtualNetworks, not of a Microsoft.Network/privateEndpoints",
            id="another resource as endpoint",
        ),
        pytest.param(
            "privateEndpointId",
            f"{VAULT}/providers/Microsoft.Network/privateEndpoints/{SECRET}",
            "is nested below another resource, where no private endpoint can be",
            id="an endpoint below a resource",
        ),
    ],
)
def test_an_id_of_the_wrong_thing(name: str, value: str, reason: str) -> None:
    assert the_one_line(name, value) == f"{python_name(name)} {reason}"


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(f"a/{SECRET}", id="a path"),
        pytest.param(f"a {SECRET}", id="a space within"),
        pytest.param(f"{SECRET} ", id="a space after"),
        pytest.param(f"{SECRET}?x=1", id="a query"),
        pytest.param(f"{SECRET}%2f", id="an escape"),
        pytest.param(f"{SECRET}*", id="a pattern"),
        pytest.param(f"{SECRET}\uff41", id="a full-width letter"),
        pytest.param("..", id="the folder above"),
    ],
)
@pytest.mark.parametrize("name", ["connectionName", "privateEndpointName"])
def test_what_cannot_be_a_name(name: str, value: str) -> None:
    path = "/" in value
    reason = "must be a name alone, without a path" if path else "is not a name Azure could have given"
    assert reason in the_one_line(name, value)


NO_LIST = "allowed_subscription_ids must be a list of at least one subscription id; leave it out to allow any"
NO_SUBSCRIPTION = "allowed_subscription_ids has an entry that is no subscription id: give the GUID alone"
NO_TENANT = "tenant_id is neither a GUID nor a domain such as contoso.onmicrosoft.com"
NO_VERSION = "api_version must be a date such as 2024-05-01, perhaps with a word such as -preview behind it"


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("status", "approved", "status must be one of Approved, Rejected"),
        ("status", "Pending", "status must be one of Approved, Rejected"),
        ("status", SECRET, "status must be one of Approved, Rejected"),
        ("onDestroy", "Keep", "on_destroy must be one of keep, reject, delete"),
        ("onDestroy", SECRET, "on_destroy must be one of keep, reject, delete"),
        ("allowUnknownRequester", "true", "allow_unknown_requester must be True or False"),
        ("allowUnknownRequester", 1.0, "allow_unknown_requester must be True or False"),
        ("timeout", SECRET, 'timeout is not a duration such as "90s", "10m" or "1.5h"'),
        ("timeout", 600.0, 'timeout must be a string such as "10m"'),
        ("timeout", "25h", "timeout is longer than a day"),
        (
            "timeout",
            "0m",
            "timeout must be longer than zero: every wait has a deadline, and this is it",
        ),
        ("waitForConnection", "-1s", 'wait_for_connection is not a duration such as "90s", "10m" or "1.5h"'),
        ("waitForConnection", "25h", "wait_for_connection is longer than a day"),
        (
            "allowedSubscriptionIds",
            [],
            NO_LIST,
        ),
        (
            "allowedSubscriptionIds",
            SECRET,
            NO_LIST,
        ),
        (
            "allowedSubscriptionIds",
            [SUBSCRIPTION, 7.0, ""],
            "allowed_subscription_ids has an entry that must be a string",
        ),
        (
            "allowedSubscriptionIds",
            [SUBSCRIPTION, ""],
            "allowed_subscription_ids has an entry that is empty: give a text, or leave it out",
        ),
        *(
            ("allowedSubscriptionIds", [SUBSCRIPTION, entry], NO_SUBSCRIPTION)
            for entry in (
                SECRET,
                f"/subscriptions/{SUBSCRIPTION}",
                f"{SUBSCRIPTION}/",
                f"{SUBSCRIPTION} ",
                f"{{{SUBSCRIPTION}}}",
                SUBSCRIPTION.replace("-", ""),
                SUBSCRIPTION[:-1],
                f"{SUBSCRIPTION}0",
                SUBSCRIPTION.replace("A", "G"),
                "..",
            )
        ),
        *(
            ("tenantId", tenant, NO_TENANT)
            for tenant in (
                SECRET,
                "common",
                "organizations",
                f"{SUBSCRIPTION}/",
                f".{SECRET}",
                f"{SECRET}.",
                f"{SECRET}..com",
                f"{SECRET}.com/x",
                f"{SECRET} .com",
            )
        ),
        *(
            ("apiVersion", version, NO_VERSION)
            for version in (
                "lates t/../x",
                "2024-5-1",
                "2024-05-01?x=1",
                f"2024-05-01-{SECRET}",
                "x2024-05-01",
                "٢٠٢٤-05-01",
            )
        ),
    ],
)
def test_words_flags_durations_and_lists(name: str, value: Any, line: str) -> None:
    assert the_one_line(name, value) == line


@pytest.mark.parametrize("name", ["privateEndPointId", "target_resource_id", "secret", "__internal"])
def test_a_property_that_is_no_input(name: str) -> None:
    assert reasons(**{name: SECRET}) == [f"{name} is not an input of PrivateEndpointApproval"]


@pytest.mark.parametrize(
    "selectors", [{}, {"privateEndpointId": None, "requestMessage": None}], ids=["none", "nulls"]
)
def test_a_bag_without_any_selector(selectors: dict[str, None]) -> None:
    (problem,) = problems({"targetResourceId": VAULT} | selectors)
    assert str(problem) == (
        "connection_name or another selector is missing: give any of "
        "connection_name, private_endpoint_id, private_endpoint_name, request_message"
    )


@pytest.mark.parametrize("guards", [{"groupId": "vault"}, {"allowUnknownRequester": True}], ids=str)
def test_a_guard_is_no_selector(guards: dict[str, Any]) -> None:
    (problem,) = problems({"targetResourceId": VAULT} | guards)
    assert problem.property == "connectionName"


@pytest.mark.parametrize(
    "selector",
    [
        {"connectionName": "pe.1"},
        {"privateEndpointId": ENDPOINT},
        {"privateEndpointName": "pe"},
        {"requestMessage": "please"},
        {"requestMessage": NOT_KNOWN},
    ],
    ids=["name", "endpoint id", "endpoint name", "message", "not known yet"],
)
def test_one_selector_is_enough(selector: dict[str, Any]) -> None:
    assert problems({"targetResourceId": VAULT} | selector) == []


def test_a_bag_without_a_target() -> None:
    assert reasons(targetResourceId=None) == [
        "target_resource_id is missing: give the id of the resource being connected to"
    ]


def test_every_problem_is_listed_and_always_in_the_same_order() -> None:
    bad = {"status": SECRET, "timeout": SECRET, "zeta": SECRET, "alpha": SECRET, "Beta": SECRET}
    assert [problem.property for problem in problems(bad)] == [
        "status",
        "timeout",
        "Beta",
        "alpha",
        "zeta",
        "targetResourceId",
        "connectionName",
    ]


class TestService:
    """What only the table can tell, asked once everything else is in order."""

    @pytest.mark.parametrize(
        ("arm_type", "line"),
        [
            pytest.param(
                "Microsoft.KeyVault/vault",
                "target_resource_id cannot be used: Microsoft.KeyVault/vault is not a known service "
                "(nearest: Microsoft.KeyVault/vaults, ",
                id="a slip of the pen",
            ),
            pytest.param(
                "Contoso.Nowhere/boxes",
                "target_resource_id cannot be used: Contoso.Nowhere/boxes is not a known service",
                id="unheard of",
            ),
            pytest.param(
                "Microsoft.Synapse/privateLinkHubs",
                "target_resource_id cannot be used: Microsoft.Synapse/privateLinkHubs: connections can only "
                "be read here",
                id="cannot approve",
            ),
        ],
    )
    def test_a_target_that_cannot_be_approved(self, arm_type: str, line: str) -> None:
        assert the_one_line("targetResourceId", f"{GROUP}/{arm_type}/{SECRET}").startswith(line)

    @pytest.mark.parametrize(
        "target",
        [
            pytest.param(f"{GROUP}/Contoso.Nowhere/boxes/one", id="in a resource group"),
            pytest.param("/subscriptions/s/providers/Contoso.Nowhere/boxes/one", id="in a subscription"),
            pytest.param("/providers/Contoso.Nowhere/boxes/one", id="in the tenant"),
            pytest.param(f"{SQL}/providers/Contoso.Nowhere/boxes/one", id="an extension"),
        ],
    )
    def test_a_type_that_is_not_known_passes_with_an_api_version(self, target: str) -> None:
        assert reasons(targetResourceId=target, apiVersion="2030-01-01") == []
        assert reasons(targetResourceId=target, apiVersion=NOT_KNOWN) == []

    def test_an_api_version_does_not_help_where_nothing_can_be_approved(self) -> None:
        hub = f"{GROUP}/Microsoft.Synapse/privateLinkHubs/hub"
        (line,) = reasons(targetResourceId=hub, apiVersion="2030-01-01")
        assert "cannot be used" in line

    @pytest.mark.parametrize(
        ("target", "actions", "line"),
        [
            (VAULT, "None", None),
            (VAULT, NOT_KNOWN, None),
            (VAULT, SECRET, "must be one of None for Microsoft.KeyVault/vaults"),
            (SQL, "None", "is not accepted by Microsoft.Sql/servers: leave it out"),
            (NOT_KNOWN, SECRET, None),
        ],
        ids=["its word", "not known yet", "another word", "not accepted", "service not known yet"],
    )
    def test_the_actions_a_service_accepts(self, target: Any, actions: Any, line: str | None) -> None:
        expected = [] if line is None else [f"actions_required {line}"]
        assert reasons(targetResourceId=target, actionsRequired=actions) == expected

    @pytest.mark.parametrize(
        ("target", "given", "line"),
        [
            (VAULT, {"onDestroy": "reject"}, None),
            (SQL, {"onDestroy": "delete"}, None),
            (SQL, {"onDestroy": "reject", "status": "Rejected"}, None),
            (SQL, {"onDestroy": "reject"}, "Microsoft.Sql/servers does not reject what was approved"),
        ],
        ids=["a service that does", "another way out", "never approved", "a service that does not"],
    )
    def test_what_a_service_does_not_take_back(self, target: Any, given: Any, line: str | None) -> None:
        expected = [] if line is None else [f"on_destroy cannot be reject: {line}"]
        assert reasons(targetResourceId=target, **given) == expected


class TestFromProps:
    def test_defaults(self) -> None:
        inputs = from_props(VALID)
        assert (inputs.status, inputs.on_destroy) == ("Approved", "keep")
        assert (inputs.wait_for_connection, inputs.timeout) == (600.0, 1800.0)
        assert inputs.allow_unknown_requester is False

    @pytest.mark.parametrize(
        "attribute",
        [
            "connection_name",
            "private_endpoint_name",
            "request_message",
            "group_id",
            "allowed_subscription_ids",
            "description",
            "actions_required",
            "api_version",
        ],
    )
    def test_nothing_else_is_made_up(self, attribute: str) -> None:
        assert getattr(from_props(VALID), attribute) is None

    def test_ids_are_parsed_and_compare_without_case(self) -> None:
        inputs = from_props({"targetResourceId": VAULT.lower(), "privateEndpointId": ENDPOINT.lower()})
        assert inputs.target == ResourceId.parse(VAULT)
        assert inputs.private_endpoint_id == ResourceId.parse(ENDPOINT)

    def test_what_was_given_is_kept(self) -> None:
        inputs = from_props(
            VALID
            | {
                "allowedSubscriptionIds": ["one", "two"],
                "allowUnknownRequester": True,
                "status": "Rejected",
                "onDestroy": "delete",
                "waitForConnection": "0s",
                "timeout": "1h30m",
            }
        )
        assert inputs.allowed_subscription_ids == ("one", "two")
        assert inputs.allow_unknown_requester is True
        assert (inputs.status, inputs.on_destroy) == ("Rejected", "delete")
        assert (inputs.wait_for_connection, inputs.timeout) == (0.0, 5400.0)

    def test_a_null_on_the_wire_is_the_same_as_nothing(self) -> None:
        nothing = dict.fromkeys(INPUTS) | VALID
        assert problems(nothing) == []
        assert from_props(nothing) == from_props(VALID)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=20) | st.just(NOT_KNOWN),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(INPUTS), ANYTHING), st.sampled_from([{}, VALID]))
def test_any_bag_gives_lines_and_never_an_exception(bag: dict[str, Any], rest: dict[str, str]) -> None:
    found = problems(bag | rest)
    assert all(isinstance(problem, Problem) and "\n" not in str(problem) for problem in found)
