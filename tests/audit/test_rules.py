"""Every rule: what it finds, and what it leaves alone."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.audit.finding import Level
from pulumi_private_endpoint.audit.rules import RULES, findings
from pulumi_private_endpoint.connections.text import STORED, printable
from pulumi_private_endpoint.evidence.stacks import Recorded
from tests.audit.conftest import FOREIGN, GOOD, OWN, TARGET, connection, endpoint, estate

PENDING = connection(status="Pending", description="please")


def record(
    status: str | None = "Approved", description: str | None = GOOD, name: str = "C", **more: Any
) -> dict[Any, Any]:
    made = Recorded(TARGET, name, status, description, "urn:pulumi:dev::shop::x::orders", **more)
    return {made.key: made}


def found(*connections: Any, **more: Any) -> list[tuple[str, str]]:
    return [(each.rule.id, each.message) for each in findings(estate(*connections, **more))]


@pytest.mark.parametrize(
    ("connections", "more", "rule", "said"),
    [
        pytest.param(
            [PENDING], {}, "A01", 'waits for a decision; its requester wrote "please"', id="pending"
        ),
        pytest.param(
            [connection(private_endpoint_id=endpoint(subscription=FOREIGN))],
            {},
            "A02",
            f"is Approved, and its requester is in subscription {FOREIGN}",
            id="foreign",
        ),
        pytest.param(
            [replace(PENDING, private_endpoint_id=endpoint(subscription=FOREIGN))],
            {},
            "A02",
            f"is Pending, and its requester is in subscription {FOREIGN}",
            id="foreign, and waits",
        ),
        pytest.param(
            [connection(private_endpoint_id=endpoint(subscription=FOREIGN.upper()))],
            {"tenants": {FOREIGN: "t"}},
            "A03",
            f"is Approved, and its requester is in subscription {FOREIGN.upper()} of tenant t",
            id="foreign tenant",
        ),
        pytest.param(
            [connection(private_endpoint_id=endpoint(subscription=FOREIGN), status="Rejected")],
            {"gone": frozenset({FOREIGN})},
            "A10",
            f"is Rejected, and its requester's subscription {FOREIGN} is no longer there",
            id="abandoned",
        ),
        pytest.param(
            [connection(private_endpoint_id=None)],
            {},
            "A05",
            "is Approved, and Azure hides who its requester is",
            id="hidden",
        ),
        pytest.param(
            [connection(description="")], {}, "A06", "is Approved, but its text is missing", id="no reason"
        ),
        pytest.param(
            [connection(description="Auto-Approved")],
            {},
            "A06",
            "is Approved, but its text is boilerplate: it does not say who connects, or why",
            id="no reason of anybody's",
        ),
        pytest.param(
            [connection()],
            {"recorded": record(name="another")},
            "A07",
            "is Approved, and no state that was given knows of it",
            id="in no code",
        ),
        pytest.param(
            [connection(status="Rejected")],
            {"recorded": record()},
            "A08",
            "is Rejected, and Approved in urn:pulumi:dev::shop::x::orders",
            id="another status",
        ),
        pytest.param(
            [connection(description="CHG-1042: somebody else's words")],
            {"recorded": record()},
            "A08",
            "has another text than in urn:pulumi:dev::shop::x::orders",
            id="another text",
        ),
        pytest.param(
            [connection(private_endpoint_id=endpoint("evil"))],
            {"recorded": record(requester=endpoint())},
            "A08",
            f"is of {endpoint('evil')}, and of {endpoint()} in urn:pulumi:dev::shop::x::orders",
            id="another requester",
        ),
        pytest.param(
            [],
            {"recorded": record(), "read": frozenset({TARGET})},
            "A08",
            "is not there, and Approved in urn:pulumi:dev::shop::x::orders",
            id="gone",
        ),
        pytest.param(
            [connection(status="Disconnected")], {}, "A09", "is Disconnected, and still there", id="leftover"
        ),
        pytest.param(
            [
                connection("a", private_endpoint_id=endpoint()),
                connection("b", private_endpoint_id=endpoint()),
            ],
            {},
            "A11",
            "lets in the same endpoint for the same sub-resource as a",
            id="twice",
        ),
        pytest.param(
            [connection(description=f"{GOOD}, review by 2026-11-20")],
            {},
            "A12",
            "is Approved, and was to be reviewed by 2026-11-20, which is past",
            id="overdue",
        ),
    ],
)
def test_what_is_found(connections: list[Any], more: dict[str, Any], rule: str, said: str) -> None:
    assert (rule, said) in found(*connections, **more)


@pytest.mark.parametrize(
    ("connections", "more"),
    [
        pytest.param(
            [connection(private_endpoint_id=endpoint(subscription=FOREIGN))],
            {"tenants": {FOREIGN: "t"}, "trusted_tenants": frozenset({"t"})},
            id="a trusted tenant",
        ),
        pytest.param([connection()], {}, id="a good one"),
        pytest.param([connection()], {"recorded": record()}, id="as its state says; names go without case"),
        pytest.param([connection()], {"recorded": record(None, None)}, id="a state that is encrypted"),
        pytest.param([], {"recorded": record()}, id="gone, of a target that was not read"),
        pytest.param(
            [], {"recorded": record(name="a/b"), "read": frozenset({TARGET})}, id="a name that is none"
        ),
        pytest.param(
            [connection(description=f"{GOOD}\u200b")],
            {"recorded": record(description=printable(f"{GOOD}\u200b", STORED))},
            id="a text that the state has made safe",
        ),
        pytest.param(
            [connection(description=f"{GOOD}\u200b")],
            {"recorded": record(description=f"{GOOD}\u200b")},
            id="a text that a raw resource has as it is",
        ),
        pytest.param(
            [connection()],
            {"recorded": record(requester=ResourceId.parse(str(endpoint("c")).upper()))},
            id="its requester in capitals",
        ),
        pytest.param(
            [connection(description=f"  {GOOD} ")],
            {"recorded": record()},
            id="a text that the service trimmed",
        ),
        pytest.param(
            [connection(private_endpoint_id=endpoint(subscription=FOREIGN.upper()))],
            {"own": frozenset({OWN, FOREIGN})},
            id="a trusted requester",
        ),
        pytest.param(
            [
                connection("a", private_endpoint_id=endpoint()),
                connection("b", private_endpoint_id=endpoint(), group_ids=("x",)),
            ],
            {},
            id="one endpoint for two sub-resources",
        ),
        pytest.param(
            [connection(description=f"{GOOD}, review by 2026-11-21")], {}, id="its day of review is today"
        ),
    ],
)
def test_what_is_left_alone(connections: list[Any], more: dict[str, Any]) -> None:
    assert found(*connections, **more) == []


@pytest.mark.parametrize("status", ["Rejected", "Disconnected"])
def test_who_is_not_let_in_is_no_requester_to_worry_about(status: str) -> None:
    out = connection(status=status, private_endpoint_id=endpoint(subscription=FOREIGN), description="")
    assert [rule for rule, _ in found(out, replace(out, private_endpoint_id=None))] == ["A09", "A09"]


def test_what_matters_most_comes_first_and_a_fingerprint_outlives_the_words() -> None:
    out = findings(
        estate(PENDING, connection("z", private_endpoint_id=None), connection("y", description=""))
    )

    assert [each.rule.level for each in out] == sorted((each.rule.level for each in out), reverse=True)
    again = findings(estate(replace(PENDING, description="other words")))
    assert again[0].message != next(each for each in out if each.rule.id == "A01").message
    assert again[0].fingerprint == next(each for each in out if each.rule.id == "A01").fingerprint
    assert len({each.fingerprint for each in out}) == len(out)


def test_what_matters_less_can_be_left_out() -> None:
    both = estate(connection(description="", private_endpoint_id=None))
    assert [each.rule.id for each in findings(both)] == ["A05", "A06"]
    assert [each.rule.id for each in findings(both, Level.HIGH)] == ["A05"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_says_why_and_what_to_do(rule: Any) -> None:
    assert rule.title
    assert rule.why.endswith(".")
    assert rule.fix.endswith(".")
    assert isinstance(rule.level, Level)


def test_the_page_has_every_rule_with_its_level() -> None:
    page = (Path(__file__).parents[2] / "docs" / "command-line.md").read_text()
    assert re.findall(r"^\| (A\d\d) \| (\w+) \|", page, re.MULTILINE) == [
        (rule.id, rule.level.word) for rule in RULES
    ]


def test_a_foreign_tenant_is_one_finding_and_not_two() -> None:
    out = found(connection(private_endpoint_id=endpoint(subscription=FOREIGN)), tenants={FOREIGN: "t"})
    assert [rule for rule, _ in out] == ["A03"]
