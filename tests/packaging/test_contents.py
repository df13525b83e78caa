"""What is in the wheel and in the source distribution: all that ships, and nothing of the repository's."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from fnmatch import fnmatch
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
NAMESPACE = "pulumi_private_endpoint"
PORTIONS = sorted(path.parent.name for path in CHECKOUT.glob(f"*/{NAMESPACE}"))
# What is read while running and is no module.
DATA = {
    "pulumi-plugin.json",
    "cli/formats/page/head.js",
    "cli/formats/page/page.css",
    "cli/formats/page/page.html.j2",
    "cli/formats/page/page.js",
    "cli/formats/page/picture.svg.j2",
    "plugin/schema.json",
    "simulator/facts/facts.json",
    "simulator/facts/inline.csv",
}
INFO = {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}
# Beside the portions of the namespace.
OWN = {
    *(
        ".gitignore",
        "CHANGELOG.md",
        "LICENSE",
        "PKG-INFO",
        "README.md",
        "pyproject.toml",
        "simulator/Containerfile",
        "simulator/README.md",
    ),
    *("plugins/private-endpoint/PulumiPlugin.yaml", "plugins/private-endpoint/__main__.py"),
    "plugins/private-endpoint/requirements.txt",
    *(
        f"policies/private-endpoint-{pack}/{name}"
        for pack in ("essentials", "governance")
        for name in ("PulumiPolicy.yaml", "__main__.py")
    ),
}


def modules() -> set[str]:
    """Modules and their marks, by their place in the namespace, as git has them or would."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *PORTIONS],  # noqa: S607
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    files = (name.partition(f"/{NAMESPACE}/")[2] for name in listed.stdout.splitlines())
    return {name for name in files if name.endswith((".py", "/py.typed"))}


@pytest.fixture(scope="module")
def in_wheel(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as packed:
        return set(packed.namelist())


@pytest.fixture(scope="module")
def in_source(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("sdist")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", str(folder)]
    subprocess.run(build, cwd=CHECKOUT, check=True, timeout=300, stdout=subprocess.DEVNULL)
    (built,) = folder.iterdir()
    with tarfile.open(built) as packed:
        return {name.partition("/")[2] for name in packed.getnames()}


def test_the_wheel_is_the_namespace_and_what_is_said_of_it(in_wheel: set[str]) -> None:
    names = {name.removeprefix(f"{NAMESPACE}/") for name in in_wheel if name.startswith(f"{NAMESPACE}/")}
    info = {name.partition("/")[2] for name in in_wheel if fnmatch(name, f"{NAMESPACE}-*.dist-info/*")}

    assert names == modules() | DATA
    assert info == INFO
    assert len(in_wheel) == len(names) + len(info)


def test_a_wheel_can_be_built_of_the_source_distribution(in_source: set[str]) -> None:
    portions = {name.partition(f"/{NAMESPACE}/") for name in in_source if f"/{NAMESPACE}/" in name}

    assert {after for before, _, after in portions} == modules() | DATA
    assert {before for before, _, after in portions} == set(PORTIONS)


def test_nothing_else_is_in_the_source_distribution(in_source: set[str]) -> None:
    assert {name for name in in_source if f"/{NAMESPACE}/" not in name} == OWN
