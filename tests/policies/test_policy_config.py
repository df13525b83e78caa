"""What a rule makes of `--policy-pack-config`, beyond what the engine checks before."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_private_endpoint.policies import RULES, Rule, StackRule, WrongConfig
from pulumi_private_endpoint.policies.settings.config import GUID, PATTERN, complete
from pulumi_private_endpoint.policies.settings.description_quality import DEFAULTS
from pulumi_private_endpoint.policies.settings.exemptions import CONFIG, Source, exemptions_of

SCHEMA = {
    "length": {"type": "integer", "minimum": 1, "default": 10},
    "ticket": {"type": "string", "format": PATTERN},
    "names": {"type": "array", "items": {"type": "string", "minLength": 1}, "default": []},
    "way": {"type": "string", "enum": ["this", "that"], "default": "this"},
    "asked": {"type": "boolean", "default": False},
    "by_name": {"type": "object", "default": {}},
    "by_id": {
        "type": "object",
        "propertyNames": {"type": "string", "pattern": GUID},
        "additionalProperties": {"type": "string", "minLength": 1},
        "default": {},
    },
    "file": {"type": "string", "minLength": 1},
}
DEFAULTS_OF_ALL = {
    "length": 10,
    "ticket": None,
    "names": [],
    "way": "this",
    "asked": False,
    "by_name": {},
    "by_id": {},
    "file": None,
}
ID = "00000000-0000-0000-0000-000000000001"


def test_what_is_not_given_has_its_default() -> None:
    assert complete("r", SCHEMA, {}) == DEFAULTS_OF_ALL


def test_a_number_is_whole_again() -> None:
    length = complete("r", SCHEMA, {"length": 3.0})["length"]
    assert (length, type(length)) == (3, int)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({"lenght": 3}, "my-rule: lenght is not a setting; there are .*length", id="misspelt"),
        pytest.param({"ticket": "("}, "my-rule: ticket is not a regular expression", id="not a pattern"),
        pytest.param({"length": "3"}, "my-rule: length must be an integer$", id="no number"),
        pytest.param({"length": True}, "my-rule: length must be an integer$", id="a switch"),
        pytest.param({"length": 1.5}, "my-rule: length must be an integer$", id="not whole"),
        pytest.param({"length": 0}, "my-rule: length must be from 1 to", id="too small"),
        pytest.param({"names": "a"}, "my-rule: names must be an array$", id="no list"),
        pytest.param({"names": ["a", 1]}, r"my-rule: names\[1\] must be a string$", id="no name"),
        pytest.param({"names": [""]}, r"my-rule: names\[0\] must not be empty$", id="an empty name"),
        pytest.param({"way": "those"}, "my-rule: way must be one of this, that$", id="no choice"),
        pytest.param({"asked": "yes"}, "my-rule: asked must be a boolean$", id="no switch"),
        pytest.param({"file": ""}, "my-rule: file must not be empty$", id="no file"),
        pytest.param(
            {"by_id": {"t1": ID}}, "my-rule: by_id: the name 't1' does not look as it has to", id="swapped"
        ),
        pytest.param({"by_id": {f"{ID} ": "t"}}, "my-rule: by_id: the name .* does not look", id="a space"),
        pytest.param({"by_id": {f"{ID}\n": "t"}}, r"my-rule: by_id: the name .*\\n. does", id="a line's end"),
        pytest.param({"by_id": {ID: None}}, f"my-rule: by_id.{ID}. must be a string$", id="nothing"),
        pytest.param({"by_id": {ID: ["t"]}}, f"my-rule: by_id.{ID}. must be a string$", id="a list"),
        pytest.param({"by_id": {ID: ""}}, f"my-rule: by_id.{ID}. must not be empty$", id="an empty text"),
        pytest.param({"by_name": []}, "my-rule: by_name must be an object$", id="no mapping"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(given: dict[str, Any], said: str) -> None:
    with pytest.raises(WrongConfig, match=said):
        complete("my-rule", SCHEMA, given)


NAMES = {"type": "array", "items": {"type": "string", "minLength": 1}, "default": []}
FILLERS = {"type": "array", "items": {"type": "string"}, "default": DEFAULTS["fillerWords"]}
DESCRIPTIONS = {
    "minLength": {"type": "integer", "minimum": 1, "maximum": 4096, "default": 10},
    "fillerWords": FILLERS,
    "ticketPattern": {"type": "string", "format": PATTERN},
    "reviewBy": {"type": "string", "enum": ["optional", "required"], "default": "optional"},
}
SETTINGS: dict[str, dict[str, Any]] = {
    "approval-description-required": DESCRIPTIONS,
    "approval-on-destroy-explicit": {"ownSubscriptions": NAMES},
    "approval-review-date": {"maxDays": {"type": "integer", "minimum": 1, "default": 366}},
    "approved-requester-tenant": {
        "tenants": NAMES,
        "knownTenants": {
            "type": "object",
            "propertyNames": {"type": "string", "pattern": GUID},
            "additionalProperties": {"type": "string", "minLength": 1},
            "default": {},
        },
        "auditFile": {"type": "string", "minLength": 1},
        "askAzure": {"type": "boolean", "default": False},
    },
    "set-release-limit": {"limit": {"type": "integer", "minimum": 0, "default": 10}},
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


plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
anything = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(rule=st.sampled_from(RULES), data=st.data())
def test_whatever_is_configured_is_used_or_refused_in_one_line(
    rule: Rule | StackRule, data: st.DataObject
) -> None:
    schema = {**rule.config, **CONFIG}
    names = st.sampled_from(sorted(schema)) | st.text(max_size=5)
    given_ = data.draw(st.dictionaries(names, anything, max_size=3))
    try:
        settings = complete(rule.id, schema, given_)
        exemptions_of(rule.id, settings, Source(frozenset()))
        rule.advice(settings, date(2026, 11, 20))
    except WrongConfig as wrong:
        refused = str(wrong)
    else:
        refused = None
        assert settings.keys() == schema.keys()
    if refused is not None:
        assert refused.startswith(f"{rule.id}: ")
        assert any(name in refused for name in given_)
