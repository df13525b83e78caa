"""What `make plugin` writes, read back: all that the engine needs to install the plugin and know of it."""

from __future__ import annotations

import io
import json
import re
import subprocess
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from tools import plugin


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return plugin.write(tmp_path_factory.mktemp("dist") / "new")


@pytest.fixture(scope="module")
def parts(written: list[Path]) -> dict[str, bytes]:
    """What is in an archive, by name."""
    with tarfile.open(written[0]) as archive:
        return {entry.name: archive.extractfile(entry).read() for entry in archive.getmembers()}  # type: ignore[union-attr] # files


def test_there_is_an_archive_for_each_platform_by_the_name_that_is_asked_for(
    written: list[Path], project: dict[str, Any]
) -> None:
    name = f"pulumi-resource-private-endpoint-v{project['project']['version']}"
    assert [file.name for file in written] == [
        *(f"{name}-{platform}.tar.gz" for platform in plugin.PLATFORMS),
        "schema.json",
    ]
    assert len({file.read_bytes() for file in written}) == 2


def test_it_holds_what_the_engine_runs(parts: dict[str, bytes], checkout: Path) -> None:
    folder = checkout / "plugins" / "private-endpoint"
    for name in ("PulumiPlugin.yaml", "__main__.py"):
        assert parts[name] == (folder / name).read_bytes()


def test_all_of_this_project_that_it_needs_is_in_it(parts: dict[str, bytes]) -> None:
    (requirement,) = parts["requirements.txt"].decode().splitlines()
    assert re.fullmatch(r"\./pulumi_private_endpoint-[\w.]+-py3-none-any\.whl", requirement)
    assert parts.keys() == {"PulumiPlugin.yaml", "__main__.py", "requirements.txt", requirement[2:]}
    with zipfile.ZipFile(io.BytesIO(parts[requirement[2:]])) as wheel:
        assert "pulumi_private_endpoint/plugin/schema.json" in wheel.namelist()


def test_the_version_is_the_packages(
    parts: dict[str, bytes], written: list[Path], project: dict[str, Any]
) -> None:
    schema = json.loads(written[-1].read_text(encoding="utf-8"))
    said = {yaml.safe_load(parts["PulumiPlugin.yaml"])["version"], schema["version"]}
    assert said == {project["project"]["version"]}


def test_why_a_build_failed_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(plugin, "CHECKOUT", tmp_path)

    with pytest.raises(subprocess.CalledProcessError):
        plugin.write(tmp_path / "dist")

    assert capfd.readouterr().err
