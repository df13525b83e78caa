"""What one call of a process says, claims and takes its time for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.errors import ConnectionTaken
from pulumi_private_endpoint.connections.model import Connection
from pulumi_private_endpoint.connections.runtime.session import Session

TARGET = ResourceId.parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v")
FOUND = Connection(
    target=TARGET,
    id=TARGET.child("privateEndpointConnections", "c1"),
    name="c1",
    status="Pending",
    description="please",
    actions_required=None,
    private_endpoint_id=None,
    group_ids=(),
    provisioning_state="Succeeded",
)


@pytest.fixture
def session(service: Any) -> Session:
    made: Session = service().session
    return made


def test_what_is_taken_is_on_the_trail(session: Session) -> None:
    session.claim(FOUND, "Approved")
    assert session.call_record.connection == FOUND
    assert session.claims.has(TARGET, "c1")


def test_what_another_has_is_not(session: Session) -> None:
    session.named("orders").claim(FOUND, "Approved")
    other = replace(session.named("stock"), call_record=type(session.call_record)())
    with pytest.raises(ConnectionTaken, match="is wanted by orders too"):
        other.claim(FOUND, "Approved")
    assert other.call_record.connection is None


def test_whom_nobody_named_says_nothing_more(session: Session) -> None:
    assert session.named("") is session
    assert (session.claimant, session.replace_with) == ("", "`--replace`")
    assert (session.queue_seconds, session.timeout, session.strict) == (0, 0, False)


def test_time_from_outside_goes_before_an_inputs_own(session: Session, wanted: Any) -> None:
    assert session.bounded(wanted(timeout="5m")).timeout == 300
    assert replace(session, timeout=7.0).bounded(wanted(timeout="5m")).timeout == 7


@pytest.mark.parametrize(("dry_run", "up"), [(False, "up"), (True, "approve")])
def test_a_dry_run_is_carried_out_by_its_own_command(session: Session, dry_run: bool, up: str) -> None:
    assert replace(session, command="approve", dry_run=dry_run).up == up
