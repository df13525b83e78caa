"""How a rule's findings become one answer."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from pulumi_policy import EnforcementLevel, Severity
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, UnknownValueError, unknown_checking_proxy

from pulumi_private_endpoint.policies import Answer, Rule, Violation, controls, verdict
from pulumi_private_endpoint.policies.rule import each, is_unknown

PROPS = unknown_checking_proxy({"known": 1, "unknown": UNKNOWN_STRING_VALUE})


def judge(names: list[str]) -> Iterator[Violation]:
    for name in names:
        if PROPS.get(name):
            yield Violation(f"{name} is there")


RULE = Rule(
    id="r",
    display_name="R",
    description="d",
    level=EnforcementLevel.MANDATORY,
    severity=Severity.LOW,
    controls=(controls.CHANGES,),
    applies_to="names",
    why="w",
    fix="f",
    applies=bool,
    judge=judge,  # type: ignore[arg-type] # a case is a list of names here
)


@pytest.mark.parametrize(
    ("names", "answer", "violations"),
    [
        pytest.param(["missing"], Answer.COMPLIANT, 0, id="nothing found"),
        pytest.param(["known"], Answer.NON_COMPLIANT, 1, id="found"),
        pytest.param(["unknown"], Answer.NOT_YET_KNOWN, 0, id="not known"),
        pytest.param(["known", "unknown"], Answer.NON_COMPLIANT, 1, id="found before the unknown"),
        pytest.param([], Answer.NOT_APPLICABLE, 0, id="not for this rule"),
    ],
)
def test_answer(names: list[str], answer: Answer, violations: int) -> None:
    found = verdict(RULE, names)
    assert (found.answer, len(found.violations)) == (answer, violations)


def test_whether_it_applies_may_be_unknown_too() -> None:
    rule = dataclasses.replace(RULE, applies=lambda _: bool(PROPS["unknown"]))
    assert verdict(rule, ["known"]).answer is Answer.NOT_YET_KNOWN


def test_each_judges_all_before_it_says_what_is_unknown() -> None:
    seen = []
    with pytest.raises(UnknownValueError):
        seen.extend(each(["unknown", "known"], lambda name: judge([name])))
    assert seen == [Violation("known is there")]


@pytest.mark.parametrize(("name", "expected"), [("known", False), ("missing", False), ("unknown", True)])
def test_is_unknown(name: str, expected: Any) -> None:
    assert is_unknown(PROPS, name) is expected
