"""What is no module and is read while running: the wheel has it too."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
PAGE = sorted((CHECKOUT / "cli/pulumi_private_endpoint/cli/formats/page").iterdir())


@pytest.mark.parametrize("file", PAGE, ids=lambda file: file.name)
def test_the_wheel_has_the_parts_of_the_page(wheel: Path, file: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        there = packed.read(str(file.relative_to(CHECKOUT / "cli")))
    assert there == file.read_bytes()


def test_there_are_parts() -> None:
    assert {file.name for file in PAGE} >= {"page.html.j2", "page.css", "page.js"}
