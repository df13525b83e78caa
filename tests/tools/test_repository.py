"""What the code host and editors read: right in form, and the same as what `make` does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from pulumi_private_endpoint.evidence.descriptions import DEFAULTS

CHECKOUT = Path(__file__).parents[2]
MAKEFILE = (CHECKOUT / "Makefile").read_text()
FORMS = sorted(
    file for file in (CHECKOUT / ".github" / "ISSUE_TEMPLATE").glob("*.yml") if file.stem != "config"
)
HOOKS = {
    hook["entry"]: hook
    for repository in yaml.safe_load((CHECKOUT / ".pre-commit-config.yaml").read_text())["repos"]
    for hook in repository["hooks"]
}
PAGE = (CHECKOUT / "CONTRIBUTING.md").read_text()


def recipe(target: str) -> list[str]:
    """The commands of a target, as a shell would have them."""
    (lines,) = re.findall(rf"^{target}:.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
    return [line.lstrip("\t@").replace("$(BIN)", ".venv/bin") for line in lines.splitlines()]


def test_hooks_check_what_make_checks() -> None:
    checked = [*recipe("lint"), *recipe("layers")]

    assert set(checked) <= HOOKS.keys()
    assert HOOKS.keys() - set(checked) == {f"{recipe('docs')[0]} --check"}


@pytest.mark.parametrize("hook", HOOKS.values(), ids=lambda hook: hook["id"])
def test_a_hook_is_the_checkouts_own(hook: dict[str, Any]) -> None:
    assert hook["language"] == "system"
    assert hook["pass_filenames"] is False


@pytest.mark.parametrize("file", FORMS, ids=lambda file: file.stem)
def test_a_form_can_be_filled_in(file: Path) -> None:
    form = yaml.safe_load(file.read_text())
    fields = [field for field in form["body"] if field["type"] != "markdown"]

    assert form.keys() == {"name", "description", "labels", "body"}
    assert {field["type"] for field in form["body"]} <= {
        "markdown",
        "input",
        "textarea",
        "dropdown",
        "checkboxes",
    }
    assert len({field["id"] for field in fields}) == len(fields)
    assert all(field["attributes"]["label"] for field in fields)
    assert any(field.get("validations", {}).get("required") for field in fields)


def test_owned_folders_are_there() -> None:
    lines = (CHECKOUT / ".github" / "CODEOWNERS").read_text().splitlines()
    owned = [line.split()[0] for line in lines if not line.startswith("#")]

    assert owned[0] == "*"
    assert [name for name in owned[1:] if not (CHECKOUT / name.strip("/")).is_dir()] == []


def test_the_container_is_set_up_as_a_checkout_is() -> None:
    container = json.loads((CHECKOUT / ".devcontainer.json").read_text())

    assert container["postCreateCommand"] == "make setup"


@pytest.mark.parametrize(
    "target", sorted(set(re.findall(r"`?make ([a-z][a-z-]+)", PAGE)) - {"cannot", "checks"})
)
def test_every_command_of_the_page_is_there(target: str) -> None:
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)


def test_every_file_of_the_page_is_there() -> None:
    named = set(re.findall(r"[`( ]((?:[\w.-]+/)+[\w.-]*\w)(?=[`)#, ])", PAGE))

    assert {name for name in named if not name.startswith("v0")} >= {"docs/architecture.md", "tests/wire"}
    assert [name for name in named if not (CHECKOUT / name).exists()] == []


def test_the_first_change_is_still_to_be_made() -> None:
    """Else the walk through it leads nowhere."""
    assert "asap" not in DEFAULTS["fillerWords"]
    assert "_FILLER_WORDS" in (CHECKOUT / "core/pulumi_private_endpoint/evidence/descriptions.py").read_text()
    table = (CHECKOUT / "tests/policies/rules/test_approval_description_required.py").read_text()
    assert "Answer.NON_COMPLIANT, id=" in table
