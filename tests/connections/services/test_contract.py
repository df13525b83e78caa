"""Each row of the service table against what the public API specifications say.

The facts are the simulator's, read as a file: they were derived without the table, so a row that is
wrong disagrees here, and only its own case goes red.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pulumi_private_endpoint.arm import ResourceId
from pulumi_private_endpoint.connections.model import parse
from pulumi_private_endpoint.connections.request_body import decision
from pulumi_private_endpoint.connections.services.table import SERVICES

if TYPE_CHECKING:
    from pulumi_private_endpoint.connections.services.spec import ServiceSpec

_SIMULATOR = Path(__file__).parents[3] / "simulator" / "pulumi_private_endpoint" / "simulator"
FACTS: list[dict[str, Any]] = json.loads((_SIMULATOR / "facts" / "facts.json").read_text(encoding="utf-8"))
ROWS = {spec.type: spec for spec in SERVICES}

each_type = pytest.mark.parametrize("facts", FACTS, ids=lambda facts: facts["type"])

ORIGINS = {"cli_only": "az-cli", "removed_from_specs": "removed"}
REFUSED = {"read_only", "post_action"}
# Words of the provisioningState enums that an approval or a rejection can rest in; the others are on the
# way, belong to a deletion, or are failures.
ENDS = {"succeeded", "ready", "created", "updated", "completed", "approved", "rejected"}
# Taken although the enum lacks it: DigitalTwins' samples show it, and az CLI accepts it from SQL.
ALSO_SUCCEEDED = {"Microsoft.DigitalTwins/digitalTwinsInstances", "Microsoft.Sql/servers"}
# E7: the schema has the id as optional, every example sends it, and the service refuses a body without it.
SENDS_ID = {"Microsoft.ApiManagement/service"}


def test_the_table_has_exactly_the_types_of_the_facts() -> None:
    assert sorted(ROWS) == sorted(facts["type"] for facts in FACTS)


@each_type
def test_row_agrees_with_the_specification(facts: dict[str, Any]) -> None:
    spec = ROWS[facts["type"]]
    check_version(spec, facts)
    assert (spec.refusal is not None) == (facts["kind"] in REFUSED)
    if spec.refusal is None:
        check_request_line(spec, facts)
        check_list(spec, facts)
    # The other kinds have no specification of a body to compare with.
    if facts["kind"] in {"put", "patch"}:
        check_body(spec, facts["body"])
        check_settled(spec, facts["body"])


def check_version(spec: ServiceSpec, facts: dict[str, Any]) -> None:
    stable, preview, cli = facts["stable"], facts["preview"], facts["cli_versions"]
    assert spec.api_version == max(stable or preview or cli)
    assert spec.origin == ORIGINS.get(facts["kind"], "stable" if stable else "preview")


def check_request_line(spec: ServiceSpec, facts: dict[str, Any]) -> None:
    namespace, *types = spec.type.split("/")
    target = "".join(f"/{kind}/{{}}" for kind in types)
    scope = "/subscriptions/{}/resourceGroups/{}/providers/" + namespace
    assert re.sub(r"{[^}]*}", "{}", facts["path"]) == f"{scope}{target}/{spec.segment}/{{}}"
    assert spec.verb == facts["verb"]


def check_list(spec: ServiceSpec, facts: dict[str, Any]) -> None:
    has_list = facts["list_shape"] is not None or (facts["cli_list"] and facts["kind"] == "cli_only")
    assert spec.listing == ("collection" if has_list else "parent")
    assert (spec.parent_api_version is None) == has_list
    assert has_list or spec.parent_api_version in facts["target_versions"]


def check_body(spec: ServiceSpec, facts: dict[str, Any]) -> None:
    body = fullest_body(spec)
    properties = body["properties"]
    state = properties["privateLinkServiceConnectionState"]
    assert ("id" in body) == (spec.type in SENDS_ID)
    # Where nothing is listed (Batch's PATCH) the request is the bare `properties`.
    assert set(body) - {"id"} <= {"properties", *facts["top_level"]}
    assert set(body) >= set(facts["top_level_required"])
    assert set(properties) <= set(facts["properties_writable"]) - set(facts["properties_read_only"])
    assert set(properties) >= set(facts["properties_required"])
    # E8: a policy of Microsoft's own wants the endpoint's id wherever a service takes it.
    assert ("privateEndpoint" in properties) == (facts["private_endpoint"] == "writable")
    assert set(state) == set(facts["state_properties"]) - set(facts["state_read_only"])
    assert spec.needs_description == ("description" in facts["state_required"])
    check_values(spec, facts, state)


def check_values(spec: ServiceSpec, facts: dict[str, Any], state: dict[str, str]) -> None:
    assert not facts["status_enum"] or state["status"] in facts["status_enum"]
    written = spec.actions_property in state
    assert list(spec.actions_words) == (facts["actions_enum"] or [] if written else [])
    assert not written or spec.actions_property == facts["actions_property"]


def check_settled(spec: ServiceSpec, facts: dict[str, Any]) -> None:
    words = {word.casefold() for word in facts["provisioning_state_enum"] or ()}
    if not facts["provisioning_state_present"]:
        assert spec.success_states == frozenset()
    elif not words:
        assert {"succeeded"} <= spec.success_states <= {"succeeded", "ready"}
    else:
        also = {"succeeded"} if spec.type in ALSO_SUCCEEDED else set()
        assert spec.success_states == (words & ENDS) | also


def fullest_body(spec: ServiceSpec) -> dict[str, Any]:
    """What is really sent when the program gives everything it can."""
    subscription = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers"
    names = "".join(f"/{kind}/target" for kind in spec.type.split("/")[1:])
    target = ResourceId.parse(f"{subscription}/{spec.type.split('/', maxsplit=1)[0]}{names}")
    endpoint = f"{subscription}/Microsoft.Network/privateEndpoints/endpoint"
    pending = {
        "name": "endpoint.1",
        "properties": {
            "privateEndpoint": {"id": endpoint},
            "privateLinkServiceConnectionState": {"status": "Pending", "description": "please"},
        },
    }
    connection = parse(pending, spec, target)
    return decision(spec, connection, "Approved", "approved by the platform team", "None")
