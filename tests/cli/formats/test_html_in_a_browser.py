"""The page in a real browser: it filters, sorts and prints, by keys alone, and nobody's text runs in it.

Any Chromium will do; without one these tests are skipped, and the page is tested as text only.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.cli.audit_report import AuditReport
from pulumi_private_endpoint.cli.formats.html_page import as_html
from pulumi_private_endpoint.inventory.scope import NotRead
from tests.audit.conftest import FOREIGN, OWN, connection, endpoint, target
from tests.cli.formats.conftest import MakeReport, foreign
from tests.cli.formats.hostile import HOSTILE, TEXTS

CHOICE = "PRIVATE_ENDPOINT_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
Open = Callable[..., Page]


def chromium() -> str | None:
    """The one that is chosen, else one on PATH."""
    return os.environ.get(CHOICE) or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if (found := chromium()) is None:
        pytest.skip(f"no Chromium on PATH ({', '.join(NAMES)}), and {CHOICE} names none")
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=found)
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """`open_page(report)`: the page; by the end of the test it asked for nothing and had no complaint."""
    wrong: list[str] = []
    contexts = []

    def open_(report: AuditReport, **more: Any) -> Page:
        file = tmp_path / "audit.html"
        file.write_text(as_html(report), encoding="ascii")
        context = browser.new_context(**more)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: wrong.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on("dialog", lambda dialog: wrong.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: request.url.startswith(file.as_uri()) or wrong.append(request.url))
        page.goto(file.as_uri())
        return page

    yield open_
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def shop(make_report: MakeReport) -> AuditReport:
    """Seven connections of each kind."""
    return make_report(
        connection("orders"),
        connection("stock", status="Pending", description="please, warehouse team"),
        connection("front-door", private_endpoint_id=None),
        foreign("vendor"),
        foreign("stranger", status="Pending", description="let us in"),
        connection("old", of=target("attic"), status="Rejected"),
        connection("auto", of=target("blobs"), description="Auto-Approved"),
    )


@pytest.fixture
def crowd(make_report: MakeReport) -> AuditReport:
    """More than a page of the table holds: 450."""
    return make_report(*(connection(f"c{n}", private_endpoint_id=None) for n in range(450)))


def names(page: Page) -> list[str]:
    """The connections that are shown, from top to bottom."""
    return page.locator("#connections tbody summary").all_text_contents()


def said(page: Page) -> str:
    return page.locator("#count").inner_text()


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        pytest.param({"words": "WAREHOUSE"}, ["stock"], id="a text"),
        pytest.param({"words": f"{FOREIGN} let"}, ["stranger"], id="two words, of an id and of a text"),
        pytest.param({"words": "nothing of that"}, [], id="what nobody has"),
        pytest.param({"status": "Pending"}, ["stock", "stranger"], id="a status"),
        pytest.param({"who": "foreign"}, ["vendor", "stranger"], id="foreign ones"),
        pytest.param({"who": "hidden"}, ["front-door"], id="hidden ones"),
        pytest.param({"rule": "A06"}, ["auto"], id="a rule"),
        pytest.param({"who": "foreign", "status": "Pending"}, ["stranger"], id="all that is asked must hold"),
    ],
)
def test_it_filters(open_page: Open, shop: AuditReport, asked: dict[str, str], left: list[str]) -> None:
    page = open_page(shop)
    assert said(page) == "7 connections"

    for field, value in asked.items():
        if field == "words":
            page.fill("#words", value)
        else:
            page.select_option(f"#{field}", value)

    assert names(page) == left
    assert said(page) == f"{len(left)} of 7 connections"
    page.click("text=Show all")
    assert len(names(page)) == 7


def test_any_finding(open_page: Open, shop: AuditReport) -> None:
    page = open_page(shop)
    page.select_option("#rule", "any")
    assert names(page) == ["stock", "front-door", "vendor", "stranger", "old", "auto"]


def test_it_sorts_up_and_down_and_keeps_to_it_while_filtering(open_page: Open, shop: AuditReport) -> None:
    page = open_page(shop)
    head = page.locator("th", has_text="Connection")

    head.get_by_role("button").click()
    assert names(page) == ["auto", "front-door", "old", "orders", "stock", "stranger", "vendor"]
    assert head.get_attribute("aria-sort") == "ascending"
    head.get_by_role("button").click()
    assert names(page)[0] == "vendor"
    assert head.get_attribute("aria-sort") == "descending"
    page.select_option("#who", "foreign")
    assert names(page) == ["vendor", "stranger"]
    page.locator("th", has_text="Target").get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "none"


def test_numbers_in_names_sort_as_numbers_and_findings_by_weight(
    open_page: Open, make_report: MakeReport
) -> None:
    made = make_report(connection("c10"), connection("c9", description="Auto-Approved"), foreign("c1"))
    page = open_page(made)

    page.locator("th", has_text="Connection").get_by_role("button").click()
    assert names(page) == ["c1", "c9", "c10"]
    page.locator("th", has_text="Findings").get_by_role("button").click()
    assert names(page) == ["c1", "c9", "c10"]  # high, medium, nothing
    page.locator("th", has_text="Findings").get_by_role("button").click()
    assert names(page) == ["c10", "c9", "c1"]


def test_keys_alone_do_all_of_it(open_page: Open, shop: AuditReport) -> None:
    page = open_page(shop)
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("(document.activeElement.id || document.activeElement.textContent).trim()")
        )
        if reached[-1] == "words":
            page.keyboard.type("services/shop/")
        if reached[-1] == "Connection":
            page.keyboard.press("Enter")
        if reached[-1] == "front-door" and "words" in reached:
            page.keyboard.press("Enter")
            break

    assert [one for one in reached if one in {"words", "status", "who", "rule", "all"}] == [
        "words",
        "status",
        "who",
        "rule",
        "all",
    ]
    assert names(page) == ["front-door", "orders", "stock", "stranger", "vendor"]
    opened = page.locator("#connections details[open]")
    assert opened.locator("code").all_text_contents() == [f"{target()}/privateEndpointConnections/front-door"]


def test_a_finding_leads_to_its_row_wherever_that_is(open_page: Open, crowd: AuditReport) -> None:
    page = open_page(crowd)
    page.fill("#words", "c44")
    page.click("summary:has-text('450 found')")
    page.click("article a >> text='c333'")

    page.locator("summary:focus", has_text="c333").wait_for()
    assert "c333" in names(page)
    assert page.locator("#page").inner_text() == "Page 2 of 3"
    assert page.input_value("#words") == ""


def test_pages(open_page: Open, crowd: AuditReport) -> None:
    page = open_page(crowd)

    assert (len(names(page)), names(page)[0]) == (200, "c0")
    assert page.locator("#back").is_disabled()
    page.click("#next")
    page.click("#next")
    assert (len(names(page)), names(page)[-1]) == (50, "c449")
    assert page.locator("#next").is_disabled()
    page.fill("#words", "c44")
    assert names(page) == ["c44", *(f"c44{n}" for n in range(10))]
    assert page.locator("#pages").is_hidden()


def test_paper_takes_all_that_is_asked_for(open_page: Open, crowd: AuditReport) -> None:
    page = open_page(crowd)
    page.emulate_media(media="print", color_scheme="dark")

    assert page.locator("#filters").is_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert len(names(page)) == 450
    assert page.locator("article details:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert len(names(page)) == 200


def test_dark_and_light(open_page: Open, shop: AuditReport) -> None:
    grounds = [
        open_page(shop, color_scheme=scheme).evaluate("getComputedStyle(document.body).backgroundColor")
        for scheme in ("light", "dark")
    ]
    assert grounds == ["rgb(255, 255, 255)", "rgb(20, 23, 26)"]


def test_a_small_screen_is_not_wider_than_it_is(open_page: Open, make_report: MakeReport) -> None:
    missed = NotRead(f"{target()}/{'x' * 90}", f"no rights on {target()}")
    made = make_report(foreign("n" * 80, description="t" * 140), not_read=[missed])
    page = open_page(made, viewport={"width": 360, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_without_scripts_all_is_there(open_page: Open, crowd: AuditReport) -> None:
    page = open_page(crowd, java_script_enabled=False)

    assert page.locator("#connections tbody tr").count() == 450
    assert page.locator("#connections tbody tr").last.is_visible()
    assert page.locator("#filters").is_hidden()


def test_the_picture_has_words_and_a_line_for_each_kind(open_page: Open, shop: AuditReport) -> None:
    page = open_page(shop)

    picture = page.get_by_role("img", name="Requesters on the left, targets on the right")
    assert picture.is_visible()
    assert "2 of foreign requesters, 1 of hidden ones, 2 waiting" in picture.locator("desc").text_content()
    strokes = {
        name: page.locator(f".line.{name}").first.evaluate("one => getComputedStyle(one).stroke")
        for name in ("foreign.approved", "hidden", "own.approved", "own.pending")
    }
    assert len(set(strokes.values())) == 4
    dashes = page.locator(".line.foreign.pending").evaluate("one => getComputedStyle(one).strokeDasharray")
    assert dashes != "none"


def test_nobodys_text_runs_hides_or_breaks_the_page(open_page: Open, make_report: MakeReport) -> None:
    hostile = [
        connection(f"c{n}", status="Pending", description=text, group_ids=(text,))
        for n, text in enumerate(TEXTS)
    ]
    page = open_page(
        make_report(*hostile, connection("odd", status=HOSTILE), not_read=[NotRead(HOSTILE, HOSTILE)])
    )
    page.mouse.move(300, 300)
    page.keyboard.press("Tab")

    assert page.evaluate("window.owned === undefined")
    assert page.title() == "Private endpoint connections"
    assert names(page) == [*(f"c{n}" for n in range(len(TEXTS))), "odd"]
    shown = page.locator("#connections tbody tr td:nth-child(6)").all_text_contents()
    assert shown[1] == "</script><script>window.owned=1</script>"
    assert shown[9] == "\\x1b[2J\\u202egnp.exe \\u2066\\u200b\\x00 \\ud800"
    page.fill("#words", "</script><script>")
    assert names(page) == ["c1", "odd"]
    page.fill("#words", "")
    odd = page.locator("#status option").nth(1)
    page.select_option("#status", odd.get_attribute("value") or odd.text_content())
    assert names(page) == ["odd"]


def test_the_policy_stops_what_somebody_adds(browser: Browser, shop: AuditReport, tmp_path: Path) -> None:
    added = "<script>window.owned=1</script><img src='data:,' onerror='window.owned=1'><p style='color:red'>"
    (tmp_path / "audit.html").write_text(as_html(shop).replace("<main>", f"{added}<main>"))
    page = browser.new_page()
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))

    page.goto((tmp_path / "audit.html").as_uri())

    assert page.evaluate("window.owned === undefined")
    assert len([text for text in refused if "Content Security Policy" in text]) >= 3
    assert len(names(page)) == 7
    page.close()


def test_thousands_are_looked_through_in_a_moment(
    open_page: Open, make_report: MakeReport, pytestconfig: pytest.Config
) -> None:
    count = 20_000 if pytestconfig.getoption("--exhaustive") else 4_000
    targets = [
        ResourceId.parse(str(target(f"t{n}")).replace("resourceGroups/shop", f"resourceGroups/g{n % 40}"))
        for n in range(count // 4)
    ]
    every = [
        connection(
            f"c{n}",
            of=targets[n % len(targets)],
            status="Pending" if n % 12 == 0 else "Approved",
            private_endpoint_id=endpoint(f"e{n}", OWN if n % 3 else FOREIGN),
        )
        for n in range(count)
    ]
    page = open_page(make_report(*every))

    began = time.monotonic()
    page.fill("#words", f"c{count - 1}")
    assert names(page) == [f"c{count - 1}"]
    page.fill("#words", "")
    page.locator("th", has_text="Connection").get_by_role("button").click()
    assert names(page)[:3] == ["c0", "c1", "c2"]
    page.select_option("#status", "Pending")
    assert said(page) == f"{-(-count // 12):,} of {count:,} connections"
    assert time.monotonic() - began < 20  # a machine may be busy; a page that hangs takes minutes
