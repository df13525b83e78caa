"""A set's inputs: each problem names its entry."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_private_endpoint.connections.properties.fields import SECRET
from pulumi_private_endpoint.connections.properties.unknown import Unknown
from pulumi_private_endpoint.connections.sets.inputs import (
    claimant,
    complete,
    entry_label,
    input_warnings,
    mark_secrets,
    max_concurrency,
    max_releases,
    may_be_absent,
    problems,
    tenant,
)

TARGET = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv"
GOOD = {"targetResourceId": TARGET, "connectionName": "c1", "description": "CHG-1"}


@pytest.mark.parametrize(
    "props",
    [
        pytest.param({"approvals": {}}, id="none yet"),
        pytest.param({"approvals": {"orders": GOOD}}, id="one"),
        pytest.param({"approvals": {"orders": GOOD}, "maxConcurrency": 200.0}, id="a number as it arrives"),
        pytest.param({"approvals": Unknown()}, id="unknown as a whole"),
        pytest.param({"approvals": {"orders": Unknown()}}, id="an unknown entry"),
        pytest.param({"approvals": {"orders": GOOD | {"description": Unknown()}}}, id="an unknown value"),
        pytest.param({"approvals": {"orders": GOOD}, "maxReleases": 0.0}, id="nothing may be released"),
        pytest.param({"approvals": {"orders": GOOD}, "maxReleases": Unknown()}, id="an unknown limit"),
        pytest.param({"approvals": {"orders": GOOD}, "whenAbsent": "warn"}, id="all may be absent"),
        pytest.param({"approvals": {"orders": GOOD | {"whenAbsent": "fail"}}}, id="one must not be absent"),
        pytest.param({"approvals": {"orders": GOOD}, "whenAbsent": Unknown()}, id="not known yet if it may"),
        pytest.param({"approvals": {"orders": GOOD}, "maxConcurrency": Unknown()}, id="an unknown number"),
        pytest.param({"approvals": {"orders": GOOD}, "maxConcurrency": 10_000.0}, id="the largest number"),
        pytest.param(
            {
                "approvals": {
                    "a": GOOD | {"tenantId": "t.example"},
                    "b": GOOD | {"tenantId": Unknown(), "connectionName": "c2"},
                }
            },
            id="a tenant that is not known yet",
        ),
        pytest.param(
            {
                "approvals": {
                    name: GOOD | {"tenantId": "t.example", "connectionName": name} for name in ("a", "b")
                }
            },
            id="one tenant for all",
        ),
        pytest.param(
            {
                "approvals": {
                    "a": GOOD,
                    "b": GOOD | {"connectionName": "c2"},
                    "c": GOOD | {"requestMessage": "m"},
                }
            },
            id="one target, other selectors",
        ),
        pytest.param(
            {"approvals": {"a": GOOD, "b": GOOD | {"description": Unknown()}}},
            id="not known yet whether it is the same",
        ),
    ],
)
def test_usable(props: dict[str, Any]) -> None:
    assert problems(props) == []


@pytest.mark.parametrize(
    ("props", "problem"),
    [
        pytest.param({}, "approvals must be a dict of approvals, each by a key of your choice", id="none"),
        pytest.param(
            {"approvals": [GOOD]},
            "approvals must be a dict of approvals, each by a key of your choice",
            id="list",
        ),
        pytest.param(
            {"approvals": {"orders": "x"}},
            'approvals["orders"] must be a dict of an approval\'s inputs',
            id="no dict",
        ),
        *(
            pytest.param(
                {"approvals": {"fine": GOOD, "team000": empty}},
                'approvals["team000"] is empty: give its inputs, or remove the key',
                id=f"a key without a body: {empty!r}",
            )
            for empty in (None, {}, {"targetResourceId": None})
        ),
        pytest.param(
            {"approvals": {"orders": GOOD | {"whenAbsent": "ignore"}}},
            'approvals["orders"]: when_absent must be one of fail, warn',
            id="when_absent of an entry",
        ),
        pytest.param(
            {"approvals": {"orders": GOOD}, "whenAbsent": True},
            "when_absent must be one of fail, warn",
            id="when_absent of the set",
        ),
        pytest.param(
            {"approvals": {"fine": GOOD, "orders": GOOD | {"description": " "}}},
            'approvals["orders"]: description is empty: give a text, or leave it out',
            id="a value",
        ),
        pytest.param(
            {"approvals": {"orders": GOOD | {"onDestory": "keep"}}},
            'approvals["orders"]: onDestory is not an input of PrivateEndpointApproval',
            id="a name",
        ),
        pytest.param(
            {"approvals": {"connectionName": GOOD}},
            'approvals["connectionName"] has the name of a property for a key: choose another than '
            "connection_name",
            id="a key that would be translated",
        ),
        pytest.param(
            {"approvals": {"a": GOOD | {"tenantId": "t.example"}, "b": GOOD | {"connectionName": "c2"}}},
            "approvals in one set must have the same tenant_id: declare a set for each tenant",
            id="two tenants",
        ),
        pytest.param(
            {
                "approvals": {
                    "a": GOOD,
                    "b": GOOD | {"targetResourceId": TARGET.upper(), "description": "CHG-2"},
                }
            },
            'approvals["b"] singles out the same connection as approvals["a"]: remove one',
            id="one connection twice",
        ),
        pytest.param(
            {"approvals": {}, "concurrency": 2},
            "concurrency is not an input of PrivateEndpointApprovalSet",
            id="no such input",
        ),
        pytest.param(
            {"approvals": {}, "maxConcurency": 2},
            "maxConcurency is not an input of PrivateEndpointApprovalSet",
            id="no such input, as it was written",
        ),
        *(
            pytest.param(
                {"approvals": {}, "maxConcurrency": value},
                "max_concurrency must be a whole number from 1 to 10000",
                id=f"max_concurrency {value!r}",
            )
            for value in (0, -1, 1.5, 10_001, True, "64")
        ),
        *(
            pytest.param(
                {"approvals": {}, "maxReleases": value},
                "max_releases must be a whole number from 0 to 10000",
                id=f"max_releases {value!r}",
            )
            for value in (-1, 0.5, 10_001, False, "10")
        ),
    ],
)
def test_problems(props: dict[str, Any], problem: str) -> None:
    assert problems(complete(props)) == [problem]


def test_complete_fills_in_the_decision_and_drops_what_is_absent() -> None:
    given = {"approvals": {"orders": GOOD | {"groupId": None}, "later": Unknown}, "maxConcurrency": None}

    assert complete(given) == {"approvals": {"orders": GOOD | {"status": "Approved"}, "later": Unknown}}


def test_complete_leaves_a_decision_that_was_made() -> None:
    entry = GOOD | {"status": "Rejected"}

    assert complete({"approvals": {"orders": entry}}) == {"approvals": {"orders": entry}}


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        pytest.param("a\x1b[2Jb", r'approvals["a\u001b[2Jb"]', id="acts on a terminal"),
        pytest.param('a"]: fine', r'approvals["a\"]: fine"]', id="ends before its end"),
        pytest.param("a\\", r'approvals["a\\"]', id="escapes its end"),
    ],
)
def test_a_key_is_shown_as_what_it_is(key: str, shown: str) -> None:
    assert entry_label(key) == shown


def test_defaults() -> None:
    assert (max_concurrency({}), max_concurrency({"maxConcurrency": 7.0})) == (64, 7)
    assert max_concurrency({"maxConcurrency": Unknown()}) == 64
    assert (
        max_releases({}),
        max_releases({"maxReleases": 0.0}),
        max_releases({"maxReleases": Unknown()}),
    ) == (10, 0, 10)
    assert tenant({}) is None
    assert tenant({"approvals": {"a": GOOD | {"tenantId": "t.example"}}}) == "t.example"


@pytest.mark.parametrize(
    ("of_the_set", "of_the_entry", "may"),
    [
        pytest.param(None, None, False, id="nothing said"),
        pytest.param("warn", None, True, id="the set says so"),
        pytest.param(None, "warn", True, id="the entry says so"),
        pytest.param("warn", "fail", False, id="the entry goes first"),
        pytest.param(Unknown(), None, True, id="not known yet"),
        pytest.param(Unknown(), "fail", False, id="not known yet, and the entry goes first"),
    ],
)
def test_who_may_be_absent(of_the_set: Any, of_the_entry: str | None, may: bool) -> None:
    props = {"approvals": {"orders": GOOD | {"whenAbsent": of_the_entry}}, "whenAbsent": of_the_set}

    assert may_be_absent(props, "orders") is may


CUT = "Azure promises no more than 140, and a service may cut or refuse it"


@pytest.mark.parametrize(
    ("approvals", "lines"),
    [
        pytest.param({"a": GOOD}, [], id="none"),
        pytest.param(
            {"a": GOOD, "b": GOOD | {"description": "x" * 500}},
            ['approvals["b"]: description has 500 characters: ' + CUT],
            id="one entry's",
        ),
        pytest.param({"a": Unknown()}, [], id="an unknown entry"),
        pytest.param(Unknown(), [], id="unknown as a whole"),
        pytest.param(None, [], id="nothing given"),
    ],
)
def test_doubts_name_the_entry(approvals: Any, lines: list[str]) -> None:
    assert input_warnings({"approvals": approvals}) == lines


def test_names_that_are_none_are_told_in_order() -> None:
    told = problems({"approvals": {}} | dict.fromkeys(("zeta", "beta", "delta", "alpha", "gamma"), 1))
    assert [line.partition(" ")[0] for line in told] == ["alpha", "beta", "delta", "gamma", "zeta"]


@pytest.mark.parametrize(
    ("name", "shown"), [("plants", 'approvals["k"] of plants'), ("", 'approvals["k"]')], ids=["named", "not"]
)
def test_who_wants_a_connection(name: str, shown: str) -> None:
    assert claimant("k", name) == shown


def test_an_entry_that_is_not_known_yet_may_be_absent_if_the_set_says_so() -> None:
    assert may_be_absent({"approvals": {"k": Unknown()}, "whenAbsent": "warn"}, "k")


class TestSecrets:
    """A text is a secret unless the program handed it over as plain."""

    @pytest.mark.parametrize(
        ("plain", "before", "secret"),
        [
            pytest.param({"k": {"description": "CHG-1"}}, {}, [], id="plain"),
            pytest.param({}, {}, ["description"], id="not handed over"),
            pytest.param(None, {}, ["description"], id="nothing handed over"),
            pytest.param({"k": {"description": "CHG-2"}}, {}, ["description"], id="another text is plain"),
            pytest.param(
                {"k": {"description": "CHG-2"}},
                {"approvals": {"k": {"description": "CHG-1"}}},
                [],
                id="the state's, which was plain",
            ),
            pytest.param(
                {"k": {"description": "CHG-2"}},
                {"approvals": {"k": {"description": "CHG-1", SECRET: ["description"]}}},
                ["description"],
                id="the state's, which was a secret",
            ),
        ],
    )
    def test_are_named_with_their_entry(self, plain: Any, before: Any, secret: list[str]) -> None:
        found = mark_secrets({"approvals": {"k": GOOD}, "maxReleases": 3}, plain, before)
        assert found == {"approvals": {"k": GOOD | ({SECRET: secret} if secret else {})}, "maxReleases": 3}

    @pytest.mark.parametrize(
        "approvals",
        [Unknown(), None, {"k": Unknown()}, {"k": None}],
        ids=["not known yet", "none", "an entry that is not known yet", "an empty entry"],
    )
    def test_are_not_looked_for_where_nothing_is(self, approvals: Any) -> None:
        assert mark_secrets({"approvals": approvals}, {}, {}) == {"approvals": approvals}
