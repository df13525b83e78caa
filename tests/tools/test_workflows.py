"""Workflows run what `make` runs here, with actions that cannot change, and may do no more than they must."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

CHECKOUT = Path(__file__).parents[2]
FILES = sorted((CHECKOUT / ".github" / "workflows").glob("*.yml"))
TARGETS = set(re.findall(r"^([a-z-]+):", (CHECKOUT / "Makefile").read_text(), re.MULTILINE))
PINNED = re.compile(r"[\w-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
# What only a runner can do, because it is signed in there.
RUNNERS_OWN = ("docker login ghcr.io ", "gh release create ")
# All else may read the repository, and no more.
MAY = {
    ("release", "attest"): {"attestations", "id-token"},
    ("release", "package"): {"id-token"},
    ("release", "image"): {"attestations", "id-token", "packages"},
    ("release", "publish"): {"contents"},
    ("site", "publish"): {"id-token", "pages"},
}


def jobs() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for file in FILES:
        for name, job in yaml.safe_load(file.read_text())["jobs"].items():
            yield file.stem, name, job


JOBS = [pytest.param(*each, id=f"{each[0]}-{each[1]}") for each in jobs()]
STEPS = [(file, name, step) for file, name, job in jobs() for step in job.get("steps", ())]
RUNS = [step["run"] for _, _, step in STEPS if "run" in step]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_actions_are_pinned_by_digest_and_say_their_version(file: Path) -> None:
    used = re.findall(r"^ *-? *uses: (.*)$", file.read_text(), re.MULTILINE)

    assert used
    assert [one for one in used if not PINNED.fullmatch(one) and not one.startswith("./")] == []


def test_an_action_has_one_version() -> None:
    pins = {line.strip() for file in FILES for line in re.findall(r"uses: (\S+@.*)", file.read_text())}

    assert len({pin.partition("@")[0] for pin in pins}) == len(pins)


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.split("\n")[0][:40])
def test_a_step_runs_make_or_what_only_a_runner_can(run: str) -> None:
    if not run.startswith(RUNNERS_OWN):
        words = run.partition(" >> ")[0].split()
        assert words[0] == "make"
        assert {word for word in words[1:] if not word.startswith("-")} <= TARGETS


def test_what_is_run_on_a_fresh_clone_is_run_there() -> None:
    asked = (CHECKOUT / ".ci" / "run").read_text().partition("exec make")[2].split()

    assert TARGETS.intersection(asked)
    assert TARGETS.intersection(asked) <= {word for run in RUNS for word in run.split()}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_workflow_may_do_nothing_but_by_its_jobs(file: Path) -> None:
    assert yaml.safe_load(file.read_text())["permissions"] == {}


@pytest.mark.parametrize(("file", "name", "job"), JOBS)
def test_a_job_may_do_what_it_must(file: str, name: str, job: dict[str, Any]) -> None:
    rights = job["permissions"]

    assert {right for right, how in rights.items() if how == "write"} == MAY.get((file, name), set())
    assert {right for right, how in rights.items() if how != "write"} <= {"contents"}


@pytest.mark.parametrize(("file", "name", "job"), [each for each in JOBS if "uses" not in each.values[2]])
def test_a_job_ends(file: str, name: str, job: dict[str, Any]) -> None:
    assert job["timeout-minutes"] <= 360, (file, name)


def test_no_clone_keeps_the_right_to_push() -> None:
    clones = [step for _, _, step in STEPS if step.get("uses", "").startswith("actions/checkout@")]

    assert clones
    assert all(step["with"]["persist-credentials"] is False for step in clones)


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.split("\n")[0][:40])
def test_no_text_of_others_is_put_into_a_command(run: str) -> None:
    """`${{ … }}` is put in before the shell reads: a branch's name would be a program. Variables are not."""
    assert "${{" not in run


def test_nothing_is_published_before_all_is_tested() -> None:
    release = {name: job for file, name, job in jobs() if file == "release"}

    def before(name: str) -> set[str]:
        needs = release[name].get("needs", [])
        return set(needs).union(*(before(need) for need in needs))

    assert all(before(name) >= {"test", "build"} for file, name in MAY if file == "release")
