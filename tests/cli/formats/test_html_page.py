"""The page as text: all is there, what others wrote is text and no more, and its policy fits its scripts."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from pulumi_private_endpoint.audit.exemptions import Exemption
from pulumi_private_endpoint.cli.formats.html_page import as_html
from pulumi_private_endpoint.inventory.scope import NotRead
from tests.audit.conftest import connection, target
from tests.cli.formats.conftest import MakeReport, exemption, foreign
from tests.cli.formats.hostile import HOSTILE, TEXTS

ADDRESSES = {"src", "href", "action", "data", "srcset", "poster", "formaction", "background", "xlink:href"}


class Read(HTMLParser):
    """What a browser would make of a page, roughly: elements with what they hold."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.held: dict[str, list[str]] = {"script": [], "style": []}
        self.text = ""
        self._in = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._in = tag
        if tag in self.held:
            self.held[tag].append("")

    def handle_endtag(self, _tag: str) -> None:
        self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in in self.held:
            self.held[self._in][-1] += data
        else:
            self.text += data


@pytest.fixture
def everything(make_report: MakeReport) -> Any:
    """All that can be in a page, and each text of the worst kind."""
    worst = [
        connection(f"asks{n}", status="Pending", description=text, group_ids=(text,))
        for n, text in enumerate(TEXTS)
    ]
    return make_report(
        *worst,
        connection("auto", description="Auto-Approved"),
        connection("hidden", private_endpoint_id=None),
        connection("odd", status=HOSTILE),
        foreign(),
        exemptions=[
            exemption("A05", "hidden", reason=HOSTILE, approved_by=HOSTILE),
            exemption("A02", "nobody"),
        ],
        not_read=[NotRead(HOSTILE, f"no rights\n{HOSTILE}")],
    )


def test_nobodys_text_is_more_than_text(everything: Any) -> None:
    page = Read(as_html(everything))

    names = {name for name, _ in page.elements}
    assert not names & {"img", "iframe", "object", "embed", "link", "base", "audio", "video", "a:b"}
    assert len(page.held["script"]) == 2
    assert len(page.held["style"]) == 1
    for _, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert all((attributes[name] or "").startswith("#") for name in ADDRESSES & attributes.keys())


def test_texts_are_shown_as_they_are_and_cannot_hide(everything: Any) -> None:
    page = Read(as_html(everything))

    assert "<script>window.owned=1</script>" in page.text
    assert "\\u202egnp.exe" in page.text
    for sign in "\x1b\u202e\u2066\u200b":
        assert sign not in page.text
    assert "\u05d0\u05d1" in page.text
    assert "{{7*7}}" in page.text


def test_the_policy_allows_these_scripts_and_nothing_else(everything: Any) -> None:
    page = Read(as_html(everything))
    policy = next(more["content"] for name, more in page.elements if name == "meta" and "http-equiv" in more)

    def listed(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    assert policy == (
        f"default-src 'none'; script-src {' '.join(map(listed, page.held['script']))}; "
        f"style-src {listed(page.held['style'][0])}; base-uri 'none'; form-action 'none'"
    )


def test_it_is_ascii_and_names_no_other_host(everything: Any) -> None:
    text = as_html(everything)
    assert text.isascii()
    assert not re.findall(r"https?://", text)


def test_each_finding_has_its_remedy(everything: Any) -> None:
    text = Read(as_html(everything)).text

    for judged in everything.audit.judged:
        rule = judged.finding.rule
        assert f"{rule.id} {rule.title}" in text
        assert rule.fix.replace("`", "") in text
        assert judged.finding.about.name in text


def test_what_is_accepted_says_by_whom_and_what_is_unused_is_told(make_report: MakeReport) -> None:
    other: Exemption = exemption("A02", "nobody")
    text = Read(
        as_html(
            make_report(
                connection("hidden", private_endpoint_id=None), exemptions=[exemption("A05", "hidden"), other]
            )
        )
    ).text

    assert "accepted: the vendor's crawler (CHG-7) (until 2027-06-30, approved by security board)" in text
    assert f"line 7: A02 for {target()}/privateEndpointConnections/nobody" in text


def test_what_was_not_read_is_told_first_and_whole(make_report: MakeReport) -> None:
    partial = Read(as_html(make_report(not_read=[NotRead("/subscriptions/x", "no rights\nrequest id 1")])))
    whole = Read(as_html(make_report()))

    assert partial.text.index("Not all could be read.") < partial.text.index("Findings")
    assert "/subscriptions/x: no rights\nrequest id 1" in partial.text
    assert "Nothing was found in what could be read." in partial.text
    assert "Not all could be read." not in whole.text
    assert "Nothing was found." in whole.text


def test_the_worst_of_what_stands_colours_a_row(make_report: MakeReport) -> None:
    page = Read(
        as_html(
            make_report(
                foreign("both", status="Pending"),
                connection("accepted", private_endpoint_id=None),
                exemptions=[exemption("A05", "accepted")],
            )
        )
    )
    shown = [more for name, more in page.elements if name == "td" and "data-key" in more]
    assert [(more["class"], more["data-key"]) for more in shown] == [("high", "1"), ("", "4")]
