"""The TypeScript program of docs/languages.md: compiled against the SDK that the CLI writes, and run."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pulumi_private_endpoint.simulator import Connection, Running, Scenario, running
from tools.toolchain.scratch import typescript_folder
from tools.toolchain.stack import EngineError, Stack

pytestmark = pytest.mark.exhaustive

CHECKOUT = Path(__file__).parents[2]
SCHEMA = CHECKOUT / "plugins" / "pulumi_private_endpoint" / "plugin" / "schema.json"
(PROGRAM,) = re.findall(r"```ts\n(.*?)```", (CHECKOUT / "docs" / "languages.md").read_text(), re.DOTALL)
SUBSCRIPTION = "/subscriptions/5c1a/resourceGroups/shop"
ORDERS = f"{SUBSCRIPTION}/providers/Microsoft.DocumentDB/databaseAccounts/orders"
ENDPOINT = f"{SUBSCRIPTION}/providers/Microsoft.Network/privateEndpoints"
STRICT = ["--strict", "--target", "es2022", "--module", "commonjs", "--skipLibCheck"]
PACKAGE = "node_modules/@pulumi/private-endpoint"


@pytest.fixture
def azure() -> Iterator[Running]:
    asked = (
        Connection(ORDERS, "analytics.1", private_endpoint=f"{ENDPOINT}/analytics", description="please"),
        Connection(ORDERS, "billing.3f9c", private_endpoint=f"{ENDPOINT}/billing", description="me too"),
    )
    with running(Scenario(connections=asked, time_scale=0.01)) as simulator:
        yield simulator


@pytest.fixture
def stack(tmp_path: Path, engine_environment: dict[str, str], azure: Running) -> Stack:
    """A project with the compiled program; its packages are found in the folder above it."""
    path = f"{Path(sys.prefix) / 'bin'}:{engine_environment['PATH']}"
    variables = engine_environment | {"PATH": path, "PRIVATE_ENDPOINT_ARM_ENDPOINT": azure.url}
    for needed in ("node", "pulumi-language-nodejs"):
        if not shutil.which(needed, path=path):
            pytest.skip(f"no {needed}: it comes with Node.js and the official Pulumi CLI")
    try:
        (tmp_path / "node_modules").symlink_to(typescript_folder() / "node_modules")
    except FileNotFoundError as error:
        pytest.skip(str(error))
    project = tmp_path / "program"
    project.mkdir()
    (project / "Pulumi.yaml").write_text(f"name: {tmp_path.name}\nruntime: nodejs\nmain: index.js\n")
    (project / "index.ts").write_text(PROGRAM.replace("/subscriptions/…", SUBSCRIPTION))
    made = Stack(project=project, environment=variables)
    generated = _sdk(made, tmp_path)
    _compile(
        tmp_path, generated, "--outDir", str(project / PACKAGE), "--declaration", str(generated / "index.ts")
    )
    shutil.copy(generated / "package.json", project / PACKAGE)
    _compile(tmp_path, project, "index.ts")
    made.create()
    return made


def _sdk(stack: Stack, folder: Path) -> Path:
    try:
        stack.run("package", "gen-sdk", str(SCHEMA), "--language", "nodejs", "--out", str(folder / "sdk"))
    except EngineError as error:
        if "not implemented" in str(error):
            pytest.skip("the host of TypeScript programs is too old to write an SDK")
        raise
    return folder / "sdk" / "nodejs"


def _compile(folder: Path, project: Path, *options: str) -> None:
    command = ["node", str(folder / "node_modules/typescript/bin/tsc"), *STRICT, *options]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=600, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_program_of_the_page_approves(stack: Stack, azure: Running) -> None:
    preview = stack.preview()
    assert preview.operations()["analytics"] == "create"

    stack.up()

    assert {each["status"] for each in azure.connections()} == {"Approved"}
    outputs = stack.outputs()
    assert outputs["status"] == "Approved"
    assert [each["connectionName"] for each in outputs["found"]] == ["analytics.1", "billing.3f9c"]
    assert stack.resources()["all"]["outputs"]["results"]["billing"]["requestMessage"] == "me too"
    assert stack.up().operations()["analytics"] == "same"
    stack.destroy()
