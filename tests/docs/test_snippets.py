"""What the pages show is right: programs type-check, JSON and YAML parse, links lead somewhere."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

CHECKOUT = Path(__file__).parents[2]
PAGES = [
    *sorted(CHECKOUT.glob("*.md")),
    *sorted(CHECKOUT.glob(".github/*.md")),
    CHECKOUT / "simulator" / "README.md",
    *sorted((CHECKOUT / "docs").glob("*.md")),
    *CHECKOUT.glob("examples/**/*.md"),
]
# What a snippet takes for granted: its imports were shown above it, its ids are the reader's own.
READERS_OWN = """\
import subprocess
from typing import Any
import pulumi
from pulumi_private_endpoint.components import (
    ApprovedDatabricksEndpoint,
    ApprovedFabricEndpoint,
    ApprovedFrontDoorOrigin,
    ApprovedManagedPrivateEndpoint,
    ApprovedPrivateEndpoint,
    ApprovedSharedPrivateLink,
    PrivateLinkApprovals,
)
from pulumi_private_endpoint.simulator import Running
APPROVE: list[str] = []
OURS = VAULT = ""
account_id = analytics_endpoint_id = billing_endpoint_id = cluster_id = service_id = storage_id = ""
server_id = subnet_id = vault_id = web_app_id = zone_id = ""
access_point: Any = None
account: Any = None
group: Any = None
profile: Any = None
rule: Any = None
spoke: Any = None
"""
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)?(#[^)\s]+)?\)")


def blocks(language: str) -> list[pytest.ParameterSet]:
    """Every fenced block of a language, by page and number."""
    return [
        pytest.param(text, id=f"{page.relative_to(CHECKOUT)}-{number}")
        for page in PAGES
        for number, (fence, text) in enumerate(BLOCK.findall(page.read_text()), 1)
        if fence == language
    ]


def test_programs_type_check(tmp_path: Path) -> None:
    programs = blocks("python")
    assert programs
    for number, program in enumerate(programs):
        # The name leads from mypy's message back to the page.
        page = re.sub(r"\W", "_", str(program.id))
        (tmp_path / f"{page}_{number}.py").write_text(READERS_OWN + str(program.values[0]))

    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mypy",
            "--config-file",
            str(CHECKOUT / "pyproject.toml"),
            *tmp_path.glob("*.py"),
        ],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("text", blocks("json"))
def test_json_parses(text: str) -> None:
    json.loads(text)


@pytest.mark.parametrize("text", blocks("yaml"))
def test_yaml_parses(text: str) -> None:
    yaml.safe_load(text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(CHECKOUT)))
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for path, anchor in LINK.findall(re.sub(BLOCK, "", page.read_text())):
        if path.startswith(("http:", "https:")):
            continue
        target = (page.parent / path) if path else page
        headings = re.findall(r"^#+ (.*)$", target.read_text(), re.MULTILINE) if target.is_file() else []
        anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
        if not target.exists() or (anchor and anchor[1:] not in anchors):
            broken.append(path + anchor)
    assert broken == []
