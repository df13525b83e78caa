"""docs/reference.md says what the classes say."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from pulumi_private_endpoint.approval.inputs import INPUTS, python_name

SCRIPT = Path(__file__).parents[2] / "scripts" / "document_resource.py"


@pytest.fixture(name="script", scope="module")
def load_script() -> dict[str, Any]:
    return runpy.run_path(str(SCRIPT))


def test_the_page_is_current(script: dict[str, Any]) -> None:
    assert script["main"](["--check"]) is None


def test_a_stale_page_is_noticed_and_left_alone(script: dict[str, Any], tmp_path: Path) -> None:
    page = tmp_path / "reference.md"
    page.write_text("old", encoding="utf-8")
    assert script["main"](["--check"], page) == "docs/reference.md is stale: run scripts/document_resource.py"
    assert page.read_text(encoding="utf-8") == "old"


def test_every_input_is_told_with_its_type(script: dict[str, Any]) -> None:
    rows = {name: (type_, told) for name, type_, told in script["_inputs"]()}
    assert set(rows) == {f"`{python_name(name)}`" for name in INPUTS}
    assert rows["`allowed_subscription_ids`"][0] == "`Sequence[str]`"
    assert [name for name, (_, told) in rows.items() if "**Required.**" in told] == ["`target_resource_id`"]


def test_every_output_is_told_and_none_that_is_not_there(script: dict[str, Any]) -> None:
    assert [name.strip("`") for name, _, _ in script["_outputs"]()] == list(script["OUTPUTS"])


def test_a_set_has_its_own_inputs(script: dict[str, Any]) -> None:
    assert [name for name, _, _ in script["_set_inputs"]()] == ["`approvals`", "`max_concurrency`"]
