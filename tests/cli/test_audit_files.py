"""An audit's formats as files: one reading for all of them, and no file where there was no audit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pulumi_private_endpoint.cli.formats import TEXTS, sarif
from pulumi_private_endpoint.simulator import Running
from tests.cli.conftest import SEARCH
from tests.cli.test_audit import estate


def writes(folder: Path, *forms: str) -> list[str]:
    return [word for form in forms for word in ("--write", f"{form}={folder / form}")]


@estate
def test_every_format_is_written_of_one_reading(azure: Running, run: Any, tmp_path: Path) -> None:
    alone = run("audit", SEARCH)
    asked = len(azure.log())
    azure.clear_log()
    ended = run("audit", SEARCH, *writes(tmp_path, *(form.value for form in TEXTS)))

    assert (ended.code, ended.out, ended.err) == (alone.code, alone.out, "")
    assert len(azure.log()) == asked
    found = {form: (tmp_path / form.value).read_text(encoding="utf-8") for form in TEXTS}
    assert all(text.endswith("\n") and not text.endswith("\n\n") for text in found.values())
    document = json.loads((tmp_path / "json").read_text())
    at = document["generated"]
    again = run("audit", SEARCH, "-o", "json").json
    assert document | {"generated": ""} == again | {"generated": ""}
    assert at in (tmp_path / "html").read_text()


@estate
@pytest.mark.usefixtures("azure")
def test_a_file_that_is_there_is_written_anew(run: Any, tmp_path: Path) -> None:
    (tmp_path / "csv").write_text("before" * 10_000)
    assert run("audit", SEARCH, *writes(tmp_path, "csv")).code == 3
    assert (tmp_path / "csv").read_text().startswith("level,rule")


@estate
@pytest.mark.usefixtures("azure")
def test_what_could_not_be_read_is_in_them_and_in_the_exit_code(run: Any, tmp_path: Path) -> None:
    ended = run("audit", SEARCH, f"{SEARCH}-nowhere", *writes(tmp_path, "json"))
    assert ended.code == 4
    assert json.loads((tmp_path / "json").read_text())["summary"]["notRead"] == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param("audit.json", "must be FORMAT=FILE, with FORMAT one of json, csv", id="no format"),
        pytest.param(
            "xml=audit.xml", "must be FORMAT=FILE, with FORMAT one of json, csv", id="no such format"
        ),
        pytest.param("table=x", "must be FORMAT=FILE, with FORMAT one of json, csv", id="a terminal's"),
        pytest.param("json=", "must be FORMAT=FILE", id="no file"),
        pytest.param("json=nowhere/audit.json", "nowhere is no folder", id="no such folder"),
        pytest.param("json=.", ". is a folder", id="a folder"),
    ],
)
def test_what_cannot_be_written_is_told_before_anything_is_asked(
    azure: Running, run: Any, given: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = run("audit", SEARCH, "--write", given)

    assert (ended.code, ended.out, azure.log()) == (2, "", [])
    (line,) = ended.err.splitlines()
    assert f"--write {said}" in line


@estate
def test_no_file_is_left_where_there_was_no_audit(azure: Running, run: Any, tmp_path: Path) -> None:
    (tmp_path / "e.yaml").write_text("- {rule: A02}")
    ended = run("audit", SEARCH, "--exemptions", str(tmp_path / "e.yaml"), *writes(tmp_path, "json"))
    assert (ended.code, azure.log(), (tmp_path / "json").exists()) == (2, [], False)


@estate
@pytest.mark.usefixtures("azure")
def test_a_file_that_cannot_be_written_after_all_fails_it_and_hides_nothing(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    ended = run("audit", SEARCH, "--fail-on", "critical", *writes(tmp_path, "json", "csv"))
    red = run("audit", SEARCH, *writes(tmp_path, "json"))

    assert (ended.code, red.code) == (1, 3)
    assert ended.err.splitlines() == [
        f"{tmp_path / name} cannot be written: No space left on device" for name in ("json", "csv")
    ]
    assert "A05" in ended.out or "A02" in ended.out


@estate
@pytest.mark.usefixtures("azure")
def test_what_sarif_leaves_out_is_told_of_a_file_too(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 1)
    assert "findings are left out" in run("audit", SEARCH, *writes(tmp_path, "sarif")).err
