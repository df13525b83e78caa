"""The page that says which file to open names files that are there, and rules that are told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
PAGE = (CHECKOUT / "docs" / "architecture.md").read_text()
NAMESPACE = "pulumi_private_endpoint"
FOLDERS = [folder for folder in CHECKOUT.glob(f"*/{NAMESPACE}") if folder.is_dir()]
NAMED = sorted(
    {name for name in re.findall(r"`([\w./…]+(?:\.py|/))`", PAGE) if "/" in name or name.endswith(".py")}
)
SOURCES = "\n".join(file.read_text() for folder in FOLDERS for file in folder.rglob("*.py"))


def places(name: str) -> list[Path]:
    """Where a name leads: from the top, or inside of one of the rooms."""
    whole = name.replace("…", NAMESPACE)
    return [
        CHECKOUT / whole,
        *(found for folder in FOLDERS for found in folder.rglob(f"*{whole.rstrip('/')}")),
    ]


@pytest.mark.parametrize("name", NAMED)
def test_what_the_page_names_is_there(name: str) -> None:
    assert any(place.exists() for place in places(name)), name


def test_every_rule_that_the_code_cites_is_told() -> None:
    told = {int(number) for number in re.findall(r"^(\d+)\. \*\*", PAGE, re.MULTILINE)}
    cited = {int(number) for number in re.findall(r"\brules? (\d+)\b", SOURCES)}

    assert told == set(range(1, 13))
    assert cited <= told


def test_every_pitfall_that_the_tests_cite_is_told() -> None:
    tests = "\n".join(file.read_text() for file in (CHECKOUT / "tests").rglob("test_*.py"))
    told = re.findall(r"^\| (P\d+) \|", (CHECKOUT / "docs" / "security.md").read_text(), re.MULTILINE)

    assert set(told) == {f"P{number}" for number in range(1, 14)}
    assert set(re.findall(r"\bP\d\d?\b", tests)) <= set(told)


@pytest.mark.parametrize("room", sorted(folder.parent.name for folder in FOLDERS))
def test_every_room_at_the_top_is_in_the_picture(room: str) -> None:
    assert f"{room}/" in PAGE.partition("```text")[2].partition("```")[0]
