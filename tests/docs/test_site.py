"""The site has every page once, its links lead where the repository's do, and its pictures are current."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tools.site import pictures, recording
from tools.site.pages import CHECKOUT, ELSEWHERE, anchor, bars, linked

CONFIGURATION = yaml.safe_load((CHECKOUT / "mkdocs.yml").read_text(encoding="utf-8"))
DOCS = CHECKOUT / "docs"
SOURCE = "https://example.test/source"


def in_navigation(entry: Any) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    else:
        for inner in entry if isinstance(entry, list) else entry.values():
            yield from in_navigation(inner)


def test_the_navigation_has_every_page_once() -> None:
    there = {str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md")}
    there |= {page for page in ELSEWHERE.values() if not page.startswith("examples/")}

    assert sorted(in_navigation(CONFIGURATION["nav"])) == sorted(there)


def test_nothing_is_fetched_from_elsewhere() -> None:
    assert CONFIGURATION["theme"]["font"] is False
    assert not {"extra_css", "extra_javascript", "repo_url"} & set(CONFIGURATION)


@pytest.mark.parametrize(
    "kind", ["omitted_files", "absolute_links", "unrecognized_links", "anchors", "not_found"]
)
def test_what_leads_nowhere_fails_a_strict_build(kind: str) -> None:
    assert CONFIGURATION["validation"][kind] == "warn"


@pytest.mark.parametrize(
    ("page", "written", "led"),
    [
        pytest.param("scale.md", "concepts.md#preview", "concepts.md#preview", id="a page beside it"),
        pytest.param(
            "concepts.md", "../simulator/README.md", "simulator-reference.md", id="one that lies elsewhere"
        ),
        pytest.param(
            "simulator-reference.md", "../docs/services.md#rights", "services.md#rights", id="from there"
        ),
        pytest.param(
            "components.md", "../examples/two-subscriptions", "examples/two-subscriptions.md", id="a folder"
        ),
        pytest.param("examples/quickstart.md", "../README.md", "../examples.md", id="between those"),
        pytest.param("examples/quickstart.md", "../../README.md", "../index.md", id="the repository's home"),
        pytest.param(
            "scale.md", "../README.md#try-it", f"{SOURCE}/blob/main/README.md#try-it", id="a part of it"
        ),
        pytest.param("scale.md", "../Makefile", f"{SOURCE}/blob/main/Makefile", id="a file that is no page"),
        pytest.param("scale.md", "../tools", f"{SOURCE}/tree/main/tools", id="a folder without a page"),
        pytest.param("scale.md", "https://example.test/x", "https://example.test/x", id="another host"),
        pytest.param("scale.md", "gone.md#x", "gone.md#x", id="nowhere, for the build to find"),
    ],
)
def test_links_lead_where_they_do_in_the_repository(page: str, written: str, led: str) -> None:
    assert linked(f"see [this]({written}).", page, SOURCE) == f"see [this]({led})."


def test_bars_in_code_are_not_escaped_twice() -> None:
    assert bars(r"| `str \| None` | a \| b |") == r"| `str | None` | a \| b |"


def test_anchors_are_the_repositorys() -> None:
    assert anchor("What `up` does, and when", "-") == "what-up-does-and-when"


def test_the_recording_is_drawn_from_its_text() -> None:
    recorded = recording.RECORDED.read_text(encoding="utf-8")

    assert recording.PICTURE.read_text(encoding="utf-8") == recording.drawn(recorded)


@pytest.mark.parametrize("name", sorted(path.stem for path in pictures.TEXTS.glob("*.d2")))
def test_a_picture_is_drawn_from_its_text(name: str) -> None:
    assert pictures.is_current(name), "run `make pictures`"
    assert f"](images/{name}.svg)" in (DOCS / "pictures.md").read_text(encoding="utf-8")


def test_a_picture_that_is_not_is_noticed(tmp_path: Path) -> None:
    drawn = (pictures.IMAGES / "nonce.svg").read_text(encoding="utf-8")
    (tmp_path / "nonce.svg").write_text(drawn.replace("made of ", "made of 0"), encoding="utf-8")

    assert not pictures.is_current("nonce", tmp_path)
    assert not pictures.is_current("request", tmp_path)


@pytest.mark.parametrize("picture", sorted(DOCS.rglob("*.svg")), ids=lambda path: path.name)
def test_a_picture_asks_for_nothing(picture: Path) -> None:
    text = picture.read_text(encoding="utf-8")

    assert "url(http" not in text
    assert 'href="http' not in text
    assert "<script" not in text
