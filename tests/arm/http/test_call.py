"""What a request's failures mean for the next attempt."""

from __future__ import annotations

import itertools
from typing import Any

import httpx
import pytest

from pulumi_private_endpoint.arm import ArmClient, ConnectionLost, Deadline, resolve_cloud

OK = httpx.Response(200, json={})


def get(client: ArmClient, deadline: Deadline) -> Any:
    return client.get("/subscriptions/s/providers/A.B/t/n", "v", deadline)


def caused(text: str, *causes: BaseException) -> httpx.ConnectError:
    """As the transport raises it: what the machine said stands at the end of a chain."""
    failure = httpx.ConnectError(text)
    last: BaseException = failure
    for link, cause in zip(itertools.cycle(("__cause__", "__context__")), causes, strict=False):
        setattr(last, link, cause)
        last = cause
    return failure


class Several(OSError):
    """As of a name with several addresses, each tried."""

    def __init__(self, *exceptions: OSError) -> None:
        super().__init__("multiple connection attempts failed")
        self.exceptions = exceptions


REFUSED = ConnectionRefusedError(111, "Connect call failed")
NOBODY = [
    pytest.param(caused("All connection attempts failed", OSError("all"), REFUSED), id="refused"),
    pytest.param(
        caused("All connection attempts failed", Several(OSError(99, "no such address"), REFUSED)),
        id="refused at one of its addresses",
    ),
]


@pytest.mark.parametrize("refused", NOBODY)
@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:8087", "http://localhost:8087", "http://[::1]:8087"])
def test_a_simulator_that_is_not_running_is_no_passing_fault(arm: Any, endpoint: str, refused: Any) -> None:
    arm.cloud = resolve_cloud({"PRIVATE_ENDPOINT_ARM_ENDPOINT": endpoint}, lambda _: None)

    with pytest.raises(ConnectionLost) as caught:
        arm.says(refused, OK).run(get)

    assert f": nothing listens at {endpoint}. Start the simulator" in str(caught.value)
    assert "PRIVATE_ENDPOINT_ARM_ENDPOINT" in str(caught.value).partition("\n")[0]
    assert not caught.value.retryable
    assert not caught.value.sent
    assert (len(arm.requests), arm.clock.seconds, arm.told) == (1, 0, [])


@pytest.mark.parametrize("refused", NOBODY)
def test_a_gateway_that_refuses_may_be_back_in_a_moment(arm: Any, refused: Any) -> None:
    assert arm.says(refused, OK).run(get).status == 200


@pytest.mark.parametrize(
    "failure",
    [
        pytest.param(caused("all", OSError(24, "Too many open files")), id="no more files"),
        pytest.param(httpx.ConnectTimeout(""), id="slow"),
        pytest.param(httpx.ReadError(""), id="dropped"),
    ],
)
def test_other_faults_of_this_machine_may_pass(arm: Any, failure: Any) -> None:
    arm.cloud = resolve_cloud({"PRIVATE_ENDPOINT_ARM_ENDPOINT": "http://127.0.0.1:8087"}, lambda _: None)
    assert arm.says(failure, OK).run(get).status == 200
