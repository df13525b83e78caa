"""The front door: what a program may write, what goes over the wire, and what is stored of the provider."""

from __future__ import annotations

import base64
import os
import pickle
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pulumi
import pytest
from pulumi.dynamic import Resource
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime import mocks

from pulumi_private_endpoint.approval.host.property_bag import DRY_RUN, NAME
from pulumi_private_endpoint.approval.provider import PROVIDER
from pulumi_private_endpoint.approval.resource import PrivateEndpointApproval, PrivateEndpointApprovalArgs
from pulumi_private_endpoint.connections.properties.fields import INPUTS, python_name
from pulumi_private_endpoint.connections.properties.state import OUTPUTS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TARGET = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv"
ENDPOINT = "/subscriptions/c/resourceGroups/rg/providers/Microsoft.Network/privateEndpoints/pe"
LEAST = {"target_resource_id": TARGET, "private_endpoint_id": ENDPOINT}
# Stored in every user's state: this string can never change.
GOLDEN = "gASVOgAAAAAAAACMKXB1bHVtaV9wcml2YXRlX2VuZHBvaW50LmFwcHJvdmFsLnByb3ZpZGVylIwIUFJPVklERVKUk5Qu"


class Engine(mocks.Mocks):
    """Takes every registration, and answers with what Azure would have shown."""

    def __init__(self) -> None:
        self.registered: list[mocks.MockResourceArgs] = []

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        self.registered.append(args)
        found = {"connectionName": "pe.1", "groupIds": ["vault"], "requesterSubscriptionId": "c"}
        return f"{TARGET}/privateEndpointConnections/pe.1", args.inputs | found

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], None]:
        raise NotImplementedError(args.token)


@pytest.fixture
def engine(mocked: Callable[..., None], preview: bool) -> Engine:
    taking = Engine()
    mocked(taking, preview=preview)
    return taking


@pytest.fixture(params=[False, True], ids=["up", "preview"])
def preview(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def declare(engine: Engine, *args: Any, **inputs: Any) -> dict[str, Any]:
    """Declare an approval as a program would; what is known of each of its attributes afterwards."""

    async def seen(resource: PrivateEndpointApproval, name: str) -> Any:
        output = getattr(resource, name)
        return await output.future() if await output.is_known() else "unknown"

    async def all_of(resource: PrivateEndpointApproval) -> None:
        for name in PrivateEndpointApproval.__annotations__:
            attributes[name] = await seen(resource, name)

    @pulumi.runtime.test  # type: ignore[untyped-decorator]  # Pulumi leaves it untyped
    def program() -> pulumi.Output[None]:
        return pulumi.Output.from_input(all_of(PrivateEndpointApproval("approval", *args, **inputs)))

    attributes: dict[str, Any] = {}
    program()
    assert len(engine.registered) == 1
    return attributes


class TestOnTheWire:
    def test_the_token_is_part_of_every_urn(self, engine: Engine) -> None:
        declare(engine, **LEAST)
        assert engine.registered[0].typ == "pulumi-python:dynamic/privateendpoint:PrivateEndpointApproval"

    def test_names_are_camel_case_and_nothing_else_is_sent(self, engine: Engine, *, preview: bool) -> None:
        declare(engine, **LEAST, wait_for_connection="1m", allowed_subscription_ids=["c"])
        assert engine.registered[0].inputs == {
            "targetResourceId": TARGET,
            "privateEndpointId": ENDPOINT,
            "waitForConnection": "1m",
            "allowedSubscriptionIds": ["c"],
            "__provider": GOLDEN,
            DRY_RUN if preview else NAME: "approval",
        }

    def test_texts_that_are_no_secrets_are_sent_beside_the_inputs(self, engine: Engine) -> None:
        secret = pulumi.Output.secret("hunter2")
        texts = {"request_message": secret, "description": pulumi.Output.from_input("CHG-1")}
        declare(engine, **LEAST, **texts, actions_required="None")
        assert engine.registered[0].inputs["__plain"] == {"description": "CHG-1", "actionsRequired": "None"}

    def test_what_shall_be_a_secret_output_is_none_of_them(self, engine: Engine) -> None:
        opts = pulumi.ResourceOptions(additional_secret_outputs=["description"])
        declare(engine, **LEAST, description="CHG-1", request_message="please", opts=opts)
        assert engine.registered[0].inputs["__plain"] == {"requestMessage": "please"}

    def test_every_input_of_the_provider_can_be_given_and_no_other(self) -> None:
        assert [python_name(name) for name in INPUTS] == list(PrivateEndpointApprovalArgs.__annotations__)

    def test_a_dict_and_keywords_are_the_same(self, engine: Engine) -> None:
        declare(engine, {**LEAST, "status": "Rejected"})
        by_dict = engine.registered.pop().inputs
        declare(engine, **LEAST, status="Rejected")
        assert engine.registered[0].inputs == by_dict

    def test_a_dict_and_keywords_add_up(self, engine: Engine) -> None:
        declare(engine, LEAST, status="Rejected")
        assert (
            engine.registered[0].inputs.items() >= {"targetResourceId": TARGET, "status": "Rejected"}.items()
        )

    def test_the_programs_dict_is_left_as_it_is(self, engine: Engine) -> None:
        args = dict(LEAST)
        declare(engine, args)
        assert args == LEAST


class TestAttributes:
    def test_what_azure_showed_can_be_read_in_snake_case(self, engine: Engine) -> None:
        attributes = declare(engine, **LEAST)
        assert attributes["connection_name"] == "pe.1"
        assert attributes["group_ids"] == ["vault"]
        assert attributes["requester_subscription_id"] == "c"
        assert attributes["target_resource_id"] == TARGET

    def test_what_is_not_there_resolves_all_the_same(self, engine: Engine, *, preview: bool) -> None:
        attributes = declare(engine, **LEAST)
        missing = "unknown" if preview else None
        assert (attributes["service"], attributes["previous_status"]) == (missing, missing)

    def test_every_attribute_is_something_the_state_holds(self) -> None:
        held = {python_name(name) for name in (*INPUTS, *OUTPUTS)}
        assert set(PrivateEndpointApproval.__annotations__) <= held


class TestOptions:
    """What Pulumi's options can say, and what they cannot."""

    @pytest.fixture
    def options(self, monkeypatch: pytest.MonkeyPatch) -> list[pulumi.ResourceOptions]:
        seen: list[pulumi.ResourceOptions] = []
        register = Resource.__init__

        def noted(self: Any, provider: Any, name: str, props: Any, opts: Any = None) -> None:
            seen.append(opts)
            register(self, provider, name, props, opts)

        monkeypatch.setattr(Resource, "__init__", noted)
        return seen

    @pytest.mark.parametrize(
        ("inputs", "secret"),
        [
            pytest.param(
                lambda: {"request_message": pulumi.Output.secret("m")}, ["description"], id="a secret"
            ),
            pytest.param(
                lambda: {"request_message": pulumi.Output.from_input("m")},
                ["description"],
                id="what may turn out to be one",
            ),
            pytest.param(lambda: {"request_message": "m"}, None, id="no secret"),
            pytest.param(
                lambda: {"request_message": pulumi.Output.secret("m"), "description": "CHG-1"},
                None,
                id="beside a description",
            ),
            pytest.param(dict, None, id="no message"),
        ],
    )
    def test_a_secret_message_is_a_secret_as_description_too(
        self,
        engine: Engine,
        options: list[Any],
        inputs: Callable[[], dict[str, Any]],
        secret: list[str] | None,
    ) -> None:
        @pulumi.runtime.test  # type: ignore[untyped-decorator]  # Pulumi leaves it untyped
        def program() -> pulumi.Output[str]:
            own = pulumi.ResourceOptions(protect=True)
            return PrivateEndpointApproval("approval", LEAST | inputs(), own).urn  # type: ignore[arg-type, operator]  # dicts

        program()
        assert len(engine.registered) == 1
        assert (options[0].protect, options[0].additional_secret_outputs) == (True, secret)

    @pytest.mark.parametrize(
        ("opts", "warned"),
        [
            pytest.param(None, [], id="none"),
            pytest.param(pulumi.ResourceOptions(protect=True), [], id="others"),
            pytest.param(
                pulumi.ResourceOptions(custom_timeouts=pulumi.CustomTimeouts(create="1h")),
                ["custom_timeouts does not reach a dynamic resource: give timeout instead"],
                id="custom_timeouts",
            ),
        ],
    )
    def test_custom_timeouts_are_no_timeout(
        self, engine: Engine, monkeypatch: pytest.MonkeyPatch, opts: Any, warned: list[str]
    ) -> None:
        warnings: list[str] = []
        monkeypatch.setattr(pulumi.log, "warn", lambda text, _resource: warnings.append(text))
        declare(engine, LEAST, opts)
        assert warnings == warned


class TestMistakes:
    @pytest.mark.parametrize(
        ("args", "inputs", "message"),
        [
            pytest.param(
                None,
                LEAST | {"private_endpoint": ENDPOINT},
                "private_endpoint is not an input of PrivateEndpointApproval; there are target_resource_id, ",
                id="unknown",
            ),
            pytest.param(
                {"targetResourceId": TARGET}, {}, "targetResourceId is not an input of", id="the wire's name"
            ),
            pytest.param(
                None, LEAST | {"connection_id": "x"}, "connection_id is not an input of", id="an output"
            ),
            pytest.param(
                LEAST,
                {"target_resource_id": TARGET},
                "target_resource_id is given both in args and as a keyword argument",
                id="twice",
            ),
        ],
    )
    def test_is_one_line_that_names_it(
        self, args: dict[str, str] | None, inputs: dict[str, str], message: str
    ) -> None:
        with pytest.raises(pulumi.RunError, match=f"^{re.escape(message)}"):
            PrivateEndpointApproval("approval", args, **inputs)  # type: ignore[call-overload]  # the mistake

    def test_a_subclass_would_be_another_resource(self) -> None:
        with pytest.raises(TypeError, match="wrap it in a ComponentResource"):
            type("Mine", (PrivateEndpointApproval,), {})


class TestStoredProvider:
    """The string in every user's state is constant, small, and loads wherever the package is installed."""

    def test_is_the_golden_string(self) -> None:
        assert serialize_provider(PROVIDER) == GOLDEN
        assert len(GOLDEN) < 100

    def test_is_a_plain_pickle(self) -> None:
        assert base64.b64encode(pickle.dumps(PROVIDER, protocol=4)).decode() == GOLDEN

    def test_no_attribute_gets_in(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert vars(PROVIDER) == {}
        monkeypatch.setattr(PROVIDER, "token", "hunter2", raising=False)
        assert serialize_provider(PROVIDER) == GOLDEN

    def test_is_no_secret(self) -> None:
        assert PROVIDER.serialize_as_secret_always is False

    def test_is_the_same_and_loads_in_a_process_started_elsewhere(self, tmp_path: Path) -> None:
        (tmp_path / "elsewhere.py").write_text(ELSEWHERE, encoding="utf-8")
        assert run([sys.executable, "-W", "error", "elsewhere.py", GOLDEN], tmp_path) == [
            GOLDEN,
            "PrivateEndpointApprovalProvider",
        ]

    @pytest.mark.parametrize("minor", range(10, 15), ids="3.{}".format)
    def test_is_what_any_python_writes(self, minor: int, tmp_path: Path) -> None:
        python = shutil.which(f"python3.{minor}")
        if python is None or not answers(python):
            pytest.skip(f"there is no Python 3.{minor}")
        assert run([python, "-c", BARE], tmp_path) == [GOLDEN]


ELSEWHERE = """
import base64, sys
import dill
from pulumi.dynamic import Resource
from pulumi.dynamic.dynamic import serialize_provider
loaded = dill.loads(base64.b64decode(sys.argv[1]))
print(serialize_provider(loaded))
print(type(loaded).__name__)
"""

BARE = """
import base64, pickle, sys, types
class Provider:
    def __reduce__(self):
        return "PROVIDER"
name = Provider.__module__ = "pulumi_private_endpoint.approval.provider"
for part in (name.split(".")[0], name.rpartition(".")[0], name):
    sys.modules[part] = types.ModuleType(part)
sys.modules[name].PROVIDER = Provider()
print(base64.b64encode(pickle.dumps(sys.modules[name].PROVIDER, protocol=4)).decode())
"""


def run(command: list[str], folder: Path) -> list[str]:
    """The lines a program prints, without the surroundings of this process."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        command, cwd=folder, env=clean, capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout.split()


def answers(python: str) -> bool:
    """Whether an interpreter is there; version managers leave stand-ins for those that are not."""
    return subprocess.run([python, "-V"], capture_output=True, timeout=60, check=False).returncode == 0
