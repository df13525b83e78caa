from __future__ import annotations

import pytest

from pulumi_private_endpoint.simulator.facts import answer_style, behaviour, table


@pytest.mark.parametrize("row", table.load().values(), ids=lambda row: row.type)
def test_a_row_is_whole(row: table.Facts) -> None:
    assert row.api_versions
    assert row.path.startswith(
        "/subscriptions/{subscriptionId}/resourceGroups/",
    )
    assert row.verb == {"put": "PUT", "patch": "PATCH", "post_action": "POST", "read_only": ""}.get(
        row.kind, "PUT"
    )
    assert (row.body is not None) or row.kind in (
        "cli_only",
        "removed_from_specs",
        "post_action",
        "read_only",
    )


@pytest.mark.parametrize("arm_type", behaviour.rows())
def test_a_habit_is_signed_and_belongs_to_a_known_type(arm_type: str) -> None:
    row = table.find(arm_type)

    assert row is not None
    assert row.type == arm_type
    assert behaviour.of(arm_type).source


@pytest.mark.parametrize(
    "habits",
    [habits for habits in behaviour.rows().values() if habits.answer or habits.delete_answer],
    ids=lambda habits: habits.source,
)
def test_the_answers_of_habits_can_be_read(habits: behaviour.Behaviour) -> None:
    for answer in filter(None, (habits.answer, habits.delete_answer)):
        assert answer_style.parse(answer).code in (200, 201, 202)


@pytest.mark.parametrize(
    ("arm_type", "version", "expected"),
    [
        (
            "Microsoft.KeyVault/vaults",
            "",
            answer_style.AnswerStyle(200, aao=True, later=True, retry_after=True),
        ),
        ("Microsoft.Storage/storageAccounts", "", answer_style.AnswerStyle(200)),
        (
            "Microsoft.Cache/redis",
            "",
            answer_style.AnswerStyle(201, location=True, later=True, retry_after=True),
        ),
        ("Microsoft.HealthcareApis/services", "", answer_style.AnswerStyle(200, later=True)),
        ("Microsoft.EventHub/namespaces", "", answer_style.AnswerStyle(202, later=True)),
        (
            "Microsoft.DBforPostgreSQL/flexibleServers",
            "2025-08-01",
            answer_style.AnswerStyle(202, aao=True, location=True, body=False, later=True, retry_after=True),
        ),
        (
            "Microsoft.DBforPostgreSQL/flexibleServers",
            "2024-08-01",
            answer_style.AnswerStyle(202, location=True, body=False, later=True, retry_after=True),
        ),
        (
            "Microsoft.DocumentDB/databaseAccounts",
            "2024-08-15",
            answer_style.AnswerStyle(202, body=False, later=True),
        ),
    ],
    ids=[
        "200 with a header",
        "sync",
        "201",
        "200 polled",
        "202 polled",
        "202 alone",
        "older 202",
        "bare 202",
    ],
)
def test_how_a_type_answers(arm_type: str, version: str, expected: answer_style.AnswerStyle) -> None:
    row = table.find(arm_type)
    assert row is not None

    assert answer_style.approval(row, version) == expected


def test_a_target_that_carries_the_only_list_has_versions_of_its_own() -> None:
    unlisted = [row for row in table.load().values() if row.kind == "put" and not row.has_list]

    assert [row.type for row in unlisted] == ["Microsoft.RecoveryServices/vaults"]
    assert all(row.target_versions for row in unlisted)
