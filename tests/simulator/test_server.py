"""The real server, once from Python and once from the command line. All else is tested without sockets."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest

from pulumi_private_endpoint.simulator import Connection, Scenario, ScenarioError, running
from pulumi_private_endpoint.simulator.__main__ import main

VAULT = "/subscriptions/s1/resourceGroups/rg1/providers/Microsoft.KeyVault/vaults/v1"
ONE = Connection(VAULT, "pe.1", answer="200")
HEADERS = {"Authorization": "Bearer t"}
QUERY = {"api-version": "2026-02-01"}


def test_a_server_runs_for_as_long_as_its_block() -> None:
    threads = threading.active_count()
    with (
        running(Scenario(connections=(ONE,))) as azure,
        httpx.Client(headers=HEADERS, trust_env=False) as client,
    ):
        url = azure.url + ONE.id
        body = {"properties": {"privateLinkServiceConnectionState": {"status": "Approved"}}}
        assert client.put(url, params=QUERY, json=body).status_code == 200
        assert azure.connections()[0]["status"] == "Approved"
        azure.reject(ONE.id)
        state = client.get(url, params=QUERY).json()["properties"]["privateLinkServiceConnectionState"]
        assert state == {"status": "Rejected", "description": "Rejected by the owner."}
        azure.fail(effect="reset-after")
        with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
            client.get(url, params=QUERY)
        azure.fail(effect="truncated")
        with pytest.raises(httpx.RemoteProtocolError, match="without sending complete"):
            client.get(url, params=QUERY)
        assert [entry["status"] for entry in azure.log()] == [200, 200, 0, 0]
        azure.clear_log()
        azure.remove(ONE.id)
        azure.add(target=VAULT, name="pe.2")
        assert [item["id"].rpartition("/")[2] for item in azure.connections()] == ["pe.2"]
        assert azure.log() == []
        with pytest.raises(ScenarioError, match="is there already"):
            azure.add(target=VAULT, name="pe.2")
    assert threading.active_count() == threads
    with pytest.raises(httpx.ConnectError):
        httpx.get(azure.url, trust_env=False)


def test_the_command_line_says_where_it_listens(tmp_path: Path) -> None:
    scenario = tmp_path / "one.toml"
    scenario.write_text(f'[[connection]]\ntarget = "{VAULT}"\nname = "pe.1"\n', encoding="utf-8")
    command = [sys.executable, "-m", "pulumi_private_endpoint.simulator", "--scenario", str(scenario)]
    with subprocess.Popen([*command, "--port", "0"], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline().strip()
            assert line.startswith("listening on http://127.0.0.1:")
            health = httpx.get(f"{line.removeprefix('listening on ')}/_simulator/health", trust_env=False)
            assert health.json()["connections"] == 1
        finally:
            process.terminate()
            process.wait(10)


def test_a_container_is_reached_from_beyond_it_and_only_if_asked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[tuple[str, int]] = []
    monkeypatch.setattr(
        "pulumi_private_endpoint.simulator.__main__.serve",
        lambda _, listener: served.append(listener.getsockname()),
    )

    assert main(["--in-container"]) == 0
    assert main([]) == 0

    assert [address for address, _ in served] == ["0.0.0.0", "127.0.0.1"]  # noqa: S104 - asked for
    assert capsys.readouterr().out.startswith("listening on http://0.0.0.0:")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--host", "0.0.0.0"], "host '0.0.0.0' is not a loopback address"),  # noqa: S104 - it is refused
        (["--host", "example.com"], "host 'example.com' is not a loopback address"),
        (["--scenario", "/none.toml"], "/none.toml: No such file or directory"),
        (["--port", "70000"], "port"),
    ],
    ids=["every interface", "a name", "no file", "no such port"],
)
def test_a_mistake_on_the_command_line_is_one_line(
    arguments: list[str],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert error.startswith("simulator: ")
    assert said in error
    assert error.count("\n") == 1
