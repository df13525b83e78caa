"""Every way in which a client can know better than the table, and that agreement is silent."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pulumi_private_endpoint.connections.services.spec import ServiceSpec
from pulumi_private_endpoint.connections.services.table import SERVICES
from pulumi_private_endpoint.simulator.facts import table as facts
from pulumi_private_endpoint.simulator.facts.table import Facts, OperationFacts
from tools.facts.__main__ import judge
from tools.facts.checked import CHECKED, record
from tools.facts.compare import Finding, compare
from tools.facts.known import reason
from tools.facts.sent import Sent, age, shape

SPEC = ServiceSpec(type="Contoso.Widgets/boxes", api_version="2030-01-01")
TARGET = "/subscriptions/s1/resourceGroups/g1/providers/Contoso.Widgets/boxes/b1"
STATE = {"status": "Approved", "description": "x", "actionsRequired": "None"}
BODY = {"properties": {"privateEndpoint": {}, "privateLinkServiceConnectionState": STATE}}
PUT = Sent(
    client="azure-mgmt-widgets 1.0",
    operation="private_endpoint_connections.put",
    verb="PUT",
    path=f"{TARGET}/privateEndpointConnections/c1",
    api_version="2030-01-01",
    body=BODY,
    codes=[200, 202],
)
DELETE = replace(PUT, verb="DELETE", body=None, codes=[202, 204])
LIST = replace(PUT, verb="GET", path=f"{TARGET}/PrivateEndPointConnections", body=None, codes=[200])
AT = "at 2030-01-01 (azure-mgmt-widgets 1.0)"


def simulated(**changes: Any) -> Facts:
    def operation(*codes: int) -> OperationFacts:
        return OperationFacts(codes=codes, long_running=True, headers={}, without_body=())

    row = replace(
        next(iter(facts.load().values())),
        type=SPEC.type,
        stable=("2029-01-01", "2030-01-01"),
        preview=(),
        put=operation(200, 202),
        delete=operation(202, 204),
    )
    return replace(row, **changes)


def found(spec: ServiceSpec, *sent: Sent, row: Facts | None = None) -> list[tuple[str, str]]:
    rows = {spec.type.casefold(): row or simulated()}
    return [(finding.what, finding.details) for finding in compare([spec], rows, sent)]


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param([PUT, DELETE, LIST], id="the same"),
        pytest.param([], id="no client"),
        pytest.param(
            [replace(PUT, path=PUT.path.replace("boxes/b1/p", "Boxes/b1/P"))], id="in another casing"
        ),
        pytest.param([replace(PUT, api_version="2031-01-01-preview")], id="a preview of what comes"),
        pytest.param([replace(PUT, api_version="2029-01-01")], id="an older client"),
        pytest.param([PUT, replace(PUT, verb="PATCH", body={"tags": {}})], id="a PATCH of tags"),
        pytest.param([replace(PUT, verb="POST", path=f"{TARGET}/act", body={"a": 1})], id="an action"),
    ],
)
def test_agreement_is_silent(sent: list[Sent]) -> None:
    assert found(SPEC, *sent) == []


def body(**state: str) -> dict[str, Any]:
    return {"properties": {"privateEndpoint": {}, "privateLinkServiceConnectionState": state}}


STATE_PATH = "properties.privateLinkServiceConnectionState"
DIFFERENCES = [
    pytest.param(
        replace(SPEC, api_version="2029-01-01"), [PUT], [("newer", f"PUT {AT}")], id="newer and stable"
    ),
    pytest.param(
        replace(SPEC, api_version="2031-01-01-preview"),
        [PUT],
        [("newer", f"PUT {AT}")],
        id="stable where the row has a preview",
    ),
    pytest.param(replace(SPEC, verb="PATCH"), [PUT], [("verb", f"PUT {AT}")], id="verb"),
    pytest.param(replace(SPEC, segment="connections"), [PUT], [("path", f"{PUT.path} {AT}")], id="path"),
    pytest.param(
        SPEC,
        [replace(PUT, body=body(status="Approved", description="x"))],
        [("body", f"without {STATE_PATH}.actionsRequired {AT}")],
        id="not accepted",
    ),
    pytest.param(
        replace(SPEC, echoes_endpoint=False, actions_property=None),
        [PUT],
        [("body", f"with properties.privateEndpoint, with {STATE_PATH}.actionsRequired {AT}")],
        id="accepted, and not sent",
    ),
    pytest.param(
        replace(SPEC, listing="parent"), [LIST], [("list", f"a list of its own {AT}")], id="a list of its own"
    ),
    pytest.param(
        replace(SPEC, refusal="no"), [PUT], [("refused", f"can be decided by PUT {AT}")], id="refused"
    ),
]


@pytest.mark.parametrize(("spec", "sent", "expected"), DIFFERENCES)
def test_a_difference_from_the_table(
    spec: ServiceSpec, sent: list[Sent], expected: list[tuple[str, str]]
) -> None:
    assert found(spec, *sent) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(
            simulated(stable=("2029-01-01",)),
            [("simulator", f"DELETE is not served {AT}"), ("simulator", f"PUT is not served {AT}")],
            id="an api-version it does not serve",
        ),
        pytest.param(
            simulated(put=simulated().delete),
            [("simulator", f"PUT is answered by 200 or 202 {AT}")],
            id="another code",
        ),
        pytest.param(
            simulated(put=replace(simulated().put, codes=(200, 202, 404))),  # type: ignore[type-var] # It has one.
            [],
            id="a failure among its codes",
        ),
    ],
)
def test_a_difference_from_the_simulator(row: Facts, expected: list[tuple[str, str]]) -> None:
    assert found(SPEC, PUT, DELETE, row=row) == expected


def test_a_type_without_a_row_is_missing() -> None:
    older = replace(PUT, api_version="2029-01-01")
    reading = replace(LIST, path=LIST.path.replace("boxes", "crates"))
    assert compare([], {}, [older, PUT, DELETE, reading]) == [Finding(SPEC.type, "missing", f"PUT {AT}")]


@pytest.mark.parametrize(
    ("path", "arm_type"),
    [
        (PUT.path, "Contoso.Widgets/boxes"),
        (f"{TARGET}/lids/l1/privateEndpointConnections/c1", "Contoso.Widgets/boxes/lids"),
        (f"{TARGET}/approve", "Contoso.Widgets/boxes/approve"),
    ],
)
def test_the_type_is_read_off_the_path(path: str, arm_type: str) -> None:
    assert replace(PUT, path=path).type == arm_type


def test_a_stable_api_version_is_newer_than_any_preview() -> None:
    assert age("2020-01-01") > age("2029-01-01-preview") > age("2028-01-01-preview")


def test_nothing_below_the_endpoint_counts() -> None:
    assert shape({"id": "i", "properties": {"privateEndpoint": {"id": "e"}}}) == {
        "id",
        "properties",
        "properties.privateEndpoint",
    }


def test_what_is_known_is_known_by_its_type_kind_and_beginning() -> None:
    known = Finding("Microsoft.Network/privateLinkServices", "body", "with id at 2031-01-01 (client 9)")
    assert reason(known) is not None
    assert reason(replace(known, type="Microsoft.Network/other")) is None
    assert reason(replace(known, what="newer")) is None
    assert reason(replace(known, details="without id")) is None


OTHER = replace(SPEC, type="Contoso.Widgets/crates")


def test_what_a_row_agrees_with_is_its_own_version_or_else_the_newest() -> None:
    older, newer = replace(PUT, api_version="2029-01-01"), replace(PUT, api_version="2031-01-01-preview")
    row = {"client": PUT.client}

    def agreed(*sent: Sent, findings: tuple[Finding, ...] = ()) -> Any:
        return record([SPEC, OTHER], sent, findings, "2030-02-03")["types"]

    assert agreed(older, PUT, newer) == {SPEC.type: row | {"api_version": "2030-01-01"}}
    assert agreed(older, newer) == {SPEC.type: row | {"api_version": "2031-01-01-preview"}}
    assert agreed(DELETE) == {}
    assert agreed(PUT, findings=(Finding(SPEC.type, "body", "with id"),)) == {}


def sent_row(**changes: Any) -> dict[str, Any]:
    path = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Search/searchServices/t"
    row = {
        "client": "azure-mgmt-search 9.2.0",
        "operation": "private_endpoint_connections.update",
        "verb": "PUT",
        "path": f"{path}/privateEndpointConnections/c",
        "api_version": "2025-05-01",
        "body": BODY,
        "codes": [200],
    }
    return row | changes


BROKEN = {"client": "azure-mgmt-x 1", "failed": "azure.mgmt.x: TypeError()"}


@pytest.mark.parametrize(
    ("rows", "code", "said"),
    [
        ([sent_row()], 0, "1 of 112 types agree with a client."),
        (
            [sent_row(api_version="2099-01-01")],
            1,
            "Microsoft.Search/searchServices: newer: PUT at 2099-01-01",
        ),
        ([sent_row(), BROKEN], 1, "azure-mgmt-x 1 was not driven: azure.mgmt.x: TypeError()"),
    ],
    ids=["agreement", "a finding", "a client that is broken"],
)
def test_a_run_ends_well_only_if_nothing_is_to_be_done(
    rows: list[dict[str, Any]], code: int, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checked = tmp_path / "checked.json"

    assert judge(rows, checked) == code

    assert said in capsys.readouterr().out
    assert len(json.loads(checked.read_text(encoding="utf-8"))["types"]) == (said.find("newer") < 0)


AGREED = json.loads(CHECKED.read_text(encoding="utf-8"))["types"]
ROWS = {spec.type: spec for spec in SERVICES}


@pytest.mark.parametrize("arm_type", AGREED)
def test_no_row_is_older_than_what_it_was_checked_against(arm_type: str) -> None:
    assert age(AGREED[arm_type]["api_version"]) <= age(ROWS[arm_type].api_version)


def test_clients_are_listed_once_and_in_order() -> None:
    lines = (CHECKED.parent / "clients.txt").read_text(encoding="utf-8").splitlines()
    names = [line for line in lines if line.startswith("azure-mgmt-")]
    assert names == sorted(set(names))
    assert len(names) > 70
