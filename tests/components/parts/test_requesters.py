from __future__ import annotations

from pathlib import Path
from typing import Any

import pulumi
import pytest

from pulumi_private_endpoint.components import PrivateLinkApprovals, Requester, RequestersError
from pulumi_private_endpoint.components.parts.requesters import KEYS, checked, load

GOOD: Any = {"name": "adatum", "private_endpoint_id": "/a"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", ": must hold the one key requesters", id="empty"),
        pytest.param("requestors: []", ": must hold the one key requesters", id="misspelt"),
        pytest.param("requesters: {}", ": requesters must be a list", id="no list"),
        pytest.param(
            "requesters:\n  - name: 'x", ": line 2 is not YAML: found unexpected end", id="not yaml"
        ),
        pytest.param(
            "requesters:\n  - name: a\n    private_endpoint_id: /a\n    'private_endpoint_id': /b\n",
            ": line 4 is not YAML: the key 'private_endpoint_id' is there twice",
            id="a selector twice",
        ),
        pytest.param(
            "requesters: []\nrequesters: []",
            ": line 2 is not YAML: the key 'requesters' is there twice",
            id="a list twice",
        ),
        pytest.param(
            "requesters:\n  - {<<: {name: a, name: b}, private_endpoint_id: /a}",
            ": line 2 is not YAML: the key 'name' is there twice",
            id="twice in what is merged",
        ),
        pytest.param(
            '{"requesters":\n[{"name": "a",\n"name": "b"}]}',
            ": line 3 is not YAML: the key 'name' is there twice",
            id="twice in JSON",
        ),
        pytest.param("requesters: [\x07]", ": is not YAML", id="no text"),
        pytest.param("requesters: !!python/object:os.system {}", ": line 1 is not YAML", id="code"),
        pytest.param("requesters: [adatum]", "requesters[0] must be a mapping", id="not a mapping"),
        pytest.param("requesters: [{}]", "requesters[0].name is missing", id="nobody"),
        pytest.param(
            "requesters: [{name: a}]", "requesters[0] says nobody: give it any of", id="no selector"
        ),
        pytest.param(
            "requesters: [{name: a, request_message: m}, {name: b, endpoint: /b}]",
            "requesters[1].endpoint is not a key; there are",
            id="unknown key",
        ),
        pytest.param(
            "requesters: [{name: a, target_resource_id: /t}]",
            "requesters[0].target_resource_id is not a key",
            id="a target",
        ),
        pytest.param(
            "requesters: [{name: a, request_message: 4711}]",
            "requesters[0].request_message must be a text (in quotes",
            id="a number",
        ),
        pytest.param(
            "requesters: [{name: a, request_message: m, allowed_subscription_ids: s}]",
            "requesters[0].allowed_subscription_ids must be a list",
            id="no list of subscriptions",
        ),
        pytest.param(
            "requesters: [{name: a, request_message: m, allow_unknown_requester: 'yes'}]",
            "requesters[0].allow_unknown_requester must be true or false",
            id="no flag",
        ),
        pytest.param(
            "requesters: [{name: a, request_message: m}, {name: a, request_message: n}]",
            "requesters[1].name is there twice",
            id="twice",
        ),
    ],
)
def test_a_mistake_is_one_line_that_names_the_key(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "customers.yaml"
    file.write_text(text)

    with pytest.raises(RequestersError) as raised:
        load(file)

    assert str(raised.value).startswith(f"{file}: ")
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("content", [pytest.param(None, id="missing"), pytest.param(b"\xff", id="not UTF-8")])
def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "customers.yaml"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(RequestersError, match=r"customers\.yaml: cannot be read"):
        load(file)


def test_an_entry_in_a_program_has_the_keys_of_one_in_a_file() -> None:
    assert frozenset(Requester.__annotations__) == KEYS


def test_values_are_never_repeated() -> None:
    with pytest.raises(RequestersError) as raised:
        checked([{"name": "a", "request_message": ["confidential"]}])

    assert "confidential" not in str(raised.value)


def test_a_good_list_comes_back_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "customers.yaml"
    file.write_text("requesters: [{name: adatum, private_endpoint_id: /a}]")

    assert load(file) == checked([GOOD]) == [GOOD]


def test_an_entry_may_say_otherwise_than_what_it_is_merged_with(tmp_path: Path) -> None:
    file = tmp_path / "customers.yaml"
    file.write_text(
        "requesters:\n- &a {name: a, group_id: g, private_endpoint_id: /a}\n- {<<: *a, name: b, group_id: h}"
    )

    assert load(file)[1] == {"name": "b", "group_id": "h", "private_endpoint_id": "/a"}


def test_pulumi_shows_no_traceback_for_it() -> None:
    assert issubclass(RequestersError, pulumi.RunError)
    with pytest.raises(RequestersError):
        PrivateLinkApprovals("c", {"target_resource_id": "/t", "requesters_file": "nowhere.yaml"})
