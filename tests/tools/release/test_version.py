"""A new version: written wherever it stands, and never without a word on what it changes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.release import changelog, version
from tools.release.__main__ import notes_of, sums

CHECKOUT = Path(__file__).parents[3]
NOTES = """\
# Changelog

## [Unreleased]

### Fixed

- A wait ends.

## [0.1.0] - 2026-01-02

The first.

[Unreleased]: https://example.com
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in version.PLACES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((CHECKOUT / name).read_bytes())
    (tmp_path / "CHANGELOG.md").write_text(NOTES)
    return tmp_path


def test_a_version_is_written_wherever_it_stands(folder: Path) -> None:
    version.write(folder, "7.8.9", "2026-03-04")

    for name in version.PLACES:
        old, new = (CHECKOUT / name).read_text(), (folder / name).read_text()
        assert version.said(name, new) == {"7.8.9"}
        assert new.replace("7.8.9", version.current()) == old
    notes = (folder / "CHANGELOG.md").read_text()
    assert "## [Unreleased]\n\n## [7.8.9] - 2026-03-04\n\n### Fixed\n" in notes
    assert re.search(r"example\.com\n\[7\.8\.9\]: https://\S+/releases/tag/v7\.8\.9\n$", notes)
    said = {"Unreleased": "", "7.8.9": "### Fixed\n\n- A wait ends.", "0.1.0": "The first."}
    assert changelog.sections(notes) == said


@pytest.mark.parametrize(
    ("given", "notes", "said"),
    [
        pytest.param("v0.2.0", NOTES, "no version such as", id="a tag"),
        pytest.param("0.2.0rc1", NOTES, "no version such as", id="a candidate"),
        pytest.param("0.2", NOTES, "no version such as", id="no patch"),
        pytest.param("0.1.0", NOTES, "has version 0.1.0 already", id="there already"),
        pytest.param(
            "0.2.0", NOTES.replace("### Fixed\n\n- A wait ends.\n", ""), "nothing under", id="no word"
        ),
    ],
)
def test_what_is_no_release_changes_nothing(folder: Path, given: str, notes: str, said: str) -> None:
    (folder / "CHANGELOG.md").write_text(notes)
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}

    with pytest.raises(ValueError, match=said):
        version.write(folder, given, "2026-03-04")

    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before


@pytest.mark.parametrize(
    ("tag", "notes"),
    [
        pytest.param("", "The first.", id="before a release"),
        pytest.param("v0.1.0", "The first.", id="the version's own tag"),
    ],
)
def test_the_notes_are_what_is_said_of_the_version(tag: str, notes: str) -> None:
    assert notes_of(tag, "0.1.0", NOTES) == notes


def test_before_the_first_release_the_notes_are_what_is_unreleased() -> None:
    assert notes_of("", "0.2.0", NOTES) == "### Fixed\n\n- A wait ends."


@pytest.mark.parametrize(
    ("tag", "current", "said"),
    [
        pytest.param(
            "v0.2.0", "0.1.0", "the tag is v0.2.0, and pyproject.toml says version 0.1.0", id="another"
        ),
        pytest.param("0.1.0", "0.1.0", "the tag is 0.1.0", id="without its v"),
        pytest.param("v0.2.0", "0.2.0", "CHANGELOG.md says nothing of version 0.2.0", id="no word"),
    ],
)
def test_a_tag_that_does_not_fit_is_refused(tag: str, current: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        notes_of(tag, current, NOTES)


def test_sums_are_of_all_files_but_their_own(tmp_path: Path) -> None:
    (tmp_path / "python").mkdir()
    for name in ("python/a.whl", "b.json", "SHA256SUMS"):
        (tmp_path / name).write_text("")

    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert sums(tmp_path) == f"{empty}  b.json\n{empty}  a.whl\n"


def test_the_projects_own_changelog_has_the_form() -> None:
    sections = changelog.sections((CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8"))

    assert next(iter(sections)) == changelog.UNRELEASED
    assert sections.get(version.current()) or sections[changelog.UNRELEASED]
