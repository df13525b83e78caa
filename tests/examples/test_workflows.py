"""The example's workflows, every step of them, without GitHub and against the simulator."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from pulumi_private_endpoint.simulator import Running, load, running
from tests.examples.workflow import Ended, Runner
from tools.toolchain import sarif_schema

EXAMPLE = Path(__file__).parents[2] / "examples" / "audit-in-ci"
NIGHT, PULL_REQUEST = EXAMPLE / "audit.yml", EXAMPLE / "pull-request.yml"
OURS = "0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21"
TARGET = f"/subscriptions/{OURS}/resourceGroups/shop/providers/Microsoft.Search/searchServices/contoso-shop"
STRANGER = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints/x"
)
EXPRESSIONS = {
    "vars.AUDIT_CLIENT_ID": "7c1a0000-0000-4000-8000-0000000000c1",
    "vars.TENANT_ID": "7c1a0000-0000-4000-8000-000000000001",
    "vars.SUBSCRIPTION": OURS,
    "github.token": "ghs_of-nobody",
}


class Repository:
    """A checkout that a test may change, and the jobs that are run on it."""

    def __init__(self, home: Path, azure: Running) -> None:
        self.checkout = home / "checkout"
        shutil.copytree(EXAMPLE, self.checkout)
        environment = {"PRIVATE_ENDPOINT_ARM_ENDPOINT": azure.url}
        self.runner = Runner(home / "runner", environment, EXPRESSIONS)

    @property
    def exemptions(self) -> Path:
        return self.checkout / "exemptions.yaml"

    def night(self) -> Ended:
        return self.runner.run(NIGHT, self.checkout, GITHUB_REF_NAME="main")

    def pull_request(self) -> Ended:
        return self.runner.run(PULL_REQUEST, self.checkout, GITHUB_BASE_REF="main")

    def asked(self) -> list[str]:
        return (self.runner.home / "asked").read_text().splitlines()

    def installed(self) -> set[str]:
        return set((self.runner.home / "installed").read_text().splitlines())


@pytest.fixture
def azure() -> Iterator[Running]:
    with running(load(EXAMPLE / "scenario.toml")) as simulated:
        yield simulated


@pytest.fixture
def repository(tmp_path: Path, azure: Running) -> Repository:
    return Repository(tmp_path, azure)


def ask(azure: Running) -> None:
    """Somebody whom nobody knows."""
    azure.add(target=TARGET, name="stranger", private_endpoint=STRANGER)


def found(ended: Ended) -> set[tuple[str, str, bool]]:
    document = json.loads(ended.uploaded["audit.json"].read_text())
    return {
        (each["rule"], each["connection"].rpartition("/")[2], each["new"]) for each in document["findings"]
    }


def results(ended: Ended) -> list[tuple[str, int, str]]:
    """Of the SARIF that is uploaded: each rule, whether it is accepted, and where it is shown."""
    log = json.loads(ended.uploaded["sarif"].read_text())
    if (schema := sarif_schema.found()) is not None:
        jsonschema.Draft4Validator(json.loads(schema.read_text())).validate(log)
    (run,) = log["runs"]
    return sorted(
        (
            each["ruleId"],
            len(each["suppressions"]),
            each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        )
        for each in run["results"]
    )


KNOWN = ("A02", 1, "exemptions.yaml")
NEWS = [("A01", 0, "exemptions.yaml"), ("A02", 0, "exemptions.yaml"), KNOWN]


def test_a_night_is_red_on_what_is_new_and_once(repository: Repository, azure: Running) -> None:
    quiet = repository.night()
    ask(azure)
    loud, after = repository.night(), repository.night()

    assert (quiet.code, loud.code, after.code) == (0, 3, 0), quiet.said + loud.said
    assert found(loud) == {("A01", "stranger", True), ("A02", "stranger", True), ("A02", "vendor", False)}
    assert {new for _, _, new in found(after)} == {False}
    assert (results(quiet), results(loud)) == ([KNOWN], NEWS)
    assert "# Private endpoint connections" in loud.summary
    assert "`stranger`" in loud.summary
    assert "<h1>Private endpoint connections</h1>" in loud.uploaded["audit.html"].read_text()
    assert repository.installed() == {"pip install pulumi-private-endpoint[cli]"}
    assert all("--branch main" in line for line in repository.asked() if "run list" in line)


def test_a_night_without_an_audit_is_red_and_leaves_what_was_known(repository: Repository) -> None:
    assert repository.night().code == 0
    good = repository.exemptions.read_text()
    repository.exemptions.write_text("- {rule: A02}")
    broken = repository.night()
    repository.exemptions.write_text(good)
    mended = repository.night()

    assert (broken.code, broken.uploaded, broken.summary) == (2, {}, "")
    assert "exemptions.yaml:1: connection is missing" in broken.said
    assert mended.code == 0, mended.said
    assert found(mended) == {("A02", "vendor", False)}


def test_a_night_that_could_not_read_all_says_so_everywhere(repository: Repository, azure: Running) -> None:
    azure.fail(path="*roleEligibility*", status=403, code="AuthorizationFailed", message="no", times=0)
    ended = repository.night()

    assert ended.code == 4
    assert "## Not read" in ended.summary
    assert json.loads(ended.uploaded["audit.json"].read_text())["notRead"]
    assert {"sarif", "audit.html"} < ended.uploaded.keys()


def test_a_pull_request_is_red_until_it_brings_the_exemption(repository: Repository, azure: Running) -> None:
    repository.night()
    quiet = repository.pull_request()
    ask(azure)
    loud = repository.pull_request()
    accepted = repository.exemptions.read_text().replace("/vendor", "/stranger")
    repository.exemptions.write_text(repository.exemptions.read_text() + accepted)
    brought = repository.pull_request()
    repository.exemptions.write_text("- {rule: A02}")
    broken = repository.pull_request()

    codes = [done.code for done in (quiet, loud, brought, broken)]
    assert codes == [0, 3, 0, 2], quiet.said + loud.said + brought.said
    assert results(loud) == NEWS
    assert "sarif" not in broken.uploaded  # nothing to upload where there was no audit


def test_a_pull_request_goes_by_the_last_night_that_told_something(
    repository: Repository, azure: Running
) -> None:
    ask(azure)
    assert repository.night().code == 3
    good = repository.exemptions.read_text()
    repository.exemptions.write_text("- {rule: A02}")
    assert repository.night().code == 2
    repository.exemptions.write_text(good)

    assert repository.pull_request().code == 0


def test_without_any_night_before_everything_is_new(repository: Repository, azure: Running) -> None:
    ask(azure)
    assert repository.pull_request().code == 3


@pytest.mark.parametrize("file", [NIGHT, PULL_REQUEST], ids=lambda file: file.name)
def test_it_has_the_form_of_a_workflow(file: Path) -> None:
    workflow: dict[Any, Any] = yaml.safe_load(file.read_text())

    assert workflow.keys() == {"name", True, "permissions", "jobs"}  # `on` is a word for yes in YAML
    assert workflow["permissions"]["contents"] == "read"
    for job in workflow["jobs"].values():
        assert job["runs-on"] == "ubuntu-latest"
        assert all(("run" in step) != ("uses" in step) for step in job["steps"])
        assert all(step.get("name") for step in job["steps"] if "run" in step)
