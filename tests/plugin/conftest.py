"""The real plugin process, driven over gRPC as the engine drives it, and an engine that only listens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import (
    engine_pb2,
    engine_pb2_grpc,
    provider_pb2,
    provider_pb2_grpc,
    status_pb2,
)

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""How the engine writes a value that is not known yet."""
APPROVAL = "private-endpoint:index:PrivateEndpointApproval"
APPROVAL_SET = "private-endpoint:index:PrivateEndpointApprovalSet"
_SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}
_SECONDS = 60.0


def urn(name: str = "orders", type_: str = APPROVAL) -> str:
    return f"urn:pulumi:dev::shop::{type_}::{name}"


def secret(value: Any) -> dict[str, Any]:
    """A value that the program keeps secret, as the engine writes it."""
    return {**_SECRET, "value": value}


@dataclass
class Engine(engine_pb2_grpc.EngineServicer):
    """What the engine was told, and of whom."""

    said: list[tuple[str, str]] = field(default_factory=list)
    passing: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def Log(self, request: Any, _context: Any) -> empty_pb2.Empty:  # noqa: N802 - Pulumi's
        if request.ephemeral:
            self.passing.append(request.message)
            return empty_pb2.Empty()
        self.said.append((request.urn, request.message))
        if request.severity == engine_pb2.LogSeverity.WARNING:
            self.warnings.append(request.message)
        return empty_pb2.Empty()


class Plugin:
    """One plugin process and the calls the engine would make."""

    def __init__(
        self, folder: Path, environment: Mapping[str, str], config: Mapping[str, Any] | None
    ) -> None:
        self.ends_with = 0
        self.engine = Engine()
        self._server = grpc.server(ThreadPoolExecutor(4))
        engine_pb2_grpc.add_EngineServicer_to_server(self.engine, self._server)
        address = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()
        self.errors = folder / "stderr"
        with self.errors.open("wb") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "pulumi_private_endpoint.plugin", address],
                cwd=folder,
                env={**os.environ, "PULUMI_PROJECT": "wire", "PULUMI_HOME": str(folder), **environment},
                stdout=subprocess.PIPE,
                stderr=errors,
            )
        assert self.process.stdout is not None
        port = int(self.process.stdout.readline())
        # As much as the engine takes; gRPC for Python stops at 8 kB of error text.
        options = [("grpc.max_metadata_size", 2**20), ("grpc.absolute_max_metadata_size", 2**20)]
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=options)
        self.stub = provider_pb2_grpc.ResourceProviderStub(self._channel)
        self.call("Configure", provider_pb2.ConfigureRequest(args=bag(config or {}), acceptSecrets=True))

    def check(self, news: Mapping[str, Any], olds: Mapping[str, Any] | None = None, who: str = "") -> Any:
        request = provider_pb2.CheckRequest(
            urn=who or urn(), olds=bag(olds) if olds else None, news=bag(news)
        )
        return self.call("Check", request)

    def checked(
        self, news: Mapping[str, Any], olds: Mapping[str, Any] | None = None, who: str = ""
    ) -> dict[str, Any]:
        answer = self.check(news, olds, who)
        assert list(answer.failures) == []
        return given(answer.inputs)

    def diff(
        self,
        id_: str,
        olds: Mapping[str, Any],
        news: Mapping[str, Any],
        inputs: Mapping[str, Any],
        who: str = "",
    ) -> Any:
        request = provider_pb2.DiffRequest(
            id=id_, urn=who or urn(), olds=bag(olds), news=bag(news), old_inputs=bag(inputs)
        )
        return self.call("Diff", request)

    def create(
        self, props: Mapping[str, Any], *, preview: bool = False, timeout: float = 0, who: str = ""
    ) -> tuple[str, dict[str, Any]]:
        answer = self.call("Create", _create(props, preview, timeout, who))
        return answer.id, given(answer.properties)

    def begin_create(self, props: Mapping[str, Any], who: str = "") -> Any:
        """Start a create and come back at once; `.result()` waits for it."""
        return self.stub.Create.future(_create(props, preview=False, timeout=0, who=who), timeout=_SECONDS)

    def read(
        self, id_: str, props: Mapping[str, Any], inputs: Mapping[str, Any] | None = None, who: str = ""
    ) -> tuple[str, dict[str, Any], dict[str, Any]]:
        request = provider_pb2.ReadRequest(
            id=id_, urn=who or urn(), properties=bag(props), inputs=bag(inputs or {})
        )
        answer = self.call("Read", request)
        return answer.id, given(answer.properties), given(answer.inputs)

    def update(
        self,
        id_: str,
        olds: Mapping[str, Any],
        news: Mapping[str, Any],
        *,
        preview: bool = False,
        who: str = "",
    ) -> dict[str, Any]:
        request = provider_pb2.UpdateRequest(
            id=id_, urn=who or urn(), olds=bag(olds), news=bag(news), preview=preview
        )
        return given(self.call("Update", request).properties)

    def begin_update(self, id_: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Any:
        """Start an update and come back at once; `.result()` waits for it."""
        request = provider_pb2.UpdateRequest(id=id_, urn=urn(), olds=bag(olds), news=bag(news))
        return self.stub.Update.future(request, timeout=_SECONDS)

    def delete(self, id_: str, props: Mapping[str, Any], *, timeout: float = 0, who: str = "") -> None:
        self.call(
            "Delete",
            provider_pb2.DeleteRequest(id=id_, urn=who or urn(), properties=bag(props), timeout=timeout),
        )

    def invoke(self, arguments: Mapping[str, Any]) -> Any:
        token = "private-endpoint:index:getConnections"
        return self.call("Invoke", provider_pb2.InvokeRequest(tok=token, args=bag(arguments)))

    def call(self, method: str, request: Any) -> Any:
        return getattr(self.stub, method)(request, timeout=_SECONDS)

    def kill_engine(self) -> None:
        """As if somebody had killed it: nothing answers at its address any more."""
        self._server.stop(None).wait(_SECONDS)

    def end(self) -> int:
        """End it as the engine does; returns its exit code."""
        self._channel.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        code = self.process.wait(_SECONDS)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self._server.stop(None).wait(_SECONDS)
        return code


def _create(props: Mapping[str, Any], preview: bool, timeout: float, who: str) -> Any:
    return provider_pb2.CreateRequest(
        urn=who or urn(), properties=bag(props), preview=preview, timeout=timeout
    )


def bag(props: Mapping[str, Any]) -> struct_pb2.Struct:
    return json_format.ParseDict(dict(props), struct_pb2.Struct())


def given(struct: struct_pb2.Struct) -> dict[str, Any]:
    return dict(json_format.MessageToDict(struct))


def kept(failure: grpc.RpcError) -> Any:
    """What an engine keeps of a create that failed so; None: nothing."""
    for key, value in failure.trailing_metadata():
        if key == "grpc-status-details-bin":
            (detail,) = status_pb2.Status.FromString(value).details
            found = provider_pb2.ErrorResourceInitFailed()
            assert detail.Unpack(found)
            return found
    return None


@pytest.fixture
def start_plugin(tmp_path: Path) -> Iterator[Callable[..., Plugin]]:
    """`start_plugin(arm_endpoint, config, project=..., VARIABLE=...)`: a process in a folder of its own."""
    started: list[Plugin] = []

    def start(
        arm_endpoint: str, config: Mapping[str, Any] | None = None, project: str = "", **environment: str
    ) -> Plugin:
        folder = tmp_path / f"plugin{len(started)}"
        folder.mkdir()
        (folder / "Pulumi.yaml").write_text(project)
        variables = {"PRIVATE_ENDPOINT_ARM_ENDPOINT": arm_endpoint, **environment}
        started.append(Plugin(folder, variables, config))
        return started[-1]

    yield start
    for plugin in started:
        assert plugin.end() == plugin.ends_with, plugin.errors.read_text()
