"""docs/reference.md says what the classes say."""

from __future__ import annotations

from pathlib import Path

from pulumi_private_endpoint.connections.properties.fields import INPUTS, python_name
from tools.pages import document_resource


def test_the_page_is_current() -> None:
    assert document_resource.PAGE.stale() == []


def test_a_stale_page_is_noticed_and_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "reference.md"
    page.write_text("old", encoding="utf-8")
    assert document_resource.PAGE.stale(tmp_path) == ["docs/reference.md is stale: run `make docs`"]
    assert page.read_text(encoding="utf-8") == "old"


def test_every_input_is_told_with_its_type() -> None:
    rows = {name: (type_, told) for name, type_, told in document_resource.inputs()}
    assert set(rows) == {f"`{python_name(name)}`" for name in INPUTS}
    assert rows["`allowed_subscription_ids`"][0] == "`Sequence[str]`"
    assert [name for name, (_, told) in rows.items() if "**Required.**" in told] == ["`target_resource_id`"]


def test_every_output_is_told_and_none_that_is_not_there() -> None:
    assert [name.strip("`") for name, _, _ in document_resource.outputs()] == list(document_resource.OUTPUTS)


def test_a_set_has_its_own_inputs() -> None:
    names = ["approvals", "max_concurrency", "max_releases", "when_absent"]
    assert [name.strip("`") for name, _, _ in document_resource.set_inputs()] == names


def test_an_entry_has_one_more_than_an_approval() -> None:
    ((name, type_, _),) = document_resource.entry_inputs()
    assert (name, type_) == ("`when_absent`", '`Literal["fail", "warn"]`')
