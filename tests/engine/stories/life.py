"""Stories of one approval from preview to destroy."""

from __future__ import annotations

from .scene import OURS, Begin, plant


def life(begin: Begin) -> None:
    scene = begin(plant=plant())
    preview = scene.stack.preview()
    assert preview.operations()["plant"] == "create"
    assert "would send Approved to connection ours (Pending, requester " in preview.diagnostics()
    assert '"please"' in preview.diagnostics()
    assert {entry["method"] for entry in scene.azure.log()} == {"GET"}
    scene.azure.clear_log()

    assert scene.stack.up().operations()["plant"] == "create"
    asked = [entry["method"] for entry in scene.azure.log()]
    # Found in the list, read by its id, decided; the rest is waiting and the last look.
    assert (asked[:3], set(asked[3:])) == (["GET", "GET", "PUT"], {"GET"})
    assert scene.statuses == {"ours": "Approved", "other": "Pending"}
    outputs = scene.stack.resources()["plant"]["outputs"]
    assert (outputs["status"], outputs["requestMessage"]) == ("Approved", "please")
    assert scene.stack.resources()["plant"]["id"] == OURS
    assert scene.stack.up().operations()["plant"] == "same"

    scene.write(plant=plant(description="CHG-2"))
    assert scene.stack.up().operations()["plant"] == "update"
    assert scene.output("plant", "description") == "CHG-2"
    assert scene.puts == ["ours", "ours"]


def drift(begin: Begin) -> None:
    scene = begin(plant=plant())
    scene.stack.up()
    scene.azure.reject(OURS, "Security says no")
    scene.azure.clear_log()

    assert scene.stack.refresh().operations()["plant"] == "refresh"
    assert [entry["method"] for entry in scene.azure.log()] == ["GET"]
    assert scene.output("plant") == "Rejected"
    assert "re-create the private endpoint" in scene.stack.up(fails=True).diagnostics()
    assert scene.puts == []


def gone(begin: Begin) -> None:
    scene = begin(plant=plant())
    scene.stack.up()
    scene.azure.remove(OURS)

    scene.stack.refresh()

    assert scene.kept == set()


def nobody_asked(begin: Begin) -> None:
    scene = begin(plant=plant())
    scene.azure.remove(OURS)

    said = scene.stack.up(fails=True).diagnostics()

    assert "analytics" in said
    assert "other" in said
    assert "Traceback" not in said
    assert scene.kept == set()


def _destroyed(begin: Begin, on_destroy: str, left: dict[str, str]) -> None:
    scene = begin(plant=plant(onDestroy=on_destroy))
    scene.stack.up()
    scene.stack.destroy()
    assert (scene.statuses, scene.kept) == (left, set())


def destroyed_to_keep(begin: Begin) -> None:
    _destroyed(begin, "keep", {"ours": "Approved", "other": "Pending"})


def destroyed_to_reject(begin: Begin) -> None:
    _destroyed(begin, "reject", {"ours": "Rejected", "other": "Pending"})


def destroyed_to_delete(begin: Begin) -> None:
    _destroyed(begin, "delete", {"other": "Pending"})


def refreshed_and_destroyed(begin: Begin) -> None:
    """A refresh before a destroy keeps nothing alive."""
    scene = begin(plant=plant(onDestroy="delete"))
    scene.stack.up()
    scene.stack.destroy("--refresh")
    assert scene.statuses == {"other": "Pending"}


def refreshed_and_changed(begin: Begin) -> None:
    """A refresh before an update is no wish of the program's."""
    scene = begin(plant=plant())
    scene.stack.up()
    scene.write(plant=plant(status="Rejected"))
    scene.stack.up("--refresh")
    assert scene.statuses["ours"] == "Rejected"
