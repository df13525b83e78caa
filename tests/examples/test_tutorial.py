"""docs/first-approval.md, step by step: its files, its commands, its texts, and the recording it shows."""

from __future__ import annotations

from pathlib import Path

from pulumi_private_endpoint.simulator import load, running
from tools.site import recording, tutorial

PAGE = tutorial.PAGE.read_text(encoding="utf-8")


def test_it_goes_as_it_is_told(tmp_path: Path, engine_environment: dict[str, str]) -> None:
    folder = tutorial.copied(tmp_path / "shop-approvals")
    with running(load(folder / "scenario.toml")) as azure:
        stack = recording.stack_of(folder, azure, engine_environment)

        recorded = recording.RECORDED.read_text(encoding="utf-8")
        assert recording.plain(recording.record(stack)) == recording.plain(recorded)
        warehouse, other = azure.connections()
        assert (warehouse["status"], other["status"]) == ("Approved", "Pending")

        azure.clear_log()
        stack.up()
        assert {entry["method"] for entry in azure.log()} <= {"GET"}

        azure.reject(warehouse["id"], warehouse["description"])
        drift = stack.refresh("--diff")
        assert recording.COLOUR.sub("", drift.output).count('status: "Approved" => "Rejected"') == 1
        refused = stack.preview(fails=True).diagnostics()
        (quoted,) = (line for line in PAGE.splitlines() if line.startswith("connection orders.3f1c"))
        assert quoted in refused

        azure.change(warehouse["id"], status="Pending")
        stack.up()
        stack.destroy()
        assert [found["status"] for found in azure.connections()] == ["Approved", "Pending"]
