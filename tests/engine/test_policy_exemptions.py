"""A pull request that is refused, exempted with a reason, and refused again after the day; and its evidence.

The pack is a user's own folder, below a lock file of uv's or of Poetry's: newer engines go by it unless told.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from pulumi_private_endpoint.evidence.decisions import decisions
from pulumi_private_endpoint.evidence.stacks import approvals_of
from pulumi_private_endpoint.simulator import Connection, Running, Scenario, running
from tools.toolchain.stack import Outcome, Stack

TARGET = (
    "/subscriptions/5c1a/resourceGroups/shop/providers/Microsoft.DigitalTwins/digitalTwinsInstances/plant"
)
ENDPOINT = "/subscriptions/9d2b/resourceGroups/net/providers/Microsoft.Network/privateEndpoints/analytics"
TODAY = datetime.now(timezone.utc).date()
REASON = f"CHG-7: analytics reads the plant, review by {TODAY + timedelta(days=90)}"
RULE = "approval-requester-pinned"
PYTHON = f"""
from pulumi_private_endpoint.approval import PrivateEndpointApproval

PrivateEndpointApproval(
    "plant", target_resource_id="{TARGET}", private_endpoint_name="analytics", description="{REASON}"
)
"""
YAML = f"""
resources:
  plant:
    type: private-endpoint:PrivateEndpointApproval
    properties:
      targetResourceId: {TARGET}
      privateEndpointName: analytics
      description: "{REASON}"
"""
PACK = """
from pulumi_private_endpoint.policies import ESSENTIALS, serve

serve(ESSENTIALS, exemptions="exemptions.yaml")
"""
PROJECT = """\
version: 0.1.0
runtime:
  name: python
  options:
    toolchain: pip
    virtualenv: {virtualenv}
"""


@pytest.fixture
def azure() -> Iterator[Running]:
    asked = Connection(target=TARGET, name="ours", private_endpoint=ENDPOINT, description="please")
    with running(Scenario(connections=(asked,), time_scale=0.01)) as simulator:
        yield simulator


@pytest.fixture
def stack(request: pytest.FixtureRequest, azure: Running) -> Stack:
    make: Callable[..., Stack] = request.getfixturevalue(request.param)
    return make(YAML if "yaml" in request.param else PYTHON, arm_endpoint=azure.url)


@pytest.fixture
def pack(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    repository = tmp_path / "rules-of-ours"
    folder = repository / "packs" / "approvals"
    folder.mkdir(parents=True)
    (repository / request.param).touch()
    (repository / "pyproject.toml").write_text('[project]\nname = "rules"\nversion = "1"\n')
    (folder / "PulumiPolicy.yaml").write_text(PROJECT.format(virtualenv=sys.prefix))
    (folder / "__main__.py").write_text(PACK)
    exempt(folder, "nobody", TODAY + timedelta(days=30))
    return folder


def exempt(pack: Path, resource: str, until: date) -> None:
    (pack / "exemptions.yaml").write_text(
        f"- rule: {RULE}\n  resource: {resource}\n  reason: the factory hides its endpoint's id\n"
        f"  until: {until}\n  approvedBy: security board\n"
    )


def mandatory(outcome: Outcome) -> list[tuple[str, str]]:
    return [(rule, name) for level, rule, name in outcome.violations() if level == "mandatory"]


@pytest.mark.parametrize(
    ("stack", "pack"),
    [("make_stack", "uv.lock"), ("make_yaml_stack", "poetry.lock")],
    ids=["python below uv.lock", "yaml below poetry.lock"],
    indirect=True,
)
def test_refused_exempted_with_a_reason_and_refused_after_the_day(
    stack: Stack, azure: Running, pack: Path
) -> None:
    rules = ("--policy-pack", str(pack))

    refused = stack.preview(*rules, fails=True)
    assert mandatory(refused) == [(RULE, "plant")]

    exempt(pack, "plant", TODAY + timedelta(days=30))
    told = (
        f"{RULE}: plant is exempted until {TODAY + timedelta(days=30)}: the factory hides its endpoint's id"
    )
    assert told in stack.preview(*rules).output
    assert stack.up(*rules).violations() == []
    assert [found["status"] for found in azure.connections()] == ["Approved"]

    exempt(pack, "plant", TODAY - timedelta(days=1))
    again = stack.preview(*rules, fails=True)
    assert mandatory(again) == [(RULE, "plant")]
    assert f"Its exemption ended on {TODAY - timedelta(days=1)}: the factory hides" in again.output

    (decision,) = decisions(approvals_of(stack.export()), TODAY)
    assert (decision.ticket, decision.review_by) == ("CHG-7", TODAY + timedelta(days=90))
    assert (str(decision.recorded.requester), decision.recorded.message) == (ENDPOINT, "please")
    assert RULE not in decision.guarded_by
    assert "approval-review-date" in decision.guarded_by
