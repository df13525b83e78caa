"""What services and ARM do, scenario by scenario, and where an approval ends each time."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Any

import pytest

from pulumi_private_endpoint.arm import (
    ArmClient,
    ArmError,
    Deadline,
    DeadlineExceeded,
    OperationFailed,
    RequestFailed,
    ResourceId,
    discover_cloud,
)
from pulumi_private_endpoint.connections.errors import (
    AmbiguousConnection,
    DecisionStands,
    ForbiddenConnection,
    NotConfirmed,
)
from pulumi_private_endpoint.connections.reconcile.approve import approve, read_current
from pulumi_private_endpoint.connections.reconcile.release import release
from pulumi_private_endpoint.connections.runtime.session import Session
from pulumi_private_endpoint.connections.services.table import SERVICES
from pulumi_private_endpoint.simulator import Connection, Fault, Target, Throttle

GROUP = "/subscriptions/0a4bd5ae-6ba3-4c4e-9df4-3f0e6c1f7d21/resourceGroups/shop/providers"
ENDPOINT = (
    "/subscriptions/c96f3d17-2b0e-4d0a-a3b5-5a8e7d2f9b44/resourceGroups/warehouse"
    "/providers/Microsoft.Network/privateEndpoints/warehouse-orders"
)
OTHER_SUBSCRIPTION = "9d0c7a55-51a5-4f0e-8a05-0a3c8e7f1b11"
TWINS = f"{GROUP}/Microsoft.DigitalTwins/digitalTwinsInstances/twins"
COSMOS = f"{GROUP}/Microsoft.DocumentDB/databaseAccounts/orders"
SQL = f"{GROUP}/Microsoft.Sql/servers/sql"
STORAGE = f"{GROUP}/Microsoft.Storage/storageAccounts/files"
API = f"{GROUP}/Microsoft.ApiManagement/service/api"
VAULT = f"{GROUP}/Microsoft.KeyVault/vaults/keys"
BACKUP = f"{GROUP}/Microsoft.RecoveryServices/vaults/backup"
PLAIN = f"{GROUP}/Microsoft.AppConfiguration/configurationStores/plain"


def pending(target: str = TWINS, **more: Any) -> Connection:
    given = {"name": "c1", "private_endpoint": ENDPOINT, "description": "please"} | more
    return Connection(target=target, **given)


def poll(times: int = 1, **more: Any) -> Fault:
    return Fault(route="operation", times=times, **more)


def write(code: str, status: int, **more: Any) -> Fault:
    return Fault(method="PUT", code=code, status=status, **more)


UNREADABLE = (
    ("no status", "{}", "without a status"),
    ("empty", "", "without a status"),
    ("bad JSON", "{bad", "not JSON"),
)


@pytest.mark.parametrize(
    ("connection", "faults"),
    [
        pytest.param(pending(PLAIN, answer="200"), [], id="L1 L5 200 at once"),
        pytest.param(pending(PLAIN, answer="201-polled"), [], id="L1 L5 201, then the body is watched"),
        pytest.param(pending(PLAIN, answer="202-bare"), [], id="L1 L5 202 without headers or body"),
        pytest.param(pending(VAULT), [], id="L2 200 with a status URL"),
        pytest.param(pending(PLAIN, answer="202-aao-rubbish"), [], id="L3 Location is rubbish"),
        pytest.param(pending(), [], id="L4 202 whose body says Succeeded and Pending"),
        pytest.param(pending(PLAIN, answer="202-location"), [], id="L8 Location"),
        pytest.param(pending(running_status="Reticulating"), [], id="L9 an unknown word is running"),
        pytest.param(pending(outcome="Completed"), [], id="L9 Completed"),
        pytest.param(pending(outcome="sUcCeEdEd"), [], id="L9 casing"),
        pytest.param(pending(SQL), [], id="L10 Ready"),
        pytest.param(pending(), [poll(nth=2, status=204, body="")], id="L12 204 on a poll"),
        pytest.param(pending(), [poll(status=503, retry_after=1)], id="L13 503 on a poll"),
        pytest.param(pending(), [poll(status=429, retry_after=120)], id="L13 T3 429 on a poll"),
        pytest.param(pending(), [poll(effect="reset-after", times=3)], id="L13 three dropped polls"),
        pytest.param(pending(), [poll(2, status=404, code="OperationIdNotFound")], id="L14 404 at first"),
        pytest.param(pending(), [poll(0, status=404, code="OperationIdNotFound")], id="L14 404 for ever"),
        pytest.param(pending(lag_gets=3), [], id="L15 the connection lags"),
        pytest.param(pending(), [Fault(method="GET", route="connection", nth=2)], id="L16 500 at the proof"),
        pytest.param(pending(retry_after=0), [], id="L17 zero"),
        pytest.param(pending(retry_after=2), [], id="L17 L20 seconds"),
        pytest.param(pending(retry_after="date:30"), [], id="L17 date"),
        pytest.param(pending(retry_after="date:-30"), [], id="L17 past date"),
        pytest.param(pending(retry_after="/bar"), [], id="L17 garbage"),
        pytest.param(pending(retry_after=2, retry_after_header="retry-after-ms"), [], id="L18 milliseconds"),
        pytest.param(pending(retry_after="absent"), [], id="L19 absent"),
        pytest.param(pending(polling_url="signed"), [], id="L23 L24 signed and 3.5 KB long"),
        pytest.param(
            pending(), [poll(0, status=403, code="AuthorizationFailed")], id="L26 no right to read the status"
        ),
        pytest.param(pending(polling_url="foreign"), [], id="L27 another host"),
        pytest.param(pending(polling_url="protocol-relative"), [], id="L27 L29 protocol-relative"),
        pytest.param(pending(polling_url="relative"), [], id="L29 relative"),
        pytest.param(pending(polling_url="no-api-version"), [], id="L30 no api-version"),
        pytest.param(pending(poll_headers="change", polling_url="signed"), [], id="L31 changes"),
        pytest.param(pending(poll_headers="vanish"), [], id="L31 vanishes"),
        pytest.param(pending(SQL), [Fault(method="PUT", effect="reset-after")], id="L33 E2 answer lost"),
        pytest.param(pending(STORAGE), [Fault(method="PUT", effect="reset-after")], id="L33 E1 answer lost"),
        pytest.param(pending(), [Fault(method="PUT", effect="reset-before")], id="L33 request lost"),
        pytest.param(pending(), [Fault(method="PUT", status=503, retry_after=5)], id="L34 503 on the PUT"),
        pytest.param(pending(), [Fault(effect="bom", times=0)], id="L37 byte order marks"),
        pytest.param(pending(), [Fault(effect="no-content-type", times=0)], id="L37 no content type"),
        pytest.param(pending(), [Fault(effect="wrong-content-type", times=0)], id="L37 wrong content type"),
        pytest.param(pending(COSMOS), [], id="L41 ids echoed in another casing"),
        pytest.param(pending(), [Fault(status=429, retry_after=1500)], id="T2 T3 an hourly limit"),
        pytest.param(pending(), [Fault(method="PUT", effect="busy-network")], id="T4 429 is busy"),
        pytest.param(pending(SQL, description="text"), [], id="E6 description"),
        pytest.param(pending(API), [], id="E7 the connection's own id"),
        pytest.param(pending(STORAGE), [write("StorageAccountOperationInProgress", 409)], id="E10 Storage"),
        pytest.param(pending(VAULT), [write("ConflictError", 409)], id="E11 Key Vault"),
        pytest.param(pending(VAULT), [write("ConditionNotMet", 412)], id="E11 Key Vault, 412"),
        pytest.param(
            pending(COSMOS),
            [write("PreconditionFailed", 412, message="There is already an operation in progress.")],
            id="E12 Cosmos DB",
        ),
        pytest.param(pending(), [write("AnotherOperationInProgress", 409)], id="E13 409"),
        pytest.param(pending(), [write("AccountProvisioningStateInvalid", 400)], id="E13 400"),
        pytest.param(
            pending(API),
            [write("X", 400, message="It is transitioning at this time.")],
            id="E13 a text alone",
        ),
        pytest.param(pending(SQL), [write("OperationTimedOut", 500)], id="E14 rolled back"),
        pytest.param(
            pending(STORAGE, answer="202-aao", outcome="Failed", outcome_times=1, error_code="ConflictError"),
            [],
            id="E10 E11 busy, told as the operation's error under 200",
        ),
        pytest.param(pending(appears_after_lists=3), [], id="E15 appears with the fourth list"),
        pytest.param(pending(appears_after=60), [], id="E15 appears after a minute"),
        pytest.param(
            pending(name="warehouse-orders.6b2b5b0e-3b1c-4a51"), [], id="E16 a name that Azure invented"
        ),
        pytest.param(pending(BACKUP), [], id="E18 listed inside the target"),
        pytest.param(pending(), [Fault(method="PUT", effect="claims")], id="E20 claims"),
        pytest.param(pending(), [Fault(method="PUT", effect="claims-unpadded")], id="E20 without padding"),
        pytest.param(pending(), [Fault(method="PUT", effect="claims-urlsafe")], id="E20 url-safe"),
        pytest.param(pending(), [Fault(status=401)], id="L42 401 once"),
    ]
    + [
        pytest.param(pending(), [poll(0, status=200, body=body)], id=f"L11 L15 {name} on every poll")
        for name, body, _ in UNREADABLE
    ]
    + [
        pytest.param(pending(), [Fault(status=200, body=body, **where)], id=f"L16 {body} on {name}")
        for body in ("<html>", "{bad")
        for name, where in {
            "the list": {"route": "list"},
            "the last look": {"method": "GET", "route": "connection"},
            "the decision": {"method": "PUT"},
            "a poll": {"route": "operation"},
            "the proof": {"method": "GET", "route": "connection", "nth": 2},
        }.items()
    ],
)
def test_it_is_approved_all_the_same(
    azure: Any, wanted: Any, connection: Connection, faults: list[Fault]
) -> None:
    sim = azure([connection], faults)

    approved = sim.run(approve(sim.session, wanted(targetResourceId=connection.target, timeout="40m")))

    assert approved.connection.status == "Approved"
    assert sim.connection["status"] == "Approved"
    assert sim.connection["description"] == "CHG-1 orders"


@pytest.mark.parametrize(
    ("connection", "faults", "error", "said"),
    [
        pytest.param(
            pending(PLAIN, answer="202-location", outcome="Failed", failure_answer=how),
            [],
            (OperationFailed, NotConfirmed),
            "Failed",
            id=f"L8 Location answers 200, failed ({how})",
        )
        for how in ("status", "state")
    ]
    + [
        pytest.param(pending(outcome=word), [], OperationFailed, word, id=f"L9 L36 {word}")
        for word in ("Failed", "Canceled", "Cancelled", "cAnCeLeD")
    ]
    + [
        pytest.param(
            pending(operation_seconds=10**6),
            [poll(0, status=200, body=body)],
            NotConfirmed,
            said,
            id=f"L11 {name}",
        )
        for name, body, said in UNREADABLE
    ]
    + [
        pytest.param(
            pending(operation_seconds=99),
            [poll(0, status=400)],
            NotConfirmed,
            "may stand, but its end cannot be learned",
            id="L13 400 on a poll",
        ),
        pytest.param(pending(lag_gets=10**6), [], NotConfirmed, "is Pending", id="L15 never shows"),
        pytest.param(
            pending(operation_seconds=10**6), [], ArmError, "did not finish within 600 s", id="L21 deadline"
        ),
        pytest.param(
            pending(), [Fault(method="PUT", effect="redirect")], RequestFailed, "redirect", id="L32 redirect"
        ),
        pytest.param(pending(), [Fault(status=501)], RequestFailed, "501", id="L34 501 is for good"),
        pytest.param(
            pending(),
            [Fault(status=401, times=0)],
            RequestFailed,
            "Check identity and tenant",
            id="L42 401 stays",
        ),
        pytest.param(
            pending(COSMOS, status="Rejected"), [], DecisionStands, "re-create", id="E3 E4 rejected"
        ),
        pytest.param(pending(status="Disconnected"), [], DecisionStands, "final", id="E4 disconnected"),
        pytest.param(pending(status="Timeout"), [], NotConfirmed, "Timeout", id="E5 a word of its own"),
        pytest.param(pending(private_endpoint=""), [], ForbiddenConnection, "unknown", id="E19 hidden"),
        pytest.param(
            pending(), [Fault(method="PUT", effect="missing-role")], RequestFailed, "Grant", id="E21 role"
        ),
        pytest.param(
            pending(),
            [Fault(method="PUT", effect="missing-linked-role")],
            RequestFailed,
            "Grant",
            id="E21 linked",
        ),
        pytest.param(
            pending(), [Fault(method="PUT", effect="policy")], RequestFailed, "Azure Policy", id="E22 policy"
        ),
        pytest.param(pending(), [Fault(method="PUT", effect="locked")], RequestFailed, "lock", id="E23 lock"),
        pytest.param(
            pending(),
            [Fault(effect="unregistered")],
            RequestFailed,
            "az provider register",
            id="E24 register",
        ),
        pytest.param(
            pending(), [Fault(status=404, code="SubscriptionNotFound")], RequestFailed, "Check", id="E25 gone"
        ),
    ],
)
def test_it_ends_in_one_clear_line(
    azure: Any, wanted: Any, connection: Connection, faults: list[Fault], error: Any, said: str
) -> None:
    sim = azure([connection], faults)
    chosen = {} if connection.private_endpoint else {"connectionName": connection.name}

    with pytest.raises(error) as failure:
        sim.run(approve(sim.session, wanted(targetResourceId=connection.target, timeout="10m", **chosen)))

    assert said in str(failure.value).partition("\n")[0]
    assert sim.clock.seconds <= 615


@pytest.mark.parametrize("shape", ["wrapped", "unwrapped", "pascal", "details-null"])
def test_l35_every_shape_of_error_is_read(azure: Any, wanted: Any, shape: str) -> None:
    sim = azure([pending()], [write("Odd", 400, message="No such luck.", shape=shape)])

    with pytest.raises(RequestFailed, match=r"400 Odd[\s\S]*No such luck[\s\S]*request id"):
        sim.run(approve(sim.session, wanted(targetResourceId=TWINS)))


def bodies(sim: Any) -> list[dict[str, Any]]:
    return [json.loads(entry["body"]) for entry in sim.control("GET", "log") if entry["method"] == "PUT"]


def test_l38_e8_a_decision_holds_writable_properties_and_the_endpoint(azure: Any, wanted: Any) -> None:
    allowed = ENDPOINT.split("/")[2]
    sim = azure([pending(STORAGE)], targets=(Target(STORAGE, policy_subscriptions=(allowed,)),))

    sim.run(approve(sim.session, wanted(targetResourceId=STORAGE)))

    (body,) = bodies(sim)
    assert body["properties"].keys() == {"privateEndpoint", "privateLinkServiceConnectionState"}
    assert body["properties"]["privateEndpoint"] == {"id": ENDPOINT}


def test_e8_e22_a_policy_that_forbids_the_requester_is_named(azure: Any, wanted: Any) -> None:
    sim = azure([pending(STORAGE)], targets=(Target(STORAGE, policy_subscriptions=(OTHER_SUBSCRIPTION,)),))

    with pytest.raises(RequestFailed, match="Limit cross-tenant private endpoint connections"):
        sim.run(approve(sim.session, wanted(targetResourceId=STORAGE)))


def test_e6_without_a_description_the_one_there_is_sent(azure: Any, wanted: Any) -> None:
    sim = azure([pending(SQL)])

    sim.run(approve(sim.session, wanted(targetResourceId=SQL, description=None)))

    assert bodies(sim)[0]["properties"]["privateLinkServiceConnectionState"]["description"] == "please"


def test_e9_a_long_description_is_sent_whole(azure: Any, wanted: Any) -> None:
    sim = azure([pending()])

    sim.run(approve(sim.session, wanted(targetResourceId=TWINS, description="x" * 500)))

    assert sim.connection["description"] == "x" * 500


@pytest.mark.parametrize("target", [pytest.param(STORAGE, id="E1 Storage"), pytest.param(SQL, id="E2 SQL")])
def test_what_is_approved_is_not_approved_again(azure: Any, wanted: Any, target: str) -> None:
    sim = azure([pending(target, status="Approved", description="by hand")])

    sim.run(approve(sim.session, wanted(targetResourceId=target)))

    assert sim.puts == 0


def test_e17_two_connections_of_one_endpoint_are_both_left_alone(azure: Any, wanted: Any) -> None:
    sim = azure([pending(), pending(name="c2")])

    with pytest.raises(AmbiguousConnection):
        sim.run(approve(sim.session, wanted(targetResourceId=TWINS)))

    assert sim.puts == 0


def test_e18_a_list_of_many_pages_is_read_to_its_end(azure: Any, wanted: Any) -> None:
    others = [pending(name=f"o{n}", private_endpoint=f"{ENDPOINT}-{n}") for n in range(5)]
    sim = azure([*others, pending()], page_size=2)

    assert sim.run(approve(sim.session, wanted(targetResourceId=TWINS))).connection.name == "c1"


def test_e19_the_endpoint_itself_is_never_asked(azure: Any, wanted: Any) -> None:
    sim = azure([pending()])

    sim.run(approve(sim.session, wanted(targetResourceId=TWINS)))

    assert not any("microsoft.network" in entry["path"].lower() for entry in sim.control("GET", "log"))


def test_t1_t5_a_small_bucket_is_not_run_dry(azure: Any, wanted: Any) -> None:
    small = Throttle(reads=12, reads_per_second=2, writes=12, writes_per_second=2)
    sim = azure([pending(lag_gets=30)], throttle=small)

    sim.run(approve(sim.session, wanted(targetResourceId=TWINS)))

    assert sim.connection["status"] == "Approved"


def test_t6_t7_approvals_at_once_share_a_list_and_take_turns(azure: Any, wanted: Any) -> None:
    names = [f"c{n}" for n in range(4)]
    sim = azure(
        [pending(STORAGE, name=n, private_endpoint=f"{ENDPOINT}-{n}", answer="202-aao") for n in names]
    )
    wishes = [wanted(targetResourceId=STORAGE, privateEndpointId=f"{ENDPOINT}-{n}") for n in names]

    async def all_at_once() -> None:
        await asyncio.gather(*(approve(sim.session, wish) for wish in wishes))

    sim.run(all_at_once())

    assert sim.requests.count("GET list") == 1
    assert {entry["status"] for entry in sim.control("GET", "log")} <= {200, 202}  # nobody was refused


def test_l25_another_identity_may_not_poll_so_the_connection_is_watched(azure: Any, wanted: Any) -> None:
    class Changing:
        """A chain of credentials that moves on: the PUT as one caller, all later requests as another."""

        asked = 0

        async def token(self, scope: str, *, claims: str | None = None) -> str:  # noqa: ARG002 - the protocol
            self.asked += 1
            oid = json.dumps({"oid": "first" if self.asked <= 3 else "second"}).encode()
            return f"e30.{base64.urlsafe_b64encode(oid).decode().rstrip('=')}.e30"

    sim = azure([pending()])
    client = ArmClient(
        sim.session.client.cloud,
        Changing(),
        clock=sim.clock,
        transport=sim.transport,
        jitter=lambda: 0.5,
    )

    sim.run(approve(Session(client, sim.told), wanted(targetResourceId=TWINS)))

    assert 403 in {entry["status"] for entry in sim.control("GET", "log")}
    assert any("may not be read (L26)" in line for line in sim.told.passing)
    assert sim.connection["status"] == "Approved"


@pytest.mark.parametrize("absent", ["204", "200-empty"])
@pytest.mark.parametrize("there", [True, False], ids=["there", "gone"])
def test_l40_an_empty_answer_is_absence_only_if_the_list_agrees(
    azure: Any, absent: str, *, there: bool
) -> None:
    faults = [Fault(route="connection", status=int(absent[:3]), body="")] if there else []
    sim = azure([pending()] if there else [], faults, targets=(Target(TWINS, absent=absent),))

    observed = sim.run(read_current(sim.session, ResourceId.parse(TWINS), "c1", None))

    assert (observed is not None) is there


@pytest.mark.thinned(5)
@pytest.mark.parametrize(
    "service",
    [pytest.param(spec, id=f"L33 {spec.type}") for spec in SERVICES if spec.refusal is None],
)
def test_a_lost_answer_is_waited_for_and_not_sent_again(azure: Any, wanted: Any, service: Any) -> None:
    namespace, *parts = service.type.split("/")
    target = "/".join([GROUP, namespace, *(f"{part}/n{level}" for level, part in enumerate(parts))])
    lost = Fault(method=service.verb, effect="reset-after")
    sim = azure([pending(target, operation_seconds=45)], [lost])

    sim.run(approve(sim.session, wanted(targetResourceId=target, timeout="10m")))

    assert sim.connection["status"] == "Approved"
    assert writes(sim) == 1


@pytest.mark.parametrize("body", ["{}", "", "{bad"])
def test_l11_a_decision_that_was_taken_in_is_not_sent_again_for_an_unreadable_status(
    azure: Any, wanted: Any, body: str
) -> None:
    sim = azure([pending(operation_seconds=240)], [poll(0, status=200, body=body)])

    sim.run(approve(sim.session, wanted(targetResourceId=TWINS, timeout="10m")))

    assert writes(sim) == 1


@pytest.mark.parametrize(
    "never",
    [
        pytest.param(poll(0, status=200, body="{}"), id="L11 no status"),
        pytest.param(poll(0, status=503), id="L13 503"),
        pytest.param(poll(0, effect="reset-after"), id="L13 lost"),
    ],
)
@pytest.mark.parametrize("inputs", [{}, {"onDestroy": "delete"}], ids=["approve", "delete"])
def test_a_status_that_can_never_be_read_does_not_cost_the_whole_timeout(
    azure: Any, wanted: Any, never: Fault, inputs: dict[str, str]
) -> None:
    sim = azure([pending(status="Approved" if inputs else "Pending", operation_seconds=10**6)], [never])
    wish = wanted(targetResourceId=TWINS, timeout="8h", **inputs)
    walk = release(sim.session, wish, "c1", ResourceId.parse(ENDPOINT)) if inputs else None

    with pytest.raises(NotConfirmed, match=r"is unknown\. Run again to take it up\."):
        sim.run(walk or approve(sim.session, wish))

    assert writes(sim) == 1
    assert 300 <= sim.clock.seconds < 720


def sent(azure: Any, wanted: Any, target: str, fault: dict[str, Any], *, deleting: bool) -> Any:
    """The simulator after a decision or a deletion that met the fault."""
    there = pending(target, status="Approved" if deleting else "Pending")
    sim = azure([there], [Fault(method="DELETE" if deleting else "PUT", **fault)])
    wish = wanted(targetResourceId=target, onDestroy="delete")
    session = sim.session
    sim.run(release(session, wish, "c1", ResourceId.parse(ENDPOINT)) if deleting else approve(session, wish))
    return sim


@pytest.mark.parametrize("deleting", [False, True], ids=["decision", "deletion"])
@pytest.mark.parametrize(
    "fault", [{"effect": "reset-before"}, {"status": 503}, {"status": 504}], ids=["lost", "503", "504"]
)
def test_l33_what_never_arrived_is_sent_again_after_a_minute(
    azure: Any, wanted: Any, fault: dict[str, Any], *, deleting: bool
) -> None:
    sim = sent(azure, wanted, TWINS, fault, deleting=deleting)

    assert writes(sim) == 2
    assert 60 <= sim.clock.seconds < 90


@pytest.mark.parametrize("target", [STORAGE, SQL], ids=["E1 Storage", "E2 SQL"])
def test_l33_a_500_of_a_service_that_refuses_repeats_is_looked_into_for_a_minute(
    azure: Any, wanted: Any, target: str
) -> None:
    sim = sent(azure, wanted, target, {"status": 500}, deleting=False)

    assert writes(sim) == 2
    assert 60 <= sim.clock.seconds < 90


@pytest.mark.parametrize(
    ("target", "deleting"),
    [
        pytest.param(TWINS, False, id="decision"),
        pytest.param(TWINS, True, id="deletion"),
        pytest.param(STORAGE, True, id="deletion where a decision is refused twice"),
    ],
)
def test_l33_a_500_is_looked_into_and_sent_again_at_once(
    azure: Any, wanted: Any, target: str, *, deleting: bool
) -> None:
    sim = sent(azure, wanted, target, {"status": 500}, deleting=deleting)

    assert writes(sim) == 2
    assert sim.clock.seconds < 15  # ten of them are the operation's


def test_l33_a_service_that_answers_500_for_ever_is_not_flooded(azure: Any, wanted: Any) -> None:
    sim = azure([pending()], [Fault(method="PUT", status=500, times=0)])

    with pytest.raises(NotConfirmed, match=r"\(500"):
        sim.run(approve(sim.session, wanted(targetResourceId=TWINS, timeout="30m")))

    assert writes(sim) <= 40  # one a minute, and some more at either end


@pytest.mark.parametrize("inputs", [{}, {"onDestroy": "delete"}], ids=["approve", "delete"])
def test_t3_a_write_that_may_only_be_sent_after_the_deadline_fails_at_once(
    azure: Any, wanted: Any, inputs: dict[str, str]
) -> None:
    refused = [Fault(method=method, effect="throttled", retry_after=3600) for method in ("PUT", "DELETE")]
    sim = azure([pending(status="Approved" if inputs else "Pending")], refused)
    wish = wanted(targetResourceId=TWINS, timeout="30m", **inputs)
    walk = release(sim.session, wish, "c1", ResourceId.parse(ENDPOINT)) if inputs else None

    with pytest.raises(DeadlineExceeded, match="the next attempt would be due in 3600 s"):
        sim.run(walk or approve(sim.session, wish))

    assert sim.clock.seconds < 1


def test_l21_what_is_approved_by_the_deadline_is_a_success_whenever_its_status_is_due(
    azure: Any, wanted: Any
) -> None:
    sim = azure([pending(operation_seconds=10, retry_after=600)])

    approved = sim.run(approve(sim.session, wanted(targetResourceId=TWINS, timeout="5m")))

    assert approved.connection.status == "Approved"


def test_l16_a_decision_that_cannot_be_read_back_may_stand(azure: Any, wanted: Any) -> None:
    spoilt = Fault(method="GET", route="connection", nth=2, times=0, status=200, body="<html>")
    sim = azure([pending()], [spoilt])

    with pytest.raises(NotConfirmed, match=r"which may stand, .* not JSON .* Run again to find out"):
        sim.run(approve(sim.session, wanted(targetResourceId=TWINS)))

    assert sim.connection["status"] == "Approved"


def test_l16_a_deletion_that_cannot_be_read_back_may_stand(azure: Any, wanted: Any) -> None:
    spoilt = Fault(method="GET", route="connection", nth=2, times=0, status=200, body="<html>")
    sim = azure([pending(status="Approved")], [spoilt])
    wish = wanted(targetResourceId=TWINS, onDestroy="delete")

    with pytest.raises(
        NotConfirmed, match=r"a deletion, which may stand, .* not JSON .* Run again to find out"
    ):
        sim.run(release(sim.session, wish, "c1", ResourceId.parse(ENDPOINT)))

    assert sim.control("GET", "connections") == []


def test_e22_a_refusal_is_said_even_if_it_cannot_be_looked_into(azure: Any, wanted: Any) -> None:
    unreadable = Fault(method="GET", route="connection", nth=2, times=0, status=500)
    sim = azure([pending()], [Fault(method="PUT", effect="policy", times=0), unreadable])

    with pytest.raises(RequestFailed, match="403 RequestDisallowedByPolicy") as failure:
        sim.run(approve(sim.session, wanted(targetResourceId=TWINS)))

    assert isinstance(failure.value.__cause__, RequestFailed)


def test_l33_what_was_refused_is_sent_again_at_once(azure: Any, wanted: Any) -> None:
    sim = azure([pending()], [Fault(method="PUT", status=503, retry_after=5)])

    sim.run(approve(sim.session, wanted(targetResourceId=TWINS)))

    assert sim.clock.seconds < 30


def writes(sim: Any) -> int:
    return sum(not request.startswith("GET") for request in sim.requests)


def test_l33_a_deletion_whose_answer_is_lost_is_looked_into(azure: Any, wanted: Any) -> None:
    sim = azure(
        [pending(status="Approved", operation_seconds=45)], [Fault(method="DELETE", effect="reset-after")]
    )
    wish = wanted(targetResourceId=TWINS, onDestroy="delete")

    sim.run(release(sim.session, wish, "c1", ResourceId.parse(ENDPOINT)))

    assert sim.control("GET", "connections") == []
    assert writes(sim) == 1


@pytest.mark.parametrize("form", ["object", "array"])
def test_c4_c5_the_cloud_describes_itself(azure: Any, form: str) -> None:
    sim = azure([], [Fault(route="metadata", effect="bom")], metadata=form)

    async def discover() -> Any:
        return await discover_cloud(
            {"ARM_METADATA_HOSTNAME": "management.stack.example"},
            lambda _: None,
            Deadline.after(sim.clock, 60),
            transport=sim.transport,
        )

    cloud = sim.run(discover())
    assert cloud.endpoint == "https://management.stack.example"
    assert cloud.scope == "https://management.core.windows.net//.default"
