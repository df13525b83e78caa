"""Which `pulumi` is used: stand-ins on PATH, so that no engine is run or built."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from toolchain import engine
from toolchain.step import SetupError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SHIPPED = (engine.LANGUAGE_HOST, engine.DYNAMIC_HOST, engine.ANALYZER)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH."""
    folder = tmp_path / "path"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def install(folder: Path, version: str, pieces: Sequence[str] = SHIPPED) -> None:
    for name in ("pulumi", *pieces):
        (folder / name).write_text(f"#!/bin/sh\necho {version}\n")
        (folder / name).chmod(0o755)


@pytest.mark.parametrize(
    ("version", "pieces"),
    [
        pytest.param("v3.200.0", SHIPPED, id="the oldest that will do"),
        pytest.param("v3.259.0-alpha.1", SHIPPED[:2], id="starts policy packs by itself"),
        pytest.param("", SHIPPED, id="built by its owner, knows no version"),
    ],
)
def test_a_complete_installation_is_used(
    path: Path, tmp_path: Path, version: str, pieces: Sequence[str]
) -> None:
    install(path, version, pieces)

    assert engine.ensure(tmp_path / "cache") == path


def test_pieces_beside_the_real_file_count(path: Path, tmp_path: Path) -> None:
    cellar = tmp_path / "cellar"
    cellar.mkdir()
    install(cellar, "v3.230.0")
    (path / "pulumi").symlink_to(cellar / "pulumi")

    assert engine.ensure(tmp_path / "cache") == cellar


@pytest.mark.parametrize(
    ("version", "pieces", "why"),
    [
        pytest.param("v3.199.0", SHIPPED, "older than 3.200", id="too old"),
        pytest.param("v2.300.0", SHIPPED, "older than 3.200", id="old major version"),
        pytest.param("v3.200.0", SHIPPED[:2], engine.ANALYZER, id="policy packs cannot start"),
        pytest.param("v3.259.0", (), engine.LANGUAGE_HOST, id="a bare command"),
    ],
)
def test_an_unfit_installation_is_named_and_left(
    path: Path,
    capsys: pytest.CaptureFixture[str],
    version: str,
    pieces: Sequence[str],
    why: str,
) -> None:
    install(path, version, pieces)

    with pytest.raises(SetupError, match="install the Pulumi CLI"):
        engine.ensure(path.parent / "cache")

    assert why in capsys.readouterr().out


def test_a_failed_build_leaves_nothing_that_looks_finished(path: Path, tmp_path: Path) -> None:
    (path / "go").write_text("#!/bin/sh\necho no such module\nexit 1\n")
    (path / "go").chmod(0o755)
    cache = tmp_path / "cache"

    with pytest.raises(SetupError, match="go failed: no such module"):
        engine.ensure(cache)

    assert list(cache.iterdir()) == []
