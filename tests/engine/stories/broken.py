"""Stories of what goes wrong on the way to Azure, and of what is refused there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pulumi_private_endpoint.simulator import Fault

from .scene import Begin, both, plant


def refused(begin: Begin) -> None:
    """What Azure did not take in leaves nothing in the state."""
    scene = begin(plant=plant(), faults=[Fault(method="PUT", effect="missing-role", times=0)])
    assert "was refused (403" in scene.stack.up(fails=True).diagnostics()
    assert scene.kept == set()
    assert not scene.stack.export()["deployment"].get("pending_operations")


def with_a_lost_answer(effect: str, **more: Any) -> Callable[[Begin], None]:
    """The decision's answer is lost or spoilt: it is looked into, and what was taken in is not sent again."""

    def story(begin: Begin) -> None:
        scene = begin(plant=plant(), faults=[Fault(method="PUT", effect=effect, **more)])
        scene.stack.up()
        assert (scene.output("plant"), scene.taken_in) == ("Approved", 1)
        assert scene.stack.up().operations()["plant"] == "same"

    return story


def with_a_lost_answer_on_the_way_out(begin: Begin) -> None:
    scene = begin(plant=plant(onDestroy="delete"), faults=[Fault(method="DELETE", effect="reset-after")])
    scene.stack.up()
    scene.stack.destroy()
    assert (scene.statuses, scene.kept) == ({"other": "Pending"}, set())
    assert sum(entry["method"] == "DELETE" for entry in scene.azure.log()) == 1


def a_set_in_part(begin: Begin) -> str:
    """One entry is refused. The next up sends that one alone; what it is called is where the doors differ."""
    scene = begin(all=both(), faults=[Fault(method="PUT", effect="policy", connection="other")])
    said = scene.stack.up(fails=True).diagnostics()
    assert 'approvals["other"]: ' in said
    assert "Traceback" not in said
    assert sorted(scene.puts) == ["other", "ours"]
    scene.azure.clear_log()

    done = scene.stack.up().operations()["all"]

    assert scene.puts == ["other"]
    assert scene.statuses == {"ours": "Approved", "other": "Approved"}
    return done
