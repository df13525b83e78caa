"""The walk from wish to proof, against the simulator and a clock that only sleeping moves."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pulumi_private_endpoint.arm import ArmError, RequestFailed, ResourceId
from pulumi_private_endpoint.connections.errors import (
    AmbiguousConnection,
    ApprovalError,
    ConnectionChanged,
    ConnectionNotFound,
    ConnectionTaken,
    DecisionStands,
    ForbiddenConnection,
    NotConfirmed,
)
from pulumi_private_endpoint.connections.model import parse
from pulumi_private_endpoint.connections.properties.fields import ApprovalInputs
from pulumi_private_endpoint.connections.properties.state import APPROVED_ENDPOINT
from pulumi_private_endpoint.connections.reconcile.approve import (
    Approved,
    another_requester,
    approve,
    read_current,
    reapprove,
)
from pulumi_private_endpoint.connections.reconcile.release import release
from pulumi_private_endpoint.connections.runtime.preview_memory import PreviewMemory
from pulumi_private_endpoint.connections.runtime.session import Session
from pulumi_private_endpoint.connections.services.lookup import spec_for
from pulumi_private_endpoint.simulator import Connection, Fault

SUBSCRIPTION = "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21"
COSMOS = f"{SUBSCRIPTION}/resourceGroups/shop/providers/Microsoft.DocumentDB/databaseAccounts/orders"
SQL = f"{SUBSCRIPTION}/resourceGroups/shop/providers/Microsoft.Sql/servers/shop"
STORAGE = f"{SUBSCRIPTION}/resourceGroups/shop/providers/Microsoft.Storage/storageAccounts/shop"
ENDPOINT = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints/warehouse-orders"
)
OTHER_ENDPOINT = ENDPOINT.replace("warehouse-orders", "somebody-else")


def pending(target: str = COSMOS, **more: Any) -> Connection:
    given = {"name": "c1", "private_endpoint": ENDPOINT, "description": "please"} | more
    return Connection(target=target, **given)


class TestApprove:
    def test_by_endpoint_costs_one_list_a_last_look_one_put_the_polls_and_one_get(
        self, azure: Any, wanted: Any
    ) -> None:
        sim = azure([pending()])

        approved = sim.run(approve(sim.session, wanted()))

        assert approved.connection.status == "Approved"
        assert sim.connection["status"] == "Approved"
        assert sim.connection["description"] == "CHG-1 orders"
        assert sim.requests[:3] == ["GET list", "GET connection", "PUT connection"]
        assert sim.requests[-1] == "GET connection"
        assert sim.puts == 1

    def test_by_name_reads_that_connection_alone(self, azure: Any, wanted: Any) -> None:
        sim = azure([pending(), pending(name="c2", private_endpoint=OTHER_ENDPOINT)])

        sim.run(approve(sim.session, wanted(connectionName="c1")))

        assert "GET list" not in sim.requests

    def test_keeps_what_the_requester_wrote(self, azure: Any, wanted: Any) -> None:
        sim = azure([pending()])

        approved = sim.run(approve(sim.session, wanted()))

        assert (approved.request_message, approved.previous_status) == ("please", "Pending")

    def test_after_a_run_that_was_cut_short_the_program_knows_the_message_best(
        self, azure: Any, wanted: Any
    ) -> None:
        sim = azure([pending(status="Approved", description="CHG-1 orders")])

        approved = sim.run(approve(sim.session, wanted(privateEndpointId=ENDPOINT, requestMessage="please")))

        assert (approved.request_message, approved.previous_status) == ("please", "Approved")

    def test_without_a_description_the_text_there_stays(self, azure: Any, wanted: Any) -> None:
        sim = azure([pending()])

        sim.run(approve(sim.session, wanted(description=None)))

        assert sim.connection["description"] == "please"

    def test_a_type_that_is_not_known_is_told(self, azure: Any, wanted: Any) -> None:
        target = COSMOS.replace("Microsoft.DocumentDB/databaseAccounts", "Contoso.New/boxes")
        sim = azure([pending()])

        with pytest.raises(ArmError):
            sim.run(approve(sim.session, wanted(targetResourceId=target, apiVersion="2030-01-01")))

        (warning,) = sim.told.warnings
        assert warning.startswith("Contoso.New/boxes is not a known service: ")
        assert warning.endswith(" at api-version 2030-01-01")

    def test_what_the_program_gave_is_not_shown(self, azure: Any, wanted: Any) -> None:
        sim = azure([pending(), pending(name="c2", description="please")])

        with pytest.raises(ApprovalError) as failure:
            sim.run(approve(sim.session, wanted(privateEndpointId=None, requestMessage="please")))

        assert "the request message given" in str(failure.value)
        assert "please" not in str(failure.value) + "".join(sim.told.passing + sim.told.notes)

    def test_already_as_wanted_is_adopted_without_a_put(self, azure: Any, wanted: Any) -> None:
        sim = azure([pending(status="Approved", description="CHG-1 orders")])

        sim.run(approve(sim.session, wanted()))

        assert sim.requests == ["GET list", "GET connection"]

    def test_already_as_wanted_and_named_is_adopted_with_one_request(self, azure: Any, wanted: Any) -> None:
        sim = azure([pending(status="Approved", description="CHG-1 orders")])

        sim.run(approve(sim.session, wanted(connectionName="c1")))

        assert sim.requests == ["GET connection"]

    def test_again_is_a_no_op(self, azure: Any, wanted: Any) -> None:
        sim = azure([pending()])
        sim.run(approve(sim.session, wanted()))
        puts = sim.puts

        sim.run(approve(sim.session, wanted()))

        assert sim.puts == puts == 1

    def test_a_change_that_is_under_way_is_waited_for_not_repeated(self, azure: Any, wanted: Any) -> None:
        sim = azure([pending(SQL, operation_seconds=60)])
        with pytest.raises(ArmError):  # the process dies, or gives up, in the middle
            sim.run(approve(sim.session, wanted(targetResourceId=SQL, timeout="20s")))

        sim.run(approve(sim.session, wanted(targetResourceId=SQL)))

        assert sim.connection["status"] == "Approved"
        assert sim.puts == 1

    def test_a_lost_answer_is_looked_into_before_anything_is_repeated(self, azure: Any, wanted: Any) -> None:
        sim = azure([pending()], [Fault(method="PUT", effect="reset-after")])

        sim.run(approve(sim.session, wanted()))

        assert sim.connection["status"] == "Approved"
        assert sim.puts == 1

    def test_storage_is_not_asked_to_approve_twice(self, azure: Any, wanted: Any) -> None:
        sim = azure([pending(STORAGE, status="Approved", description="Auto-Approved")])

        sim.run(approve(sim.session, wanted(targetResourceId=STORAGE)))

        assert sim.puts == 0
        assert "does not change the description" in sim.told.warnings[0]

    def test_success_that_the_connection_does_not_show_is_no_success(self, azure: Any, wanted: Any) -> None:
        sim = azure([pending(lag_gets=1_000_000)])

        with pytest.raises(NotConfirmed, match=r"is Pending .* instead of Approved"):
            sim.run(approve(sim.session, wanted(timeout="2m")))

        assert 120 <= sim.clock.now() < 140


class TestWhatIsRefused:
    def test_several_matches_are_listed_and_none_is_touched(self, azure: Any, wanted: Any) -> None:
        sim = azure([pending(), pending(name="c2", private_endpoint=OTHER_ENDPOINT)])

        with pytest.raises(AmbiguousConnection) as failure:
            sim.run(approve(sim.session, wanted(requestMessage="please")))

        assert "c1" in str(failure.value)
        assert "c2" in str(failure.value)
        assert sim.puts == 0

    def test_a_hidden_requester(self, azure: Any, wanted: Any) -> None:
        sim = azure([pending(private_endpoint="")])

        with pytest.raises(ForbiddenConnection, match="allow_unknown_requester"):
            sim.run(approve(sim.session, wanted(connectionName="c1")))

        assert sim.puts == 0

    @pytest.mark.parametrize("status", ["Rejected", "Disconnected"])
    def test_a_decision_that_stands(self, azure: Any, wanted: Any, status: str) -> None:
        sim = azure([pending(status=status)])

        with pytest.raises(DecisionStands, match="re-create"):
            sim.run(approve(sim.session, wanted()))

        assert sim.puts == 0

    def test_nothing_there_is_waited_for_and_then_told(self, azure: Any, wanted: Any) -> None:
        sim = azure([pending(private_endpoint=OTHER_ENDPOINT)])

        with pytest.raises(ConnectionNotFound) as failure:
            sim.run(approve(sim.session, wanted(waitForConnection="90s")))

        assert "somebody-else" in str(failure.value)
        assert 90 <= sim.clock.now() < 100
        assert sim.puts == 0

    def test_the_seconds_that_were_waited_are_told(self, azure: Any, wanted: Any) -> None:
        sim = azure([pending(private_endpoint=OTHER_ENDPOINT)])

        with pytest.raises(ConnectionNotFound, match="after 60s"):
            sim.run(approve(sim.session, wanted(timeout="1m", waitForConnection="10m")))

    def test_a_target_that_does_not_exist_is_not_waited_for(self, azure: Any, wanted: Any) -> None:
        sim = azure([])

        with pytest.raises(RequestFailed, match="404"):
            sim.run(approve(sim.session, wanted()))

        assert sim.clock.now() < 1


@pytest.mark.parametrize(("seconds", "polls"), [(0, "0 polls"), (1, "1 poll")])
def test_how_an_operation_ended_is_told(azure: Any, wanted: Any, seconds: int, polls: str) -> None:
    answer = "202-aao" if seconds else "200-sync"
    sim = azure([pending(answer=answer, operation_seconds=seconds)])

    sim.run(approve(sim.session, wanted()))

    assert sim.told.passing[-1].endswith(f", {polls})")


def test_a_connection_that_appears_late_is_approved(azure: Any, wanted: Any) -> None:
    sim = azure([pending(appears_after=45)])

    sim.run(approve(sim.session, wanted()))

    assert sim.connection["status"] == "Approved"
    assert any("waiting for private endpoint" in line for line in sim.told.passing)


def anew(session: Session, wanted: ApprovalInputs) -> Coroutine[Any, Any, Approved]:
    return reapprove(session, wanted, "c1", ResourceId.parse(ENDPOINT))


Act = Callable[[Session, ApprovalInputs], Coroutine[Any, Any, Approved]]


@pytest.mark.parametrize("act", [approve, anew], ids=["approve", "approve again"])
class TestBeforeAnythingIsSent:
    def test_it_must_be_what_the_preview_showed(
        self, azure: Any, wanted: Any, tmp_path: Path, act: Act
    ) -> None:
        sim = azure([pending()])
        target = ResourceId.parse(COSMOS)
        shown = parse({"name": "c1", "properties": {}}, spec_for(target.type), target)
        memory = PreviewMemory(tmp_path)
        memory.remember(wanted(), shown)

        with pytest.raises(ConnectionChanged, match="is not the request that the preview showed"):
            sim.run(act(replace(sim.session, preview_memory=memory), wanted()))

        assert sim.puts == 0

    def test_nobody_else_may_have_it(self, azure: Any, wanted: Any, act: Act) -> None:
        sim = azure([pending()])
        session = sim.session
        session.claims.add(ResourceId.parse(COSMOS), "c1", "somebody", "Approved")

        with pytest.raises(ConnectionTaken, match="is wanted by somebody too"):
            sim.run(act(session, wanted()))

        assert sim.puts == 0


class TestReapprove:
    def test_what_it_was_before_is_kept(self, azure: Any, wanted: Any) -> None:
        sim = azure([pending(status="Approved", description="CHG-1 orders")])

        again = sim.run(anew(sim.session, wanted()))

        assert (again.connection.status, again.previous_status) == ("Approved", "Approved")
        assert again.request_message is None
        assert sim.requests == ["GET connection"]

    def test_one_that_was_never_decided_shows_its_message(self, azure: Any, wanted: Any) -> None:
        sim = azure([pending()])

        again = sim.run(anew(sim.session, wanted()))

        assert (again.request_message, again.previous_status) == ("please", "Pending")

    def test_one_that_is_gone_is_not_looked_for(self, azure: Any, wanted: Any) -> None:
        sim = azure([pending(name="c2")])

        with pytest.raises(ConnectionNotFound, match="no longer exists: run `pulumi refresh`"):
            sim.run(anew(sim.session, wanted()))

    def test_a_requester_who_hides_now_is_another(self, azure: Any, wanted: Any) -> None:
        sim = azure([pending(private_endpoint="")])

        with pytest.raises(ConnectionChanged, match="hides who asks now"):
            sim.run(anew(sim.session, wanted(allowUnknownRequester=True)))

    def test_sends_a_new_description(self, azure: Any, wanted: Any) -> None:
        sim = azure([pending(status="Approved", description="old")])

        sim.run(reapprove(sim.session, wanted(), "c1", ResourceId.parse(ENDPOINT)))

        assert sim.connection["description"] == "CHG-1 orders"

    def test_another_requester_under_the_same_name_is_never_approved(self, azure: Any, wanted: Any) -> None:
        sim = azure([pending(private_endpoint=OTHER_ENDPOINT)])

        with pytest.raises(ConnectionChanged, match="belongs to another requester"):
            sim.run(reapprove(sim.session, wanted(), "c1", ResourceId.parse(ENDPOINT)))

        assert sim.puts == 0


@pytest.mark.parametrize(
    ("absent", "found"), [("404", False), ("204", False), ("200-empty", False), (None, True)]
)
def test_observe_tells_gone_from_there(azure: Any, absent: str | None, found: bool) -> None:
    from pulumi_private_endpoint.simulator import Target  # noqa: PLC0415 - used once

    targets = () if absent is None else (Target(COSMOS, absent=absent),)
    sim = azure([pending()] if absent is None else [], targets=targets)

    observed = sim.run(read_current(sim.session, ResourceId.parse(COSMOS), "c1", None))

    assert (observed is not None) is found


@pytest.mark.parametrize(
    ("pinned", "now", "told"),
    [
        pytest.param(
            ENDPOINT, OTHER_ENDPOINT, f"decided for: {ENDPOINT}\n  there now: {OTHER_ENDPOINT}", id="another"
        ),
        pytest.param(None, ENDPOINT, f"decided for: a hidden one\n  there now: {ENDPOINT}", id="was hidden"),
        pytest.param(ENDPOINT, None, f"decided for: {ENDPOINT}\n  there now: hidden", id="hides now"),
        pytest.param(
            "x" * 500, "y" * 500, f"decided for: {'x' * 399}…\n  there now: {'y' * 399}…", id="in short"
        ),
    ],
)
def test_another_requester_is_named(pinned: str | None, now: str | None, told: str) -> None:
    outs = {"connectionName": "c1", APPROVED_ENDPOINT: pinned, "privateEndpointId": now}
    assert another_requester(outs) == f"connection c1 belongs to another requester now\n  {told}"


class TestRelease:
    def test_keep_sends_nothing(self, azure: Any, wanted: Any) -> None:
        sim = azure([pending(status="Approved")])

        sim.run(release(sim.session, wanted(), "c1", ResourceId.parse(ENDPOINT)))

        assert sim.requests == []
        assert "is left as it is, Approved when last read (on_destroy is keep)" in sim.told.notes[0]

    def test_reject(self, azure: Any, wanted: Any) -> None:
        sim = azure([pending(status="Approved", description="CHG-1 orders")])

        sim.run(release(sim.session, wanted(onDestroy="reject"), "c1", ResourceId.parse(ENDPOINT)))

        assert sim.connection["status"] == "Rejected"
        assert sim.connection["description"] == "CHG-1 orders"

    def test_delete(self, azure: Any, wanted: Any) -> None:
        sim = azure([pending(status="Approved")])

        sim.run(release(sim.session, wanted(onDestroy="delete"), "c1", ResourceId.parse(ENDPOINT)))

        assert sim.control("GET", "connections") == []

    @pytest.mark.parametrize("on_destroy", ["reject", "delete"])
    def test_gone_already_is_success(self, azure: Any, wanted: Any, on_destroy: str) -> None:
        sim = azure([pending(name="c2")])

        sim.run(release(sim.session, wanted(onDestroy=on_destroy), "c1", ResourceId.parse(ENDPOINT)))

        assert "is gone already" in sim.told.notes[0]

    @pytest.mark.parametrize("on_destroy", ["reject", "delete"])
    def test_somebody_elses_connection_is_left_alone(self, azure: Any, wanted: Any, on_destroy: str) -> None:
        sim = azure([pending(private_endpoint=OTHER_ENDPOINT, status="Approved")])

        sim.run(release(sim.session, wanted(onDestroy=on_destroy), "c1", ResourceId.parse(ENDPOINT)))

        assert sim.connection["status"] == "Approved"

    def test_sql_that_does_not_reject_says_to_delete(self, azure: Any, wanted: Any) -> None:
        sim = azure([pending(SQL, status="Approved")])

        with pytest.raises(DecisionStands, match="delete the connection instead"):
            sim.run(
                release(
                    sim.session,
                    replace(wanted(targetResourceId=SQL), on_destroy="reject"),
                    "c1",
                    ResourceId.parse(ENDPOINT),
                )
            )
