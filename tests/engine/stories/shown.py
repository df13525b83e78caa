"""Stories of what a user gets to see."""

from __future__ import annotations

from .doors import Resource
from .scene import Begin, both, other, plant


def in_a_preview(begin: Begin) -> str:
    """What the preview shows of the message, in an output."""
    scene = begin(plant=plant(), outputs={"asked": ("plant", "requestMessage")})
    shown = [line for line in scene.stack.preview().output.splitlines() if line.strip().startswith("asked")]
    assert scene.puts == []
    return "please" if any('"please"' in line for line in shown) else ""


def beside(begin: Begin) -> str:
    """The resource beside which a preview says what would be done; empty, beside none."""
    events = begin(plant=plant()).stack.preview().events
    said = [event["diagnosticEvent"] for event in events if "diagnosticEvent" in event]
    (urn,) = {each.get("urn", "") for each in said if "would send Approved" in each["message"]}
    return str(urn.rpartition("::")[2])


def of_a_set(begin: Begin) -> None:
    """Where one entry has another text, that is what a preview shows, and not the whole input."""
    scene = begin(all=both())
    scene.stack.up()
    entries = {**both().inputs["approvals"], "other": other(description="CHG-2").inputs}
    scene.write(all=Resource({"approvals": entries}, both().type))
    events = scene.stack.preview("--diff").events
    steps = (event["resourcePreEvent"]["metadata"] for event in events if "resourcePreEvent" in event)
    (changed,) = (step for step in steps if step["op"] == "update")
    paths = [path.replace('["', ".").replace('"]', "") for path in changed["detailedDiff"]]
    assert paths == ["approvals.other.description"]
