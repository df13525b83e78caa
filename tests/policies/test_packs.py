"""Which rules are in which pack, at which level: a change here is one that users notice."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from pulumi_private_endpoint.policies import ESSENTIALS, GOVERNANCE, PACKS, RULES, Pack, packs
from pulumi_private_endpoint.policies.adapter import DOCS, UNUSED

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
