"""A rule asked the way Pulumi's SDK asks."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pulumi_policy import (
    PolicyCustomTimeouts,
    PolicyResource,
    PolicyResourceOptions,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.policy import _NotApplicableError
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, UnknownValueError, unknown_checking_proxy

from pulumi_private_endpoint.evidence.exemptions import exemption
from pulumi_private_endpoint.evidence.stacks import approvals_of
from pulumi_private_endpoint.policies import RULES, Rule, StackRule, WrongConfig, as_policy, unused_exemptions
from pulumi_private_endpoint.policies.adapter import DOCS, Run
from pulumi_private_endpoint.policies.reading.resource_types import APPROVAL, APPROVAL_SET
from pulumi_private_endpoint.policies.rules import approval_description_required, manual_endpoint_approved
from pulumi_private_endpoint.policies.settings.exemptions import CONFIG, Source, covers

IDS = frozenset(rule.id for rule in RULES)
URN = f"urn:pulumi:prod::shop::{APPROVAL}::plant"
TODAY = date(2026, 11, 20)
OPTIONS = PolicyResourceOptions(False, [], None, [], PolicyCustomTimeouts(0, 0, 0), [])
ENDPOINT = {"manualPrivateLinkServiceConnections": [{}]}


def ask(
    props: dict[str, Any],
    type_: str = APPROVAL,
    config: dict[str, Any] | None = None,
    today: date = TODAY,
    run: Run | None = None,
    name: str = "plant",
) -> list[str]:
    policy = as_policy(approval_description_required.RULE, run or running(today))
    assert isinstance(policy, ResourceValidationPolicy)
    args = ResourceValidationArgs(
        type_, unknown_checking_proxy(props), f"{URN[:-5]}{name}", name, OPTIONS, None, config
    )
    said: list[str] = []
    try:
        policy.validate(args, lambda message, _urn=None: said.append(message))
    except (UnknownValueError, _NotApplicableError):
        if not said:
            raise
    return said


def running(today: date = TODAY, file: str | None = None, say: Callable[[str], None] = print) -> Run:
    """A process of a pack."""
    return Run(Source(IDS, file), today=lambda: today, say=say)


def ask_stack(
    depends_on_endpoint: bool, config: dict[str, Any] | None = None
) -> list[tuple[str, str | None]]:
    policy = as_policy(manual_endpoint_approved.RULE, running())
    assert isinstance(policy, StackValidationPolicy)
    endpoint = PolicyResource(
        "azure-native:network:PrivateEndpoint",
        unknown_checking_proxy(ENDPOINT),
        "urn-pe",
        "pe",
        OPTIONS,
        None,
        None,
        [],
        {},
    )
    ties = {"privateEndpointId": [endpoint]} if depends_on_endpoint else {}
    approval = PolicyResource(
        APPROVAL, unknown_checking_proxy({}), "urn-ap", "ap", OPTIONS, None, None, [], ties
    )
    said: list[tuple[str, str | None]] = []
    policy.validate(
        StackValidationArgs([endpoint, approval], config),
        lambda message, urn=None: said.append((message, urn)),
    )
    return said


def test_a_violation_is_reported_with_its_remedy() -> None:
    (said,) = ask({})
    assert said == (
        "The description is missing (`minLength`).\n"
        'Set `description` to who connects and why, such as "CHG-1042: the analytics team reads orders, '
        'review by 2027-05-19".'
    )


def test_what_is_good_is_not_mentioned() -> None:
    assert ask({"description": "the analytics team reads orders"}) == []


def test_what_is_not_known_is_left_to_the_sdk() -> None:
    with pytest.raises(UnknownValueError):
        ask({"description": UNKNOWN_STRING_VALUE})


def test_another_type_is_not_applicable() -> None:
    with pytest.raises(_NotApplicableError) as refused:
        ask({}, type_="my:index:Thing")
    assert approval_description_required.RULE.applies_to in refused.value.message


def test_the_configuration_arrives_and_is_checked_even_for_other_types() -> None:
    assert ask({"description": "short"}, config={"minLength": 5.0}) == []
    with pytest.raises(WrongConfig, match="minLenght"):
        ask({}, type_="my:index:Thing", config={"minLenght": 5.0})


@pytest.mark.parametrize(("day", "complaints"), [(date(2026, 12, 31), 0), (date(2027, 1, 1), 1)])
def test_the_day_is_asked_for_at_each_check(day: date, complaints: int) -> None:
    assert len(ask({"description": "analytics reads orders, review by 2026-12-31"}, today=day)) == complaints


def test_a_stack_is_told_where_values_come_from() -> None:
    assert ask_stack(depends_on_endpoint=True) == []
    ((_, urn),) = ask_stack(depends_on_endpoint=False)
    assert urn == "urn-pe"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_is_a_policy_as_it_says(rule: Rule | StackRule) -> None:
    policy = as_policy(rule)
    assert isinstance(policy, StackValidationPolicy) is isinstance(rule, StackRule)
    assert (policy.name, policy.enforcement_level, policy.severity) == (rule.id, rule.level, rule.severity)
    assert (policy.description, policy.remediation_steps) == (rule.description, rule.fix)
    assert (policy.display_name, policy.url) == (rule.display_name, f"{DOCS}#{rule.id}")
    assert policy.config_schema is not None
    assert policy.config_schema.properties.keys() == {**rule.config, **CONFIG}.keys()


def test_a_set_has_one_violation_with_a_line_for_each_entry() -> None:
    entries = {"a": {}, "b": {"description": "the analytics team reads orders"}, "c": {"description": "ok"}}

    (said,) = ask({"approvals": entries}, type_=APPROVAL_SET)

    assert [line.partition(":")[0] for line in said.splitlines()[:2]] == ['plant["a"]', 'plant["c"]']
    assert len(said.splitlines()) == 3


def test_a_set_of_thousands_is_told_in_few_lines() -> None:
    (said,) = ask({"approvals": {str(at): {} for at in range(5000)}}, type_=APPROVAL_SET)

    assert len(said.splitlines()) == 22
    assert "… and 4980 more like these." in said


LETTING_OFF = {"reason": "an old agreement", "until": "2026-11-20", "approvedBy": "security board"}


@pytest.mark.parametrize("name", ["plant", URN])
def test_what_is_exempted_is_not_applicable_and_says_why(name: str) -> None:
    said: list[str] = []

    with pytest.raises(_NotApplicableError) as accepted:
        ask({}, config={"exemptions": [LETTING_OFF | {"resource": name}]}, run=running(say=said.append))

    assert accepted.value.message == (
        "plant is exempted until 2026-11-20: an old agreement (approved by security board; exemptions[0])"
    )
    assert said == [f"approval-description-required: {accepted.value.message}"]


def test_an_exemption_that_is_over_is_a_violation_that_says_so() -> None:
    config = {"exemptions": [LETTING_OFF | {"resource": "plant"}]}

    (said,) = ask({}, config=config, today=date(2026, 11, 21))

    assert said.splitlines()[0] == (
        "The description is missing (`minLength`). Its exemption ended on 2026-11-20: an old agreement "
        "(approved by security board; exemptions[0])."
    )


def test_an_entry_of_a_set_is_exempted_and_no_other() -> None:
    config = {"exemptions": [LETTING_OFF | {"resource": 'plant["a"]'}]}

    (said,) = ask({"approvals": {"a": {}, "b": {}}}, type_=APPROVAL_SET, config=config)

    assert 'plant["b"]' in said
    assert 'plant["a"]' not in said


@pytest.mark.parametrize(
    "key",
    ['q"k', "a\\", "b\u00f6", "a\x1b[2J", "\u202egood", '"]', "k" * 300, "\U000e0041", "a\nb"],
    ids=ascii,
)
def test_a_violation_says_what_its_exemption_is_about(key: str) -> None:
    (said,) = ask({"approvals": {key: {}}}, type_=APPROVAL_SET)

    about = said.partition(": The description")[0]
    assert about.isprintable()
    config = {"exemptions": [LETTING_OFF | {"resource": about}]}
    with pytest.raises(_NotApplicableError):
        ask({"approvals": {key: {}}}, type_=APPROVAL_SET, config=config)


def test_evidence_calls_an_entry_as_its_exemption_does() -> None:
    target = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Search/searchServices/shop"
    outputs = {
        "approvals": {'q"k': {"targetResourceId": target}},
        "results": {'q"k': {"connectionName": "c"}},
    }
    held = {"type": APPROVAL_SET, "urn": URN, "id": "x", "outputs": outputs}

    (found,) = approvals_of({"deployment": {"resources": [held]}})

    assert covers(exemption(LETTING_OFF | {"rule": "a", "resource": found.resource}, "here"), URN, 'q"k')


@pytest.mark.parametrize(
    "resource",
    ["plan", "PLANT", 'plant["a"]', URN.replace("prod", "dev"), f"{URN}2", "plant*"],
)
def test_an_exemption_of_another_lets_nobody_off(resource: str) -> None:
    assert len(ask({}, config={"exemptions": [LETTING_OFF | {"resource": resource}]})) == 1


def unused(run: Run, config: dict[str, Any] | None = None) -> list[str]:
    policy = unused_exemptions(run)
    assert isinstance(policy, StackValidationPolicy)
    said: list[str] = []
    policy.validate(StackValidationArgs([], config), lambda message, _urn=None: said.append(message))
    return said


def test_the_policy_of_unused_ones_refuses_settings_by_name() -> None:
    assert unused(running(), {}) == []
    with pytest.raises(WrongConfig, match="exemption-unused: nonsense is not a setting"):
        unused(running(), {"nonsense": 3.0})


@pytest.mark.parametrize(
    ("props", "resource", "needed"),
    [
        pytest.param({}, "plant", True, id="used"),
        pytest.param({}, "other", False, id="of nobody"),
        pytest.param({}, URN.replace("prod", "dev"), True, id="of another stack, which is not asked here"),
        pytest.param({}, URN.replace("plant", "old"), False, id="of one that is gone"),
        pytest.param({"description": "the analytics team reads"}, "plant", False, id="of one that is good"),
        pytest.param({"description": UNKNOWN_STRING_VALUE}, "plant", True, id="of one that is not known"),
    ],
)
def test_an_exemption_that_nothing_needs_is_said_once(
    props: dict[str, Any], resource: str, needed: bool
) -> None:
    run = running(say=lambda _line: None)
    for _ in range(2):
        with suppress(UnknownValueError, _NotApplicableError):
            ask(props, config={"exemptions": [LETTING_OFF | {"resource": resource}]}, run=run)

    told = [line for message in unused(run) for line in message.splitlines()[1:]]

    assert told == ([] if needed else [f"approval-description-required of {resource} (exemptions[0])"])


def test_a_file_serves_all_rules_and_the_audit(tmp_path: Path) -> None:
    file = tmp_path / "exemptions.yaml"
    file.write_text(
        "- {rule: A05, connection: /subscriptions/s, reason: r, until: 2027-01-01, approvedBy: b}\n"
        "- {rule: approval-description-required, resource: plant, "
        "reason: r, until: 2027-01-01, approvedBy: b}\n"
        "- {rule: no-command-bypass, resource: plant, reason: r, until: 2027-01-01, approvedBy: b}\n"
    )

    for given in (running(file=str(file)), running()):
        config = {} if given.source.file else {"exemptionsFile": str(file)}
        with pytest.raises(_NotApplicableError) as accepted:
            ask({}, config=config, run=given)
        assert "exempted until 2027-01-01: r (approved by b; exemptions.yaml:2)" in accepted.value.message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("- {rule: aproval}", "exemptions.yaml:1: resource is missing", id="no resource"),
        pytest.param(
            "- {rule: aproval, resource: x, reason: r, until: 2027-01-01, approvedBy: b}",
            "exemptions.yaml:1: there is no rule aproval",
            id="no rule",
        ),
        pytest.param("{", "exemptions.yaml:", id="no YAML"),
        pytest.param(None, "cannot be read: No such file", id="no file"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_line(
    tmp_path: Path, text: str | None, said: str
) -> None:
    file = tmp_path / "exemptions.yaml"
    if text is not None:
        file.write_text(text)

    with pytest.raises(WrongConfig) as refused:
        ask({}, type_="my:index:Thing", config={"exemptionsFile": str(file)})

    assert str(refused.value).startswith("approval-description-required: ")
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("left_out", "said"),
    [(name, f"exemptions[0]: {name} is missing") for name in ("reason", "until", "approvedBy")],
)
def test_an_exemption_without_reason_or_end_is_refused(left_out: str, said: str) -> None:
    one = {name: text for name, text in (LETTING_OFF | {"resource": "x"}).items() if name != left_out}
    with pytest.raises(WrongConfig, match=re.escape(f"approval-description-required: {said}")):
        ask({}, config={"exemptions": [one]})


WHOLE_SET = f"urn:pulumi:prod::shop::{APPROVAL_SET}::customers"


@pytest.mark.parametrize(
    ("about", "urn", "entry", "covered"),
    [
        pytest.param("plant", URN, None, True, id="a name"),
        pytest.param(URN, URN, None, True, id="a URN"),
        pytest.param(URN, f"{URN[:-5]}{URN}", None, False, id="a resource named with a URN"),
        pytest.param(URN, f"urn:pulumi:dev::shop::{APPROVAL}::{URN}", None, False, id="in another stack"),
        pytest.param('customers["adatum"]', WHOLE_SET, "adatum", True, id="an entry"),
        pytest.param(f'{WHOLE_SET}["adatum"]', WHOLE_SET, "adatum", True, id="an entry by URN"),
        pytest.param('customers["\\u0061datum"]', WHOLE_SET, "adatum", True, id="an entry, escaped"),
        pytest.param("customers", WHOLE_SET, "adatum", False, id="the set, for an entry"),
        pytest.param('customers["adatum"]', WHOLE_SET, "fabrikam", False, id="another entry"),
        pytest.param('customers["adatum"]', WHOLE_SET, None, False, id="an entry, for the set"),
        pytest.param(
            'customers["adatum"]',
            f'urn:pulumi:prod::shop::{APPROVAL}::customers["adatum"]',
            None,
            False,
            id="an approval that is named like an entry",
        ),
        pytest.param(
            f'{WHOLE_SET}["adatum"]', f'{WHOLE_SET}["adatum"]', None, False, id="a set that is named like one"
        ),
        pytest.param('customers["a"]["b"]', WHOLE_SET, 'a"]["b', False, id="a key that looks like two"),
        pytest.param('customers["a\\"][\\"b"]', WHOLE_SET, 'a"]["b', True, id="that key as it is written"),
        pytest.param('customers["\\x"]', WHOLE_SET, "x", False, id="no JSON"),
    ],
)
def test_an_exemption_is_about_one_resource_or_one_entry(
    about: str, urn: str, entry: str | None, covered: bool
) -> None:
    one = exemption(LETTING_OFF | {"rule": "a-rule", "resource": about}, "here")
    assert covers(one, urn, entry) is covered


def test_a_name_forges_no_line_of_the_output() -> None:
    said: list[str] = []
    name = "a\x1b[31m\nfake: all good\u202e"
    config = {"exemptions": [LETTING_OFF | {"resource": name}]}

    with pytest.raises(_NotApplicableError) as accepted:
        ask({}, config=config, run=running(say=said.append), name=name)

    for line in (*said, accepted.value.message):
        assert line.isprintable()


def test_a_key_forges_no_line_of_a_violation() -> None:
    (said,) = ask({"approvals": {"a\u202e\nb": {}}}, type_=APPROVAL_SET)
    assert all(line.isprintable() for line in said.splitlines())
    assert len(said.splitlines()) == 2


@pytest.mark.parametrize(
    ("file", "why"),
    [
        pytest.param("a\0b", "exemptionsFile: .* cannot be read", id="no path"),
        pytest.param("", "exemptionsFile must not be empty", id="empty"),
    ],
)
def test_what_is_no_file_is_refused(file: str, why: str) -> None:
    with pytest.raises(WrongConfig, match=f"^approval-description-required: {why}") as refused:
        ask({}, config={"exemptionsFile": file})
    assert str(refused.value).isprintable()


def test_a_stack_rule_is_exempted_by_resource() -> None:
    config = {"exemptions": [LETTING_OFF | {"resource": "urn-pe"}]}
    with pytest.raises(_NotApplicableError) as accepted:
        ask_stack(depends_on_endpoint=False, config=config)
    assert accepted.value.message.startswith("urn-pe is exempted until 2026-11-20")
