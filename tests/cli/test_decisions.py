"""A decision by command: the resource's own rules, and nothing without a selector."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest

from pulumi_private_endpoint.cli.options import option
from pulumi_private_endpoint.connections.properties.fields import INPUTS
from pulumi_private_endpoint.connections.runtime.session import Session
from pulumi_private_endpoint.simulator import Connection, Running
from tests.cli.conftest import ENDPOINTS, SEARCH, approve, pending

NAMED = ("--connection-name", "orders")
GUID = "c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44"

APPROVED = {
    "id": f"{SEARCH}/privateEndpointConnections/orders",
    "name": "orders",
    "properties": {
        "privateEndpoint": {"id": f"{ENDPOINTS}/orders"},
        "privateLinkServiceConnectionState": {"status": "Approved"},
        "provisioningState": "Succeeded",
    },
}


def writes(azure: Running) -> list[str]:
    return [entry["path"].rpartition("/")[2] for entry in azure.log() if entry["method"] != "GET"]


def status(azure: Running, name: str) -> Any:
    (found,) = (one for one in azure.connections() if one["id"].endswith(f"/{name}"))
    return found


@pytest.mark.parametrize(
    "selector",
    [
        pytest.param(NAMED, id="name"),
        pytest.param(("--private-endpoint-id", f"{ENDPOINTS}/orders"), id="endpoint"),
        pytest.param(("--private-endpoint-name", "orders"), id="endpoint's name"),
        pytest.param(("--request-message", "orders asks"), id="message"),
        pytest.param((*NAMED, "--allowed-subscription-id", GUID), id="guarded"),
    ],
)
@pytest.mark.parametrize(("command", "decided"), [("approve", "Approved"), ("reject", "Rejected")])
def test_the_one_that_was_singled_out_is_decided(
    azure: Running, run: Any, selector: tuple[str, ...], command: str, decided: str
) -> None:
    ended = run(command, SEARCH, *selector, "--description", "CHG-1 orders")

    assert (ended.code, ended.err) == (0, "")
    assert (
        ended.out == f"{decided}: connection orders of Microsoft.Search/searchServices shop (was Pending)\n"
    )
    assert writes(azure) == ["orders"]
    assert (status(azure, "orders")["status"], status(azure, "stock")["status"]) == (decided, "Pending")
    assert status(azure, "orders")["description"] == "CHG-1 orders"


def test_what_is_so_already_is_done_and_nothing_sent(azure: Running, run: Any) -> None:
    approve(azure, "orders")

    ended = run("approve", SEARCH, *NAMED, "-o", "json")

    assert ended.code == 0
    assert (ended.json["connection"]["status"], ended.json["previousStatus"]) == ("Approved", "Approved")
    assert writes(azure) == []


@pytest.mark.parametrize("output", ["table", "json"])
def test_a_dry_run_says_what_would_be_done_and_sends_nothing(azure: Running, run: Any, output: str) -> None:
    ended = run("approve", SEARCH, *NAMED, "--dry-run", "--output", output)

    line = f"would send Approved to connection orders (Pending, requester {ENDPOINTS}/orders"
    assert ended.code == 0
    assert line in (ended.out if output == "table" else ended.json["notes"][0])
    if output == "json":
        assert (ended.json["dryRun"], ended.json["step"]) == (True, "decide")
    assert writes(azure) == []


def _unreachable(_: Running, environment: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    environment.setenv("PRIVATE_ENDPOINT_ARM_ENDPOINT", f"http://127.0.0.1:{port}")


@pytest.mark.parametrize(
    ("target", "said", "hamper"),
    [
        pytest.param(f"{SEARCH}s", "404 ResourceNotFound", lambda *_: None, id="no such target"),
        pytest.param(
            SEARCH,
            "403 AuthorizationFailed",
            lambda azure, _: azure.fail(status=403, code="AuthorizationFailed", times=0),
            id="no right to read",
        ),
        pytest.param(SEARCH, "PRIVATE_ENDPOINT_ARM_ENDPOINT", _unreachable, id="no network"),
    ],
)
@pytest.mark.parametrize("output", ["table", "json"])
@pytest.mark.parametrize("command", ["approve", "reject"])
def test_a_dry_run_that_could_not_look_is_a_failure(
    azure: Running,
    run: Any,
    monkeypatch: pytest.MonkeyPatch,
    target: str,
    said: str,
    hamper: Callable[..., None],
    output: str,
    command: str,
) -> None:
    hamper(azure, monkeypatch)

    ended = run(command, target, *NAMED, "--dry-run", "--output", output)

    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("could not look at Microsoft.Search/searchServices shop")
    assert said in ended.err
    assert "PRIVATE_ENDPOINT_STRICT" not in ended.err


@pytest.mark.parametrize(
    "azure", [(pending("orders", status="Approved", description="by hand"),)], indirect=True, ids=[""]
)
@pytest.mark.usefixtures("azure")
@pytest.mark.parametrize("output", ["table", "json"])
def test_a_dry_run_says_which_text_would_be_lost(run: Any, output: str) -> None:
    ended = run("approve", SEARCH, *NAMED, "--description", "CHG-1", "--dry-run", "-o", output)

    said = ended.out if output == "table" else ended.json["notes"][0]
    assert said.startswith('already Approved: would replace its --description "by hand" by "CHG-1": conn')
    assert (ended.code, ended.err) == (0, "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(
            ["--connection-name", "late"], "this command will wait for it, at most 600s", id="await"
        ),
        pytest.param(NAMED, "in motion, this command would wait and look again", id="move"),
    ],
)
@pytest.mark.parametrize(
    "azure",
    [(pending("orders", status="Approved", provisioning_state="Updating"),)],
    indirect=True,
    ids=[""],
)
@pytest.mark.usefixtures("azure")
def test_a_dry_run_speaks_of_the_command(run: Any, words: list[str], said: str) -> None:
    ended = run("approve", SEARCH, *words, "--dry-run")

    assert (ended.code, ended.err) == (0, "")
    assert said in ended.out


@pytest.mark.parametrize(
    "azure", [(pending("one", description="same"), pending("two", description="same"))], indirect=True
)
@pytest.mark.parametrize("more", [(), ("--dry-run",)], ids=["approve", "dry run"])
def test_of_several_none_is_decided(azure: Running, run: Any, more: tuple[str, ...]) -> None:
    ended = run("approve", SEARCH, "--request-message", "same", *more)

    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("2 connections match the request message given")
    assert writes(azure) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(
            [*NAMED, "--allowed-subscription-id", GUID.replace("c", "d")], "is refused", id="a guard refuses"
        ),
        pytest.param([*NAMED, "--group-id", "Sql"], "is refused", id="another sub-resource"),
        pytest.param(
            ["--connection-name", "nobody", "--wait-for-connection", "0s"],
            "no connection matches connection",
            id="nobody",
        ),
    ],
)
def test_what_is_refused_is_not_sent(azure: Running, run: Any, words: list[str], said: str) -> None:
    ended = run("approve", SEARCH, *words)

    assert (ended.code, ended.out) == (1, "")
    assert said in ended.err.splitlines()[0]
    assert writes(azure) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(
            [], "--connection-name or another selector is missing: give any of --conn", id="no selector"
        ),
        pytest.param(
            [*NAMED, "--timeout", "soon"], '--timeout is not a duration such as "90s"', id="time-out"
        ),
        pytest.param(
            [*NAMED, "--allowed-subscription-id", "mine"],
            "--allowed-subscription-id has an entry that is no subscription id",
            id="subscription",
        ),
        pytest.param(["--private-endpoint-id", "x"], "--private-endpoint-id is not an Azure", id="endpoint"),
        pytest.param([*NAMED, "--tenant-id", "my tenant"], "'--tenant-id': is neither", id="tenant"),
        pytest.param([*NAMED, "--all"], "No such option: --all", id="there is no all"),
    ],
)
@pytest.mark.parametrize("command", ["approve", "reject", "wait"])
def test_wrong_use_is_one_line_and_asks_nothing(
    azure: Running, run: Any, command: str, words: list[str], said: str
) -> None:
    ended = run(command, SEARCH, *words)

    assert (ended.code, ended.out) == (2, "")
    (line,) = ended.err.splitlines()
    assert said in line
    assert azure.log() == []


class TestWait:
    def test_until_somebody_else_has_decided(self, azure: Running, run: Any) -> None:
        timer = threading.Timer(0.5, approve, [azure, "orders"])
        timer.start()
        try:
            ended = run("wait", SEARCH, *NAMED, "--timeout", "30s")
        finally:
            timer.join()

        assert (ended.code, ended.err) == (0, "")
        assert ended.out == "Approved: connection orders of Microsoft.Search/searchServices shop\n"
        assert writes(azure) == []

    def test_the_other_decision_ends_it(self, azure: Running, run: Any) -> None:
        azure.reject(f"{SEARCH}/privateEndpointConnections/orders", "no")

        ended = run("wait", SEARCH, *NAMED)

        assert ended.code == 1
        assert "orders of Microsoft.Search/searchServices shop is Rejected, and will not become" in ended.err
        assert (
            run("wait", SEARCH, *NAMED, "--status", "Rejected", "-o", "json").json["connection"]["name"]
            == "orders"
        )

    @pytest.mark.usefixtures("azure")
    def test_time_ends_it(self, run: Any) -> None:
        ended = run("wait", SEARCH, *NAMED, "--timeout", "1s")

        assert ended.code == 1
        assert "is Pending after 1s instead of Approved" in ended.err

    @pytest.mark.parametrize(
        ("words", "there_now", "said"),
        [
            pytest.param(
                ["--private-endpoint-id", f"{ENDPOINTS}/orders"],
                pending("orders", private_endpoint=f"{ENDPOINTS}/evil", status="Approved"),
                "is another request now than the one singled out",
                id="rule 2 another requester",
            ),
            pytest.param(
                ["--request-message", "orders asks"],
                pending("orders", description="more, please"),
                "is another request now than the one singled out",
                id="rule 2 another message",
            ),
            pytest.param(
                [*NAMED, "--group-id", "searchService"],
                pending("orders", status="Approved", group_ids=("other",)),
                "is refused",
                id="a guard",
            ),
            pytest.param(NAMED, None, "no longer exists", id="gone"),
        ],
    )
    @pytest.mark.parametrize(
        "azure", [(pending("orders", group_ids=("searchService",)),)], indirect=True, ids=[""]
    )
    def test_what_comes_in_its_place_is_not_what_was_waited_for(
        self,
        azure: Running,
        run: Any,
        monkeypatch: pytest.MonkeyPatch,
        words: list[str],
        there_now: Connection | None,
        said: str,
    ) -> None:
        async def meanwhile(*_: Any) -> None:
            if azure.connections():
                azure.remove(f"{SEARCH}/privateEndpointConnections/orders")
            if there_now is not None:
                azure.add(**asdict(there_now))

        monkeypatch.setattr(Session, "back_off", meanwhile)

        ended = run("wait", SEARCH, *words, "--timeout", "30s")

        assert (ended.code, ended.out) == (1, "")
        assert said in ended.err.splitlines()[0]

    def test_a_list_proves_nothing(self, azure: Running, run: Any) -> None:
        azure.fail(route="list", effect="error", status=200, body=json.dumps({"value": [APPROVED]}))

        ended = run("wait", SEARCH, "--private-endpoint-id", f"{ENDPOINTS}/orders", "--timeout", "1s")

        assert (ended.code, ended.out) == (1, "")
        assert "is Pending after 1s instead of Approved" in ended.err


def test_an_azure_that_cannot_be_reached_is_one_line(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRIVATE_ENDPOINT_ARM_ENDPOINT", "http://management.example")

    ended = run("list", SEARCH)

    assert ended.code == 1
    assert "http" in ended.err.splitlines()[0]
    assert "Traceback" not in ended.err


def test_the_options_are_the_inputs(run: Any) -> None:
    words = run("approve", "--help").out

    for name in set(INPUTS) - {"targetResourceId", "status", "onDestroy"}:
        assert option(name) in words


@pytest.mark.parametrize("azure", [(pending("orders", status="Rejected"),)], indirect=True, ids=["rejected"])
@pytest.mark.usefixtures("azure")
@pytest.mark.parametrize("more", [(), ("--dry-run",)], ids=["approve", "dry run"])
def test_what_stands_is_told_in_the_commands_own_words(run: Any, more: tuple[str, ...]) -> None:
    ended = run("approve", SEARCH, *NAMED, *more)

    assert ended.code == 1
    assert "then run this command again" in ended.err
    assert "pulumi" not in ended.err


@pytest.mark.usefixtures("azure")
def test_inputs_are_named_as_options_and_what_others_wrote_is_not(run: Any) -> None:
    target = SEARCH.replace("Microsoft.Search/searchServices", "Microsoft.Unknown/things")
    ended = run("approve", target, "--connection-name", "api_version", "--wait-for-connection", "0s")

    assert ended.code in {1, 2}
    assert "--api-version" in ended.err
    assert " api_version" not in ended.err


@pytest.mark.usefixtures("azure")
def test_ctrl_c_ends_it_as_shells_expect(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(walk: Any) -> None:
        walk.close()
        raise KeyboardInterrupt

    monkeypatch.setattr("pulumi_private_endpoint.cli.running.asyncio.run", interrupted)

    assert run("list", SEARCH).code == 130
