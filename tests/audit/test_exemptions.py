"""What is accepted, until when; and files that are wrong, with the place."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pulumi_private_endpoint.audit.baseline import UnreadableBaseline, read_baseline
from pulumi_private_endpoint.audit.exemptions import UnreadableExemptions, read_exemptions
from pulumi_private_endpoint.audit.finding import Level
from pulumi_private_endpoint.audit.outcome import audit
from tests.audit.conftest import TARGET, TODAY, connection, estate

ID = str(TARGET.child("privateEndpointConnections", "c"))
FILE = f"""\
# What the board has accepted.
- rule: A05
  connection: {ID.upper()}
  reason: Front Door hides its endpoints (CHG-7)
  until: 2026-11-21
  approvedBy: security board
"""
HIDDEN = connection(private_endpoint_id=None)


def test_an_exemption_is_read_with_its_place() -> None:
    (made,) = read_exemptions(FILE, "exemptions.yaml")

    assert (made.rule, made.until, made.approved_by, made.line) == (
        "A05",
        date(2026, 11, 21),
        "security board",
        2,
    )
    assert made.reason == "Front Door hides its endpoints (CHG-7)"


def test_nothing_is_exempted_by_an_empty_file() -> None:
    assert read_exemptions("# none\n", "x") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("rule: A05", "x.yaml:1: must be a list of exemptions", id="no list"),
        pytest.param("- A05", "x.yaml:1: must be a mapping of rule, connection,", id="no mapping"),
        pytest.param("\n- {", "x.yaml:2: is not YAML", id="no YAML"),
        pytest.param(FILE.replace("A05", "A99"), "x.yaml:2: there is no rule A99: A01, A02,", id="no rule"),
        pytest.param(
            FILE.replace(ID.upper(), "orders"), "x.yaml:2: connection is not an Azure id", id="no id"
        ),
        pytest.param(
            FILE.replace("2026-11-21", "soon"), "x.yaml:2: until must be a day such as", id="no day"
        ),
        pytest.param(
            FILE.replace("2026-11-21", "2026-11-31"), "x.yaml:2: holds a value that", id="in no calendar"
        ),
        pytest.param(
            FILE.replace("2026-11-21", "2026-11-21T10:00:00"), "x.yaml:2: until must be", id="an hour"
        ),
        pytest.param(FILE + "  owner: me\n", "x.yaml:2: owner is not one of rule,", id="an unknown key"),
        *(
            pytest.param(
                "\n".join(line for line in FILE.splitlines() if name not in line) + "\n- {}\n" * 0,
                f"x.yaml:2: {name} is missing",
                id=f"no {name}",
            )
            for name in ("connection", "reason", "until", "approvedBy")
        ),
        pytest.param(
            FILE.replace("Front Door hides its endpoints (CHG-7)", "' '"), "reason is missing", id="blank"
        ),
        *(
            pytest.param(FILE.replace("A05", odd), "x.yaml:2: rule is no plain value", id=f"rule {odd}")
            for odd in ("[A02]", "{A02: A05}", "!!set {A02}", "!!binary QTAy")
        ),
        *(
            pytest.param(FILE.replace("A05", odd), "x.yaml:2: holds a value that cannot be read", id=odd)
            for odd in ("!!int ''", "!!timestamp x", "!!float ''", "!!bool x", "!!omap x", "!ours x")
        ),
        pytest.param(
            FILE + "  until: 2036-11-21\n", "x.yaml:2: until is given more than once", id="a second end"
        ),
        pytest.param("[" * 3000, "x.yaml: is not YAML", id="nested"),
        pytest.param(f"%YAML 1.{'1' * 5000}\n--- []", "is not YAML", id="a version without end"),
    ],
)
def test_what_is_no_exemption_is_one_line_with_its_place(text: str, said: str) -> None:
    with pytest.raises(UnreadableExemptions) as error:
        read_exemptions(text, "x.yaml")

    assert said in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("until", "exempted"),
    [
        pytest.param("2026-11-22", True, id="before its end"),
        pytest.param("2026-11-21", True, id="on its last day"),
        pytest.param("2026-11-20", False, id="after it"),
        pytest.param("2024-02-29", False, id="a leap day"),
    ],
)
@pytest.mark.parametrize("known", [False, True], ids=["new", "known"])
def test_an_exemption_ends_with_its_last_day(until: str, exempted: bool, known: bool) -> None:
    accepted = read_exemptions(FILE.replace("2026-11-21", until), "x")
    seen = {audit(estate(HIDDEN), []).judged[0].finding.fingerprint: date(2026, 1, 1)} if known else {}

    (judged,) = audit(estate(HIDDEN, first_seen=seen), accepted).judged

    assert (judged.exempted, judged.expired) == (exempted, not exempted)
    assert judged.counts is not exempted
    assert ("its exemption ended on" in judged.message) is not exempted
    assert judged.first_seen == (date(2026, 1, 1) if known else TODAY)


def test_what_is_known_already_does_not_fail_an_audit_and_what_is_new_does() -> None:
    before = audit(estate(HIDDEN), []).judged[0].finding
    again = audit(estate(HIDDEN, first_seen={before.fingerprint: date(2026, 1, 1)}), [])
    more = audit(
        estate(HIDDEN, connection("d", private_endpoint_id=None), first_seen={before.fingerprint: TODAY}), []
    )

    assert not again.fails(Level.LOW)
    assert more.fails(Level.HIGH)
    assert not more.fails(Level.CRITICAL)


@pytest.mark.parametrize("exempted", [True, False], ids=["accepted then", "known then"])
@pytest.mark.parametrize("accepted", [[], read_exemptions(FILE, "x")], ids=["withdrawn", "still accepted"])
def test_what_was_accepted_and_is_no_longer_counts_as_new(exempted: bool, accepted: list[Any]) -> None:
    before = audit(estate(HIDDEN), []).judged[0].finding.fingerprint
    known = read_baseline(
        {"findings": [{"fingerprint": before, "firstSeen": "2026-01-01", "exempted": exempted}]}
    )

    (judged,) = audit(
        estate(HIDDEN, first_seen=known.first_seen, once_exempted=known.exempted), accepted
    ).judged

    assert judged.counts is (exempted and not accepted)
    assert judged.first_seen == date(2026, 1, 1)


def test_a_renewal_holds_beside_what_it_renews() -> None:
    over = FILE.replace("2026-11-21", "2026-11-20")
    for text in (over + FILE, FILE + over):
        (judged,) = audit(estate(HIDDEN), read_exemptions(text, "x")).judged
        assert (judged.exempted, judged.exemption and judged.exemption.until) == (True, TODAY)


def test_an_exemption_that_is_about_nothing_is_told() -> None:
    (unused,) = audit(estate(connection()), read_exemptions(FILE, "x")).unused
    assert unused.rule == "A05"
    assert audit(estate(HIDDEN), read_exemptions(FILE, "x")).unused == ()


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"findings": [{}]},
        {"findings": [{"fingerprint": "x", "firstSeen": "y"}]},
        {"findings": 3},
        {"findings": ["x"]},
    ],
    ids=str,
)
def test_what_is_no_earlier_audit_is_refused(document: Any) -> None:
    with pytest.raises(UnreadableBaseline, match="is not the JSON of an earlier audit"):
        read_baseline(document)
