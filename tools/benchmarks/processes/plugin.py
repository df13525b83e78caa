"""The plugin's process: how soon it answers, and its memory with a thousand waits, one for each resource."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import grpc
from google.protobuf import json_format, struct_pb2
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from pulumi_private_endpoint.simulator import Scenario, running
from tools.benchmarks.figure import Figure
from tools.benchmarks.processes.memory import megabytes
from tools.benchmarks.scene import TWINS, inputs, pending

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pulumi_private_endpoint.simulator import Running

WAITS = 1000
_SECONDS = 600.0
_STARTS = 7
_URN = "urn:pulumi:bench::bench::private-endpoint:index:PrivateEndpointApproval::"


def figures() -> Iterator[Figure]:
    """Both."""
    starts = [_start() for _ in range(_STARTS)]
    seconds, size = (statistics.median(column) for column in zip(*starts, strict=True))
    yield Figure("start-up", "the plugin, until it listens", seconds, "s", 0.8, f"{size:.0f} MB then")
    connections = pending(WAITS, WAITS // 10, TWINS, operation_seconds=3600)
    with running(Scenario(connections=connections)) as azure, _plugin(azure.url) as (process, port):
        before = megabytes(process.pid)
        with _waiting(port, azure):
            after = megabytes(process.pid)
    yield Figure("memory of the plugin", f"{WAITS:,} waits", after, "MB", 150, "the whole process")
    each = (after - before) * 1024 / WAITS
    yield Figure("memory of one wait", f"{WAITS:,} waits, plugin", each, "kB", None, f"over {before:.0f} MB")


def _start() -> tuple[float, float]:
    """Seconds until it says its port, and megabytes then."""
    started = time.monotonic()
    with _plugin("http://127.0.0.1:1") as (process, _):
        return time.monotonic() - started, megabytes(process.pid)


@contextmanager
def _plugin(url: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Its process, and the port on which it listens."""
    with subprocess.Popen(
        [sys.executable, "-m", "pulumi_private_endpoint.plugin"],
        env=os.environ | {"PRIVATE_ENDPOINT_ARM_ENDPOINT": url},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        try:
            yield process, int(process.stdout.readline())
        finally:
            process.terminate()


@contextmanager
def _waiting(port: int, azure: Running) -> Iterator[None]:
    """While as many creates wait as there are connections."""
    bags = inputs(WAITS, WAITS // 10, TWINS)["approvals"]
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        stub = provider_pb2_grpc.ResourceProviderStub(channel)
        stub.Configure(provider_pb2.ConfigureRequest(acceptSecrets=True), timeout=_SECONDS)
        calls = [
            stub.Create.future(
                provider_pb2.CreateRequest(
                    urn=f"{_URN}{name}", properties=json_format.ParseDict(bag, struct_pb2.Struct())
                ),
                timeout=_SECONDS,
            )
            for name, bag in bags.items()
        ]
        deadline = time.monotonic() + _SECONDS
        while sum(entry["method"] == "PUT" for entry in azure.log()) < WAITS:
            if time.monotonic() > deadline:
                raise TimeoutError("not every decision was sent")
            time.sleep(1)
        yield
        for call in calls:
            call.cancel()
