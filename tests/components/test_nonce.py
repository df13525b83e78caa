from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any
from uuid import UUID

import dill
import pytest
from pulumi.dynamic import dynamic

from pulumi_private_endpoint.components.nonce import Nonce, NonceProvider

STATE = {"value": "kept", "__provider": "old"}


def test_it_is_random_and_short_enough_for_every_service() -> None:
    first, second = NonceProvider().create({}), NonceProvider().create({})

    assert first.id == first.outs["value"] == str(UUID(first.id))
    assert first.id != second.id
    assert len(first.id) <= 128


@pytest.mark.parametrize(
    ("provider", "changes"),
    [pytest.param("old", False, id="same"), pytest.param("new", True, id="provider moved")],
)
def test_nothing_changes_it(provider: str, changes: bool) -> None:
    assert NonceProvider().diff("kept", STATE, {"__provider": provider}).changes is changes
    assert NonceProvider().update("kept", STATE, {}).outs == {"value": "kept"}
    assert NonceProvider().read("kept", STATE).outs == {"value": "kept"}


def test_state_holds_a_reference_to_the_provider_and_nothing_else() -> None:
    """Golden: a moved module would leave users' stacks unable to destroy themselves."""
    stored = base64.b64decode(dynamic.serialize_provider(NonceProvider()))

    assert isinstance(dill.loads(stored), NonceProvider)  # noqa: S301 - our own, a line above
    assert b"pulumi_private_endpoint.components.nonce" in stored
    assert len(stored) < 128


def test_its_type_is_fixed(declare: Callable[..., dict[str, Any]], cloud: Any) -> None:
    assert declare(lambda: {"value": Nonce("n").value}) == {"value": "/id-of/n"}
    assert cloud.one("pulumi-python:dynamic/privateendpoint:Nonce").inputs == {}
