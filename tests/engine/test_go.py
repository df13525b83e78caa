"""The Go program of docs/languages.md: compiled against the package that Pulumi writes of the schema."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tools.toolchain import go_sdk
from tools.toolchain.bootstrap import cache_folder

CHECKOUT = Path(__file__).parents[2]
SCHEMA = CHECKOUT / "plugins" / "pulumi_private_endpoint" / "plugin" / "schema.json"
(PROGRAM,) = re.findall(r"```go\n(.*?)```", (CHECKOUT / "docs" / "languages.md").read_text(), re.DOTALL)
MODULE = json.loads(SCHEMA.read_text())["language"]["go"]["importBasePath"].partition("/sdk/go/")[0]


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """The `go` command, and a module with the package."""
    if not (go := shutil.which("go")):
        pytest.skip("no Go: https://go.dev/dl/")
    folder = tmp_path_factory.mktemp("go")
    go_sdk.write(go, cache_folder(), SCHEMA, MODULE, folder)
    return go, folder


@pytest.mark.parametrize(
    ("before", "after", "wrong"),
    [
        pytest.param("", "", "", id="as it stands"),
        pytest.param("Description: ", "Descripton: ", "unknown field Descripton", id="a field that is none"),
        pytest.param("analytics.Status", "analytics.State", "analytics.State undefined", id="no output"),
    ],
)
def test_the_program_of_the_page_compiles(
    module: tuple[str, Path], before: str, after: str, wrong: str
) -> None:
    go, folder = module
    (folder / "program").mkdir(exist_ok=True)
    (folder / "program" / "main.go").write_text(PROGRAM.replace(before, after) if before else PROGRAM)

    said = go_sdk.compiled(go, folder, "program")

    assert wrong in said if wrong else said == ""
