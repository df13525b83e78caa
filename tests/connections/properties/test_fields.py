"""The table of inputs, and what cannot follow from it: the arguments that programs write, and their words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import nullcontext
from typing import get_args

import pulumi
import pytest

from pulumi_private_endpoint.approval import PrivateEndpointApprovalArgs
from pulumi_private_endpoint.components.parts.decision import DecisionArgs
from pulumi_private_endpoint.components.parts.requesters import Requester, RequestersError, checked
from pulumi_private_endpoint.connections.properties.fields import (
    FOUND,
    IDENTITY,
    IDS,
    ROWS,
    SELECTORS,
    STATUS,
    TEXTS,
    Kind,
    Row,
    python_name,
)
from pulumi_private_endpoint.policies.reading.resource_types import APPROVAL
from pulumi_private_endpoint.policies.reading.stack_approvals import approvals
from pulumi_private_endpoint.policies.rule import Member
from tools.pages import document_resource

OF_EACH_APPROVAL = {
    "target_resource_id",
    "connection_name",
    "private_endpoint_id",
    "private_endpoint_name",
    "request_message",
    "group_id",
    "status",
    "actions_required",
}
"""What a component gives its approvals itself."""
BY_NAME = {python_name(row.name): row for row in ROWS.values()}
ARGUMENTS = {name.strip("`"): (type_.strip("`"), told) for name, type_, told in document_resource.inputs()}
"""Each argument's type without Pulumi's wrappers, and its words."""

rows = pytest.mark.parametrize(("name", "row"), BY_NAME.items(), ids=list(BY_NAME))


def test_what_follows_from_the_rows() -> None:
    assert {name for name, row in BY_NAME.items() if row.required} == {"target_resource_id"}
    assert SELECTORS == ("connectionName", "privateEndpointId", "privateEndpointName", "requestMessage")
    assert ("targetResourceId", *SELECTORS) == IDENTITY
    assert {"targetResourceId", "privateEndpointId"} == IDS
    assert TEXTS == ("requestMessage", "description", "actionsRequired")
    assert FOUND == (
        "connectionName",
        "privateEndpointId",
        "requestMessage",
        "description",
        "actionsRequired",
        "apiVersion",
    )
    assert STATUS == {"status": "Approved"}


@rows
def test_an_argument_has_the_type_of_its_row(name: str, row: Row) -> None:
    words = ", ".join(f'"{word}"' for word in row.words)
    types = {Kind.BOOLEAN: "bool", Kind.LIST: "Sequence[str]", Kind.WORD: f"Literal[{words}]"}
    assert ARGUMENTS[name][0] == types.get(row.kind, "str")


@rows
def test_what_is_required_is_so_in_the_arguments(name: str, row: Row) -> None:
    assert ("**Required.**" in ARGUMENTS[name][1]) == row.required


@rows
def test_the_words_of_an_argument_tell_its_default(name: str, row: Row) -> None:
    told = re.search(r"Default: (\w+)\.", ARGUMENTS[name][1])
    assert (told and told[1]) == (None if row.default is None else str(row.default))


@rows
def test_a_default_is_one_that_a_program_could_give(name: str, row: Row) -> None:
    assert row.default is None or row.check(row.default) is None, name


@rows
def test_a_typed_input_is_named_as_its_argument(name: str, row: Row) -> None:
    (attribute,) = (attribute for attribute, each in ROWS.items() if each is row)
    assert name in {attribute, f"{attribute}_resource_id"}


class TestDoors:
    """Those that may not look into the core keep lists of their own."""

    def test_there_is_an_argument_for_each_row_and_no_other(self) -> None:
        assert list(ARGUMENTS) == list(BY_NAME) == list(PrivateEndpointApprovalArgs.__annotations__)

    def test_components_hand_over_every_input_but_what_each_approval_has_of_its_own(self) -> None:
        assert DecisionArgs.__annotations__.keys() == BY_NAME.keys() - OF_EACH_APPROVAL

    @pytest.mark.parametrize("name", DecisionArgs.__annotations__)
    def test_components_take_an_input_as_an_approval_does(self, name: str) -> None:
        types = {Kind.BOOLEAN: pulumi.Input[bool], Kind.LIST: pulumi.Input[Sequence[pulumi.Input[str]]]}
        (type_,) = get_args(DecisionArgs.__annotations__[name])
        assert type_ == types.get(BY_NAME[name].kind, pulumi.Input[str])

    def test_a_requester_may_say_every_input_but_the_target(self) -> None:
        said = Requester.__annotations__.keys() - {"name", "when_absent"}
        assert said == BY_NAME.keys() - {"target_resource_id"}

    @rows
    def test_a_requesters_lists_and_flags_are_the_tables(self, name: str, row: Row) -> None:
        values = {Kind.BOOLEAN: True, Kind.LIST: []}
        entry = {"name": "a", "connection_name": "c", name: values.get(row.kind, "text")}
        wrong = nullcontext() if name != "target_resource_id" else pytest.raises(RequestersError)
        with wrong:
            checked([entry])

    @rows
    def test_a_requester_is_singled_out_by_the_selectors(self, name: str, row: Row) -> None:
        values = {Kind.BOOLEAN: True, Kind.LIST: ["text"]}
        singled_out = nullcontext() if row.selector else pytest.raises(RequestersError)
        with singled_out:
            checked([{"name": "a", name: values.get(row.kind, "text")}])

    @rows
    def test_policies_follow_the_selectors_to_the_requester(self, name: str, row: Row) -> None:
        urn = f"urn of {name}"
        member = Member("urn of the approval", APPROVAL, {}, {row.name: frozenset({urn})})
        (approval,) = approvals([member])
        assert (urn in approval.requester_urns) == row.selector
