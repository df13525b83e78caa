"""Approvals as `az network private-endpoint-connection approve` does them. Runs in az's own environment.

The command's own code runs unchanged, with its PUT and its waiting. Around it, az is told that ARM is the
simulated one, and its requests are signed: without TLS it asks for no token and sends none.
"""
# mypy: ignore-errors
# (What it imports is in that other environment only.)

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import requests


class Signed(requests.Session):
    """Sends a token that nobody checks."""

    def __init__(self) -> None:
        super().__init__()
        self.headers["Authorization"] = "Bearer bench"


def arrange(folder: str, url: str) -> None:
    """Settings of az's own, so that the user's are neither read nor written: whose ARM it is, and no more."""
    os.environ.update(AZURE_CONFIG_DIR=folder, AZURE_CORE_COLLECT_TELEMETRY="no")
    Path(folder, "clouds.config").write_text(f"[AzureCloud]\nendpoint_resource_manager = {url}\n")
    requests.Session = Signed


def az(cli: Any, verb: str, work: dict[str, Any], *more: str) -> None:
    """Run a command as a shell would, its parsing included."""
    connection = f"{work['target']}/privateEndpointConnections/c"
    command = ["network", "private-endpoint-connection", verb, "--id", connection, "--output", "none", *more]
    if code := cli.invoke(command):
        raise RuntimeError(f"az {' '.join(command)}: exit code {code}")


def late(cli: Any, work: dict[str, Any]) -> float:
    """Seconds that one approval took beyond its operation's own."""
    started = time.monotonic()
    az(cli, "approve", work, "--description", "CHG-1234")
    return time.monotonic() - started - float(work["seconds"])


def main() -> None:
    """Do all the work at once and print how late each was."""
    task = json.loads(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        arrange(folder, task["url"])
        from azure.cli.core import get_default_cli  # noqa: PLC0415 - reads where its settings are

        # A first command, since az imports most and indexes its commands then: start-up.
        az(get_default_cli(), "show", task["work"][0])
        clis = [get_default_cli() for _ in task["work"]]
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        with ThreadPoolExecutor(len(clis)) as pool:
            seconds = list(pool.map(late, clis, task["work"]))
    sys.stdout.write(json.dumps({task["work"][0]["peer"]: seconds}))


if __name__ == "__main__":
    main()
