"""Which `pulumi` is used: stand-ins everywhere, so that no engine is run, fetched or built."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tools.toolchain import engine, go_build, official, pieces
from tools.toolchain.step import SetupError

SHIPPED = (pieces.LANGUAGE_HOST, pieces.DYNAMIC_HOST, pieces.ANALYZER)
PYTHON = Path("python-of-the-virtual-environment")
GO = "#!/bin/sh\necho no such module\nexit 1\n"


@pytest.fixture(autouse=True)
def _no_choice_and_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(engine.CHOICE, raising=False)
    monkeypatch.delenv(engine.VERSION, raising=False)
    monkeypatch.setattr(official, "INSTALLER", "http://127.0.0.1:9/install.sh")


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH."""
    folder = tmp_path / "path"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def install(folder: Path, version: str, pieces: Sequence[str] = SHIPPED) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("pulumi", *pieces):
        command(folder / name, f"#!/bin/sh\necho {version}\n")
    return folder


def command(file: Path, script: str) -> None:
    file.write_text(script)
    file.chmod(0o755)


@pytest.mark.parametrize(
    ("version", "pieces"),
    [
        pytest.param("v3.200.0", SHIPPED, id="the oldest that will do"),
        pytest.param("v3.259.0-alpha.1", SHIPPED[:2], id="starts policy packs by itself"),
        pytest.param("", SHIPPED, id="built by its owner, knows no version"),
    ],
)
def test_a_complete_installation_is_used(
    path: Path, cache: Path, version: str, pieces: Sequence[str]
) -> None:
    install(path, version, pieces)
    install(official.folder(cache), "v3.260.0")

    assert engine.ensure(cache, PYTHON) == path


def test_pieces_beside_the_real_file_count(path: Path, tmp_path: Path) -> None:
    cellar = install(tmp_path / "cellar", "v3.230.0")
    (path / "pulumi").symlink_to(cellar / "pulumi")

    assert engine.ensure(tmp_path / "cache", PYTHON) == cellar


@pytest.mark.parametrize(
    ("version", "pieces", "why"),
    [
        pytest.param("v3.199.0", SHIPPED, "older than 3.200", id="too old"),
        pytest.param("v2.300.0", SHIPPED, "older than 3.200", id="old major version"),
        pytest.param("v3.200.0", SHIPPED[:2], pieces.ANALYZER, id="policy packs cannot start"),
        pytest.param("v3.259.0", (), pieces.LANGUAGE_HOST, id="a bare command"),
    ],
)
def test_an_unfit_installation_is_named_and_left(
    path: Path,
    cache: Path,
    capsys: pytest.CaptureFixture[str],
    version: str,
    pieces: Sequence[str],
    why: str,
) -> None:
    install(path, version, pieces)
    kept = install(official.folder(cache), "v3.260.0")

    assert engine.ensure(cache, PYTHON) == kept

    assert why in capsys.readouterr().out


def test_the_chosen_one_goes_before_the_one_on_path(
    path: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(path, "v3.259.0")
    chosen = install(tmp_path / "chosen", "v3.230.0")
    monkeypatch.setenv("PULUMI", str(chosen))

    assert engine.ensure(cache, PYTHON) == chosen


@pytest.mark.parametrize(
    ("version", "pieces", "why"),
    [
        pytest.param("v3.100.0", SHIPPED, "pulumi is older than 3.200", id="too old"),
        pytest.param("v3.259.0", (), f"pulumi comes without {SHIPPED[0]}", id="a bare command"),
        pytest.param(None, (), "is no folder with a `pulumi` in it", id="nothing there"),
    ],
)
def test_an_unfit_choice_is_an_error_and_nothing_else_is_taken(
    path: Path,
    cache: Path,
    monkeypatch: pytest.MonkeyPatch,
    version: str | None,
    pieces: Sequence[str],
    why: str,
) -> None:
    install(path, "v3.259.0")
    chosen = path.parent / "chosen"
    if version:
        install(chosen, version, pieces)
    monkeypatch.setenv("PULUMI", str(chosen))

    with pytest.raises(SetupError, match=f"PULUMI={chosen}.*{why}"):
        engine.ensure(cache, PYTHON)


@pytest.mark.parametrize("asked", ["3.200.0", "newest"])
def test_a_version_that_is_asked_for_goes_before_the_one_on_path(
    path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    install(path, "v3.259.0")
    monkeypatch.setenv("PULUMI_VERSION", asked)
    monkeypatch.setattr(official, "newest", lambda: "3.299.1")
    monkeypatch.setattr(
        official, "install", lambda cache, _, version: install(there(cache, version), version)
    )
    wanted = {"3.200.0": "3.200.0", "newest": "3.299.1"}[asked]

    assert engine.ensure(cache, PYTHON) == there(cache, wanted)

    monkeypatch.setattr(official, "install", pytest.fail)
    assert engine.ensure(cache, PYTHON) == there(cache, wanted)


def there(cache: Path, version: str) -> Path:
    return cache / f"pulumi-{version}" / "bin"


def test_a_version_that_does_not_do_is_an_error_and_nothing_else_is_taken(
    path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(path, "v3.259.0")
    install(there(cache, "3.100.0"), "v3.100.0")
    monkeypatch.setenv("PULUMI_VERSION", "3.100.0")

    with pytest.raises(SetupError, match=r"PULUMI_VERSION=3\.100\.0.*older than 3\.200"):
        engine.ensure(cache, PYTHON)


def test_a_version_that_cannot_be_had_is_an_error_and_nothing_else_is_taken(
    path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(path, "v3.259.0")
    monkeypatch.setenv("PULUMI_VERSION", "3.201.0")

    with pytest.raises(SetupError, match="cannot be reached"):
        engine.ensure(cache, PYTHON)


@pytest.mark.parametrize("module", [official, go_build], ids=["official", "built"])
@pytest.mark.usefixtures("path")
def test_what_an_earlier_run_brought_is_used_without_asking_anybody(
    cache: Path, module: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(official, "install", pytest.fail)
    kept = install(module.folder(cache), "v3.260.0")  # type: ignore[attr-defined] # both have it

    assert engine.ensure(cache, PYTHON) == kept


@pytest.mark.usefixtures("path")
def test_the_official_one_is_tried_before_go(
    cache: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command(path / "go", GO)
    monkeypatch.setattr(official, "install", lambda cache, _: install(official.folder(cache), "v3.260.0"))

    assert engine.ensure(cache, PYTHON) == official.folder(cache)


def test_without_network_and_go_one_line_says_what_to_do(path: Path, cache: Path) -> None:
    with pytest.raises(SetupError, match=r"cannot be reached.*install the Pulumi CLI.*or Go") as failure:
        engine.ensure(cache, PYTHON)

    assert "\n" not in str(failure.value)
    assert not list(path.iterdir())


def test_a_failed_build_leaves_nothing_that_looks_finished(
    path: Path, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command(path / "go", GO)

    with pytest.raises(SetupError, match="go failed: no such module"):
        engine.ensure(cache, PYTHON)

    assert list(cache.iterdir()) == []
    assert "cannot be reached" in capsys.readouterr().out


def test_another_front_is_another_build(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = go_build.folder(cache)
    (tmp_path / "front").write_text("another")
    monkeypatch.setattr(go_build, "FRONT", tmp_path / "front")

    assert go_build.folder(cache) != before
