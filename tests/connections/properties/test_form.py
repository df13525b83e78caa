"""The mark of a state's form: none on the first, and nobody reads a newer one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.errors import StateTooNew
from pulumi_private_endpoint.connections.model import Connection, parse
from pulumi_private_endpoint.connections.properties import form, state
from pulumi_private_endpoint.connections.services.lookup import spec_for
from pulumi_private_endpoint.connections.sets import state as set_state

PAGE = (Path(__file__).parents[3] / "docs" / "troubleshooting.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("mark", [{}, {form.MARK: 1}, {form.MARK: 1.0}], ids=["none", "first", "on the wire"])
def test_what_is_known_is_read(mark: dict[str, Any]) -> None:
    form.refuse_newer(mark)


@pytest.mark.parametrize("mark", [2, 1.5, "2", None, [1]], ids=str)
def test_what_is_newer_is_not_and_the_page_says_what_to_do(mark: Any) -> None:
    with pytest.raises(StateTooNew) as refused:
        form.refuse_newer({form.MARK: mark})

    assert str(refused.value) in PAGE


def test_a_state_of_the_first_form_is_as_it_ever_was_and_one_of_the_next_is_marked(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def written() -> tuple[dict[str, Any], dict[str, Any]]:
        spec, props = spec_for(connection.target.type, None), {"targetResourceId": str(connection.target)}
        single = state.outputs(props, connection, spec, state.first_seen(connection))
        return single, set_state.packed({"approvals": {"a": props}}, [("a", single)])

    assert not any(form.MARK in outs for outs in written())
    monkeypatch.setattr(form, "FORM", 2)
    assert [outs[form.MARK] for outs in written()] == [2, 2]
    for outs in written():
        form.refuse_newer(outs)


@pytest.fixture
def connection() -> Connection:
    target = ResourceId.parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v")
    body = {"name": "c1", "properties": {"privateLinkServiceConnectionState": {"status": "Approved"}}}
    return parse(body, spec_for(target.type, None), target)
