"""Which texts may be shown: only those that the program hands over as no secrets, word for word."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from pulumi.output import Unknown

from pulumi_private_endpoint.approval.host.plain import plain_entries, plain_texts
from pulumi_private_endpoint.connections.properties.secrets import secret_names

Value = Callable[[], Any]


def resolved(work: Callable[..., Any], value: Value, *more: Any) -> Any:
    """An output can only be made where an event loop runs."""

    async def run() -> Any:
        found = work(value(), *more)
        return await found if inspect.isawaitable(found) else found or {}

    return asyncio.run(run())


def secret(value: Any) -> pulumi.Output[Any]:
    return pulumi.Output.secret(value)


def known(value: Any) -> pulumi.Output[Any]:
    return pulumi.Output.from_input(value)


def unknown() -> pulumi.Output[Any]:
    return known(Unknown())  # type: ignore[no-untyped-call]  # Pulumi leaves it untyped


TEXT = {"description": "CHG-1"}


@pytest.mark.parametrize(
    ("inputs", "plain"),
    [
        pytest.param(lambda: TEXT, TEXT, id="a text"),
        pytest.param(lambda: {"description": known("CHG-1")}, TEXT, id="an output"),
        pytest.param(lambda: {"description": secret("CHG-1")}, {}, id="a secret"),
        pytest.param(
            lambda: {"description": pulumi.Output.concat("CHG-", secret("1"))}, {}, id="made of a secret"
        ),
        pytest.param(lambda: {"description": unknown()}, {}, id="not known yet"),
        pytest.param(lambda: {"description": None}, {}, id="none"),
        pytest.param(lambda: {"description": 1}, {}, id="no text"),
        pytest.param(lambda: {"target_resource_id": "/subscriptions/s"}, {}, id="another input"),
        pytest.param(
            lambda: {"request_message": "please", "actions_required": "None"},
            {"requestMessage": "please", "actionsRequired": "None"},
            id="other texts",
        ),
    ],
)
def test_what_is_handed_over(inputs: Value, plain: dict[str, str]) -> None:
    assert resolved(plain_texts, inputs) == plain


@pytest.mark.parametrize(
    ("approvals", "plain"),
    [
        pytest.param(lambda: {"a": TEXT, "b": TEXT}, {"a": TEXT, "b": TEXT}, id="texts"),
        pytest.param(
            lambda: {"a": TEXT, "b": {"description": secret("CHG-1")}},
            {"a": TEXT, "b": {}},
            id="a secret among them",
        ),
        pytest.param(lambda: {"a": secret(TEXT), "b": known(TEXT)}, {"b": TEXT}, id="a secret entry"),
        pytest.param(lambda: {"a": unknown(), "b": TEXT}, {"b": TEXT}, id="an entry not known yet"),
        pytest.param(lambda: known({"a": TEXT}), {"a": TEXT}, id="an output"),
        pytest.param(lambda: secret({"a": TEXT}), {}, id="a secret set"),
        pytest.param(unknown, {}, id="not known yet"),
        pytest.param(lambda: {"a": None}, {}, id="an empty entry"),
    ],
)
def test_what_a_set_hands_over(approvals: Value, plain: dict[str, Any]) -> None:
    assert resolved(plain_entries, approvals) == plain


@pytest.mark.parametrize("hidden", ["requestMessage", "request_message"])
def test_what_the_program_wants_to_be_a_secret_output_is_not_handed_over(hidden: str) -> None:
    inputs = {"request_message": "please", "description": "CHG-1"}
    assert plain_texts(inputs, [hidden]) == TEXT
    assert plain_entries({"a": inputs}, ["approvals"]) == {}


@pytest.mark.parametrize(
    ("props", "plain", "secrets"),
    [
        pytest.param(TEXT, TEXT, [], id="handed over"),
        pytest.param(TEXT, {}, ["description"], id="not handed over"),
        pytest.param(TEXT, None, ["description"], id="nothing handed over"),
        pytest.param(TEXT, Unknown(), ["description"], id="not known yet"),  # type: ignore[no-untyped-call]
        pytest.param(TEXT, {"description": "CHG-2"}, ["description"], id="changed on the way"),
        pytest.param({"description": Unknown()}, {}, [], id="a text that is not known yet"),  # type: ignore[no-untyped-call]
        pytest.param({"connectionName": "c1"}, {}, [], id="no text"),
    ],
)
def test_what_counts_as_secret(props: dict[str, Any], plain: Any, secrets: list[str]) -> None:
    assert secret_names(props, plain, {}) == secrets


@pytest.mark.parametrize(
    ("plain", "before", "secrets"),
    [
        pytest.param({"description": "new"}, {"description": "old"}, [], id="the state's plain text"),
        pytest.param(
            {"description": "new"},
            {"description": "old", "__secret": ["description"]},
            ["description"],
            id="the state's secret",
        ),
        pytest.param({"description": "new"}, {"description": "older"}, ["description"], id="from elsewhere"),
        pytest.param({}, {"description": "old"}, ["description"], id="the program's is a secret"),
        pytest.param({"description": "new"}, {}, ["description"], id="no state"),
    ],
)
def test_a_text_that_ignore_changes_puts_back_is_what_it_was(
    plain: dict[str, str], before: dict[str, Any], secrets: list[str]
) -> None:
    assert secret_names({"description": "old"}, plain, before) == secrets
