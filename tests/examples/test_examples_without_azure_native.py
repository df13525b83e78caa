"""The examples that need nothing but the simulator: run with the scenario that is beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from pulumi_private_endpoint.simulator import Running, load, running
from tools.toolchain.stack import Stack

EXAMPLES = Path(__file__).parents[2] / "examples"
MakeExample = Callable[[str, Running], Stack]


def statuses(azure: Running) -> dict[str, Any]:
    return {found["id"].rpartition("/")[2]: found["status"] for found in azure.connections()}


def puts(azure: Running) -> list[str]:
    """The connections that were sent a decision."""
    return [entry["path"] for entry in azure.log() if entry["method"] == "PUT"]


def test_cross_tenant_lets_the_vendor_in_and_no_look_alike(make_example: MakeExample) -> None:
    with running(load(EXAMPLES / "cross-tenant-saas" / "scenario.toml")) as azure:
        stack = make_example("cross-tenant-saas", azure)
        vendor, *others = statuses(azure)

        preview = stack.preview()
        assert vendor in preview.diagnostics()
        assert set(statuses(azure).values()) == {"Pending"}

        stack.up()
        assert stack.outputs() == {"status": "Approved", "theyAsked": "Load of the sales files"}
        assert statuses(azure) == {vendor: "Approved"} | dict.fromkeys(others, "Pending")

        stack.destroy()
        assert statuses(azure) == {vendor: "Rejected"} | dict.fromkeys(others, "Pending")


def asked_by(name: str) -> str:
    return f"/subscriptions/e7d9f5b6/resourceGroups/n/providers/Microsoft.Network/privateEndpoints/{name}"


def test_private_link_service_follows_the_list_of_customers(make_example: MakeExample) -> None:
    with running(load(EXAMPLES / "private-link-service-isv" / "scenario.toml")) as azure:
        stack = make_example("private-link-service-isv", azure)
        file = stack.project / "customers.yaml"
        listed = file.read_text()
        asked = [found["id"] for found in azure.connections()]

        # Somebody who has not asked yet holds up nobody, and is let in by the run after they have.
        file.write_text(listed + "  - {name: contoso, private_endpoint_name: con, request_message: 2c1f}\n")
        late = stack.up()
        assert (
            'customers-approvals: approvals["contoso"]: left out, the next run looks again: no connection'
            in (late.diagnostics())
        )
        assert [*statuses(azure).values()] == ["Approved", "Approved", "Approved", "Pending"]
        names = ["adatum", "fabrikam", "northwind"]
        assert stack.outputs()["customers"] == dict(zip(names, asked[:3], strict=True))
        assert stack.outputs()["not_there_yet"] == ["contoso"]

        first = azure.connections()[0]
        azure.add(
            target=first["id"].partition("/privateEndpointConnections/")[0],
            name="product.5",
            private_endpoint=asked_by("con"),
            description="2c1f",
        )
        azure.clear_log()
        assert stack.up().operations()["customers-approvals"] == "update"
        assert [each.rpartition("/")[2] for each in puts(azure)] == ["product.5"]
        assert (len(stack.outputs()["customers"]), stack.outputs()["not_there_yet"]) == (4, [])
        azure.remove(azure.connections()[-1]["id"])

        file.write_text(listed)
        azure.clear_log()
        stack.up()
        assert puts(azure) == []
        assert set(stack.up().operations().values()) == {"same"}

        customers = yaml.safe_load(listed)
        del customers["requesters"][1]
        customers["requesters"][1]["name"] = "northwind-traders"
        file.write_text(yaml.safe_dump(customers))
        left = stack.up()
        assert left.operations()["customers-approvals"] == "update"
        assert puts(azure) == asked[1:2]
        assert [*statuses(azure).values()] == ["Approved", "Rejected", "Approved", "Pending"]
        assert set(stack.outputs()["customers"]) == {"adatum", "northwind-traders"}

        del customers["requesters"][0]["private_endpoint_id"]
        file.write_text(yaml.safe_dump(customers))
        wrong = stack.preview(fails=True)
        assert "customers.yaml: requesters[0] says nobody" in wrong.diagnostics()
        assert "Traceback" not in wrong.diagnostics()

        file.write_text("requesters: []")
        stack.up()
        assert [*statuses(azure).values()] == ["Rejected", "Rejected", "Rejected", "Pending"]
        assert stack.outputs()["customers"] == {}


def test_brownfield_adopts_without_writing_and_notices_a_rejection(make_example: MakeExample) -> None:
    with running(load(EXAMPLES / "brownfield-adopt-and-drift" / "scenario.toml")) as azure:
        stack = make_example("brownfield-adopt-and-drift", azure)

        stack.up()
        assert {entry["method"] for entry in azure.log()} == {"GET"}
        assert stack.outputs() == {"status": "Approved", "description": "Auto-Approved"}

        azure.reject(azure.connections()[0]["id"], "audit")
        stack.refresh()
        assert stack.resources()["orders"]["outputs"]["status"] == "Rejected"
        refused = stack.up(fails=True)
        assert "re-create the private endpoint" in refused.diagnostics()
        assert "PUT" not in {entry["method"] for entry in azure.log()}

        stack.destroy()
        assert statuses(azure) == {"orders": "Rejected"}


def test_governance_in_ci_refuses_before_anything_is_written(make_example: MakeExample) -> None:
    pack = ("--policy-pack", str(EXAMPLES.parent / "policies" / "private-endpoint-governance"))
    with running(load(EXAMPLES / "governance-in-ci" / "scenario.toml")) as azure:
        stack = make_example("governance-in-ci", azure)
        rules = (*pack, "--policy-pack-config", str(stack.project / "policy-config.json"))

        assert "mandatory" not in {level for level, *_ in stack.preview(*rules).violations()}

        stack.configure("reason", "approved")
        refused = stack.preview(*rules, fails=True)
        assert ("mandatory", "approval-description-required", "events") in refused.violations()
        assert {entry["method"] for entry in azure.log()} == {"GET"}

        stack.configure("reason", "The warehouse packs what the shop sells (CHG-3501)")
        stack.up(*rules)
        assert statuses(azure) == {"shop-events": "Approved"}


def test_governance_in_ci_is_not_green_where_nobody_could_look(make_example: MakeExample) -> None:
    with running(load(EXAMPLES / "governance-in-ci" / "scenario.toml")) as azure:
        stack = make_example("governance-in-ci", azure)
        azure.fail(method="GET", effect="missing-role", times=0)

        blind = stack.preview(fails=True)
        let = replace(stack, environment={**stack.environment, "PRIVATE_ENDPOINT_STRICT": "0"}).preview()

    could_not_look = "could not look at Microsoft.ServiceBus/namespaces contoso-shop"
    assert f"{could_not_look}, which PRIVATE_ENDPOINT_STRICT makes an error: " in blind.output
    assert f"warning: events: {could_not_look}, up will look for " in let.output


def test_every_example_is_run_somewhere_here() -> None:
    tests = "".join(file.read_text() for file in Path(__file__).parent.glob("test_*.py"))

    for example in EXAMPLES.glob("*/"):
        assert f'"{example.name}"' in tests
        assert (example / "README.md").exists()
