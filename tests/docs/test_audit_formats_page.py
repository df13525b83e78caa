"""docs/audit-formats.md and its example are what the formats print, and name each of them."""

from __future__ import annotations

import pytest

from pulumi_private_endpoint.cli.formats import AuditOutput
from tools.pages import document_formats
from tools.pages.page import Page


@pytest.mark.parametrize(
    "page", [document_formats.PAGE, document_formats.EXAMPLE], ids=lambda page: page.name
)
def test_it_is_current(page: Page) -> None:
    assert page.stale() == []


@pytest.mark.parametrize("form", AuditOutput, ids=lambda form: form.value)
def test_each_format_has_its_part(form: AuditOutput) -> None:
    text = document_formats.PAGE.text()
    assert f"\n## {form.value}\n" in text
    assert f"| `{form.value}` |" in text


@pytest.mark.parametrize("shown", ["A03", "A05", "not read", "exempted", "vendor"])
def test_the_example_has_all_there_is_to_see(shown: str) -> None:
    assert shown in document_formats.PAGE.text()
    assert shown in document_formats.EXAMPLE.text()
