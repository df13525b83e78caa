"""docs/migration.md: what stands is taken over without a write, drift is told, a new endpoint is let in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pulumi_private_endpoint.simulator import load, running
from tools.site import recording, tutorial

PAGE = " ".join((tutorial.CHECKOUT / "docs" / "migration.md").read_text(encoding="utf-8").split())
NIGHTLY = "refresh --preview-only --expect-no-changes"


def test_what_a_script_approved_is_taken_over_and_kept(
    tmp_path: Path, engine_environment: dict[str, str]
) -> None:
    folder = tutorial.copied(tmp_path / "shop-approvals")
    text = "CHG-2043: the warehouse reads orders to pack them"
    with running(load(folder / "scenario.toml")) as azure:
        stack = replace(recording.stack_of(folder, azure, engine_environment), colour="never")
        warehouse, other = azure.connections()
        azure.change(warehouse["id"], status="Approved", description=text)

        assert "already Approved, nothing would be sent" in stack.preview().diagnostics()
        assert "already Approved, nothing would be sent" in PAGE
        stack.up()
        assert {entry["method"] for entry in azure.log()} == {"GET"}
        assert f"`pulumi {NIGHTLY}`" in PAGE
        stack.run(*NIGHTLY.split(), "--stack", stack.name)

        # Terraform replaces the endpoint: the same id, another request.
        azure.remove(warehouse["id"])
        azure.add(
            target=warehouse["id"].partition("/privateEndpointConnections/")[0],
            name="orders.new",
            private_endpoint=warehouse["private_endpoint"],
            group_ids=["Sql"],
        )
        stack.run(*NIGHTLY.split(), "--stack", stack.name, fails=True)
        assert set(stack.up().operations().values()) == {"same"}
        stack.preview("--refresh")
        stack.up("--refresh")

        now = {found["id"].rpartition("/")[2]: found["status"] for found in azure.connections()}
        assert now == {other["id"].rpartition("/")[2]: "Pending", "orders.new": "Approved"}
