"""Who is connected: what is read, how it is told, and what could not be read."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

from pulumi_private_endpoint.simulator import Running
from tests.cli.conftest import ENDPOINTS, GROUP, SEARCH, VAULT, approve, pending

NOWHERE = SEARCH + "-nowhere"
SCOPES = "TARGET, --resource-group, --subscription, --management-group"
HOSTILE = "[red]x[/red] \x1b[2J=cmd|' /C calc'!A0"


@pytest.mark.usefixtures("azure")
def test_a_table_has_a_row_for_each_by_name_and_target(run: Any) -> None:
    ended = run("list", SEARCH, VAULT)

    assert (ended.code, ended.err) == (0, "")
    rows = [line.split() for line in ended.out.splitlines()]
    assert [row[:3] for row in rows] == [
        ["TARGET", "CONNECTION", "STATUS"],
        ["shop", "orders", "Pending"],
        ["shop", "stock", "Pending"],
        ["keys", "keys", "Pending"],
    ]
    assert rows[1][3] == f"{ENDPOINTS}/orders"


def test_the_json_is_what_others_build_on(azure: Running, run: Any) -> None:
    approve(azure, "stock", "CHG-1")

    found = run("list", SEARCH, "--output", "json").json

    assert found["schema"] == 1
    assert found["scope"] == {"targets": [SEARCH]}
    assert found["summary"] == {"connections": 2, "byStatus": {"Approved": 1, "Pending": 1}, "notRead": 0}
    assert found["notRead"] == []
    asked, decided = found["connections"]
    assert asked == {
        "id": f"{SEARCH}/privateEndpointConnections/orders",
        "target": SEARCH,
        "name": "orders",
        "status": "Pending",
        "requester": f"{ENDPOINTS}/orders",
        "requesterSubscription": "c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44",
        "requesterTenant": None,
        "groupIds": [],
        "description": None,
        "message": "orders asks",
        "managedBy": None,
    }
    assert (decided["description"], decided["message"]) == ("CHG-1", None)


def test_pending_shows_those_alone(azure: Running, run: Any) -> None:
    approve(azure, "stock")

    assert [one["name"] for one in run("list", SEARCH, "--pending", "-o", "json").json["connections"]] == [
        "orders"
    ]


@pytest.mark.usefixtures("azure")
def test_what_cannot_be_read_is_told_in_every_output_and_the_rest_is_shown(run: Any) -> None:
    table, found = run("list", NOWHERE, SEARCH), run("list", NOWHERE, SEARCH, "-o", "json")

    assert table.code == found.code == 4
    assert "orders" in table.out
    assert table.err.startswith(f"not read: {NOWHERE}: GET ")
    assert "404 ResourceNotFound" in table.err
    (missed,) = found.json["notRead"]
    assert missed["scope"] == NOWHERE
    assert "404 ResourceNotFound" in missed["why"]
    assert found.json["summary"]["notRead"] == 1


@pytest.mark.usefixtures("azure")
@pytest.mark.parametrize("azure", [(pending("orders", description=HOSTILE),)], indirect=True, ids=["hostile"])
@pytest.mark.parametrize("words", [["list", SEARCH], ["show", f"{SEARCH}/privateEndpointConnections/orders"]])
@pytest.mark.parametrize("output", ["table", "json"])
def test_what_requesters_write_is_shown_as_text(run: Any, words: list[str], output: str) -> None:
    out = run(*words, "--output", output).out

    assert "\x1b" not in out
    assert "[red]x[/red]" in out


@pytest.mark.usefixtures("azure")
def test_one_connection_is_shown(run: Any) -> None:
    id_ = f"{SEARCH}/privateEndpointConnections/orders"

    assert f"id                  {id_}" in run("show", id_).out
    assert run("show", id_, "-o", "json").json["connection"]["id"] == id_
    gone = run("show", f"{id_}-gone")
    assert (gone.code, gone.out) == (1, "")
    assert gone.err == "connection orders-gone of Microsoft.Search/searchServices shop does not exist\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["list", "shop"], "TARGET is not an Azure resource id", id="no id"),
        pytest.param(["list"], f"give {SCOPES} or --tenant", id="no scope"),
        pytest.param(
            ["list", f"{ENDPOINTS}/orders"], "TARGET is the id of a private endpoint", id="an endpoint"
        ),
        pytest.param(
            ["show", SEARCH], "CONNECTION must end in /privateEndpointConnections/", id="no connection"
        ),
        pytest.param(["show", "x"], "CONNECTION is not an Azure resource id", id="no connection's id"),
        pytest.param(["list", SEARCH, "--output", "xml"], "--output", id="no such output"),
        pytest.param(["delete"], "No such command", id="no such command"),
    ],
)
def test_wrong_use_is_one_line_and_asks_nothing(
    azure: Running, run: Any, words: list[str], said: str
) -> None:
    ended = run(*words)

    assert (ended.code, ended.out) == (2, "")
    (line,) = ended.err.splitlines()
    assert line.startswith("private-endpoint: ")
    assert said in line
    assert azure.log() == []


BOTH = "--tenant is a scope: all that can be read. --tenant-id says which tenant to sign in to"
GUID = "7c1a0000-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["list", "--tenant", GUID], id="a value behind it"),
        pytest.param(["list", "--tenant", "contoso.onmicrosoft.com"], id="a domain behind it"),
        pytest.param(["audit", f"--tenant={GUID}"], id="a value in it"),
        pytest.param(["adopt", "--tenant-id", GUID], id="no scope"),
        pytest.param(["approve", SEARCH, "--tenant", GUID], id="a command without a scope"),
        pytest.param(["show", "x", f"--tenant={GUID}"], id="a value in it, without a scope"),
    ],
)
def test_the_tenant_to_read_and_the_tenant_to_sign_in_to_are_told_apart(
    azure: Running, run: Any, words: list[str]
) -> None:
    ended = run(*words)

    assert (ended.code, ended.out, azure.log()) == (2, "", [])
    (line,) = ended.err.splitlines()
    assert line.startswith("private-endpoint: ")
    assert line.endswith(BOTH)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["list", GUID], "all of a subscription give --subscription", id="a GUID"),
        pytest.param(["audit", f"/subscriptions/{GUID}"], "give --subscription", id="a subscription"),
        pytest.param(
            ["adopt", SEARCH.partition("/providers")[0]], "give it as --resource-group", id="a resource group"
        ),
        pytest.param(
            ["list", f"{SEARCH}/privateEndpointConnections/c"], "or `show` it alone", id="a connection"
        ),
        pytest.param(["list", SEARCH, "-o", "\x1b[2J"], r"'\x1b[2J' is not one of", id="an escape"),
        pytest.param(["list", SEARCH, "--tenant-id", "my tenant"], "'--tenant-id': is neither", id="tenant"),
        pytest.param(["audit", SEARCH, "--api-version", "newest"], "'--api-version': must be", id="version"),
        pytest.param(["show", "x", "--tenant-id", ""], "'--tenant-id': is empty", id="nothing"),
    ],
)
def test_what_cannot_be_is_told_before_anything_is_asked(
    azure: Running, run: Any, words: list[str], said: str
) -> None:
    ended = run(*words)

    assert (ended.code, ended.out, azure.log()) == (2, "", [])
    (line,) = ended.err.splitlines()
    assert said in line


@pytest.mark.usefixtures("azure")
def test_without_a_command_the_help_says_what_there_is(run: Any) -> None:
    ended = run()

    assert ended.code == 2
    assert "Exit codes: 0 done or already so" in ended.out + ended.err
    assert run("--help").code == 0


OWN = "0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21"
OWN_GROUP = f"/subscriptions/{OWN}/resourceGroups/shop"
WRONG_GROUPS = {
    "is a name": "shop",
    "is a subscription": f"/subscriptions/{OWN}",
    "is a resource": SEARCH,
    "of no subscription": "/subscriptions/mine/resourceGroups/shop",
    "would be a query": f"{OWN_GROUP}' or '1' == '1",
    "ends in a dot": f"{OWN_GROUP}.",
}


def test_another_resource_group_has_none_of_them(azure: Running, run: Any) -> None:
    azure.add(target=VAULT.replace("/shop/", "/shop2/"), name="another")
    ended = run("list", "--resource-group", f"{OWN_GROUP}2", "-o", "json")
    assert (ended.code, [one["name"] for one in ended.json["connections"]]) == (0, ["another"])


@pytest.mark.parametrize("command", ["list", "audit"])
@pytest.mark.parametrize(
    ("scope", "told"),
    [
        pytest.param(["--subscription", OWN], {"subscriptions": [OWN]}, id="a subscription"),
        pytest.param(["--tenant"], {"tenant": True}, id="the tenant"),
        pytest.param(
            ["--resource-group", OWN_GROUP.replace("shop", "SHOP")],
            {"resourceGroups": [OWN_GROUP.replace("shop", "SHOP")]},
            id="a resource group",
        ),
        pytest.param([SEARCH, "--tenant"], {"targets": [SEARCH], "tenant": True}, id="a resource beside it"),
    ],
)
def test_all_resources_of_a_scope_are_read_once(
    azure: Running, run: Any, command: str, scope: list[str], told: dict[str, Any]
) -> None:
    found = run(command, *scope, "-o", "json").json

    assert found["scope"] == told
    assert sorted(one["name"] for one in found["connections"]) == ["keys", "orders", "stock"]
    assert found["notRead"] == []
    lists = [entry["path"] for entry in azure.log() if entry["path"].endswith("/privateEndpointConnections")]
    assert len(lists) == len(set(lists))


@pytest.mark.usefixtures("azure")
def test_a_scope_without_access_is_told_and_is_no_empty_success(run: Any) -> None:
    ended = run("list", VAULT, "--management-group", "other", "-o", "json")

    assert ended.code == 4
    assert [one["name"] for one in ended.json["connections"]] == ["keys"]
    (missed,) = ended.json["notRead"]
    assert missed["scope"] == "management group other"
    assert "AuthorizationFailed" in missed["why"]


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        pytest.param(
            ["--subscription", "mine"], "--subscription has an entry that is no subscription", id="no id"
        ),
        pytest.param(["--management-group", "/providers/x"], "--management-group must be a", id="no name"),
        *(
            pytest.param(
                ["--resource-group", group],
                "--resource-group must be a resource group's id",
                id=f"group {why}",
            )
            for why, group in WRONG_GROUPS.items()
        ),
        pytest.param([], f"give {SCOPES} or --tenant", id="nothing"),
    ],
)
@pytest.mark.parametrize("command", ["list", "audit"])
def test_a_scope_that_is_none_asks_nothing(
    azure: Running, run: Any, command: str, scope: list[str], said: str
) -> None:
    ended = run(command, *scope)

    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert azure.log() == []


HUB = f"{GROUP}/Microsoft.Synapse/privateLinkHubs/hub"


@pytest.mark.parametrize(
    "azure", [(pending("orders", HUB, status="Approved", description="CHG-1"),)], indirect=True, ids=[""]
)
@pytest.mark.usefixtures("azure")
class TestWhatNobodyCanDecide:
    """A service whose connections can only be read."""

    def test_is_listed(self, run: Any) -> None:
        ended = run("list", HUB, "-o", "json")

        assert (ended.code, ended.json["connections"][0]["name"]) == (0, "orders")

    def test_is_shown(self, run: Any) -> None:
        ended = run("show", f"{HUB}/privateEndpointConnections/orders", "-o", "json")

        assert (ended.code, ended.err) == (0, "")
        assert ended.json["connection"]["status"] == "Approved"

    def test_is_not_declared(self, run: Any) -> None:
        ended = run("adopt", HUB)

        assert (ended.code, ended.out) == (1, "")
        assert "cannot be declared: " in ended.err


@pytest.mark.parametrize("output", ["json", "table"])
@pytest.mark.parametrize(
    "azure",
    [(pending("orders"),), tuple(pending(f"c{number}") for number in range(400))],
    indirect=True,
    ids=["a few", "more than a pipe holds"],
)
@pytest.mark.usefixtures("azure")
def test_who_stops_reading_ends_it(output: str) -> None:
    words = [sys.executable, "-m", "pulumi_private_endpoint.cli", "list", SEARCH, "-o", output]
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdout=pipe, stderr=pipe, env=buffered) as command:
        command.stdout.close()  # type: ignore[union-attr] - as `head` does
        _, said = command.communicate(timeout=120)

    assert (command.returncode, said) == (1, b"")


ASKS_FOR_MORE = "connection_name and tenant_id, please"


@pytest.mark.usefixtures("azure")
@pytest.mark.parametrize(
    "azure", [(pending("orders", description=ASKS_FOR_MORE),)], indirect=True, ids=["estate"]
)
def test_what_others_wrote_is_quoted_and_not_translated(run: Any) -> None:
    ended = run("approve", SEARCH, "--connection-name", "nope", "--wait-for-connection", "0s")
    assert ended.code == 1
    assert f'message "{ASKS_FOR_MORE}"' in ended.err
