"""Which rules are in which pack, at which level: a change here is one that users notice."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from pulumi_policy import (
    PolicyCustomTimeouts,
    PolicyResourceOptions,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)

from pulumi_private_endpoint.policies import ESSENTIALS, GOVERNANCE, PACKS, RULES, Pack, as_policies, packs
from pulumi_private_endpoint.policies.adapter import DOCS, UNUSED
from pulumi_private_endpoint.policies.reading.resource_types import APPROVAL

CHECKOUT = Path(__file__).parents[2]
FOLDERS = CHECKOUT / "policies"

LEVELS = {
    "approval-description-required": "mandatory",
    "approval-review-date": "advisory",
    "approval-requester-pinned": "mandatory",
    "approval-requester-allowed": "mandatory",
    "approved-requester-tenant": "mandatory",
    "approval-unknown-requester-forbidden": "mandatory",
    "approval-on-destroy-explicit": "mandatory",
    "set-release-limit": "mandatory",
    "raw-connection-description-required": "mandatory",
    "raw-connection-forbidden": "advisory",
    "request-message-required": "mandatory",
    "private-link-service-not-open": "mandatory",
    "no-command-bypass": "mandatory",
    "manual-endpoint-approved": "advisory",
    "approval-not-shared": "mandatory",
    "approved-target-not-public": "advisory",
}


def test_governance_has_every_rule_at_these_levels() -> None:
    assert {rule.id: rule.level.value for rule in GOVERNANCE.rules} == LEVELS
    assert GOVERNANCE.rules == RULES


def test_essentials() -> None:
    assert [rule.id for rule in ESSENTIALS.rules] == [
        "approval-description-required",
        "approval-requester-pinned",
        "approval-unknown-requester-forbidden",
    ]


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_a_pack_has_its_folder(pack: Pack) -> None:
    settings = (FOLDERS / pack.name / "PulumiPolicy.yaml").read_text(encoding="utf-8")
    assert pack.description in settings
    assert "virtualenv: ../../.venv" in settings


def test_each_folder_is_of_a_pack() -> None:
    assert {file.parent.name for file in FOLDERS.glob("*/PulumiPolicy.yaml")} == {pack.name for pack in PACKS}


def test_a_pack_of_ones_own_has_one_file_for_all_and_names_what_is_unused(tmp_path: Path) -> None:
    file = tmp_path / "exemptions.yaml"
    file.write_text(
        "- {rule: approval-requester-pinned, resource: old, reason: r, until: 2099-01-01, approvedBy: b}\n"
    )
    chosen = [rule for rule in RULES if rule.id.startswith("approval-requester-pinned")]
    pinned, unused = as_policies(chosen, exemptions=str(file))
    assert isinstance(pinned, ResourceValidationPolicy)
    assert isinstance(unused, StackValidationPolicy)
    said: list[str] = []

    options = PolicyResourceOptions(False, [], None, [], PolicyCustomTimeouts(0, 0, 0), [])
    given = ResourceValidationArgs(
        APPROVAL, {"requestMessage": "m"}, "urn:pulumi:s::p::t::a", "a", options, None
    )
    pinned.validate(given, lambda message, _urn=None: said.append(message))
    unused.validate(StackValidationArgs([]), lambda message, _urn=None: said.append(message))

    assert (pinned.name, unused.name) == ("approval-requester-pinned", UNUSED)
    assert [line.partition(" (")[0] for line in said[0].splitlines()[1:]] == [
        "approval-requester-pinned of old"
    ]


def test_serving_hands_over_every_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[dict[str, object]] = []
    monkeypatch.setattr(
        packs, "PolicyPack", lambda **given: handed.append(given)
    )  # The real one never returns.

    packs.serve(ESSENTIALS)

    (given,) = handed
    assert given["name"] == ESSENTIALS.name
    assert given["description"] == ESSENTIALS.description
    assert given["provider"] == "azure"
    names = [*(rule.id for rule in ESSENTIALS.rules), UNUSED]
    assert [policy.name for policy in given["policies"]] == names  # type: ignore[attr-defined] # the SDK's own


def test_policies_name_their_sections_of_this_projects_pages() -> None:
    site = yaml.safe_load((CHECKOUT / "mkdocs.yml").read_text(encoding="utf-8"))
    assert f"{site['site_url']}policies/" == DOCS
