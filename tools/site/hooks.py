"""What mkdocs is told beside mkdocs.yml: anchors, pages that lie elsewhere, where links lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs.structure.files import File

from tools.site.pages import CHECKOUT, ELSEWHERE, anchor, bars, linked

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

TOLD = {
    "index.md": {"hide": ["navigation", "toc"]},
    # Whoever searches for the words of an error finds the remedy first.
    "troubleshooting.md": {"search": {"boost": 10}},
}
"""What the generator is told of a page, where the page itself would show it to readers of the repository."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Headings get the anchors that the repository's browser gives them."""
    config.mdx_configs["toc"]["slugify"] = anchor
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """The pages that lie elsewhere."""
    for file, page in ELSEWHERE.items():
        files.append(File.generated(config, page, content=(CHECKOUT / file).read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, **_: object) -> str:
    """The page as the site has it."""
    page.meta.update(TOLD.get(page.file.src_uri, {}))
    return bars(linked(markdown, page.file.src_uri, config.extra["source"]))
