"""What a rule makes of `--policy-pack-config`, beyond what the engine checks before."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_private_endpoint.policies import RULES, Rule, StackRule, WrongConfig
from pulumi_private_endpoint.policies.config import PATTERN, complete
from pulumi_private_endpoint.policies.description_quality import DEFAULTS

SCHEMA = {
    "length": {"type": "integer", "default": 10},
    "ticket": {"type": "string", "format": PATTERN},
    "names": {"type": "array", "default": []},
}


def test_what_is_not_given_has_its_default() -> None:
    assert complete("r", SCHEMA, {}) == {"length": 10, "ticket": None, "names": []}


def test_a_number_is_whole_again() -> None:
    length = complete("r", SCHEMA, {"length": 3.0})["length"]
    assert (length, type(length)) == (3, int)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({"lenght": 3}, "my-rule: lenght is not a setting; there are .*length", id="misspelt"),
        pytest.param({"ticket": "("}, "my-rule: ticket is not a regular expression", id="not a pattern"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(given: dict[str, Any], said: str) -> None:
    with pytest.raises(WrongConfig, match=said):
        complete("my-rule", SCHEMA, given)


NAMES = {"type": "array", "items": {"type": "string", "minLength": 1}, "default": []}
FILLERS = {"type": "array", "items": {"type": "string"}, "default": DEFAULTS["fillerWords"]}
DESCRIPTIONS = {
    "minLength": {"type": "integer", "minimum": 1, "default": 10},
    "fillerWords": FILLERS,
    "ticketPattern": {"type": "string", "format": PATTERN},
    "reviewBy": {"type": "string", "enum": ["optional", "required"], "default": "optional"},
}
SETTINGS: dict[str, dict[str, Any]] = {
    "approval-description-required": DESCRIPTIONS,
    "approval-on-destroy-explicit": {"ownSubscriptions": NAMES},
    "approval-requester-allowed": {"subscriptions": NAMES},
    "approval-requester-pinned": {"acceptedNames": NAMES},
    "approved-target-not-public": {
        "exemptTypes": {"type": "array", "items": {"type": "string"}, "default": []}
    },
    "manual-endpoint-approved": {"approvedElsewhere": NAMES},
    "raw-connection-description-required": DESCRIPTIONS,
    "request-message-required": {
        "minLength": {"type": "integer", "minimum": 1, "maximum": 140, "default": 10}
    },
}
"""What the engine takes for each rule, and refuses: a change here is one that users notice."""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_settings_of_a_rule_are_these(rule: Rule | StackRule) -> None:
    found = {
        name: {word: value for word, value in spec.items() if word != "description"}
        for name, spec in rule.config.items()
    }
    assert found == SETTINGS.get(rule.id, {})


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_setting_of_every_rule_is_told(rule: Rule | StackRule) -> None:
    assert all({"type", "description"} <= spec.keys() for spec in rule.config.values())
    assert complete(rule.id, rule.config, {}).keys() == rule.config.keys()
