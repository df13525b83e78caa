"""Every project file names pip: CLIs from 3.227 on take uv wherever a `uv.lock` stands in a folder above."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

CHECKOUT = Path(__file__).parents[3]
PROJECT_FILES = {"Pulumi.yaml", "PulumiPlugin.yaml", "PulumiPolicy.yaml"}
# Pages and programs show or write project files too; the option is the line before.
VIRTUALENV = re.compile(r"^(?P<before>.*)\n(?P<indent> +)virtualenv: ", re.MULTILINE)


def files(*suffixes: str) -> Iterator[str]:
    """What the repository holds, leaving out what is only set up in it."""
    for top in sorted(CHECKOUT.iterdir()):
        if not top.name.startswith("."):
            found = sorted(top.rglob("*")) if top.is_dir() else [top]
            yield from (str(file.relative_to(CHECKOUT)) for file in found if file.suffix in suffixes)


def shown() -> Iterator[str]:
    """Files with the text of a project file in them."""
    for name in files(".md", ".py", ".yaml", ".yml"):
        if VIRTUALENV.search((CHECKOUT / name).read_text()):
            yield name


@pytest.mark.parametrize("name", [name for name in files(".yaml") if Path(name).name in PROJECT_FILES])
def test_a_project_file_names_pip(name: str) -> None:
    runtime = yaml.safe_load((CHECKOUT / name).read_text())["runtime"]

    assert runtime["options"].get("toolchain") == "pip"


@pytest.mark.parametrize("name", [*shown()])
def test_whatever_names_a_virtual_environment_names_pip(name: str) -> None:
    found = VIRTUALENV.finditer((CHECKOUT / name).read_text())

    assert {place["before"] for place in found} == {"    toolchain: pip"}


def test_they_are_found() -> None:
    assert {"Pulumi.yaml", "README.md", "docs/getting-started.md", "docs/policies.md"} <= {*shown()}
