"""Where links lead on the site. The pages are written for a reader of the repository: a link leads to a file.

A file that is a page of the site becomes a link to that page, any other one to the repository's own browser.
What leads nowhere is left, so that `--strict` finds it.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
ELSEWHERE = {
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "examples/README.md": "examples.md",
    "simulator/README.md": "simulator.md",
    **{
        f"examples/{page.parent.name}/README.md": f"examples/{page.parent.name}.md"
        for page in sorted(CHECKOUT.glob("examples/*/README.md"))
    },
}
"""Pages that do not lie in docs/, by their files."""
_PAGE_OF = {**ELSEWHERE, "README.md": "index.md"}
_FILE_OF = {page: file for file, page in ELSEWHERE.items()}
_LINK = re.compile(r"\]\((?P<path>[^)#\s]+)(?P<anchor>#[^)\s]*)?\)")


def anchor(heading: str, separator: str) -> str:
    """The anchor of a heading, as the repository's browser has it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", separator)


def linked(markdown: str, page: str, source: str) -> str:
    """The text of a page with its links as the site has them."""
    file = _FILE_OF.get(page, f"docs/{page}")

    def lead(link: re.Match[str]) -> str:
        path, anchored = link["path"], link["anchor"] or ""
        target = posixpath.normpath(posixpath.join(posixpath.dirname(file), path))
        if "://" in path or path.startswith("mailto:") or not (CHECKOUT / target).exists():
            return link[0]
        return f"]({_address(target, page, source)}{anchored})"

    return _LINK.sub(lead, markdown)


def _address(target: str, page: str, source: str) -> str:
    if (CHECKOUT / target / "README.md").is_file():
        target = f"{target}/README.md"
    within = target.removeprefix("docs/") if target.startswith("docs/") else _PAGE_OF.get(target)
    if within is None:
        kind = "tree" if (CHECKOUT / target).is_dir() else "blob"
        return f"{source}/{kind}/main/{target}"
    return posixpath.relpath(within, posixpath.dirname(page) or ".")
