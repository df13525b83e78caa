"""Stories of resource options, of names, and of two resources about one connection."""

from __future__ import annotations

from typing import Any

from .doors import Resource
from .scene import OURS, Begin, Scene, other, plant


def replaced(begin: Begin) -> None:
    """By another connection: that one is approved, then this one released."""
    scene = begin(one=plant(onDestroy="delete"))
    scene.stack.up()
    scene.write(one=other(onDestroy="delete"))

    assert "replace" in scene.stack.preview().operations()["one"]
    scene.stack.up()

    assert scene.statuses == {"other": "Approved"}
    assert scene.puts == ["ours", "other"]
    assert scene.output("one", "connectionName") == "other"


def _stays_with_what_takes_its_place(scene: Scene, *options: str) -> None:
    said = scene.stack.up(*options).diagnostics()
    assert "another resource of this program has it" in said
    assert scene.statuses["ours"] == "Approved"


def _released(begin: Begin) -> Scene:
    scene = begin(plant=plant(onDestroy="delete"))
    scene.stack.up()
    return scene


def replaced_on_a_change(begin: Begin) -> None:
    scene = _released(begin)
    options = {"replaceOnChanges": ["description"]}
    scene.write(plant=plant(options, onDestroy="delete", description="CHG-2"))
    _stays_with_what_takes_its_place(scene)


def replaced_by_hand(begin: Begin) -> None:
    _stays_with_what_takes_its_place(_released(begin), "--replace", "**::plant")


def renamed_without_an_alias(begin: Begin) -> None:
    scene = _released(begin)
    scene.write(tree=plant(onDestroy="delete"))
    _stays_with_what_takes_its_place(scene)


def renamed(begin: Begin) -> None:
    scene = _released(begin)
    scene.write(tree=plant({"aliases": [{"name": "plant"}]}, onDestroy="delete"))
    assert scene.stack.up().operations()["tree"] == "same"
    assert scene.kept == {"tree"}
    assert scene.puts == ["ours"]


def targeted(begin: Begin) -> None:
    scene = begin(plant=plant(), tree=other())
    scene.stack.up("--target", "**::plant")
    assert (scene.statuses, scene.kept) == ({"ours": "Approved", "other": "Pending"}, {"plant"})

    scene.stack.up()
    scene.stack.destroy("--target", "**::tree")
    assert scene.kept == {"plant"}


def ignored(begin: Begin) -> None:
    scene = begin(plant=plant())
    scene.stack.up()
    scene.write(plant=plant({"ignoreChanges": ["description"]}, description="CHG-2"))
    assert scene.stack.up().operations()["plant"] == "same"
    assert scene.puts == ["ours"]


def protected(begin: Begin) -> None:
    scene = begin(plant=plant({"protect": True}, onDestroy="delete"))
    scene.stack.up()
    assert "protect" in scene.stack.destroy(fails=True).output
    assert scene.statuses["ours"] == "Approved"


def retained(begin: Begin) -> None:
    scene = begin(plant=plant({"retainOnDelete": True}, onDestroy="delete"))
    scene.stack.up()
    scene.stack.destroy()
    assert (scene.statuses["ours"], scene.kept) == ("Approved", set())


def read_by_its_id(begin: Begin) -> None:
    scene = begin(plant=Resource(plant().inputs, id=OURS))
    scene.stack.up()
    assert scene.output("plant") == "Pending"
    assert {entry["method"] for entry in scene.azure.log()} == {"GET"}


def _wanted_twice(begin: Begin, **decision: Any) -> None:
    """One of them is decided, whichever came first; a second decision is never sent."""
    scene = begin(plant=plant(), tree=plant(**decision))
    said = scene.stack.up(fails=True).diagnostics()
    assert "connection ours is wanted by " in said
    assert scene.puts == ["ours"]
    assert len(scene.kept) == 1


def wanted_twice_alike(begin: Begin) -> None:
    _wanted_twice(begin)


def wanted_twice_otherwise(begin: Begin) -> None:
    _wanted_twice(begin, status="Rejected")
