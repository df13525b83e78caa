"""What a preview says, over gRPC: `check` and `diff` look, and write nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2

from pulumi_private_endpoint.simulator import Connection, Running, Scenario, running

SUBSCRIPTION = "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21"
COSMOS = f"{SUBSCRIPTION}/resourceGroups/shop/providers/Microsoft.DocumentDB/databaseAccounts/orders"
ENDPOINT = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints/warehouse-orders"
)
OTHER_ENDPOINT = ENDPOINT.replace("warehouse-orders", "somebody-else")
INPUTS = {"targetResourceId": COSMOS, "connectionName": "c1", "description": "CHG-1 orders"}
PREVIEW = {"__preview": "orders"}
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"  # how the engine writes a value that is not known yet
CONNECTION_ID = f"{COSMOS}/privateEndpointConnections/c1"


@pytest.fixture
def azure() -> Iterator[Running]:
    connection = Connection(target=COSMOS, name="c1", private_endpoint=ENDPOINT, description="please")
    with running(Scenario(connections=(connection,), time_scale=0.02)) as simulator:
        yield simulator


@pytest.fixture
def start(azure: Running, start_host: Any, tmp_path: Path) -> Any:
    """A provider process of one user: what a preview showed is kept in that user's folder."""
    return lambda: start_host(azure.url, PULUMI_HOME=str(tmp_path / "pulumi"))


def said(host: Any) -> list[str]:
    """What a host said that stays, as it came; where there is no engine, each line ends with that."""
    lines = host.errors.read_text().replace(" (not shown by the engine: UNAVAILABLE)", "").splitlines()
    return [line for line in lines if not line.endswith(("sending Approved", "waiting"))]


def writes(azure: Running) -> list[str]:
    return [entry["method"] for entry in azure.log() if entry["method"] != "GET"]


def test_names_connection_requester_and_message(azure: Running, start: Any) -> None:
    host = start()

    inputs = host.checked(INPUTS | PREVIEW)

    assert inputs == INPUTS | {"status": "Approved"}
    said = host.errors.read_text()
    assert "orders: would send Approved to connection c1 (Pending, requester " + ENDPOINT in said
    assert 'message "please"' in said
    assert writes(azure) == []


def test_outside_preview_nothing_is_looked_at_twice(azure: Running, start: Any) -> None:
    start().checked(INPUTS)

    assert azure.log() == []


@pytest.mark.parametrize(
    ("change", "inputs", "reason"),
    [
        pytest.param({"status": "Rejected"}, {}, "cannot become Approved: it was Rejected", id="rejected"),
        pytest.param({"private_endpoint": ""}, {}, "Azure does not show who asks", id="hidden requester"),
        pytest.param(
            {},
            {"allowedSubscriptionIds": ["11111111-1111-1111-1111-111111111111"]},
            "is not among allowed_subscription_ids",
            id="subscription not allowed",
        ),
    ],
)
def test_fails_with_the_words_up_would_fail_with(
    azure: Running, start: Any, change: dict[str, str], inputs: dict[str, Any], reason: str
) -> None:
    if change:
        azure.change(CONNECTION_ID, **change)
    host = start()

    (failure,) = host.failures(INPUTS | inputs | PREVIEW)

    assert reason in failure
    with pytest.raises(grpc.RpcError) as up:
        host.create(INPUTS | inputs | {"status": "Approved"})
    assert failure in up.value.details()
    assert writes(azure) == []


def test_not_there_yet_is_said_and_is_no_failure(start: Any) -> None:
    host = start()

    host.checked(INPUTS | {"connectionName": "c2", "waitForConnection": "5m"} | PREVIEW)

    head, there = said(host)
    assert head.startswith("orders: no connection matches")
    assert head.endswith("up will wait for it, at most 300s")
    assert there.startswith("  c1 (Pending, ")
    assert there.endswith(": has another name")


def test_without_a_network_it_says_so_and_is_no_failure(start_host: Any) -> None:
    host = start_host("http://127.0.0.1:9")

    host.checked(INPUTS | PREVIEW)

    (warning,) = said(host)
    assert warning.startswith("orders: could not look at Microsoft.DocumentDB/databaseAccounts orders, ")


def test_without_a_network_a_cloud_of_its_own_is_no_failure(start_host: Any) -> None:
    host = start_host("", ARM_METADATA_HOSTNAME="127.0.0.1:9")
    outs = INPUTS | {"status": "Approved", "privateEndpointId": ENDPOINT}

    inputs = host.checked(INPUTS | PREVIEW)
    host.diff(CONNECTION_ID, outs, inputs | {"description": "CHG-2 orders"})

    first, second = said(host)
    assert first == second
    assert first.startswith("orders: could not look, up will: The metadata host 127.0.0.1:9 gave no answer")


@pytest.mark.parametrize(
    ("environment", "config", "strict"),
    [
        pytest.param({"PRIVATE_ENDPOINT_STRICT": "1"}, {}, True, id="by the environment"),
        pytest.param({}, {"private-endpoint:strict": "true"}, True, id="by the configuration"),
        pytest.param(
            {"PRIVATE_ENDPOINT_STRICT": "0"},
            {"private-endpoint:strict": "true"},
            False,
            id="not by both",
        ),
    ],
)
@pytest.mark.parametrize(
    ("variables", "target"),
    [
        pytest.param({}, f"{COSMOS}-2", id="no such target"),
        pytest.param({"ARM_METADATA_HOSTNAME": "127.0.0.1:9"}, COSMOS, id="no metadata host"),
    ],
)
def test_a_strict_preview_fails_where_it_cannot_look(
    azure: Running,
    start_host: Any,
    variables: dict[str, str],
    target: str,
    environment: dict[str, str],
    config: dict[str, str],
    strict: bool,
) -> None:
    host = start_host("" if variables else azure.url, config, **variables | environment)

    failures = host.failures(INPUTS | {"targetResourceId": target} | PREVIEW)

    assert [failure.startswith("could not look") for failure in failures] == [True] * strict
    assert ["PRIVATE_ENDPOINT_STRICT" in failure for failure in failures] == [True] * strict


def test_says_what_is_not_known_yet(azure: Running, start: Any) -> None:
    host = start()

    host.checked(INPUTS | {"privateEndpointId": UNKNOWN} | PREVIEW)
    host.checked(INPUTS | {"description": UNKNOWN, "requestMessage": UNKNOWN} | PREVIEW)

    one, several = said(host)
    assert one == "orders: private_endpoint_id is not known yet: up will look at the connection once it is"
    assert several.startswith("orders: request_message, description are not known yet: ")
    assert several.endswith(" once they are")
    assert azure.log() == []


def test_says_of_an_update_what_is_not_known_yet(azure: Running, start: Any) -> None:
    host = start()
    inputs = host.checked(INPUTS)
    id_, outs = host.create(inputs)
    sent = len(azure.log())

    host.diff(id_, outs, host.checked(INPUTS | {"description": UNKNOWN} | PREVIEW, inputs))

    assert said(host)[-1].startswith("orders: description is not known yet")
    assert len(azure.log()) == sent


def test_a_decision_that_is_not_known_yet_claims_nothing(azure: Running, start: Any) -> None:
    host = start()
    inputs = host.checked(INPUTS)
    id_, outs = host.create(inputs)
    sent = len(azure.log())

    answer = host.diff(id_, outs, host.checked(INPUTS | {"status": UNKNOWN} | PREVIEW, inputs))

    assert answer.changes != answer.DIFF_NONE
    assert said(host)[-1].startswith("orders: status is not known yet")
    assert len(azure.log()) == sent


def test_what_cannot_be_kept_is_told(azure: Running, start_host: Any, tmp_path: Path) -> None:
    (tmp_path / "a-file").touch()
    host = start_host(azure.url, PULUMI_HOME=str(tmp_path / "a-file"))

    host.checked(INPUTS | PREVIEW)

    said = host.errors.read_text()
    assert "what is shown here cannot be kept: up will not compare with it" in said
    assert "would send Approved" in said


def test_an_update_too_sends_only_what_preview_showed(azure: Running, start: Any) -> None:
    up = start()
    inputs = up.checked(INPUTS)
    id_, outs = up.create(inputs)
    azure.change(CONNECTION_ID, status="Pending", description="once more")
    host = start()
    _, now, _ = host.read(id_, outs)
    host.diff(id_, now, host.checked(INPUTS | PREVIEW, inputs))
    azure.change(CONNECTION_ID, description="something else")

    with pytest.raises(grpc.RpcError, match="is not the request that the preview showed"):
        start().update(id_, now, inputs)

    assert len(writes(azure)) == 1


@pytest.mark.parametrize(
    "swap",
    [
        pytest.param({"private_endpoint": OTHER_ENDPOINT}, id="another endpoint under the same name"),
        pytest.param({"description": "another text"}, id="another message under the same name"),
    ],
)
def test_what_preview_showed_is_what_is_approved(azure: Running, start: Any, swap: dict[str, str]) -> None:
    start().checked(INPUTS | PREVIEW)
    azure.change(CONNECTION_ID, **swap)

    with pytest.raises(grpc.RpcError) as failure:
        start().create(INPUTS | {"status": "Approved"})

    assert "is not the request that the preview showed" in failure.value.details()
    assert writes(azure) == []


def test_an_update_says_what_it_would_send(azure: Running, start: Any) -> None:
    host = start()
    inputs = host.checked(INPUTS)
    id_, outs = host.create(inputs)
    sent = len(writes(azure))

    news = host.checked(INPUTS | {"description": "CHG-2"} | PREVIEW, inputs)
    host.diff(id_, outs, news)

    assert said(host)[-1].startswith(
        'orders: already Approved: would replace its description "CHG-1 orders" by "CHG-2": connection c1 ('
    )
    assert len(writes(azure)) == sent


@pytest.mark.parametrize(
    ("first", "then", "shown"),
    [
        pytest.param(True, True, "[secret] by [secret]", id="as before"),
        pytest.param(True, False, '[secret] by "PLANTED-2"', id="no longer"),
        pytest.param(False, True, "[secret] by [secret]", id="now"),
    ],
)
def test_a_secret_text_is_not_shown(start: Any, first: bool, then: bool, shown: str) -> None:
    host = start()
    inputs = host.checked(INPUTS | {"description": "PLANTED-1"} | ({"__plain": {}} if first else {}))
    id_, outs = host.create(inputs)
    again = host.checked(inputs | ({"__plain": {}} if first else {}), inputs)
    assert host.diff(id_, outs, again).changes == provider_pb2.DiffResponse.DIFF_NONE
    _, outs, inputs = host.read(id_, outs)

    given = INPUTS | {"description": "PLANTED-2"} | ({"__plain": {}} if then else {})
    host.diff(id_, outs, host.checked(given | PREVIEW, inputs))

    assert f"would replace its description {shown}: " in said(host)[-1]
    assert "PLANTED-1" not in host.errors.read_text()


def test_what_becomes_secret_is_kept_so_and_nothing_is_sent(azure: Running, start: Any) -> None:
    host = start()
    inputs = host.checked(INPUTS)
    id_, outs = host.create(inputs)
    sent = len(writes(azure))

    secret = host.checked(INPUTS | {"__plain": {}}, inputs)
    assert host.diff(id_, outs, secret).changes != provider_pb2.DiffResponse.DIFF_NONE
    outs = host.update(id_, outs, secret)

    assert host.diff(id_, outs, secret).changes == provider_pb2.DiffResponse.DIFF_NONE
    assert len(writes(azure)) == sent


@pytest.mark.parametrize("refreshed", [False, True], ids=["as it stands", "after a refresh"])
def test_warns_of_a_text_that_another_stack_wrote(azure: Running, start: Any, refreshed: bool) -> None:
    host = start()
    inputs = host.checked(INPUTS)
    id_, outs = host.create(inputs)
    azure.change(CONNECTION_ID, description="theirs")
    if refreshed:
        _, outs, inputs = host.read(id_, outs)

    host.diff(id_, outs, host.checked(INPUTS | {"description": "ours"} | PREVIEW, inputs))

    assert said(host)[-1].startswith(
        'orders: already Approved: would replace its description "theirs", which this resource did not '
        'write, by "ours": connection c1 ('
    )


def test_a_text_that_was_written_over_is_its_own_again(azure: Running, start: Any) -> None:
    host = start()
    inputs = host.checked(INPUTS)
    id_, outs = host.create(inputs)
    azure.change(CONNECTION_ID, description="theirs")
    _, outs, _ = host.read(id_, outs)

    outs = host.update(id_, outs, inputs)
    _, outs, _ = host.read(id_, outs)
    host.diff(id_, outs, host.checked(INPUTS | {"description": "ours"} | PREVIEW, inputs))

    assert "did not write" not in said(host)[-1]


def test_an_update_that_cannot_work_fails_the_preview(azure: Running, start: Any) -> None:
    host = start()
    inputs = host.checked(INPUTS)
    id_, outs = host.create(inputs)
    azure.reject(CONNECTION_ID)
    _, now, _ = host.read(id_, outs)
    news = host.checked(INPUTS | PREVIEW, inputs)

    with pytest.raises(grpc.RpcError, match="cannot become Approved: it was Rejected"):
        host.diff(id_, now, news)
