"""Markdown: what others wrote stays a text, as a parser that is none of ours reads it."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from pulumi_private_endpoint.cli.formats.markdown import as_markdown, verbatim
from pulumi_private_endpoint.inventory.scope import NotRead
from tests.audit.conftest import connection
from tests.cli.formats.conftest import MakeReport, exemption
from tests.cli.formats.hostile import TEXTS

LIVE = "@acme/security see https://evil.example and www.evil.example #12 [a](https://evil.example)"
CODE = re.compile(r"<code>(.*?)</code>", re.DOTALL)


def rendered(text: str) -> str:
    return str(MarkdownIt("commonmark").enable("table").render(text))


@pytest.mark.parametrize(
    "text", [LIVE, *TEXTS, "`", "``@x`` `", "a\\|@b", "a | @b", "\\", "` ` `` "], ids=lambda text: text[:20]
)
def test_a_requesters_text_is_code_and_nothing_else(make_report: MakeReport, text: str) -> None:
    page = rendered(as_markdown(make_report(connection("c", status="Pending", description=f"@live {text}"))))

    around = CODE.sub("", page)
    assert "wrote" in "".join(CODE.findall(page))
    assert not re.search(r"@|evil|wrote|onerror|<a |<img|<script", around)
    (row,) = re.findall(r"<tr>\n<td>.*?</tr>", page, re.DOTALL)
    assert row.count("<td>") == 9


@pytest.mark.parametrize("text", ["a", "a`b", "`a`", "``", " a ", "a|b", "[x](y) @z"])
def test_it_is_shown_as_it_is(text: str) -> None:
    table = rendered(f"| t |\n|---|\n| {verbatim(text)} |")
    (shown,) = CODE.findall(table)
    assert shown == text


def test_what_was_not_read_is_code_too(make_report: MakeReport) -> None:
    page = rendered(as_markdown(make_report(not_read=[NotRead("@scope", LIVE)])))
    assert "@" not in CODE.sub("", page)


def test_two_of_one_name_can_be_told_apart(make_report: MakeReport) -> None:
    one = connection("c", private_endpoint_id=None)
    assert f"`{one.id}`" in as_markdown(make_report(one))


def test_exemptions_that_are_about_nothing_are_told(make_report: MakeReport) -> None:
    page = as_markdown(make_report(exemptions=[exemption("A05", "gone")]))
    assert "## Unused exemptions" in page
    assert f"`7: A05 of {exemption('A05', 'gone').connection}`" in page
    assert "## Unused" not in as_markdown(make_report())
