"""A file of exemptions that serves the audit and the policies, as YAML or JSON; and what is none."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_private_endpoint.audit.exemptions import read_exemptions as read_the_audits
from pulumi_private_endpoint.evidence.exemptions import (
    Exemption,
    UnreadableExemptions,
    exemption,
    latest,
    read_exemptions,
)

ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Cache/redis/x/privateEndpointConnections/c"
WHY = {"reason": "Front Door hides its endpoints", "until": "2027-06-30", "approvedBy": "security board"}
OF_THE_AUDIT = {"rule": "A05", "connection": ID, **WHY}
OF_A_POLICY = {"rule": "approval-requester-pinned", "resource": 'many["orders"]', **WHY}
YAML = f"""\
# What the board has accepted.
- rule: A05
  connection: {ID}
  reason: Front Door hides its endpoints
  until: 2027-06-30
  approvedBy: security board
- rule: approval-requester-pinned
  resource: many["orders"]
  reason: Front Door hides its endpoints
  until: "2027-06-30"
  approvedBy: security board
"""


@pytest.mark.parametrize(
    "text", [YAML, json.dumps([OF_THE_AUDIT, OF_A_POLICY], indent=2)], ids=["YAML", "JSON"]
)
def test_one_file_serves_both(text: str) -> None:
    audit, policy = read_exemptions(text, "x.yaml")

    assert (audit.rule, audit.about, audit.of_audit, audit.until) == ("A05", ID, True, date(2027, 6, 30))
    assert (policy.rule, policy.about, policy.of_audit) == (OF_A_POLICY["rule"], 'many["orders"]', False)
    assert policy.place == f"x.yaml:{policy.line}"
    assert [each.rule for each in read_the_audits(text, "x.yaml")] == ["A05"]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        pytest.param(OF_A_POLICY | {"connection": ID}, "takes resource, and no connection", id="both"),
        pytest.param(
            OF_THE_AUDIT | {"resource": "x"}, "A05 takes connection, and no resource", id="both, audit"
        ),
        pytest.param(
            {"rule": "a-rule", "connection": ID}, "resource is missing; a-rule takes no", id="connection"
        ),
        pytest.param({"rule": "A05", "resource": "x"}, "connection is missing; A05 takes no", id="resource"),
        pytest.param(OF_A_POLICY | {"rule": ""}, "rule is missing", id="no rule"),
        pytest.param(OF_A_POLICY | {"until": None}, "until is missing", id="no end"),
        pytest.param(OF_A_POLICY | {"until": "2027-6-30"}, "until must be a day such as", id="a short month"),
        pytest.param(OF_A_POLICY | {"until": "20270630"}, "until must be a day such as", id="without dashes"),
        pytest.param(OF_A_POLICY | {"until": "2027-W01-1"}, "until must be a day such as", id="a week"),
        pytest.param(
            OF_A_POLICY | {"until": "2027-02-29"}, "until must be a day such as", id="in no calendar"
        ),
        pytest.param(
            OF_A_POLICY | {"until": "2027-06-30T12:00"}, "until must be a day such as", id="an hour"
        ),
        pytest.param(OF_A_POLICY | {"until": 2027.0}, "until must be a day such as", id="a year"),
        pytest.param(OF_A_POLICY | {"reason": " \t"}, "reason is missing", id="blank"),
        pytest.param(OF_A_POLICY | {"reason": ["a"]}, "reason is no plain value", id="a list"),
        pytest.param(
            OF_A_POLICY | {"owner": "me"}, "owner is not one of rule, connection,", id="an unknown key"
        ),
    ],
)
def test_what_is_none_is_refused_with_its_place(found: dict[str, Any], said: str) -> None:
    with pytest.raises(UnreadableExemptions) as refused:
        exemption(found, "exemptions[3]")

    assert str(refused.value).startswith("exemptions[3]: ")
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        pytest.param({"reason": True}, "reason must be a text", id="a reason of yes"),
        pytest.param({"reason": float("nan")}, "reason must be a text", id="a reason of no number"),
        pytest.param({"reason": "."}, "reason says nothing", id="a full stop"),
        pytest.param({"reason": "\u200b"}, "reason says nothing", id="nothing to be seen"),
        pytest.param({"reason": "__"}, "reason says nothing", id="underscores"),
        pytest.param({"approvedBy": True}, "approvedBy must be a text", id="approved by yes"),
        pytest.param({"approvedBy": "-"}, "approvedBy says nothing", id="approved by a dash"),
        pytest.param({"resource": 8}, "resource must be a text", id="YAML's 010"),
        pytest.param({"resource": True}, "resource must be a text", id="YAML's yes"),
        pytest.param({"rule": 5}, "rule must be a text", id="a rule of 5"),
    ],
)
def test_all_but_the_day_is_a_text_that_says_something(found: dict[str, Any], said: str) -> None:
    with pytest.raises(UnreadableExemptions, match=f"here: {said}"):
        exemption(OF_A_POLICY | found, "here")


@pytest.mark.parametrize("indent", [None, 2, "\t"], ids=["one line", "two spaces", "tabs"])
def test_whatever_json_writes_is_read_as_it_was_meant(indent: Any) -> None:
    given = [OF_A_POLICY | {"reason": "the café's 😀"}, OF_THE_AUDIT]
    text = json.dumps(given, indent=indent)

    policy, audit = read_exemptions(text, "x.json")

    assert policy.reason == "the café's 😀"
    assert [one.line for one in (policy, audit)] == ([1, 1] if indent is None else [2, 9])
    assert audit.place == f"x.json:{audit.line}"


def test_half_a_character_of_yaml_is_joined_to_its_other_half() -> None:
    reason = r"caf\u00e9 \ud83d\ude00"
    text = f'- {{rule: a, resource: x, reason: "{reason}", until: 2027-06-30, approvedBy: b}}'
    (found,) = read_exemptions(text, "x.yaml")
    assert found.reason == "café 😀"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[\n\t{"rule": "a", "rule": "b"}]', "x.json:2: rule is given more than once"),
        ('[\n\t{"rule": NaN}]', "x.json:2: rule must be a text"),
        ('{\n\t"rule": "a"}', "x.json:1: must be a list of exemptions"),
        ("[\n\t[\n]]", "x.json:2: must be a mapping of"),
        ("[\n\t{}]", "x.json:2: rule is missing"),
        ("3", "x.json:1: must be a list of exemptions"),
    ],
)
def test_wrong_json_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(UnreadableExemptions, match=said):
        read_exemptions(text, "x.json")


plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates()
values = st.recursive(plain, lambda inner: st.lists(inner, max_size=3), max_leaves=4)
keys = st.sampled_from(["rule", "connection", "resource", "reason", "until", "approvedBy"]) | st.text(
    max_size=5
)


@given(st.dictionaries(keys, values, max_size=8))
def test_whatever_it_holds_it_is_one_or_refused_in_one_line(found: dict[str, Any]) -> None:
    try:
        made = exemption(found, "here")
    except UnreadableExemptions as refused:
        assert str(refused).startswith("here: ")  # noqa: PT017 - either end is right, and this is the other
        return
    assert made.reason.strip()
    assert made.approved_by.strip()
    assert "\n" not in made.told()


@given(st.text(max_size=200))
def test_any_text_is_a_file_or_refused_in_one_line(text: str) -> None:
    try:
        read_exemptions(text, "x.yaml")
    except UnreadableExemptions as refused:
        assert str(refused).startswith("x.yaml")  # noqa: PT017 - the same


def test_what_it_tells_drives_no_terminal() -> None:
    made = exemption(OF_A_POLICY | {"reason": "a\x1b[31m red\nline"}, "here")
    assert made.told().isprintable()


def test_of_two_the_one_that_ends_last_counts() -> None:
    ends = [
        exemption(OF_A_POLICY | {"until": day}, day) for day in ("2027-01-01", "2028-02-29", "2026-01-01")
    ]
    found = latest(ends)
    assert found is not None
    assert found.until == date(2028, 2, 29)
    assert latest([]) is None


@given(st.dates(max_value=date(9999, 12, 30)))
def test_it_is_over_on_the_day_behind_its_last(day: date) -> None:
    one = Exemption("a-rule", "x", "r", day, "b", "here")
    assert not one.is_over(day)
    assert one.is_over(date.fromordinal(day.toordinal() + 1))
