"""Components declared against Pulumi's own mocks: no engine, no Azure, and a record of what was asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pytest
from pulumi.runtime.mocks import MockMonitor


@dataclass(frozen=True)
class Registered:
    """One resource as the engine was told of it."""

    type: str
    name: str
    inputs: dict[str, Any]


@dataclass
class Cloud(pulumi.runtime.Mocks):
    """Answers what `statuses` say, and remembers everything in its order.

    `answer` wraps a status as the consumer's azure-native function does.
    """

    statuses: list[str] = field(default_factory=list)
    answer: Callable[[str], dict[str, Any]] = lambda status: {"status": status}
    resources: list[Registered] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    dependencies: dict[str, set[str]] = field(default_factory=dict)
    readers: set[str] = field(default_factory=set)
    timeouts: dict[str, str] = field(default_factory=dict)

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        inputs = dict(args.inputs)
        provider = inputs.pop("__provider", "")
        for ours in ("__name", "__plain"):
            inputs.pop(ours, None)
        assert isinstance(provider, str), "a secret would be encrypted anew on every run"
        self.resources.append(Registered(args.typ, args.name, inputs))
        self.events.append(args.name)
        id_ = f"/id-of/{args.name}"
        return id_, {
            **inputs,
            "name": args.name,
            "connectionId": id_,
            "endpointId": id_,
            "value": id_,
            "status": "Approved",
        }

    def call(self, args: pulumi.runtime.MockCallArgs) -> dict[str, Any]:
        self.calls.append(args.args)
        self.readers.add(args.provider.rpartition("::")[0].rpartition("::")[2])
        status = self.statuses.pop(0)
        self.events.append(f"says {status}")
        return self.answer(status)

    def one(self, type_: str) -> Registered:
        (found,) = self.all(type_)
        return found

    def all(self, type_: str) -> list[Registered]:
        return [found for found in self.resources if found.type == type_]


class Monitor(MockMonitor):
    """Also remembers what waits for what, of which Pulumi tells its mocks nothing."""

    mocks: Cloud

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the protocol's name
        self.mocks.timeouts[request.name] = request.customTimeouts.create
        self.mocks.dependencies[request.name] = {urn.rpartition("::")[2] for urn in request.dependencies}
        return super().RegisterResource(request)


class Inline(ThreadPoolExecutor):
    """Does the work at once: Pulumi's mocks open an event loop in every thread, and close none."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - whatever it is, the future carries it
            done.set_exception(error)
        return done


Declare = Callable[..., dict[str, Any]]


@pytest.fixture
def cloud() -> Cloud:
    return Cloud()


@pytest.fixture
def declare(cloud: Cloud) -> Iterator[Declare]:
    """`declare(program, preview=False)`: run it to its end; the outputs it returned, by their names."""

    def run(program: Callable[[], dict[str, Any]], *, preview: bool = False) -> dict[str, Any]:
        pulumi.runtime.set_mocks(cloud, preview=preview, monitor=Monitor(cloud))
        known: dict[str, Any] = {}

        @pulumi.runtime.test
        def once() -> pulumi.Output[None]:
            return pulumi.Output.all(**program()).apply(known.update)

        once()
        return known

    loop = asyncio.new_event_loop()
    loop.set_default_executor(Inline())
    asyncio.set_event_loop(loop)
    yield run
    # Outputs that nothing waited for would be found by another test, when the collector finds them.
    loop.run_until_complete(asyncio.gather(*asyncio.all_tasks(loop), return_exceptions=True))
    asyncio.set_event_loop(None)
    loop.close()
