"""What the package index shows of the package."""

from __future__ import annotations

import re
import subprocess
import zipfile
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

import pytest

from tools.release import version

CHECKOUT = Path(__file__).parents[2]
SITE = "https://github.com/pulumi-private-endpoint/pulumi-private-endpoint"
# These say a version of something else, such as of a pack of the reader's, or are written by `make docs`.
OTHERS = re.compile(
    r"uv\.lock|CHANGELOG\.md|CONTRIBUTING\.md|tools/(toolchain|release)/.*|tests/.*|docs/(policies|stability)\.md|tools/pages/templates/.*"
    r"|.*\.(json|html|csv|txt)|docs/audit-formats\.md"
)


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> EmailMessage:
    with zipfile.ZipFile(wheel) as packed:
        (name,) = (name for name in packed.namelist() if name.endswith(".dist-info/METADATA"))
        return cast("EmailMessage", message_from_bytes(packed.read(name), policy=policy.default))


def test_links_of_the_readme_lead_somewhere_from_there_too(metadata: EmailMessage) -> None:
    links = re.findall(r"\]\(([^)]+)\)", metadata.get_content())

    assert len(links) > 20
    assert [link for link in links if not link.startswith(("https://", "#"))] == []
    for link in links:
        file = link.partition(f"{SITE}/blob/main/")[2].partition("#")[0]
        assert not file or (CHECKOUT / file).exists()


def test_it_names_the_project(metadata: EmailMessage) -> None:
    urls = dict(url.split(", ") for url in metadata.get_all("Project-URL", []))

    assert urls["Repository"] == SITE
    assert urls.keys() >= {"Changelog", "Documentation", "Issues"}
    assert "The pulumi-private-endpoint project" in metadata["Author"]
    assert "Typing :: Typed" in metadata.get_all("Classifier", [])


def test_metadata_are_of_a_version_that_indexes_take(metadata: EmailMessage) -> None:
    """`twine check`, which `make dist` runs, refuses 2.5, hatchling's own."""
    assert metadata["Metadata-Version"] == "2.4"


def test_all_is_every_extra(project: dict[str, Any]) -> None:
    extras = project["project"]["optional-dependencies"]
    ((named,),) = (re.findall(r"^pulumi-private-endpoint\[(.*)\]$", one) for one in extras["all"])

    assert sorted(named.split(",")) == sorted(extras.keys() - {"all"})


@pytest.mark.parametrize("name", version.PLACES)
def test_the_version_is_one(name: str, project: dict[str, Any]) -> None:
    text = (CHECKOUT / name).read_text(encoding="utf-8")

    assert version.said(name, text) == {project["project"]["version"]}


def test_no_other_file_says_it(project: dict[str, Any]) -> None:
    """Those would be forgotten by `make version`; pages that `make docs` writes ask the package."""
    files = subprocess.run(
        ["git", "grep", "--files-with-matches", "--fixed-strings", project["project"]["version"]],  # noqa: S607
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert {name for name in files.stdout.splitlines() if not OTHERS.fullmatch(name)} == version.PLACES.keys()
