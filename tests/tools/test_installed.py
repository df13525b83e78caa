"""What `make pythons` looks for in an installed wheel; the installing itself is seen there."""

from __future__ import annotations

import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tools import installed

ENTRY_POINTS = "[console_scripts]\n{script} = somewhere:main\n\n[other]\nnot-a-script = somewhere:plugin\n"


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    file = tmp_path / "one.whl"
    with ZipFile(file, "w") as archive:
        archive.writestr("one.dist-info/entry_points.txt", ENTRY_POINTS.format(script="private-endpoint"))
    return file


def script(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(f"#!{sys.executable}\nimport sys, time\n{text}\n")
    (folder / name).chmod(0o755)


def test_packages_are_those_of_the_namespace() -> None:
    names = ["pulumi_private_endpoint/cli/app.py", "pulumi_private_endpoint/pulumi-plugin.json"]
    names += ["pulumi_private_endpoint-0.1.0.dist-info/licenses/LICENSE", "other/cli/app.py"]

    assert installed.packages(names) == {"cli"}


def test_scripts_are_those_of_the_console() -> None:
    assert installed.scripts(ENTRY_POINTS.format(script="one")) == ["one"]


@pytest.mark.parametrize(
    ("text", "with_extras"),
    [
        pytest.param("print('audit')", True, id="its help"),
        pytest.param(
            "sys.exit(\"pip install 'pulumi-private-endpoint[cli]'\")", False, id="which extra it needs"
        ),
    ],
)
def test_a_command_that_does_as_it_should(wheel: Path, text: str, with_extras: bool) -> None:
    script(wheel.parent, "private-endpoint", text)

    installed.check(wheel, wheel.parent, with_extras=with_extras)


@pytest.mark.parametrize(
    ("text", "with_extras"),
    [
        pytest.param("sys.exit('audit')", True, id="help that fails"),
        pytest.param("print('nothing')", True, id="no help"),
        pytest.param("print('audit')", False, id="runs without its extra"),
        pytest.param("raise ModuleNotFoundError('typer')", False, id="does not say which extra"),
    ],
)
def test_a_command_that_does_not(wheel: Path, text: str, with_extras: bool) -> None:
    script(wheel.parent, "private-endpoint", text)

    with pytest.raises(installed.Fault, match="private-endpoint --help ended with"):
        installed.check(wheel, wheel.parent, with_extras=with_extras)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("sys.exit('no module')", id="it fails"),
        pytest.param("print('hello', flush=True); time.sleep(60)", id="no port"),
        pytest.param("print(4711, flush=True); time.sleep(60)", id="does not end by itself"),
    ],
)
def test_a_plugin_that_does_not_serve(tmp_path: Path, text: str) -> None:
    name = "pulumi-resource-private-endpoint"
    script(tmp_path, name, text)
    with ZipFile(tmp_path / "one.whl", "w") as archive:
        archive.writestr("one.dist-info/entry_points.txt", ENTRY_POINTS.format(script=name))

    with pytest.raises(installed.Fault, match=f"{name} said"):
        installed.check(tmp_path / "one.whl", tmp_path, with_extras=False)


def test_a_script_that_nobody_knows_is_a_fault(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "one.whl", "w") as archive:
        archive.writestr("one.dist-info/entry_points.txt", ENTRY_POINTS.format(script="new"))

    with pytest.raises(installed.Fault, match="nobody knows how to start new"):
        installed.check(tmp_path / "one.whl", tmp_path, with_extras=False)
