"""Whether a write that was cut short may stand: only then may a state be kept of it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from pulumi_private_endpoint.arm import ConnectionLost, DeadlineExceeded, SignInFailed, UnreadableAnswer
from pulumi_private_endpoint.connections.errors import ConnectionNotFound
from pulumi_private_endpoint.connections.reconcile.approve import approve
from pulumi_private_endpoint.connections.runtime.call_record import CallRecord
from pulumi_private_endpoint.simulator import Connection, Fault

COSMOS = (
    "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop"
    "/providers/Microsoft.DocumentDB/databaseAccounts/orders"
)
ENDPOINT = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints/warehouse-orders"
)
SEEN: Any = object()
LOST = ConnectionLost("lost", sent=True, outcome_unknown=True)
NEVER_SENT = ConnectionLost("no network", sent=False)


@pytest.mark.parametrize(
    ("failures", "stands"),
    [
        pytest.param([LOST], True, id="its answer was lost"),
        pytest.param([asyncio.CancelledError()], True, id="cancelled on its way"),
        pytest.param([UnreadableAnswer("what?")], True, id="taken in, in words of their own"),
        pytest.param([DeadlineExceeded("late", outcome_unknown=True)], True, id="no answer in time"),
        pytest.param([NEVER_SENT], False, id="never sent"),
        pytest.param([SignInFailed("no token")], False, id="nobody signed in"),
        pytest.param([DeadlineExceeded("late")], False, id="no time to send it"),
        pytest.param([LOST, NEVER_SENT], True, id="an earlier one may stand"),
        pytest.param([NEVER_SENT, LOST], True, id="a later one may stand"),
    ],
)
def test_what_is_known_of_a_write_that_failed(failures: list[BaseException], stands: bool) -> None:
    call_record = CallRecord()

    for failure in failures:
        with pytest.raises(type(failure)), call_record.sending(SEEN):
            raise failure

    assert (call_record.connection, call_record.may_stand) == (SEEN, stands)


@pytest.mark.parametrize(
    ("faults", "operation", "stands"),
    [
        pytest.param([Fault(method="PUT", effect="missing-role", times=0)], {}, False, id="refused"),
        pytest.param(
            [Fault(method="PUT", effect="reset-after", times=0)], {"operation_seconds": 3600}, True, id="lost"
        ),
        pytest.param([], {"operation_seconds": 3600}, True, id="its operation does not end"),
        pytest.param([], {"outcome": "Failed", "answer": "202-aao"}, False, id="its operation fails"),
        pytest.param([], {"outcome": "Failed"}, True, id="its end cannot be learned"),
        pytest.param(
            [Fault(method="PUT", effect="reset-after")],
            {"outcome": "Failed", "answer": "202-aao", "operation_seconds": 20},
            True,
            id="lost, and what is sent then fails",
        ),
    ],
)
def test_an_approval_that_fails_leaves_word_of_what_it_sent(
    azure: Any, wanted: Any, faults: list[Fault], operation: dict[str, Any], stands: bool
) -> None:
    ours = Connection(
        COSMOS,
        name="c1",
        private_endpoint=ENDPOINT,
        description="please",
        **operation,
    )
    sim = azure([ours], faults)
    session = sim.session

    with pytest.raises(Exception) as failure:  # noqa: PT011 - each in its own way
        sim.run(approve(session, wanted(timeout="60s")))

    assert failure.value
    assert session.call_record.connection.name == "c1"
    assert session.call_record.may_stand is stands


def test_nothing_is_left_of_an_approval_that_found_nothing(azure: Any, wanted: Any) -> None:
    sim = azure([Connection(COSMOS, name="other", private_endpoint=f"{ENDPOINT}-2")])
    session = sim.session

    with pytest.raises(ConnectionNotFound):
        sim.run(approve(session, wanted(waitForConnection="0s")))

    assert session.call_record == CallRecord()
