"""The catalogue says what the rules say, and every rule is tested in every way it can answer."""

from __future__ import annotations

import json
import re
import runpy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pulumi_private_endpoint.evidence.exemptions import read_exemptions
from pulumi_private_endpoint.policies import RULES, Answer, Case, Rule, StackRule, rules, verdict
from pulumi_private_endpoint.policies.reading.resource_types import APPROVAL
from pulumi_private_endpoint.policies.rules import approval_requester_pinned
from pulumi_private_endpoint.policies.settings.config import complete
from pulumi_private_endpoint.policies.settings.exemptions import CONFIG, Source, exemptions_of
from tools.pages import document_controls, document_policies

ALWAYS_WRONG = {"raw-connection-forbidden": {Answer.COMPLIANT}}

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


def test_the_catalogue_is_up_to_date() -> None:
    assert document_policies.PAGE.stale() == []
    assert document_controls.PAGE.stale() == []


@each_rule
def test_the_page_of_controls_has_those_of_a_rule_both_ways(rule: Rule | StackRule) -> None:
    by_rule, _, by_control = document_controls.PAGE.text().partition("## By control")
    (row,) = (line for line in by_rule.splitlines() if f"(policies.md#{rule.id})" in line)
    for control in rule.controls:
        assert f"{control.framework} {control.version} {control.id}" in row
        (served,) = (
            line
            for line in by_control.partition(f"### {control.framework} {control.version}\n")[2]
            .partition("\n### ")[0]
            .splitlines()
            if line.startswith(f"| {control.id} | ")
        )
        assert f"(policies.md#{rule.id})" in served


def test_the_page_of_controls_says_whose_mapping_it_is() -> None:
    assert "our own judgement" in document_controls.PAGE.text()


def test_the_exemptions_shown_as_a_file_are_a_file() -> None:
    (text,) = (
        block
        for block in re.findall(r"```yaml\n(.*?)```", document_policies.PAGE.text(), re.DOTALL)
        if "rule:" in block
    )
    policy, audit = read_exemptions(text, "exemptions.yaml")
    assert (policy.rule, audit.rule) == ("approval-requester-pinned", "A05")


def test_every_name_to_show_is_one_rules_own() -> None:
    names = [rule.display_name for rule in RULES]
    assert len(set(names)) == len(names)


def test_a_stale_catalogue_is_noticed_and_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "policies.md"
    page.write_text("old", encoding="utf-8")
    assert document_policies.PAGE.stale(tmp_path) == ["docs/policies.md is stale: run `make docs`"]
    assert page.read_text(encoding="utf-8") == "old"


@each_rule
def test_the_catalogue_has_all_of_a_rule(rule: Rule | StackRule) -> None:
    section = document_policies.PAGE.text().partition(f"### {rule.id}\n")[2].partition("\n### ")[0]
    assert all(text in section for text in (rule.description, rule.why, rule.fix, rule.applies_to))
    assert all(f"| `{name}` |" in section for name in rule.config)


def shown_settings() -> list[tuple[str, dict[str, Any]]]:
    blocks = re.findall(r"```json\n(.*?)```", document_policies.PAGE.text(), re.DOTALL)
    return [shown for block in blocks for shown in json.loads(block).items()]


@pytest.mark.parametrize(("rule_id", "settings"), shown_settings())
def test_the_settings_shown_as_an_example_are_settings(rule_id: str, settings: dict[str, Any]) -> None:
    settings.pop("enforcementLevel", None)  # Not a rule's own: the SDK takes it out.
    rule = {rule.id: rule for rule in RULES}[rule_id]
    complete_settings = complete(rule_id, {**rule.config, **CONFIG}, settings)
    exemptions_of(rule_id, complete_settings, Source(frozenset()))


def test_the_page_says_what_a_managed_private_endpoint_needs() -> None:
    shown = [settings for rule_id, settings in shown_settings() if rule_id == "approval-requester-pinned"]
    accepted = next(settings for settings in shown if "acceptedNames" in settings)
    (name,) = accepted["acceptedNames"]
    # The name of the component's own example.
    assert name == "contoso-etl.lake"
    approval = Case(APPROVAL, {"privateEndpointName": name}, accepted, date(2026, 11, 20))
    assert verdict(approval_requester_pinned.RULE, approval).answer is Answer.COMPLIANT


@each_rule
def test_a_rule_has_a_file_of_its_name(rule: Rule | StackRule) -> None:
    assert rule.judge.__module__ == f"pulumi_private_endpoint.policies.rules.{rule.id.replace('-', '_')}"


@each_rule
def test_a_rule_is_tested_in_every_way_it_can_answer(rule: Rule | StackRule) -> None:
    file = Path(__file__).parent / "rules" / f"test_{rule.id.replace('-', '_')}.py"
    cases = runpy.run_path(str(file))["CASES"]
    assert {case.values[-1] for case in cases} == set(Answer) - ALWAYS_WRONG.get(rule.id, set())


def test_every_file_of_a_rule_is_one_of_the_rules() -> None:
    files = {file.stem for file in Path(rules.__file__).parent.glob("*.py")} - {"__init__"}
    assert {rule.id.replace("-", "_") for rule in RULES} == files
