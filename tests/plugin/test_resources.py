"""The Python front of the plugin beside that of the dynamic provider: the same but for the import."""

from __future__ import annotations

import ast
import asyncio
import gc
import inspect
from collections.abc import Callable, Iterator
from dataclasses import fields
from importlib.metadata import version
from typing import Any

import pulumi
import pytest
from google.protobuf import json_format
from pulumi.runtime import mocks

from pulumi_private_endpoint import approval, components
from pulumi_private_endpoint.plugin import resources

TARGET = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv"
ENDPOINT = "/subscriptions/c/resourceGroups/rg/providers/Microsoft.Network/privateEndpoints/pe"
LEAST = {"target_resource_id": TARGET, "private_endpoint_id": ENDPOINT}
INTERNAL = ("__provider", "__name", "__plain")
PAIRS = [
    pytest.param(
        resources.PrivateEndpointApproval, approval.PrivateEndpointApproval, ({**LEAST},), id="approval"
    ),
    pytest.param(
        resources.PrivateEndpointApprovalSet,
        approval.PrivateEndpointApprovalSet,
        ({"orders_eu": LEAST, "empty": None},),
        id="set",
    ),
    pytest.param(resources.Nonce, components.Nonce, (), id="nonce"),
]
KINDS = [
    pytest.param(getattr(resources.DOOR, each.name), getattr(components.Door(), each.name), id=each.name)
    for each in fields(components.Door)
    if isinstance(getattr(resources.DOOR, each.name), type)
]
"""Every resource that there is of both."""


class Engine(mocks.Mocks):
    """Takes every registration, and answers as a set or an approval would."""

    def __init__(self) -> None:
        self.registered: list[mocks.MockResourceArgs] = []
        self.requests: list[Any] = []

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        self.registered.append(args)
        outs = args.inputs | {"connectionName": "pe.1", "requesterSubscriptionId": "c"}
        return "id", outs | {"results": {"orders_eu": {"connectionName": "pe.1"}}}

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], None]:
        raise NotImplementedError(args.token)


class Monitor(mocks.MockMonitor):
    """Hands on what Pulumi tells its mocks nothing of."""

    mocks: Engine

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the protocol's name
        self.mocks.requests.append(request)
        return super().RegisterResource(request)


Declare = Callable[..., Any]


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def declare(engine: Engine) -> Iterator[Declare]:
    """`declare(kind, *args, read=...)`: a resource declared, and what `read` makes of it."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    pulumi.runtime.set_mocks(engine, monitor=Monitor(engine))

    def run(
        kind: type[Any], *args: Any, read: Callable[[Any], Any] = lambda made: made.urn, **more: Any
    ) -> Any:
        found: list[Any] = []

        @pulumi.runtime.test  # type: ignore[untyped-decorator]  # Pulumi leaves it untyped
        def program() -> Any:
            return pulumi.Output.from_input(read(kind("orders", *args, **more))).apply(found.append)

        program()
        return found[0]

    yield run
    pulumi.runtime.settings.reset_options()
    loop.run_until_complete(loop.shutdown_default_executor())
    asyncio.set_event_loop(None)
    # The mocks leave an open event loop in each worker thread, besides this one.
    for left in [thing for thing in gc.get_objects() if isinstance(thing, asyncio.BaseEventLoop)]:
        left.close()


@pytest.mark.parametrize(("plugins", "dynamic", "args"), PAIRS)
def test_the_same_program_says_the_same(
    declare: Declare, engine: Engine, plugins: Any, dynamic: Any, args: Any
) -> None:
    declare(plugins, *args)
    declare(dynamic, *args)

    through_the_plugin, before = engine.registered
    assert through_the_plugin.typ == f"private-endpoint:index:{dynamic.__name__}"
    assert through_the_plugin.inputs == {
        name: value for name, value in before.inputs.items() if name not in INTERNAL
    }


@pytest.mark.parametrize(("plugins", "dynamic", "args"), PAIRS)
def test_each_is_the_other_under_another_type(
    declare: Declare, engine: Engine, plugins: Any, dynamic: Any, args: Any
) -> None:
    for kind in (plugins, dynamic):
        declare(kind, *args)

    request, before = (each for each in engine.requests if each.custom)
    types = [[alias.spec.type for alias in each.aliases] for each in (request, before)]
    assert types == [[before.type], [request.type]]
    assert request.version == version("pulumi-private-endpoint")


def test_a_program_has_components_made_of_them(declare: Declare, engine: Engine) -> None:
    args = {
        "target_resource_id": TARGET,
        "requesters": [{"name": "orders_eu", "private_endpoint_id": ENDPOINT}],
    }

    with components.through(resources.DOOR):
        declare(components.PrivateLinkApprovals, args)
    declare(components.PrivateLinkApprovals, args)

    made = [each.typ for each in engine.registered if each.typ.endswith("Set")]
    assert made == [
        "private-endpoint:index:PrivateEndpointApprovalSet",
        "pulumi-python:dynamic/privateendpoint:PrivateEndpointApprovalSet",
    ]


def test_a_program_says_where_the_plugin_is_to_be_had(declare: Declare, engine: Engine) -> None:
    opts = pulumi.ResourceOptions(version="1.2.3", plugin_download_url="https://example.com/plugins")

    declare(resources.PrivateEndpointApproval, LEAST, opts)

    request = engine.requests[-1]
    assert (request.version, request.pluginDownloadURL) == ("1.2.3", "https://example.com/plugins")


SECRET = "1b47061264138c4ac30d75fd1eb44270"


@pytest.mark.parametrize(
    ("kind", "args", "wanted", "name"),
    [
        ("PrivateEndpointApproval", {**LEAST, "description": "CHG-1"}, "description", "description"),
        (
            "PrivateEndpointApproval",
            {**LEAST, "request_message": "nonce"},
            "requestMessage",
            "requestMessage",
        ),
        (
            "PrivateEndpointApproval",
            {**LEAST, "request_message": "nonce"},
            "request_message",
            "requestMessage",
        ),
        ("PrivateEndpointApprovalSet", {"orders_eu": LEAST}, "approvals", "approvals"),
    ],
)
def test_an_input_that_shall_be_a_secret_output_is_sent_as_a_secret(
    declare: Declare, engine: Engine, kind: str, args: Any, wanted: str, name: str
) -> None:
    opts = pulumi.ResourceOptions(additional_secret_outputs=[wanted])

    declare(getattr(resources, kind), args, opts=opts)

    sent = json_format.MessageToDict(engine.requests[-1].object)
    assert [each for each, value in sent.items() if SECRET in str(value)] == [name]
    assert SECRET in sent[name].values()


def test_what_is_not_given_stays_so_though_it_shall_be_a_secret_output(
    declare: Declare, engine: Engine
) -> None:
    opts = pulumi.ResourceOptions(additional_secret_outputs=["description", "groupIds"])

    declare(resources.PrivateEndpointApproval, LEAST, opts=opts)

    assert set(engine.requests[-1].object) == {"privateEndpointId", "targetResourceId"}


@pytest.mark.parametrize(("plugins", "dynamic"), KINDS)
class TestBothAreTyped:
    def test_alike_in_their_outputs(self, plugins: Any, dynamic: Any) -> None:
        assert plugins.__annotations__ == dynamic.__annotations__
        assert list(plugins.__annotations__) == list(dynamic.__annotations__)

    def test_alike_in_what_they_are_declared_with(self, plugins: Any, dynamic: Any) -> None:
        assert overloads(plugins) == overloads(dynamic)
        ours, theirs = (inspect.signature(kind.__init__).parameters for kind in (plugins, dynamic))
        assert [(each.name, each.kind, each.default) for each in ours.values()] == [
            (each.name, each.kind, each.default) for each in theirs.values()
        ]
        if not overloads(plugins):  # which alone a type checker sees
            assert [each.annotation for each in ours.values()] == [
                each.annotation for each in theirs.values()
            ]

    def test_alike_in_what_they_have_besides(self, plugins: Any, dynamic: Any) -> None:
        assert members(plugins) == members(dynamic)


def overloads(kind: type[Any]) -> list[str]:
    """How a type checker sees it declared, one line for each way."""
    (body,) = ast.parse(inspect.getsource(kind)).body
    ways = (each for each in ast.walk(body) if isinstance(each, ast.FunctionDef) and each.decorator_list)
    return [ast.unparse(each) for each in ways if ast.unparse(each.decorator_list[0]) == "overload"]


def members(kind: type[Any]) -> dict[str, str]:
    """Its own public names, with what they give."""
    own = (base for base in kind.__mro__ if base.__module__.startswith("pulumi_private_endpoint"))
    found = {name: each for base in own for name, each in vars(base).items() if not name.startswith("_")}
    translate = {"translate_input_property", "translate_output_property"}  # Pulumi's, which not all need
    return {
        name: inspect.signature(getattr(each, "fget", each)).return_annotation
        for name, each in found.items()
        if name not in translate
    }


def test_an_approval_is_declared_in_two_ways_and_a_set_has_its_entries() -> None:
    approvals, sets = resources.PrivateEndpointApproval, resources.PrivateEndpointApprovalSet
    assert [len(overloads(kind)) for kind in (approvals, sets)] == [2, 2]
    assert [*members(sets)] == ["entries"]


def test_what_came_back_is_read_in_snake_case(declare: Declare) -> None:
    kind = resources.PrivateEndpointApproval
    assert declare(kind, LEAST, read=lambda made: made.connection_name) == "pe.1"
    assert declare(kind, **LEAST, read=lambda made: made.requester_subscription_id) == "c"
    assert declare(kind, **LEAST, read=lambda made: made.service) is None


def test_an_entry_is_read_as_a_single_approval(declare: Declare) -> None:
    found = declare(
        resources.PrivateEndpointApprovalSet, {"orders_eu": LEAST}, read=lambda made: made.entries
    )
    assert found["orders_eu"]["connection_id"] == f"{TARGET}/privateEndpointConnections/pe.1"


@pytest.mark.parametrize(
    ("kind", "args", "inputs", "words"),
    [
        pytest.param("PrivateEndpointApproval", (LEAST,), LEAST, "is given both in args", id="twice"),
        pytest.param("PrivateEndpointApproval", ({"target": ""},), {}, "target is not an input", id="none"),
        pytest.param("PrivateEndpointApprovalSet", ({1: LEAST},), {}, "texts for keys", id="a key"),
    ],
)
def test_a_mistake_is_found_at_once(kind: str, args: Any, inputs: Any, words: str) -> None:
    for door in (resources, approval):
        with pytest.raises(pulumi.RunError, match=words):
            getattr(door, kind)("orders", *args, **inputs)
