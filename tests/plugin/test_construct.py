"""Components made by the plugin process; the monitor that it registers them with only takes notes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Barrier
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2, resource_pb2, resource_pb2_grpc

from .conftest import UNKNOWN, Plugin, bag, given, secret

GROUP = "/subscriptions/5c1a/resourceGroups/shop/providers"
TARGET = f"{GROUP}/Microsoft.Network/privateLinkServices/telemetry"
ENDPOINTS = "/subscriptions/9d2b/resourceGroups/net/providers/Microsoft.Network/privateEndpoints"
OWN = "urn:pulumi:dev::shop::pulumi:providers:private-endpoint::default_0_1_0"
OWN_ID = "5d1c0000-0000-4000-8000-000000000001"
OUTPUT = {"4dabf18193072939515e22adb298388d": "d0e6a833031e9bbcd3f4e8bde6ca49a4"}
"""How the engine writes one that is not known yet."""
_SECONDS = 10.0
SLOW = f"""
import pathlib, time
here, until = pathlib.Path(__file__).parent, time.monotonic() + {6 * _SECONDS}
(here / "begun").touch()
while not (here / "go").exists() and time.monotonic() < until:
    time.sleep(0.02)
"""
REQUESTERS = [{"name": "adatum", "privateEndpointId": f"{ENDPOINTS}/adatum", "whenAbsent": "warn"}]


@dataclass
class Monitor(resource_pb2_grpc.ResourceMonitorServicer):
    """Takes every registration, and gives an approval the outputs that it would have."""

    registered: list[Any] = field(default_factory=list)
    refused: str = ""
    results: bool = True
    together: Barrier = field(default_factory=lambda: Barrier(1))

    def GetDeploymentInfo(self, _request: Any, context: Any) -> Any:  # noqa: N802 - Pulumi's
        context.abort(grpc.StatusCode.UNIMPLEMENTED, "as in older engines")

    def SupportsFeature(self, request: Any, _context: Any) -> Any:  # noqa: N802 - Pulumi's
        known = request.id in {"secrets", "resourceReferences", "outputValues", "aliasSpecs"}
        return resource_pb2.SupportsFeatureResponse(hasSupport=known)

    def RegisterResource(self, request: Any, context: Any) -> Any:  # noqa: N802 - Pulumi's
        self.registered.append(request)
        if request.custom:
            self.together.wait(_SECONDS)
        if request.type == self.refused:
            context.abort(grpc.StatusCode.UNKNOWN, "it was refused")
        urn = f"urn:pulumi:dev::shop::{request.type}::{request.name}"
        outs = given(request.object)
        outs |= {"connectionId": f"id-of-{request.name}", "value": "a nonce"} if request.custom else {}
        outs |= {"results": {key: {"connectionName": f"{key}.1"} for key in outs.get("approvals", {})}}
        outs |= {} if self.results else {"results": None}
        return resource_pb2.RegisterResourceResponse(urn=urn, id=f"id-of-{request.name}", object=bag(outs))

    def RegisterResourceOutputs(self, _request: Any, _context: Any) -> Any:  # noqa: N802 - Pulumi's
        return empty_pb2.Empty()

    def one(self, name: str) -> Any:
        (found,) = [each for each in self.registered if each.name == name]
        return found


@pytest.fixture
def monitor() -> Iterator[tuple[Monitor, str]]:
    server, noted = grpc.server(ThreadPoolExecutor(64)), Monitor()
    resource_pb2_grpc.add_ResourceMonitorServicer_to_server(noted, server)
    address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    yield noted, address
    server.stop(None).wait(60)


Construct = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def plugin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plugin]:
    """One process for all of them: to load the components takes a second."""
    started = Plugin(tmp_path_factory.mktemp("plugin"), {}, None)
    started.call("Configure", provider_pb2.ConfigureRequest(acceptSecrets=True, urn=OWN, id=OWN_ID))
    yield started
    assert started.end() == 0, started.errors.read_text()


@pytest.fixture
def construct(plugin: Plugin, monitor: tuple[Monitor, str]) -> Construct:
    """`construct(component, inputs, ...)`: its outputs."""

    def run(kind: str, inputs: Any, **more: Any) -> dict[str, Any]:
        request = provider_pb2.ConstructRequest(
            project="shop",
            stack="dev",
            type=f"private-endpoint:index:{kind}",
            name="c",
            inputs=bag(inputs),
            monitorEndpoint=monitor[1],
            **more,
        )
        return given(plugin.call("Construct", request).state)

    return run


def test_a_component_makes_the_plugins_resources(construct: Construct, monitor: Any) -> None:
    outs = construct("PrivateLinkApprovals", {"targetResourceId": TARGET, "requesters": REQUESTERS})

    assert outs["absent"] == []
    assert outs["connectionIds"] == {"adatum": f"{TARGET}/privateEndpointConnections/adatum.1"}
    made = monitor[0].one("c-approvals")
    assert made.type == "private-endpoint:index:PrivateEndpointApprovalSet"
    assert [alias.spec.type for alias in made.aliases] == [
        "pulumi-python:dynamic/privateendpoint:PrivateEndpointApprovalSet"
    ]
    assert given(made.object)["approvals"] == {
        "adatum": {
            "targetResourceId": TARGET,
            "privateEndpointId": f"{ENDPOINTS}/adatum",
            "whenAbsent": "warn",
        }
    }
    assert given(monitor[0].one("c").object) == {"targetResourceId": TARGET, "requesters": REQUESTERS}


def test_what_it_makes_belongs_to_the_provider_that_makes_it(construct: Construct, monitor: Any) -> None:
    inputs = {"consumer": "Synapse", "consumerName": "s", "managedPrivateEndpointName": "lake"}

    construct("ApprovedManagedPrivateEndpoint", inputs | {"targetResourceId": TARGET})

    assert monitor[0].one("c-approval").provider == f"{OWN}::{OWN_ID}"
    assert monitor[0].one("c-approval").type == "private-endpoint:index:PrivateEndpointApproval"


def test_fabrics_component_makes_the_plugins_resources(construct: Construct, monitor: Any) -> None:
    inputs = {"workspaceId": "w", "managedPrivateEndpointName": "lake", "targetResourceId": TARGET}

    construct("ApprovedFabricEndpoint", inputs | {"requestMessage": "9c1e"}, dryRun=True)

    made = monitor[0].one("c-endpoint")
    assert made.type == "private-endpoint:index:FabricManagedPrivateEndpoint"
    assert given(made.object) == inputs | {"requestMessage": "9c1e"}
    assert monitor[0].one("c-status").type == "private-endpoint:index:FabricEndpointStatus"
    assert made.provider == monitor[0].one("c-status").provider == f"{OWN}::{OWN_ID}"


def test_unless_the_program_names_another(construct: Construct, monitor: Any) -> None:
    other = "urn:pulumi:dev::shop::pulumi:providers:private-endpoint::other::5d1c"
    inputs = {"consumer": "Synapse", "consumerName": "s", "managedPrivateEndpointName": "lake"}
    inputs |= {"targetResourceId": TARGET}

    construct("ApprovedManagedPrivateEndpoint", inputs, providers={"private-endpoint": other})

    assert monitor[0].one("c-approval").provider == other


def test_custom_timeouts_reach_what_it_is_made_of(construct: Construct, monitor: Any) -> None:
    inputs = {"consumer": "Synapse", "consumerName": "s", "managedPrivateEndpointName": "lake"}
    timeouts = provider_pb2.ConstructRequest.CustomTimeouts(create="1h", delete="90s")

    construct(
        "ApprovedManagedPrivateEndpoint", inputs | {"targetResourceId": TARGET}, customTimeouts=timeouts
    )

    given_on = monitor[0].one("c-approval").customTimeouts
    assert (given_on.create, given_on.update, given_on.delete) == ("1h", "", "90s")


@pytest.mark.parametrize(
    ("kind", "inputs", "words"),
    [
        pytest.param(
            "PrivateLinkApprovals",
            {"targetResourceId": TARGET},
            "give either requesters or requestersFile",
            id="nothing of which one is needed",
        ),
        pytest.param(
            "PrivateLinkApprovals",
            {"requesters": []},
            "targetResourceId is missing in PrivateLinkApprovals",
            id="a missing one",
        ),
        pytest.param(
            "PrivateLinkApprovals",
            {"targetResourceId": TARGET, "requestersFiles": "x"},
            "requestersFiles is not an input of PrivateLinkApprovals; there are allowUnknownRequester, ",
            id="one that there is not",
        ),
        pytest.param(
            "PrivateLinkApprovals",
            {"targetResourceId": TARGET, "requesters": [{"name": "a", "groupId": 1, "requestMessage": "m"}]},
            "requesters[0].groupId must be a text",
            id="a wrong type in a list",
        ),
        pytest.param(
            "ApprovedFrontDoorOrigin",
            {
                "targetResourceId": TARGET,
                "privateLinkLocations": [],
                "resourceGroupName": "g",
                "profileName": "p",
                "originGroupName": "o",
                "hostName": "h",
            },
            "privateLinkLocations must name at least one region, each of them once",
            id="an empty list",
        ),
        pytest.param(
            "ApprovedManagedPrivateEndpoint",
            {"consumer": secret("Synapse"), "consumerName": "s", "managedPrivateEndpointName": "lake"},
            "targetResourceId is missing in ApprovedManagedPrivateEndpoint",
            id="a secret",
        ),
        pytest.param("Nothing", {}, "private-endpoint:index:Nothing is not a component", id="no component"),
    ],
)
def test_a_mistake_is_one_line_in_the_names_of_the_schema(
    construct: Construct, monitor: Any, kind: str, inputs: Any, words: str
) -> None:
    with pytest.raises(grpc.RpcError) as failed:
        construct(kind, inputs)

    told = failed.value.details()
    assert words in told
    assert "\n" not in told
    assert monitor[0].registered == []


def test_what_is_wrong_in_a_file_is_told_as_the_file_has_it(construct: Construct, tmp_path: Path) -> None:
    file = tmp_path / "customers.yaml"
    file.write_text("requesters: [{name: adatum, private_endpoint: x}]")

    with pytest.raises(grpc.RpcError) as failed:
        construct("PrivateLinkApprovals", {"targetResourceId": TARGET, "requestersFile": str(file)})

    assert failed.value.details().startswith(
        f"{file}: requesters[0].private_endpoint is not a key; there are actions_required, "
    )


def test_a_resource_that_did_not_come_about_fails_its_component(construct: Construct, monitor: Any) -> None:
    monitor[0].refused = "private-endpoint:index:PrivateEndpointApprovalSet"

    with pytest.raises(grpc.RpcError) as failed:
        construct("PrivateLinkApprovals", {"targetResourceId": TARGET, "requesters": REQUESTERS})

    assert failed.value.details() == "it was refused"


def test_a_fault_of_this_program_is_told_without_its_words_and_without_a_traceback(
    construct: Construct, monitor: Any
) -> None:
    monitor[0].results = False

    with pytest.raises(grpc.RpcError) as failed:
        construct("PrivateLinkApprovals", {"targetResourceId": TARGET, "requesters": REQUESTERS})

    told = str(failed.value.details())
    assert told.startswith("a fault in this provider ended it (AttributeError in resources.py, line ")
    assert "NoneType" not in told


def test_an_output_in_a_list_goes_on_with_what_it_depends_on(construct: Construct, monitor: Any) -> None:
    endpoint = "urn:pulumi:dev::shop::azure-native:network:PrivateEndpoint::adatum"
    requester = {"name": "adatum", "privateEndpointId": {**OUTPUT, "dependencies": [endpoint]}}

    construct("PrivateLinkApprovals", {"targetResourceId": TARGET, "requesters": [requester]}, dryRun=True)

    made = monitor[0].one("c-approvals")
    assert endpoint in made.dependencies
    assert given(made.object)["approvals"]["adatum"]["privateEndpointId"] == UNKNOWN


def test_a_secret_goes_on_as_one(construct: Construct, monitor: Any) -> None:
    description = secret("CHG-1: for nobody's eyes")
    inputs = {"targetResourceId": TARGET, "requesters": REQUESTERS, "description": description}

    construct("PrivateLinkApprovals", inputs)

    entry = given(monitor[0].one("c-approvals").object)["approvals"]["adatum"]
    assert entry["description"]["value"] == "CHG-1: for nobody's eyes"
    assert entry["description"].keys() > {"4dabf18193072939515e22adb298388d"}


def test_what_takes_long_to_load_keeps_no_other_call_waiting(
    start_plugin: Callable[..., Plugin], monitor: Any, tmp_path: Path
) -> None:
    package = tmp_path / "packages" / "pulumi_azure_native"
    package.mkdir(parents=True)
    # As azure-native itself: a module is loaded once something of it is asked for.
    lazily = 'import pulumi._utils\nsearch = pulumi._utils.lazy_import("pulumi_azure_native.search")\n'
    (package / "__init__.py").write_text(lazily)
    (package / "search.py").write_text(SLOW)
    plugin = start_plugin("http://127.0.0.1:9", PYTHONPATH=str(package.parent))
    request = provider_pb2.ConstructRequest(
        project="shop",
        stack="dev",
        type="private-endpoint:index:ApprovedSharedPrivateLink",
        name="c",
        inputs=bag(
            {
                "consumer": "Search",
                "consumerName": "s",
                "resourceGroupName": "g",
                "targetResourceId": TARGET,
                "groupId": "blob",
            }
        ),
        monitorEndpoint=monitor[1],
    )
    under_way = plugin.stub.Construct.future(request, timeout=60)
    deadline = time.monotonic() + 30
    while not (package / "begun").exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)

    assert plugin.stub.GetPluginInfo(empty_pb2.Empty(), timeout=2 * _SECONDS).version

    (package / "go").touch()
    assert "ended it (AttributeError in shared_private_link.py, line " in under_way.exception().details()


def test_as_many_wait_at_once_as_the_program_has(construct: Construct, monitor: Any) -> None:
    monitor[0].together = Barrier(48)
    inputs = {"consumer": "Synapse", "consumerName": "s", "managedPrivateEndpointName": "lake"}
    inputs |= {"targetResourceId": TARGET}

    with ThreadPoolExecutor(48) as programs:
        waiting = [programs.submit(construct, "ApprovedManagedPrivateEndpoint", inputs) for _ in range(48)]

    assert [each.result()["connectionId"] for each in waiting] == ["id-of-c-approval"] * 48
