"""CHANGELOG.md, in the form of https://keepachangelog.com: what a version changes, and a new heading."""

from __future__ import annotations

import re

_HEADING = re.compile(r"^## \[(?P<name>[^\]]+)\](?: - \d{4}-\d{2}-\d{2})?$", re.MULTILINE)
_LINK = re.compile(r"^\[[^\]]+\]: .*\n?", re.MULTILINE)
_PAGE = "https://github.com/pulumi-private-endpoint/pulumi-private-endpoint/releases/tag"
UNRELEASED = "Unreleased"


def sections(text: str) -> dict[str, str]:
    """What stands under the heading of each version, newest first."""
    text = _LINK.sub("", text)
    found = list(_HEADING.finditer(text))
    ends = [*(each.start() for each in found[1:]), len(text)]
    return {each["name"]: text[each.end() : end].strip() for each, end in zip(found, ends, strict=True)}


def released(text: str, version: str, day: str) -> str:
    """The same text, with what was unreleased under the heading of a version, which leads to its page.

    Raises:
        ValueError: nothing was unreleased, or that version is there.
    """
    there = sections(text)
    if version in there:
        raise ValueError(f"CHANGELOG.md has version {version} already")
    if not there.get(UNRELEASED):
        raise ValueError("CHANGELOG.md has nothing under [Unreleased]: say what changes for whoever upgrades")
    heading = f"## [{UNRELEASED}]"
    text = text.replace(heading, f"{heading}\n\n## [{version}] - {day}", 1)
    return f"{text.rstrip()}\n[{version}]: {_PAGE}/v{version}\n"
