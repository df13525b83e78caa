"""How a page of the repository becomes one of the site.

The pages are written for a reader of the repository, where a link leads to a file. A file that is a page of
the site becomes a link to that page, any other one to the repository's own browser. What leads nowhere is
left, so that `--strict` finds it.
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
    "simulator/README.md": "simulator-reference.md",
    **{
        f"examples/{page.parent.name}/README.md": f"examples/{page.parent.name}.md"
        for page in sorted(CHECKOUT.glob("examples/*/README.md"))
    },
}
"""Pages that do not lie in docs/, by their files."""
_FILE_OF = {page: file for file, page in ELSEWHERE.items()}
_CODE = re.compile(r"`[^`\n]+`")
_LINK = re.compile(r"\]\((?P<path>[^)#\s]+)(?P<anchor>#[^)\s]*)?\)")


def anchor(heading: str, separator: str) -> str:
    """The anchor of a heading, as the repository's browser has it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", separator)


def bars(markdown: str) -> str:
    """Bars in code: in a table, the repository's browser alone wants them escaped."""
    return _CODE.sub(lambda code: code[0].replace("\\|", "|"), markdown)


def linked(markdown: str, page: str, source: str) -> str:
    """The text of a page with its links as the site has them."""
    file = _FILE_OF.get(page, f"docs/{page}")

    def lead(link: re.Match[str]) -> str:
        path, anchored = link["path"], link["anchor"] or ""
        target = posixpath.normpath(posixpath.join(posixpath.dirname(file), path))
        if "://" in path or path.startswith("mailto:") or not (CHECKOUT / target).exists():
            return link[0]
        if target == "README.md" and not anchored:
            target = "docs/index.md"  # Both are a home; they have other headings.
        return f"]({_address(target, page, source)}{anchored})"

    return _LINK.sub(lead, markdown)


def _address(target: str, page: str, source: str) -> str:
    if (CHECKOUT / target / "README.md").is_file():
        target = f"{target}/README.md"
    within = target.removeprefix("docs/") if target.startswith("docs/") else ELSEWHERE.get(target)
    if within is None:
        kind = "tree" if (CHECKOUT / target).is_dir() else "blob"
        return f"{source}/{kind}/main/{target}"
    return posixpath.relpath(within, posixpath.dirname(page) or ".")
