"""The real dynamic provider host, driven over gRPC as the engine drives it, without the engine."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import grpc
import pytest
from google.protobuf import json_format, struct_pb2
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from pulumi_private_endpoint.approval import set_provider
from pulumi_private_endpoint.approval.host import process
from pulumi_private_endpoint.approval.host.property_bag import DRY_RUN, NAME
from pulumi_private_endpoint.approval.provider import PROVIDER

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""How the engine writes a value that is not known yet."""

HERE = "PRIVATE_ENDPOINT_HOST_HERE"
"""Set: the host runs in the tests' process, for `make mutants`: what is put wrong here is wrong in it."""

_SECONDS = 60.0
_GRACE = 5.0
_NO_ENGINE = "127.0.0.1:1"  # What the engine would log goes to standard error instead.
_SERIALIZED = serialize_provider(PROVIDER)


class Host:
    """One provider process and the calls the engine would make."""

    def __init__(
        self, folder: Path, environment: Mapping[str, str], config: Mapping[str, str] | None = None
    ) -> None:
        self.errors = folder / "stderr"
        self._connect(self._start(folder, {"PULUMI_PROJECT": "wire", **environment}))
        settings = json_format.ParseDict(config or {}, struct_pb2.Struct())
        self._call("Configure", provider_pb2.ConfigureRequest(args=settings))

    def _start(self, folder: Path, environment: Mapping[str, str]) -> int:
        with self.errors.open("wb") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-u", "-m", "pulumi.dynamic", _NO_ENGINE],
                cwd=folder,
                env={**os.environ, **environment},
                stdout=subprocess.PIPE,
                stderr=errors,
            )
        assert self.process.stdout is not None
        return int(self.process.stdout.readline())

    def _connect(self, port: int) -> None:
        # As much as the engine takes; gRPC for Python stops at 8 kB of error text.
        options = [("grpc.max_metadata_size", 2**20), ("grpc.absolute_max_metadata_size", 2**20)]
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=options)
        self._stub = provider_pb2_grpc.ResourceProviderStub(self._channel)

    def check(self, news: Mapping[str, Any], olds: Mapping[str, Any] | None = None) -> Any:
        """As for a program that keeps nothing secret, unless `news` says so itself."""
        name = {} if DRY_RUN in news else {NAME: "orders"}
        given = {"__plain": _plain(news), **name, **news}
        return self._call(
            "Check", provider_pb2.CheckRequest(olds=_bag(olds) if olds else None, news=_bag(given))
        )

    def failures(self, news: Mapping[str, Any], olds: Mapping[str, Any] | None = None) -> list[str]:
        return [failure.reason for failure in self.check(news, olds).failures]

    def checked(self, news: Mapping[str, Any], olds: Mapping[str, Any] | None = None) -> dict[str, Any]:
        answer = self.check(news, olds)
        assert list(answer.failures) == []
        return _dict(answer.inputs)

    def diff(self, id_: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Any:
        return self._call("Diff", provider_pb2.DiffRequest(id=id_, olds=_bag(olds), news=_bag(news)))

    def begin_create(self, props: Mapping[str, Any]) -> Any:
        """Start a create and come back at once; `.result()` waits for it."""
        return self._stub.Create.future(provider_pb2.CreateRequest(properties=_bag(props)), timeout=_SECONDS)

    def create(self, props: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        answer = self._call("Create", provider_pb2.CreateRequest(properties=_bag(props)))
        return answer.id, _dict(answer.properties)

    def read(self, id_: str, props: Mapping[str, Any]) -> tuple[str, dict[str, Any], dict[str, Any]]:
        answer = self._call("Read", provider_pb2.ReadRequest(id=id_, properties=_bag(props)))
        return answer.id, _dict(answer.properties), _dict(answer.inputs)

    def get(self, id_: str, inputs: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        answer = self._call("Read", provider_pb2.ReadRequest(id=id_, inputs=_bag(inputs)))
        return answer.id, _dict(answer.properties)

    def update(self, id_: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> dict[str, Any]:
        request = provider_pb2.UpdateRequest(id=id_, olds=_bag(olds), news=_bag(news))
        return _dict(self._call("Update", request).properties)

    def delete(self, id_: str, props: Mapping[str, Any]) -> None:
        self._call("Delete", provider_pb2.DeleteRequest(id=id_, properties=_bag(props)))

    def stop(self) -> None:
        self._channel.close()
        self._end()

    def _end(self) -> None:
        self.process.terminate()  # Killed at once it could not say what it ran, where that is measured.
        try:
            self.process.wait(timeout=_GRACE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(timeout=_SECONDS)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def _call(self, method: str, request: Any) -> Any:
        return getattr(self._stub, method)(request, timeout=_SECONDS)


_LEFT_OPEN: list[object] = []  # A process of its own would take its connections with it.


class _Refused(grpc.RpcError):
    """What a call fails with."""

    def details(self) -> str:
        return str(self)


class _Context:
    """What Pulumi's host does with a call's context."""

    def abort(self, _code: grpc.StatusCode, details: str) -> None:
        raise _Refused(details)


class _AboutToListen(Exception):
    pass


def _pulumis_host(patch: pytest.MonkeyPatch) -> ModuleType:
    """Pulumi's own module, which serves for ever where it is imported, as far as that."""

    def server(*_: Any, **__: Any) -> None:
        raise _AboutToListen

    spec = importlib.util.find_spec("pulumi.dynamic.__main__")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with patch.context() as patched:
        patched.setattr(grpc, "server", server)
        with pytest.raises(_AboutToListen):
            spec.loader.exec_module(module)
    return module


class HostHere(Host):
    """Pulumi's host in this process, called directly; with `--capture=no`: its standard error is its own."""

    def __init__(
        self, folder: Path, environment: Mapping[str, str], config: Mapping[str, str] | None = None
    ) -> None:
        self.errors = folder / "stderr"
        self._patch = pytest.MonkeyPatch()
        for name, value in {"PULUMI_PROJECT": "wire", **environment}.items():
            self._patch.setenv(name, value)
        self._patch.chdir(folder)
        self._patch.setattr(process, "_shared", None)
        self._patch.setattr(sys, "tracebacklimit", 0, raising=False)
        host = _pulumis_host(self._patch)
        self._patch.setattr(sys, "argv", [host.__file__, _NO_ENGINE])
        self._stderr = self.errors.open("w", buffering=1)
        self._patch.setattr(sys, "stderr", self._stderr)
        self._servicer = host.DynamicResourceProviderServicer()
        settings = json_format.ParseDict(config or {}, struct_pb2.Struct())
        self._call("Configure", provider_pb2.ConfigureRequest(args=settings))

    def begin_create(self, props: Mapping[str, Any]) -> Any:
        request = provider_pb2.CreateRequest(properties=_bag(props))
        return ThreadPoolExecutor(1).submit(self._call, "Create", request)

    def stop(self) -> None:
        _LEFT_OPEN.append(vars(process)["_shared"])
        for provider in (PROVIDER, set_provider.PROVIDER):
            vars(provider).clear()  # Configured no more.
        self._patch.undo()
        self._stderr.close()

    def _call(self, method: str, request: Any) -> Any:
        return getattr(self._servicer, method)(request, _Context())


def _plain(news: Any) -> dict[str, Any]:
    if not isinstance(news, Mapping):
        return {}
    if isinstance(approvals := news.get("approvals"), Mapping):
        return {key: _plain(entry) for key, entry in approvals.items()}
    texts = ("requestMessage", "description", "actionsRequired")
    return {name: news[name] for name in texts if name in news}


def _bag(props: Mapping[str, Any]) -> struct_pb2.Struct:
    bag = struct_pb2.Struct()
    json_format.ParseDict({"__provider": _SERIALIZED, **props}, bag)
    return bag


def _dict(bag: struct_pb2.Struct) -> dict[str, Any]:
    found = json_format.MessageToDict(bag)
    found.pop("__provider", None)
    return dict(found)


@pytest.fixture(scope="session")
def host_class() -> type[Host]:
    """For tests that start and stop a process themselves."""
    # Asked here: a plugin that sets it is configured after this file has been read.
    return HostHere if os.environ.get(HERE) else Host


@pytest.fixture
def start_host(tmp_path: Path, host_class: type[Host]) -> Iterator[Callable[..., Host]]:
    """`start_host(arm_endpoint, config, VARIABLE=...)`: a process of its own, in a folder of its own."""
    hosts: list[Host] = []

    def start(arm_endpoint: str, config: Mapping[str, str] | None = None, **environment: str) -> Host:
        folder = tmp_path / f"host{len(hosts)}"
        folder.mkdir()
        variables = {"PRIVATE_ENDPOINT_ARM_ENDPOINT": arm_endpoint, **environment}
        hosts.append(host_class(folder, variables, config))
        return hosts[-1]

    yield start
    for host in reversed(hosts):  # In this process each puts back what it found.
        host.stop()
