"""Inputs are named as the schema names them; what somebody else wrote stays as it is."""

from __future__ import annotations

import pytest

from pulumi_private_endpoint.plugin.words import in_schema_names


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("connection_name is empty", "connectionName is empty"),
        ("raise max_releases, or when_absent", "raise maxReleases, or whenAbsent"),
        ("must be True or False", "must be true or false"),
        ("choose another than connection_name", "choose another than connectionName"),
        ("approvals must be a dict of approvals", "approvals must be a map of approvals"),
        (
            "consumer must be a plain text, not an Output",
            "consumer must be a plain text, not what is known only later",
        ),
        ('named "a dict" by somebody', 'named "a dict" by somebody'),
        ('private endpoint "group_id" on', 'private endpoint "group_id" on'),
        ("my_connection_name, timeout", "my_connection_name, timeout"),
        ('a " alone, then group_id', 'a " alone, then groupId'),
    ],
)
def test_names(said: str, shown: str) -> None:
    assert in_schema_names(said) == shown
