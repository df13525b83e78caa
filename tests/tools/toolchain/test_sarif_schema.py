"""The schema of SARIF comes from npm once, is the one that is known, and is missed without harm."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tools.toolchain import sarif_schema

CONTENT = b'{"title": "SARIF"}'
Npm = Callable[..., Path]


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Npm:
    """`npm(content)`: an npm that packs a schema of that; each call of it is a line of `calls`."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", os.pathsep.join([str(folder), "/usr/bin", "/bin"]))
    monkeypatch.setattr(sarif_schema, "SHA256", hashlib.sha256(CONTENT).hexdigest())

    def make(content: bytes = CONTENT, name: str = sarif_schema.MEMBER, code: int = 0) -> Path:
        with tarfile.open(tmp_path / "packed", "w:gz") as packed:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            packed.addfile(member, io.BytesIO(content))
        script = folder / "npm"
        script.write_text(
            f'#!/bin/sh\necho "$@" >> "{tmp_path}/calls"\ncp "{tmp_path}/packed" a.tgz\nexit {code}\n'
        )
        script.chmod(0o755)
        return tmp_path / "calls"

    return make


def test_it_is_brought_once(npm: Npm, tmp_path: Path) -> None:
    calls = npm()

    first, again = sarif_schema.ensure(tmp_path / "cache"), sarif_schema.ensure(tmp_path / "cache")

    assert first is not None
    assert first == again
    assert first.read_bytes() == CONTENT
    assert calls.read_text() == f"pack --silent {sarif_schema.PACKAGE}\n"


@pytest.mark.parametrize(
    ("how", "why"),
    [
        pytest.param({"content": b"{}"}, "holds another schema than the one known", id="another schema"),
        pytest.param({"name": "package/readme"}, "not found", id="no schema in it"),
        pytest.param({"code": 1}, "npm failed", id="no registry"),
    ],
)
def test_what_cannot_be_had_is_said_and_leaves_nothing(
    npm: Npm, tmp_path: Path, capsys: pytest.CaptureFixture[str], how: dict[str, object], why: str
) -> None:
    npm(**how)

    assert sarif_schema.ensure(tmp_path / "cache") is None

    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith("SARIF is not held against its schema: ")
    assert why in last
    assert list((tmp_path / "cache").iterdir()) == []


def test_without_npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert sarif_schema.ensure(tmp_path / "cache") is None


@pytest.mark.parametrize(
    "pointer", [None, "", "/nowhere/schema.json"], ids=["none", "empty", "to what is gone"]
)
def test_a_pointer_to_nothing_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pointer: str | None
) -> None:
    monkeypatch.setattr("sys.prefix", str(tmp_path))
    if pointer is not None:
        (tmp_path / sarif_schema.POINTER).write_text(f"{pointer}\n")
    assert sarif_schema.found() is None
