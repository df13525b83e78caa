"""Stories of commands that end in the middle: killed, interrupted, out of time."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from .scene import COSMOS, Begin, Scene, asked, plant

PROVIDERS = {"dynamic": "pulumi.dynamic", "plugin": "pulumi-resource-private-endpoint"}
SECONDS = 60.0


def _begun(begin: Begin, seconds: float = 8.0) -> Scene:
    """A decision takes that long, in which its connection shows that it is being changed."""
    connections = asked(COSMOS, operation_seconds=seconds * 100)
    return begin(plant=plant(targetResourceId=COSMOS), connections=connections, scale=0.01)


@contextmanager
def _under_way(scene: Scene) -> Iterator[subprocess.Popen[str]]:
    """The engine in an up that has sent a decision; ended afterwards with all that it started."""
    words = ["up", "--yes", "--skip-preview", "--stack", scene.stack.name, "--non-interactive"]
    with subprocess.Popen(
        ["pulumi", *words],  # noqa: S607 - the one on PATH
        cwd=scene.stack.project,
        env={**scene.stack.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as engine:
        started: list[int] = []
        before = scene.taken_in
        try:
            _wait_for(scene, before + 1)
            started = _below(engine.pid)
            yield engine
        finally:
            for process in (engine.pid, *started):
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)


def _wait_for(scene: Scene, decisions: int) -> None:
    deadline = time.monotonic() + SECONDS
    while scene.taken_in < decisions:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _processes() -> dict[int, tuple[int, str]]:
    """Parent and command line of every process."""
    answer = subprocess.run(
        ["ps", "-ww", "-A", "-o", "pid=,ppid=,args="],  # noqa: S607 - as everywhere
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    lines = (line.split(None, 2) for line in answer.stdout.splitlines())
    return {int(pid): (int(parent), "".join(args)) for pid, parent, *args in lines}


def _below(ancestor: int) -> list[int]:
    processes, found = _processes(), [ancestor]
    for each in found:
        found.extend(pid for pid, (parent, _) in processes.items() if parent == each)
    return found[1:]


def _kill_provider(scene: Scene, engine: int) -> None:
    """The plugin stands there twice: the host of YAML programs has another one read the schema."""
    processes = _processes()
    found = [
        each
        for each in _below(engine)
        if "python" in processes[each][1] and PROVIDERS[scene.door] in processes[each][1]
    ]
    assert found
    for each in found:
        os.kill(each, signal.SIGKILL)


def _converges(scene: Scene) -> None:
    scene.stack.run("cancel", "--yes", "--stack", scene.stack.name)
    scene.stack.up()
    assert (scene.output("plant"), scene.taken_in, len(scene.puts)) == ("Approved", 1, 1)
    assert scene.stack.up().operations()["plant"] == "same"


def with_the_engine_killed(begin: Begin) -> None:
    scene = _begun(begin)
    with _under_way(scene) as engine:
        engine.kill()
        engine.communicate(timeout=SECONDS)
    _converges(scene)


def with_the_provider_killed(begin: Begin) -> None:
    scene = _begun(begin)
    with _under_way(scene) as engine:
        _kill_provider(scene, engine.pid)
        engine.communicate(timeout=SECONDS)
        assert engine.returncode != 0
    _converges(scene)


def interrupted(begin: Begin) -> tuple[str, str, str, str]:
    """Ctrl-C in a create, and in an update: the state then, and what the next up does."""
    scene = _begun(begin)
    _interrupt(scene)
    status = scene.output("plant")
    created = scene.stack.up().operations()["plant"]
    assert (scene.output("plant"), len(scene.puts)) == ("Approved", 1)

    scene.write(plant=plant(targetResourceId=COSMOS, description="CHG-2"))
    _interrupt(scene)
    text = scene.output("plant", "description")
    updated = scene.stack.up().operations()["plant"]
    assert (scene.output("plant", "description"), len(scene.puts)) == ("CHG-2", 2)
    return status, created, text, updated


def _interrupt(scene: Scene) -> None:
    with _under_way(scene) as engine:
        os.kill(engine.pid, signal.SIGINT)
        said, _ = engine.communicate(timeout=SECONDS)
        assert engine.returncode != 0
        assert "exited prematurely" not in said
    assert not scene.stack.export()["deployment"].get("pending_operations")


def out_of_time(begin: Begin) -> tuple[set[str], str]:
    """A decision was sent, and its end not seen in time: what the state has, and what the next up does."""
    scene = begin(plant=plant(timeout="2s"), connections=asked(operation_seconds=400), scale=0.01)
    assert "did not finish within 2 s" in scene.stack.up(fails=True).diagnostics()
    kept = scene.kept
    scene.write(plant=plant(timeout="60s"))
    done = scene.stack.up().operations()["plant"]
    assert (scene.output("plant"), scene.taken_in) == ("Approved", 1)
    assert "initErrors" not in scene.stack.resources()["plant"]
    return kept, done


def changed_out_of_time(begin: Begin) -> tuple[str, list[str]]:
    """A text was sent, its end not seen in time, and it is taken back: what the next up does, and sends."""
    connections = asked(COSMOS, operation_seconds=400, status="Approved")
    before = plant(targetResourceId=COSMOS, description="please")
    scene = begin(plant=before, connections=connections, scale=0.01)
    scene.stack.up()
    scene.write(plant=plant(targetResourceId=COSMOS, description="CHG-2", timeout="2s"))
    assert "did not finish within 2 s" in scene.stack.up(fails=True).diagnostics()
    assert scene.puts == ["ours"]
    scene.azure.clear_log()
    scene.write(plant=before)
    done = scene.stack.up().operations()["plant"]
    assert "initErrors" not in scene.stack.resources()["plant"]
    assert scene.stack.up().operations()["plant"] == "same"
    return done, scene.puts


def with_custom_timeouts(begin: Begin) -> str:
    """They say two seconds, the input says four."""
    options = {"customTimeouts": {"create": "2s"}}
    scene = begin(plant=plant(options, timeout="4s"), connections=asked(operation_seconds=3600), scale=1.0)
    said = scene.stack.up(fails=True).diagnostics()
    return said.partition("did not finish within ")[2].partition(";")[0]
