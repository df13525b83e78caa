"""`audit --stack`, with a stand-in for the Pulumi CLI; tests/engine has the real one."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from pulumi_private_endpoint.cli.auditing import stacks
from pulumi_private_endpoint.simulator import Running
from tests.cli.conftest import SEARCH, VAULT, pending
from tests.cli.test_audit import GOOD, ID, THEIRS, rules

URN = "urn:pulumi:dev::shop::private-endpoint:index:PrivateEndpointApproval::good"
EXPORT = {
    "deployment": {
        "resources": [
            {
                "type": "private-endpoint:index:PrivateEndpointApproval",
                "urn": URN,
                "id": f"{ID}/good",
                "outputs": {"status": "Rejected", "description": {"ciphertext": "v1:AAAA"}},
            }
        ]
    }
}
ESTATE = (
    pending("good", status="Approved", description=GOOD),
    pending("auto", status="Approved", description=GOOD),
)
estate = pytest.mark.parametrize("azure", [ESTATE], indirect=True, ids=["estate"])


@pytest.fixture
def pulumi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`pulumi("printf x")`: a CLI that does so; its words are kept in the file `words`, one in a line."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "export.json").write_text(json.dumps(EXPORT, indent=4))

    def make(script: str) -> Path:
        words = tmp_path / "words"
        file = folder / "pulumi"
        file.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >> "{words}"\n{script}\n')
        file.chmod(0o755)
        return words

    return make


def audit(run: Any, *more: str) -> Any:
    return run("audit", SEARCH, "--trusted-subscription", THEIRS, *more)


@estate
@pytest.mark.usefixtures("azure")
def test_a_stack_is_read_as_its_export_is(pulumi: Any, run: Any) -> None:
    words = pulumi("cat export.json")

    by_name = audit(run, "--stack", "dev", "-o", "json")
    by_file = audit(run, "--state", "export.json", "-o", "json")

    assert rules(by_name) == rules(by_file) == [("A07", "auto"), ("A08", "good")]
    asked = words.read_text().splitlines()
    assert asked == ["stack", "export", "--stack=dev", "--non-interactive", "--color=never"]
    assert "ciphertext" not in by_name.out + by_name.err


@estate
@pytest.mark.usefixtures("azure")
def test_stacks_and_files_together(pulumi: Any, run: Any) -> None:
    words = pulumi('case "$3" in *prod) cat export.json;; *) echo "{\\"deployment\\": {}}";; esac')

    ended = audit(run, "--stack", "org/shop/dev", "--stack", "prod", "--state", "export.json", "-o", "json")

    assert rules(ended) == [("A07", "auto"), ("A08", "good")]
    assert [word for word in words.read_text().splitlines() if "--stack=" in word] == [
        "--stack=org/shop/dev",
        "--stack=prod",
    ]


@estate
@pytest.mark.usefixtures("azure")
@pytest.mark.parametrize("program", [True, False], ids=["beside its program", "elsewhere"])
def test_sarif_points_at_the_program(pulumi: Any, run: Any, tmp_path: Path, program: bool) -> None:
    pulumi("cat export.json")
    if program:
        (tmp_path / "Pulumi.yaml").write_text("name: shop\n")

    found = audit(run, "--stack", "dev", "-o", "sarif").json["runs"][0]["results"]

    where = {each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in found}
    assert where == {"Pulumi.yaml" if program else "exemptions.yaml"}


@pytest.mark.parametrize(
    ("script", "said"),
    [
        pytest.param(
            "echo 'warning: old' >&2; echo \"error: no stack named 'dev' found\" >&2; exit 255",
            "`pulumi stack export` failed: no stack named 'dev' found",
            id="no such stack",
        ),
        pytest.param("exit 1", "`pulumi stack export` failed: it said nothing", id="no word"),
        pytest.param(
            "echo 'error: GET https://api/x?sig=s3cr3tsecret: Bearer abcdefghijklmnopqrstuvwxyz' >&2; exit 1",
            "failed: GET https://api/x Bearer [removed]",
            id="a secret in its words",
        ),
        pytest.param("echo nonsense", "--stack dev:1: is not JSON", id="no JSON"),
        pytest.param("echo '[]'", "--stack dev is not what `pulumi stack export` writes", id="no export"),
    ],
)
def test_a_stack_that_cannot_be_had_is_one_line_and_nothing_is_asked(
    azure: Running, pulumi: Any, run: Any, script: str, said: str
) -> None:
    pulumi(script)

    ended = run("audit", VAULT, "--stack", "dev")

    assert (ended.code, ended.out) == (2, "")
    (line,) = ended.err.splitlines()
    assert "--stack dev" in line
    assert said in line
    assert azure.log() == []


def test_without_the_cli_it_says_what_to_give_instead(
    azure: Running, run: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    ended = run("audit", VAULT, "--stack", "dev")

    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "--stack needs the Pulumi CLI on PATH; or give its export as --state FILE" in ended.err
    assert azure.log() == []


def test_a_cli_that_hangs_is_given_up(pulumi: Any, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stacks, "SECONDS", 0.2)
    pulumi("exec sleep 60")

    ended = run("audit", VAULT, "--stack", "dev")

    assert ended.code == 2
    assert "--stack dev: `pulumi stack export` is not done after 0.2s" in ended.err


def test_a_stacks_name_is_no_option(pulumi: Any, run: Any) -> None:
    words = pulumi("exit 1")
    run("audit", VAULT, "--stack", "--show-secrets")
    assert not words.exists() or "--show-secrets" not in words.read_text().splitlines()
