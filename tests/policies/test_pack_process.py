"""The packs as the engine starts them: a process that is asked over gRPC."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE as UNKNOWN

from pulumi_private_endpoint.policies import ESSENTIALS, GOVERNANCE
from pulumi_private_endpoint.policies.adapter import DOCS
from pulumi_private_endpoint.policies.reading.resource_types import APPROVAL

FOLDERS = Path(__file__).parents[2] / "policies"
SECONDS = 30.0
SOON = datetime.now(timezone.utc).date() + timedelta(days=90)
TEXT = f"the analytics team reads orders, review by {SOON}"
GOOD = {"privateEndpointId": "/x", "description": TEXT}
SECRET_SIGNATURE = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}


def secret(value: str) -> dict[str, str]:
    """A secret as the engine sends one."""
    return SECRET_SIGNATURE | {"value": value}


def bag(values: dict[str, Any]) -> struct_pb2.Struct:
    found = struct_pb2.Struct()
    found.update(values)
    return found


class Pack:
    """A pack's process, and the calls the engine would make."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        self._channel = grpc.insecure_channel(f"127.0.0.1:{int(process.stdout.readline())}")
        self._stub = analyzer_pb2_grpc.AnalyzerStub(self._channel)

    def info(self) -> Any:
        return self._stub.GetAnalyzerInfo(empty_pb2.Empty(), timeout=SECONDS)

    def configure(self, policy: str, level: int = analyzer_pb2.MANDATORY, **settings: Any) -> None:
        config = {policy: analyzer_pb2.PolicyConfig(enforcementLevel=level, properties=bag(settings))}
        self._stub.Configure(analyzer_pb2.ConfigureAnalyzerRequest(policyConfig=config), timeout=SECONDS)

    def analyze(self, props: dict[str, Any], type_: str = APPROVAL) -> list[tuple[str, int, str]]:
        request = analyzer_pb2.AnalyzeRequest(type=type_, properties=bag(props), urn="urn", name="plant")
        answer = self._stub.Analyze(request, timeout=SECONDS)
        return [(found.policyName, found.enforcementLevel, found.message) for found in answer.diagnostics]

    def analyze_stack(self, *resources: Any) -> list[tuple[str, str]]:
        request = analyzer_pb2.AnalyzeStackRequest(resources=resources)
        answer = self._stub.AnalyzeStack(request, timeout=SECONDS)
        return [(found.policyName, found.urn) for found in answer.diagnostics]

    def close(self) -> None:
        self._channel.close()


def started(name: str, scratch: Path) -> Iterator[Pack]:
    with (scratch / "stderr").open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:1", "."],
            cwd=FOLDERS / name,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=subprocess.PIPE,
            stderr=errors,
        )
    with process:
        pack = Pack(process)
        yield pack
        pack.close()
        process.terminate()


@pytest.fixture(scope="module")
def governance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pack]:
    yield from started(GOVERNANCE.name, tmp_path_factory.mktemp("governance"))


@pytest.fixture(scope="module")
def essentials(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pack]:
    yield from started(ESSENTIALS.name, tmp_path_factory.mktemp("essentials"))


def test_a_pack_says_what_it_has(essentials: Pack, governance: Pack) -> None:
    names = [policy.name for policy in essentials.info().policies]
    assert names == [*(rule.id for rule in ESSENTIALS.rules), "exemption-unused"]
    info = governance.info()
    assert [policy.name for policy in info.policies][:-1] == [rule.id for rule in GOVERNANCE.rules]
    first = info.policies[0]
    assert first.configSchema.properties["minLength"]["default"] == 10
    assert (first.displayName, first.url) == ("Approvals say why", f"{DOCS}#{first.name}")
    framework = first.framework
    assert (framework.name, framework.version) == ("ISO/IEC 27001", "2022")
    assert (framework.reference, framework.specification) == ("A.5.18", "Access rights")
    assert list(first.tags) == ["ISO/IEC 27001 2022: A.8.32"]
    assert first.remediation_steps == GOVERNANCE.rules[0].fix


def test_what_is_good_passes_in_silence(essentials: Pack) -> None:
    assert essentials.analyze(GOOD) == []


def test_a_violation_is_mandatory(essentials: Pack) -> None:
    ((policy, level, _),) = essentials.analyze(GOOD | {"description": "Auto-Approved"})
    assert (policy, level) == ("approval-description-required", analyzer_pb2.MANDATORY)


def test_what_is_not_known_is_said_and_does_not_stop_a_preview(essentials: Pack) -> None:
    ((policy, level, message),) = essentials.analyze(GOOD | {"description": UNKNOWN})
    assert (policy, level) == ("approval-description-required", analyzer_pb2.ADVISORY)
    assert "during preview" in message


def test_a_secret_is_judged_and_not_told(essentials: Pack) -> None:
    ((_, _, message),) = essentials.analyze(GOOD | {"description": secret("hunter2")})
    assert "hunter2" not in message
    assert essentials.analyze(GOOD | {"description": secret(TEXT)}) == []


def test_settings_arrive_and_wrong_ones_are_refused_by_name(governance: Pack) -> None:
    approval = GOOD | {"privateEndpointId": "/subscriptions/aaaa/x", "onDestroy": "keep"}
    assert governance.analyze(approval) == []

    governance.configure("approval-requester-allowed", subscriptions=["bbbb"])
    ((policy, _, _),) = governance.analyze(approval)
    assert policy == "approval-requester-allowed"

    governance.configure("approval-requester-allowed", subscription=["bbbb"])
    with pytest.raises(grpc.RpcError, match="approval-requester-allowed: subscription is not a setting"):
        governance.analyze(approval)

    governance.configure("approval-requester-allowed", analyzer_pb2.DISABLED)
    assert governance.analyze(approval) == []


def test_a_stack_is_followed_by_where_values_come_from(governance: Pack) -> None:
    target = analyzer_pb2.AnalyzerResource(
        type="azure-native:storage:StorageAccount", urn="urn-target", name="target", properties=bag({})
    )
    tie = analyzer_pb2.AnalyzerPropertyDependencies(urns=["urn-target"])
    approval = analyzer_pb2.AnalyzerResource(
        type=APPROVAL,
        urn="urn-approval",
        name="plant",
        properties=bag({"targetResourceId": UNKNOWN}),
        propertyDependencies={"targetResourceId": tie},
    )

    assert governance.analyze_stack(target, approval) == [("approved-target-not-public", "urn-target")]
