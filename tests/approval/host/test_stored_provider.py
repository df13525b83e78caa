"""What both providers are to Pulumi, without a host."""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from pulumi.dynamic.config import Config
from pulumi.dynamic.dynamic import ConfigureRequest

from pulumi_private_endpoint.approval import provider, set_provider
from pulumi_private_endpoint.approval.host import process
from pulumi_private_endpoint.approval.host.checks import PendingChecks
from pulumi_private_endpoint.approval.host.failed import ApprovalFailed
from pulumi_private_endpoint.approval.host.property_bag import DRY_RUN, NAME, inputs_of, preview_of
from pulumi_private_endpoint.approval.host.stored_provider import StoredProvider
from pulumi_private_endpoint.connections.runtime import sessions

TARGET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v"
INPUTS = {"targetResourceId": TARGET, "connectionName": "c1", "description": "x" * 500}
CUT = "description has 500 characters: Azure promises no more than 140, and a service may cut or refuse it"
OLDS = {"any": "state, so that nothing is looked at"}


@dataclass
class Told:
    """Stands in for the process: remembers what is said, and what was asked for."""

    said: list[str] = field(default_factory=list)
    checks: PendingChecks = field(default_factory=PendingChecks)
    sets: dict[str, int] = field(default_factory=dict)

    def say(self, warning: str) -> None:
        self.said.append(warning)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    stand_in = Told()
    monkeypatch.setattr(process, "_shared", stand_in)
    return stand_in


@pytest.mark.parametrize("one", [provider.PROVIDER, set_provider.PROVIDER], ids=["single", "set"])
def test_the_state_holds_a_name_and_nothing_else(one: StoredProvider) -> None:
    assert pickle.loads(pickle.dumps(one)) is one  # noqa: S301 - our own
    assert vars(one) == {}
    assert one.serialize_as_secret_always is False


@pytest.mark.parametrize(
    ("news", "inputs", "name"),
    [
        pytest.param(INPUTS, INPUTS, "", id="up"),
        pytest.param(INPUTS | {DRY_RUN: "orders"}, INPUTS, "orders", id="preview"),
        pytest.param(INPUTS | {NAME: "orders"}, INPUTS, "", id="up, named"),
        pytest.param(INPUTS | {"__provider": "blob"}, INPUTS, "", id="what Pulumi adds"),
        pytest.param(INPUTS | {DRY_RUN: None}, INPUTS, "", id="a null on the wire"),
        pytest.param(INPUTS | {"__plain": {}, "__name": "orders"}, INPUTS, "", id="what the resource adds"),
        pytest.param(INPUTS | {DRY_RUN: "a\nb"}, INPUTS, "a\\nb", id="a name over two lines"),
    ],
)
def test_what_the_program_gave(news: dict[str, Any], inputs: dict[str, Any], name: str) -> None:
    assert (inputs_of(news), preview_of(news)) == (inputs, name)


@pytest.mark.parametrize(
    ("one", "news", "subject"),
    [
        pytest.param(provider.PROVIDER, INPUTS, "", id="single"),
        pytest.param(
            set_provider.PROVIDER, {"approvals": {"a": INPUTS}}, 'approvals["a"]: ', id="an entry of a set"
        ),
    ],
)
@pytest.mark.parametrize(
    ("told_of", "name"),
    [({}, ""), ({NAME: "orders"}, "orders: "), ({DRY_RUN: "orders"}, "orders: ")],
    ids=["nothing", "up", "preview"],
)
def test_e9_a_text_that_may_be_cut_is_told(
    told: Told, one: Any, news: dict[str, Any], subject: str, told_of: dict[str, str], name: str
) -> None:
    result = one.check(OLDS, news | told_of)

    assert result.failures == []
    assert told.said == [f"{name}{subject}{CUT}"]
    check = told.checks.take(result.inputs)
    assert check is not None
    assert (check.name, check.preview) == (name.removesuffix(": "), DRY_RUN in told_of)


@pytest.mark.parametrize("times", [1, 2], ids=["once", "for two stored forms"])
def test_only_a_hosts_provider_fails_in_words_alone(times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing(StoredProvider):
        def create(self, _props: Any) -> Any:
            raise ApprovalFailed("no connection")

    configured: list[Callable[[str], str | None]] = []
    monkeypatch.setattr(process, "configure", configured.append)
    monkeypatch.delenv(sessions.DEBUG, raising=False)
    one = Failing()
    with pytest.raises(ApprovalFailed):
        one.create({})

    for _ in range(times):
        one.configure(ConfigureRequest(config=Config({"private-endpoint:armEndpoint": "https://x"}, "p")))

    assert configured[0]("private-endpoint:armEndpoint") == "https://x"
    with pytest.raises(ApprovalFailed) as caught:
        one.create({})
    assert traceback.format_exception_only(caught.value) == ["no connection\n"]
